"""The archive sidecar over HTTP: `GET /archive/messages?after=SEQ&limit=N` with a bearer token, JSON lines."""

import hmac

from aiohttp import web

from bot.simulator.archive import LARGEST_PAGE, Archive


class Sidecar:
    """Serves one archive to whoever has its token."""

    def __init__(self, archive: Archive, token: str) -> None:
        self._archive = archive
        self._expected = f"Bearer {token}".encode()

    async def messages(self, request: web.Request) -> web.Response:
        """Answer with messages after `after`, at most `limit`; 401 without the token, 400 for other numbers."""
        given = request.headers.get("Authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._expected):
            problem = {"error": "send the archive token as Authorization: Bearer"}
            return web.json_response(problem, status=401, headers={"WWW-Authenticate": "Bearer"})
        after, limit = request.query.get("after", "0"), request.query.get("limit", str(LARGEST_PAGE))
        if not _is_count(after) or not _is_count(limit) or not 1 <= int(limit) <= LARGEST_PAGE:
            problem = {"error": f"after must be a number from 0, limit one from 1 to {LARGEST_PAGE}"}
            return web.json_response(problem, status=400)
        page = self._archive.page(after=int(after), limit=int(limit))
        return web.Response(body=page, content_type="application/x-ndjson", charset="utf-8")


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
