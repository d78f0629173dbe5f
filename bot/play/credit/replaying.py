"""Taking back what an order did to plays: each activity knows how, and may refuse."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from bot.core.effects import Planned
from bot.core.justice.paying_back import Repaid, Till
from bot.core.plays import Play, PlayChange
from bot.core.texts import Text
from bot.play.turn import Turn
from bot.play.venue import Venue

UNKNOWN = Text("replaying.unknown", "“{title}”已经读不出来了，撤销不了。")


class Reverts(Protocol):
    """Something that can take back what an order did to a play; see `bot.activities.Activity.revert`."""

    def revert(self, before: Play | None, after: Play, play: Play, venue: Venue) -> Turn:
        """Return what follows when an order that made `after` of `before` is taken back. play: as it is now."""


def till_of(venue: Venue, activities: Mapping[str, Reverts], revived: Callable[[Play], Play | None]) -> Till:
    """Return what plays and credits of the room are taken back with. revived: gives a play the body its activity knows."""

    def replayed(change: PlayChange, sofar: Repaid) -> Repaid:
        after, activity = change.after, activities.get(change.after.kind)
        now = sofar.plays.get(after.number) or venue.plays.get(after.number, after)
        before = None if change.before is None else revived(change.before)
        made, play = revived(after), revived(now)
        if activity is None or made is None or play is None or (before is None) != (change.before is None):
            return Repaid(refused=venue.texts.say(UNKNOWN, title=after.title))
        plays = {**venue.plays, **sofar.plays, play.number: play}
        there = replace(venue, plays=plays, state={**venue.state, **sofar.states})
        return _repaid(activity.revert(before, made, play, there))

    return Till(number=venue.number, postings=venue.postings, replayed=replayed)


def _repaid(turn: Turn) -> Repaid:
    """Return what `turn` comes to."""
    return Repaid(
        plays={play.number: play for play in turn.plays},
        postings=turn.postings,
        states={change.key: change.after for change in turn.states},
        planned=tuple(one if isinstance(one, Planned) else Planned(effect=one) for one in turn.planned),
        refused=turn.refused,
    )
