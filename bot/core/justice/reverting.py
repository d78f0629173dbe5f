"""Taking back cases and orders together: cases are undone, standings and what rooms remember are put back.

So are plays and credits: of an order about those, all is taken back or nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.actions import Action, CaseChange, StateChange
from bot.core.cases import BOT, Case
from bot.core.justice import Court, Ruling
from bot.core.justice.cards import room_name
from bot.core.justice.freeing import freed
from bot.core.justice.paying_back import TOLD, Repaid, Till, repaid
from bot.core.justice.reopening import muted_again, reopened, settled_again
from bot.core.justice.reversible import (
    given_again_in,
    has_ended_mutes,
    has_given_mutes,
    has_settled_wants,
    opened_by,
    undone_in,
)
from bot.core.justice.reverted import Reverted
from bot.core.justice.undoing import GONE, INVITATION, redo, removed_members, undo
from bot.core.ledger import restored, without
from bot.core.model import NOBODY, MemberId, RoomId, Standing
from bot.core.pages import who
from bot.core.texts import Text

ORDER_UNDONE = Text("reverting.undone", "已撤销 {number}：{said}")
UNDONE_BEFORE = Text("reverting.undone_before", "{number} 已经撤销过了；要恢复，请发“撤销 {by}”。")
CHANGED_SINCE = Text("reverting.changed_since", "{number} 之后又有人改过，没有动：{said}")
NOT_THIS = Text(
    "reverting.not_this",
    "{number} 是{by}的“{said}”，已经告诉了当事人，收不回来；要取消处罚，请发“撤销 {case}”。",
)
ABOUT_YOU = Text("reverting.about_you", "{number} 和你自己有关，要请别的管群的人来撤销。")
WORDS_STAY = Text("reverting.words_stay", "{number} 发出去的话收不回，建好的小群也还在；只是不再当作正在调解。")
NOTHING = Text("reverting.nothing", "{number} 没有改动什么，不用撤销。")
MEDIATE = "mediate"
"""The command that only says something, and makes a group."""
NO_TILL = Till()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Books:
    """What is looked things up in. doomed: numbers of the cases that are undone whole: orders about them need no undoing."""

    cases: Mapping[int, Case]
    standings: Mapping[MemberId, Standing]
    state: Mapping[str, Any]
    court: Court
    by: MemberId
    doomed: frozenset[int]
    till: Till


def revert(  # noqa: PLR0913 # one entry for all that can be taken back
    chosen: Iterable[Case | Action],
    *,
    cases: Mapping[int, Case],
    standings: Mapping[MemberId, Standing],
    state: Mapping[str, Any],
    court: Court,
    by: MemberId = BOT,
    till: Till = NO_TILL,
) -> Reverted:
    """Return what follows when `by` takes back all of `chosen`, the newest first.

    cases, standings: of the account. state: of the room. Undoing an order that undid something does that again.
    """
    things = sorted(chosen, key=lambda one: -one.number)
    doomed = frozenset(number for one in things for number in opened_by(one))
    books = _Books(cases=cases, standings=standings, state=state, court=court, by=by, doomed=doomed, till=till)
    result = Reverted()
    for one in things:
        if isinstance(one, Case):
            _undo(_current(one, books, result), None, books, result)
        else:
            _action(one, books, result)
    result.left += [_invited(room, members, court) for room, members in result.gone.items()]
    return result


def _action(action: Action, books: _Books, result: Reverted) -> None:
    """Take `action` back, and say what could not be."""
    texts, number = books.court.texts, action.number
    if action.undone_by:
        result.left.append(texts.say(UNDONE_BEFORE, number=number, by=action.undone_by))
        return
    said, had = _count(result), _changes(result)
    if (action.plays or action.postings) and not _repay(action, books, result):
        return
    done = frozenset(change.after.number for change in action.cases if _case_change(change, action, books, result))
    _put_back(action, done, books, result)
    for state in _own_states(action, result):
        if result.states.get(state.key, books.state.get(state.key)) == state.after:
            result.states[state.key] = state.before
        else:
            result.left.append(texts.say(CHANGED_SINCE, number=number, said=action.said))
    is_moot = any(change.before is not None and change.after.number in books.doomed for change in action.cases)
    is_changed = is_moot or _changes(result) != had
    if is_changed:
        result.taken += (number,)
    if _count(result) == said:
        (result.says if is_changed else result.left).append(
            texts.say(ORDER_UNDONE if is_changed else NOTHING, number=number, said=action.said)
        )
    if is_changed and action.command == MEDIATE:
        result.left.append(texts.say(WORDS_STAY, number=number))


def _repay(action: Action, books: _Books, result: Reverted) -> bool:
    """Take back what `action` did to plays and credits, if what it let the room remember still holds; tell whether so."""
    states = {**books.state, **result.states}
    if any(states.get(one.key) != one.after for one in _own_states(action, result)):
        found = Repaid(refused=books.court.texts.say(CHANGED_SINCE, number=action.number, said=action.said))
    else:
        found = repaid(action, till=books.till, at=books.court.now, sofar=result.repaid)
    if found.refused:
        result.left.append(found.refused)
        return False
    result.repaid += found
    result.states |= found.states
    result.planned += found.planned
    return True


def _own_states(action: Action, result: Reverted) -> Iterator[StateChange]:
    """Yield what `action` let the room remember, but for what was only said, and what its play saw to."""
    return (one for one in action.states if not one.key.startswith(TOLD) and one.key not in result.repaid.states)


def _changes(result: Reverted) -> tuple[object, ...]:
    return dict(result.after), dict(result.standings), dict(result.states), result.repaid


def _count(result: Reverted) -> int:
    return len(result.says) + len(result.left)


def _case_change(change: CaseChange, action: Action, books: _Books, result: Reverted) -> bool:
    """What the order gave is undone, what it undid is given again; ended mutes go on, settled wants wait again.

    Tell whether nothing of what the case gives is left to be put back in the standings.
    """
    court, by, current = books.court, books.by, _current(change.after, books, result)
    if change.before is not None and current.number in books.doomed:
        return True
    given, taken = given_again_in(change), undone_in(change)
    if change.before is None or given:
        _undo(current, given or None, books, result)
    elif taken:
        _take(redo(current, standings=_standings(books, result), by=by, court=court, members=taken), current, result)
    elif has_ended_mutes(change.before, change.after):
        return not _take(muted_again(current, change, by=by, court=court), current, result)
    elif has_given_mutes(change.before, change.after) or has_settled_wants(change.after, change.before):
        return not _take(settled_again(current, change, by=by, court=court), current, result)
    elif has_settled_wants(change.before, change.after):
        _take(reopened(current, change, by=by, court=court), current, result)
    else:
        said = {"number": action.number, "by": who(action.by, court), "said": action.said, "case": current.number}
        result.left.append(court.texts.say(NOT_THIS, **said))
    return True


def _undo(current: Case, members: tuple[MemberId, ...] | None, books: _Books, result: Reverted) -> None:
    if books.by in (members or current.members):
        result.left.append(books.court.texts.say(ABOUT_YOU, number=current.number))
        return
    standings = _standings(books, result)
    ruling = undo(current, standings=standings, by=books.by, court=books.court, members=members)
    others = [_current(one, books, result) for one in books.cases.values()]
    free = freed(current, ruling, cases=others, standings=standings, court=books.court)
    if _take(ruling, current, result):
        for one in free:
            _take(one, _current(books.cases[one.case.number], books, result), result)
        gone = removed_members(current, members or current.members)
        if gone:
            result.gone[current.room] = {**result.gone.get(current.room, {}), **dict.fromkeys(gone)}


def _take(ruling: Ruling, current: Case, result: Reverted) -> bool:
    """Enter `ruling` on the case `current` into `result`; what is refused is only said. Tell whether it was not.

    Of what it says the first line: who was taken out is told once for all.
    """
    if ruling.refused:
        result.left.append(ruling.refused)
        return False
    number = ruling.case.number
    result.before.setdefault(number, current)
    result.after[number] = ruling.case
    result.standings |= {(account, member): standing for account, member, standing in ruling.standings}
    result.planned += ruling.planned
    result.undone += ruling.undone
    result.says.append(ruling.says.partition("\n")[0])
    return True


def _put_back(action: Action, done: frozenset[int], books: _Books, result: Reverted) -> None:
    """Put back what else `action` changed in standings. done: numbers of the cases that saw to their own part of it."""
    for one in action.standings:
        if one.member in _kept(action, result):
            continue
        current = _standings(books, result).get(one.member, NOBODY)
        before, after = one.before, one.after
        for number in done:
            before, after = without(before, number), without(after, number)
        standing = restored(current, before, after)
        if standing != current and one.member == books.by:
            result.left.append(books.court.texts.say(ABOUT_YOU, number=action.number))
        elif standing != current:
            result.standings[(one.account, one.member)] = standing


def _kept(action: Action, result: Reverted) -> frozenset[MemberId]:
    """Return whom the cases of `action` are about of which none was changed: what they got stays as it is."""
    members = {change.after.number: frozenset(change.after.members) for change in action.cases}
    changed = (members[number] for number in members if number in result.after)
    return frozenset[MemberId]().union(*members.values()).difference(*changed)


def _invited(room: RoomId, members: Iterable[MemberId], court: Court) -> str:
    """Return that `members` cannot be brought back, and the invitation to send them."""
    name = room_name(room, court)
    invitation = court.texts.say(INVITATION, room=name)
    return court.texts.say(GONE, names="、".join(map(court.name, members)), room=name, invitation=invitation)


def _current(case: Case, books: _Books, result: Reverted) -> Case:
    """Return `case` as it is by now."""
    return result.after.get(case.number) or books.cases.get(case.number, case)


def _standings(books: _Books, result: Reverted) -> dict[MemberId, Standing]:
    """The standings of the account as they are by now."""
    mine = {member: one for (account, member), one in result.standings.items() if account == books.court.room.account}
    return {**books.standings, **mine}
