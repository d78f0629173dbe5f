"""Whom taking back punishes again: undoing an undoing is a penalty, and is shown before it is done."""

from collections.abc import Mapping

from bot.core.justice import Court
from bot.core.justice.reversible import given_again_in
from bot.core.justice.reverted import Reverted
from bot.core.ledger import mute_end, points_at
from bot.core.model import NOBODY, MemberId, Standing


def punished_again(result: Reverted, *, standings: Mapping[MemberId, Standing], court: Court) -> tuple[MemberId, ...]:
    """Return who has more points by `result`, is muted longer, or has offences that count again, than by `standings`."""
    by_case = (member for change in result.cases for member in given_again_in(change))
    by_standing = (
        member
        for (_, member), after in result.standings.items()
        if _is_worse(standings.get(member, NOBODY), after, court)
    )
    return tuple(dict.fromkeys((*by_case, *by_standing)))


def _is_worse(before: Standing, after: Standing, court: Court) -> bool:
    now, policy = court.now, court.policy
    is_muted_longer = (mute_end(after, now) or now) > (mute_end(before, now) or now)
    return is_muted_longer or points_at(after, now, policy) > points_at(before, now, policy)
