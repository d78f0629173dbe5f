"""The bot's newest decisions as JSON."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.console.gate import bad_limit, guarded, limit_of
from bot.console.shown import concealed
from bot.core.model import RoomId
from bot.core.ports import Store

MOST = 200  # chosen: rows an answer


def add_trace(app: web.Application, *, store: Store, token: str) -> None:
    """Add `GET /console/trace?limit=N&room=ID` to `app`."""

    async def trace(request: web.Request) -> web.Response:
        limit = limit_of(request, most=MOST)
        if limit is None:
            return bad_limit(MOST)
        room = request.query.get("room")
        rows = await store.trace(limit=limit, room=RoomId(room) if room else None)
        return web.json_response({"rows": concealed([{**row, "case": case_of(row)} for row in rows])})

    app.router.add_get("/console/trace", guarded(trace, token=token))


def case_of(row: Mapping[str, Any]) -> int:
    """Return the number of the case that a decision belongs to, as its effects tell; 0 if none."""
    return next((number for one in row["effects"] if (number := one["effect"].get("case", 0))), 0)
