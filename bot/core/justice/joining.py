"""Several rulings, one after the other, as one."""

from collections.abc import Mapping

from bot.core.justice import Ruling
from bot.core.model import MemberId, Standing


def joined(first: Ruling, second: Ruling) -> Ruling:
    """Return what follows from `first` and then from `second`, which was made of the case that `first` left."""
    return Ruling(
        case=second.case,
        standings=(*first.standings, *second.standings),
        planned=(*first.planned, *second.planned),
        undone=(*first.undone, *second.undone),
        says="\n".join(said for said in (first.says, second.says) if said),
        refused=second.refused,
    )


def standings_after(standings: Mapping[MemberId, Standing], ruling: Ruling) -> Mapping[MemberId, Standing]:
    """Return `standings` with those that `ruling` changes."""
    return {**standings, **{member: standing for _, member, standing in ruling.standings}}
