"""邀请: who brought somebody gets credits once that somebody stayed; who brought them WeCom tells only of some."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.core.credits import Posting
from bot.core.model import MemberId
from bot.play.names import called
from bot.play.turn import NOTHING, Turn
from bot.play.venue import Entry, Joined, Venue

INVITED = "invited:"
"""Key in what a room remembers; who joined follows. Value: `by`, empty until somebody tells, and `at`, seconds since 1970."""
REASON = "邀请 {name} 进群"
PATIENCE = timedelta(days=3)  # chosen: how long after the time to stay it may still be told who invited


def noted(joined: Joined, venue: Venue) -> Turn:
    """Remember that somebody joined who was never here, if invitations are worth something."""
    if joined.is_back or venue.customs.credits.invite < 1:
        return NOTHING
    after = {"by": joined.inviter, "at": int(joined.at.timestamp())}
    return Turn(states=(venue.noted(f"{INVITED}{joined.member}", after),))


def rewarded(venue: Venue) -> Turn:
    """Return the credits of all whose invitation stayed long enough; what is settled is forgotten."""
    turn, paid = NOTHING, dict[MemberId, int]()
    for key, told in sorted(venue.state.items()):
        if not key.startswith(INVITED) or not told:
            continue
        member = MemberId(key.removeprefix(INVITED))
        by = MemberId(told.get("by", "") or venue.profile(member).invited_by)
        if not _is_settled(member, by, told, venue):
            continue
        postings = _reward(member, by, told, venue, paid=paid.get(by, 0))
        paid[by] = paid.get(by, 0) + sum(one.amount for one in postings)
        turn += Turn(postings=postings, states=(venue.noted(key, None),))
    return turn


def _is_settled(member: MemberId, by: MemberId, told: Mapping[str, Any], venue: Venue) -> bool:
    """Tell whether it is known what comes of it: they left, or stayed, and somebody told who invited or nobody will."""
    stayed = venue.now - _joined_at(told, venue)
    stays = venue.customs.credits.invite_stays
    return _is_gone(member, told, venue) or (stayed >= stays and bool(by)) or stayed >= stays + PATIENCE


def _reward(member: MemberId, by: MemberId, told: Mapping[str, Any], venue: Venue, *, paid: int) -> tuple[Posting, ...]:
    """Return what `by` gets for `member`. paid: what they got for others in this turn, for the cap of the day."""
    customs = venue.customs.credits
    if not by or by == member or venue.is_staff(by) or venue.is_muted(by) or _is_gone(member, told, venue):
        return ()
    cap = customs.caps.get("invite")
    done = venue.purse(by).of_day(venue.today).get("invite", 0) + paid
    amount = customs.invite if cap is None else min(customs.invite, cap - done)
    id_of = f"invite:{venue.room.id}:{member}:{told.get('at', 0)}"
    entry = Entry(id=id_of, source="invite", reason=REASON.format(name=called(member, venue)))
    return venue.award(by, amount, entry)


def _is_gone(member: MemberId, told: Mapping[str, Any], venue: Venue) -> bool:
    """Tell whether `member` left or was taken out after they joined."""
    profile, since = venue.profile(member), _joined_at(told, venue)
    return any(at is not None and at >= since for at in (profile.left_at, profile.removed_at))


def _joined_at(told: Mapping[str, Any], venue: Venue) -> datetime:
    return datetime.fromtimestamp(int(told.get("at", 0)), tz=venue.now.tzinfo)
