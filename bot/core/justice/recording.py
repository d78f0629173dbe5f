"""Writing into a case: a line of its history, what became of what was wanted."""

from collections.abc import Callable
from dataclasses import replace

from bot.core.cases import BOT, Case, Deed, Entry, Proof, Want, Wish
from bot.core.justice import Court
from bot.core.model import MemberId


def noted(case: Case, court: Court, what: Deed, *, by: MemberId = BOT, note: str = "") -> Case:
    """Return `case` with one more line of history."""
    return replace(case, history=(*case.history, Entry(at=court.now, what=what, by=by, note=note)))


def is_waiting(case: Case) -> bool:
    """Tell whether somebody is still to do something."""
    return any(want.state is Wish.WAITING for want in case.wants)


def waiting(case: Case) -> tuple[Want, ...]:
    """Return what somebody is still to do."""
    return tuple(want for want in case.wants if want.state is Wish.WAITING)


def settled_wants(
    case: Case,
    court: Court,
    which: Callable[[Want], bool],
    *,
    state: Wish,
    proof: Proof = Proof.NONE,
    by: MemberId = BOT,
) -> Case:
    """Return `case` with the wants that are `which` in `state`, since now."""
    wants = (
        replace(want, state=state, proof=proof, by=by, at=court.now) if which(want) else want for want in case.wants
    )
    return replace(case, wants=tuple(wants))


def last(case: Case, *whats: Deed) -> Entry | None:
    """Return the newest line of the history that tells one of `whats`, None if none does."""
    return next((entry for entry in reversed(case.history) if entry.what in whats), None)
