"""Somebody taps a morning report or the alert of a storm: keep all, take all back, or see what there is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.commands import IN_CHARGE
from bot.core.actions import Action, StandingChange, StateChange
from bot.core.cases import Case, Deed, Entry
from bot.core.coding import decoded, encoded
from bot.core.effects import Recard, Tell
from bot.core.justice import Court
from bot.core.justice.reverted import Reverted
from bot.core.justice.reverting import revert
from bot.core.model import NOBODY, Room, RoomId, is_private
from bot.core.pages import case_line
from bot.core.records import Outcome
from bot.core.texts import Text
from bot.handlers.bench import Bench
from bot.handlers.concluding import concluded
from bot.handlers.presses import Press
from bot.handlers.reporting import KIND, card_of, cases_of
from bot.handlers.ruled import Changes
from bot.handlers.waves import KIND as WAVE
from bot.handlers.waves import marks_of, named
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm

KEPT = Text("report.kept", "好的，“{room}”的这 {count} 件都维持原来的处理。之后仍可以一件一件撤销：发“撤销 编号”。")
UNDONE = Text("report.undone", "已撤销“{room}”的这 {count} 件：{numbers}。{left}\n发“撤销 {action}”可以恢复。")
DECIDED = Text("report.decided", "这份汇总已由 {by} 在{at}选了“{what}”，没有再执行一次。")
NOT_YOURS = Text("report.not_yours", "这份汇总要由“{room}”的群主、群助手或管理员决定，没有执行。")
NOTHING = Text("report.nothing", "“{room}”现在没有等人处理的事了。")
LISTED = Text("report.listed", "“{room}”：\n{lines}\n看全部内容发“记录 编号”，撤销发“撤销 编号”。")
MORE = "……还有 {count} 件，发“待办”可以看"
NO_LONGER = Text("report.too_old", "这份汇总里的事都已经有人处理过了，不需要再决定。")
NOTE_KEPT = "值守汇总：维持"
WHY_UNDONE = "值守汇总：都撤销"
CHOICES = {"keep": ("都维持", "已维持"), "undo_all": ("都撤销", "已撤销")}
SHOWN = 12  # chosen: lines of a list; a text may have 2048 bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """All that a press is answered with."""

    press: Press
    memory: RoomMemory
    warm: Warm
    court: Court

    def says(self, text: str) -> Changes:
        """Return what tells who tapped `text`."""
        return Changes(planned=(Tell(room=self.memory.room.id, to=self.press.member, text=text),))


def rooms_of_press(card_id: str, rooms: Iterable[Room]) -> tuple[RoomId, ...]:
    """Return which of `rooms` the card of a report or an alert is about; none if it is another card."""
    kind, _, rest = card_id.partition("-")
    if kind not in {KIND, WAVE}:
        return ()
    marked = rest.partition("-")[0]
    return tuple(room.id for room in rooms if marked in marks_of(room))


def on_report_press(press: Press, *, inbox: int, now: datetime, seed: int, warm: Warm, bench: Bench) -> Outcome:
    """Return what follows from tapping a report or an alert; `warm` then already knows it.

    The rooms of the card must be warm, the first of them is `press.room`. A report is decided once; each later tap is
    told by whom. Where nobody knows the room any more, `press.room` is the talk with who tapped.
    """
    del seed
    memory = warm.known(press.room)
    if memory is None:
        return Outcome(inbox=inbox)
    desk = _Desk(press=press, memory=memory, warm=warm, court=bench.court(memory, now=now))
    return concluded(_answered(desk), inbox=inbox, now=now, memory=memory, warm=warm, bench=bench)


def _answered(desk: _Desk) -> Changes:
    press, room = desk.press, desk.memory.room
    if is_private(room.id):
        return desk.says(desk.court.texts.say(NO_LONGER))
    if press.card.startswith(WAVE):
        return _storm(desk)
    return _reviewed(desk) if room.role(press.member) in IN_CHARGE else _not_theirs(desk)


def _not_theirs(desk: _Desk) -> Changes:
    return desk.says(desk.court.texts.say(NOT_YOURS, room=named(desk.memory.room)))


def _reviewed(desk: _Desk) -> Changes:
    """A report, decided by the first who taps a choice."""
    press, room = desk.press, desk.memory.room
    key = f"{KIND}:{press.card.rpartition('-')[2]}"
    told = desk.memory.state.get(key) or {}
    if press.key in CHOICES and "what" in told:
        return desk.says(_told(told, desk))
    cases = _cases(told, desk)
    if press.key not in CHOICES:
        return _listing(room, cases, desk)
    if not cases:
        return desk.says(desk.court.texts.say(NO_LONGER))
    changes = _kept(cases, desk) if press.key == "keep" else _undone(cases, desk)
    after = {**told, "by": press.member, "what": press.key, "at": encoded(desk.court.now)}
    noted = StateChange(room=room.id, key=key, before=told, after=after)
    return changes + Changes(states=(noted,), planned=(_greyed(cases, desk),))


def _cases(told: Mapping[str, Any], desk: _Desk) -> tuple[Case, ...]:
    """What is left to be decided of what the report told of."""
    since, until = told.get("since"), told.get("until")
    if since is None or until is None:
        return ()
    return cases_of((decoded(datetime, since), decoded(datetime, until)), desk.memory)


def _told(told: Mapping[str, Any], desk: _Desk) -> str:
    """Who decided what when."""
    local = decoded(datetime, told["at"]).astimezone(desk.court.zone)
    at, what = f"{local.month}月{local.day}日 {local:%H:%M}", CHOICES[told["what"]][0]
    return desk.court.texts.say(DECIDED, by=desk.court.name(told["by"]), at=at, what=what)


def _kept(cases: tuple[Case, ...], desk: _Desk) -> Changes:
    note = Entry(at=desk.court.now, what=Deed.NOTED, by=desk.press.member, note=NOTE_KEPT)
    noted = tuple(replace(case, history=(*case.history, note)) for case in cases)
    text = desk.court.texts.say(KEPT, room=named(desk.memory.room), count=len(cases))
    return Changes(cases=noted) + desk.says(text)


def _undone(cases: tuple[Case, ...], desk: _Desk) -> Changes:
    """Take back all of `cases` as one order, which can be taken back itself."""
    memory, court = desk.memory, desk.court
    result = revert(
        cases,
        cases=memory.cases,
        standings=memory.standings,
        state=memory.state,
        court=court,
        by=desk.press.member,
    )
    action = _action(result, cases, desk)
    told = court.texts.say(
        UNDONE,
        room=named(memory.room),
        count=len(result.after),
        numbers="、".join(map(str, sorted(result.after))),
        left="".join(f"\n{line}" for line in result.left),
        action=action.number,
    )
    return desk.says(told) + Changes(
        cases=tuple(result.after.values()),
        standings=tuple((*owner, standing) for owner, standing in result.standings.items()),
        undone=result.undone,
        actions=(action,),
        planned=result.planned,
    )


def _action(result: Reverted, cases: Iterable[Case], desk: _Desk) -> Action:
    """What is written into the audit trail."""
    standings = desk.memory.standings
    return Action(
        number=desk.warm.next_number,
        room=desk.memory.room.id,
        at=desk.court.now,
        by=desk.press.member,
        command="undo",
        said=" ".join(("撤销", *(str(case.number) for case in cases))),
        did=WHY_UNDONE,
        cases=result.cases,
        standings=tuple(
            StandingChange(account=account, member=member, before=standings.get(member, NOBODY), after=standing)
            for (account, member), standing in result.standings.items()
        ),
    )


def _greyed(cases: tuple[Case, ...], desk: _Desk) -> Recard:
    """The card as it stands from now on: nothing is to tap."""
    press = desk.press
    card = card_of(press.card, cases, desk.court)
    done = CHOICES[press.key][1]
    return Recard(room=desk.memory.room.id, to=press.member, of=press.of, card=card, done=done, code=press.code)


def _storm(desk: _Desk) -> Changes:
    """What waits in the rooms that the alert is about and who tapped is in charge of, each with its own lines."""
    marked, member = desk.press.card.split("-")[1], desk.press.member
    about = [memory for memory in desk.warm.memories() if marked in marks_of(memory.room)]
    rooms = [memory for memory in about if memory.room.role(member) in IN_CHARGE]
    if not rooms:
        return _not_theirs(desk)
    lists = (_listing(memory.room, _waiting(memory), desk) for memory in rooms)
    return sum(lists, Changes())


def _waiting(memory: RoomMemory) -> tuple[Case, ...]:
    found = (case for case in memory.cases.values() if case.room == memory.room.id and case.is_open)
    return tuple(sorted(found, key=lambda case: case.number))


def _listing(room: Room, cases: tuple[Case, ...], desk: _Desk) -> Changes:
    if not cases:
        return desk.says(desk.court.texts.say(NOTHING, room=named(room)))
    lines = [case_line(case, desk.court) for case in cases[:SHOWN]]
    if len(cases) > SHOWN:
        lines.append(MORE.format(count=len(cases) - SHOWN))
    return desk.says(desk.court.texts.say(LISTED, room=named(room), lines="\n".join(lines)))
