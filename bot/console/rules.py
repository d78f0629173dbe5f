"""Which rules are in force, since when, and what keeps the saved ones from it."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.console.gate import bad_limit, guarded, limit_of
from bot.core.ports import Annals

MOST = 200  # chosen: revisions an answer


def add_rules(app: web.Application, *, store: Annals, report: Callable[[], dict[str, Any]], token: str) -> None:
    """Add `GET /console/rules?limit=N` to `app`: what `report` says and the newest revisions."""

    async def rules(request: web.Request) -> web.Response:
        limit = limit_of(request, most=MOST)
        if limit is None:
            return bad_limit(MOST)
        rows = [
            {"id": r.id, "at": r.at.isoformat(), "who": r.who, "note": r.note}
            for r in await store.revisions(limit=limit)
        ]
        return web.json_response({**report(), "revisions": rows})

    app.router.add_get("/console/rules", guarded(rules, token=token))
