"""Which orders are taken back together, and of which something is left to be taken back."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.core.actions import Action
from bot.core.cases import Case
from bot.core.justice.reversible import can_be_reverted, opened_by


def holds(action: Action, *, cases: Mapping[int, Case], state: Mapping[str, Any]) -> bool:
    """Tell whether anything of `action` is still to be taken back: its cases may be undone, its second yes may be over."""
    opened = [cases[number] for number in opened_by(action) if number in cases]
    if opened:
        return any(not case.is_undone for case in opened)
    is_kept = bool(action.cases or action.standings or action.plays or action.postings)
    return is_kept or any(state.get(one.key) == one.after for one in action.states)


def unwound(actions: Iterable[Action], *, cases: Mapping[int, Case], state: Mapping[str, Any]) -> tuple[Action, ...]:
    """Return those of `actions` of which something is left once the newer ones of them are taken back, the newest first.

    What took back others of them stays with these as it is. state: what the room remembers now.
    """
    newest_first = sorted(actions, key=lambda one: -one.number)
    among = {one.number for one in newest_first}
    then, found = dict(state), list[Action]()
    for one in newest_first:
        is_paired = bool(one.undoes) and among.issuperset(one.undoes)
        if is_paired or not can_be_reverted(one) or not holds(one, cases=cases, state=then):
            continue
        found.append(one)
        then |= {change.key: change.before for change in one.states if then.get(change.key) == change.after}
    return tuple(found)
