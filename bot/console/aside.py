"""Deliveries that could not be handled: see why, mend the cause, let them be handled again."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.console.gate import bad_limit, guarded, limit_of
from bot.core.ports import Store
from bot.text.private import conceal

MOST = 200  # chosen: rows an answer


def add_aside(app: web.Application, *, store: Store, replay: Callable[[int], Awaitable[bool]], token: str) -> None:
    """Add `GET /console/aside?limit=N` and `POST /console/aside/ID/replay` to `app`."""

    async def aside(request: web.Request) -> web.Response:
        limit = limit_of(request, most=MOST)
        if limit is None:
            return bad_limit(MOST)
        rows = [
            {
                "id": one.pending.id,
                "channel": one.pending.delivery.channel,
                "received_at": one.pending.delivery.received_at.isoformat(),
                "body": conceal(one.pending.delivery.body),
                "error": conceal(one.error),
            }
            for one in await store.set_aside(limit=limit)
        ]
        return web.json_response({"rows": rows})

    async def again(request: web.Request) -> web.Response:
        if await replay(int(request.match_info["id"])):
            return web.json_response({"ok": True})
        return web.json_response({"error": "没有这条被搁置的消息"}, status=404)

    app.router.add_get("/console/aside", guarded(aside, token=token))
    app.router.add_post(r"/console/aside/{id:\d{1,18}}/replay", guarded(again, token=token))
