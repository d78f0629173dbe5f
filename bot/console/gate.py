"""Who may look: whoever holds the console token."""

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

_LONGEST = 9  # digits of a number in a query; what is longer is not read
Handler = Callable[[web.Request], Awaitable[web.Response]]


def guarded(handler: Handler, *, token: str) -> Handler:
    """Return `handler` behind `Authorization: Bearer <token>`; without it 401."""

    async def guard(request: web.Request) -> web.Response:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), f"Bearer {token}".encode()):
            return web.json_response({"error": "控制台口令不对：请用 config.yaml 里的 console.token"}, status=401)
        return await handler(request)

    return guard


def limit_of(request: web.Request, *, most: int) -> int | None:
    """Return the query's `limit`, 50 if it gives none, None if it is no number from 1 to `most`."""
    limit = request.query.get("limit", "50")
    return int(limit) if limit.isdecimal() and len(limit) <= _LONGEST and 1 <= int(limit) <= most else None


def bad_limit(most: int) -> web.Response:
    """Return the answer to a limit that is none."""
    return web.json_response({"error": f"limit 要是 1 到 {most} 的整数"}, status=400)
