"""What an order did to cases, as far as it can be taken back."""

from collections.abc import Iterable, Mapping

from bot.core.actions import Action, CaseChange
from bot.core.cases import Case, Offence, Wish
from bot.core.model import MemberId, Role, Room


def opened_by(one: Case | Action) -> tuple[int, ...]:
    """Return the numbers of the cases that `one` opened, or is."""
    if isinstance(one, Case):
        return (one.number,)
    return tuple(change.after.number for change in one.cases if change.before is None)


def numbered(number: int, *, cases: Mapping[int, Case], actions: Mapping[int, Action]) -> Case | Action | None:
    """Return what has that number, None if nothing has.

    Of a case or a play that an order began the order, as long as that holds: it knows what was before.
    """
    if number in actions:
        return actions[number]
    began = (one for one in actions.values() if not one.undone_by and number in (*opened_by(one), *_begun_by(one)))
    whole = (one for one in began if number not in cases or opened_by(one) == (number,))
    return next(whole, cases.get(number))


def _begun_by(action: Action) -> tuple[int, ...]:
    """Return the numbers of the plays that `action` began."""
    return tuple(change.after.number for change in action.plays if change.before is None)


def can_be_reverted(action: Action) -> bool:
    """Tell whether taking `action` back would change anything: not for a mere answer, nor for what was taken back."""
    if action.undone_by:
        return False
    is_plain = bool(action.standings or action.states or action.plays or action.postings)
    return is_plain or any(map(_is_reversible, action.cases))


def is_members_play(action: Action, room: Room) -> bool:
    """Tell whether a member gave it who runs nothing, and it touched no case and no standing: a check-in, a purchase."""
    return room.role(action.by) is Role.MEMBER and not (action.cases or action.standings)


def _is_reversible(change: CaseChange) -> bool:
    before, after = change.before, change.after
    if before is None or undone_in(change) or given_again_in(change):
        return True
    has_settled = has_settled_wants(before, after) or has_settled_wants(after, before)
    return has_settled or has_ended_mutes(before, after) or has_given_mutes(before, after)


def has_ended_mutes(before: Case, after: Case) -> bool:
    """Tell whether mutes of `before` end earlier in `after`."""
    return any(_is_longer(old, new) for old, new in zip(before.offences, after.offences, strict=False))


def has_given_mutes(before: Case, after: Case) -> bool:
    """Tell whether mutes of `before` end later in `after`: an early end was taken back."""
    return has_ended_mutes(after, before)


def has_settled_wants(before: Case, after: Case) -> bool:
    """Tell whether what waited in `before` does no more."""
    pairs = zip(before.wants, after.wants, strict=False)
    return any(old.state is Wish.WAITING and new.state is not Wish.WAITING for old, new in pairs)


def undone_in(change: CaseChange) -> tuple[MemberId, ...]:
    """Return the members of whose offences `change` undid some."""
    turned = (new.member for old, new in _offences(change) if new.is_undone and not old.is_undone)
    return tuple(dict.fromkeys(turned))


def given_again_in(change: CaseChange) -> tuple[MemberId, ...]:
    """Return the members of whose offences `change` gave some again that were undone."""
    turned = (new.member for old, new in _offences(change) if old.is_undone and not new.is_undone)
    return tuple(dict.fromkeys(turned))


def _offences(change: CaseChange) -> Iterable[tuple[Offence, Offence]]:
    before = change.before.offences if change.before is not None else ()
    return zip(before, change.after.offences, strict=False)


def _is_longer(one: Offence, other: Offence) -> bool:
    return one.mute is not None and other.mute is not None and one.mute.until > other.mute.until
