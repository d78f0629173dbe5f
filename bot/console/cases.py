"""Cases and what people ordered, as JSON: what happened, what is still to be done, who changed what."""

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bot.console.gate import bad_limit, guarded, limit_of
from bot.console.shown import concealed
from bot.core.cases import Case
from bot.core.coding import encoded
from bot.core.justice import Court
from bot.core.model import RoomId
from bot.core.pages import case_line, case_page
from bot.core.ports import Store

MOST = 200  # chosen: rows an answer
CourtOf = Callable[[RoomId], Court]


def add_cases(app: web.Application, *, store: Store, court: CourtOf, token: str) -> None:
    """Add `GET /console/cases?limit=N&room=ID&open=1` and `GET /console/cases/NUMBER` to `app`.

    court: what cases of a room are told with.
    """

    async def cases(request: web.Request) -> web.Response:
        limit = limit_of(request, most=MOST)
        if limit is None:
            return bad_limit(MOST)
        open_only = request.query.get("open", "") not in ("", "0")
        found = await store.all_cases(limit=limit, room=_room(request), open_only=open_only)
        return web.json_response({"cases": [concealed(_row(case, court)) for case in found]})

    async def one(request: web.Request) -> web.Response:
        found = await store.cases((int(request.match_info["number"]),))
        if not found:
            return web.json_response({"error": "没有这个编号的案件"}, status=404)
        (case,) = found
        page = {**_row(case, court), "page": case_page(case, court(case.room)), "cards": await _cards(case, store)}
        return web.json_response(concealed(page))

    app.router.add_get("/console/cases", guarded(cases, token=token))
    app.router.add_get(r"/console/cases/{number:\d{1,15}}", guarded(one, token=token))


def add_audit(app: web.Application, *, store: Store, token: str) -> None:
    """Add `GET /console/audit?limit=N&room=ID` to `app`: what people ordered, with what it changed."""

    async def audit(request: web.Request) -> web.Response:
        limit = limit_of(request, most=MOST)
        if limit is None:
            return bad_limit(MOST)
        found = await store.audit(limit=limit, room=_room(request))
        return web.json_response({"actions": [concealed(encoded(action)) for action in found]})

    app.router.add_get("/console/audit", guarded(audit, token=token))


def state_of(case: Case) -> str:
    """Return in one word how a case stands: `open`, `closed`, `undone`."""
    if case.is_open:
        return "open"
    return "undone" if case.is_undone else "closed"


def _row(case: Case, court: CourtOf) -> Mapping[str, Any]:
    """A case as it is listed; it changes only when the case does."""
    line = case_line(case, court(case.room))
    return {"number": case.number, "state": state_of(case), "line": line, "case": encoded(case)}


async def _cards(case: Case, store: Store) -> list[Mapping[str, Any]]:
    """The cards that were sent about a case, with what the platform answered; None for one that is not sent."""
    sent = (*(case.desk.keys if case.desk else ()), *(case.appeal.keys if case.appeal else ()))
    return [{"to": member, "key": key, "answer": await store.answer_to(key)} for member, key in sent]


def _room(request: web.Request) -> RoomId | None:
    room = request.query.get("room")
    return RoomId(room) if room else None
