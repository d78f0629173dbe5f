"""What a room plays with: one Python file per activity.

A module of this package holds exactly one `Activity`; its module name is the activity's id and the `kind` of its plays.
Activities are pure state machines: they get what was said, or that time has come, with what may be known, and return what
follows. What they are made of stands in `bot.play`; what people order stands in `bot.commands`.
"""

from abc import ABC
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import ClassVar

from bot.core.coding import decoded
from bot.core.effects import Say
from bot.core.plays import Phase, Play
from bot.core.texts import Text
from bot.core.walking import classes_in
from bot.play.turn import NOTHING, Firing, Timer, Turn, ended
from bot.play.venue import Heard, Joined, Venue

CANCELLED = Text("activity.cancelled", "“{title}”已取消。")
TOLD_ALREADY = Text(
    "activity.told_already", "“{title}”是匿名的，结果已经公布，不能重开：再多几个人，就看得出他们选了什么。"
)
RESUMED = Text("activity.resumed", "“{title}”恢复了，之前的都还算数。")
ENDED_AGAIN = Text("activity.ended_again", "“{title}”又结束了，以之前公布的为准。")
CHANGED_SINCE = Text("activity.changed_since", "“{title}”在那之后又有了进展，撤销不了。")


class Activity(ABC):
    """One kind of play, or something a room does all the time. Every method is pure; the defaults do nothing.

    body: type of `Play.body`: a frozen dataclass that `bot.core.coding` can write as JSON; None if it has no plays. What
    grows with the number of members in it must be flat (strings, numbers, short tuples): it is written whole each time.
    listens: hears everything said in the room (`attend`), not only during a play. hears_first: moves in its plays are words
    of their own, so they hear before plays in which anything may be a move.
    """

    title: ClassVar[str]
    body: ClassVar[type | None] = None
    listens: ClassVar[bool] = False
    hears_first: ClassVar[bool] = False

    def concerns(self, play: Play, heard: Heard, venue: Venue) -> bool:
        """Tell, cheaply, whether `heard` is a move in `play`: rules about pace then leave it alone, and it is no question."""
        del play, heard, venue
        return False

    def hear(self, play: Play, heard: Heard, venue: Venue) -> Turn | None:
        """Return what follows from `heard` in `play`, which is open; None if it has nothing to do with it."""
        del play, heard, venue
        return None

    def attend(self, heard: Heard, venue: Venue) -> Turn | None:
        """Return what follows from anything said in the room, None if nothing; only if the activity `listens`."""
        del heard, venue
        return None

    def meet(self, joined: Joined, venue: Venue) -> Turn:
        """Return what follows when somebody joins."""
        del joined, venue
        return NOTHING

    def tick(self, play: Play, venue: Venue) -> Turn:
        """Return what follows when `play`, which is open, is due. It must change `due_at`, or it is called again hourly."""
        del play, venue
        return NOTHING

    def timers(self, venue: Venue) -> Iterable[Timer]:
        """Yield when the activity wants to be called in the room. `Venue.now` and the state of the room must not matter."""
        del venue
        return ()

    def ring(self, firing: Firing, venue: Venue) -> Turn:
        """Return what follows when the time of a timer has come."""
        del firing, venue
        return NOTHING

    def status(self, play: Play, venue: Venue) -> str:
        """Return in one line how `play` stands, for anybody; empty for what nobody need know of."""
        del venue
        return play.title

    def cancel(self, play: Play, venue: Venue) -> Turn:
        """Return what follows when `play` is called off before its end: it is over, and that is said."""
        text = venue.texts.say(CANCELLED, title=play.title)
        return Turn(plays=(ended(play, venue.now, Phase.CANCELLED),), planned=(Say(room=venue.room.id, text=text),))

    def revert(self, before: Play | None, after: Play, play: Play, venue: Venue) -> Turn:
        """Return what follows when an order that made `after` of `before` is taken back. play: as it is now.

        Whether it goes on or is over is said to the room.
        """
        if before is None:
            return NOTHING if play.is_over else self.cancel(play, venue)
        if before.phase is Phase.CANCELLED and not play.is_over:
            return self.cancel(play, venue)
        if play != after:
            return Turn(refused=venue.texts.say(CHANGED_SINCE, title=play.title))
        due_at = None if before.due_at is None else max(before.due_at, venue.now)
        said: tuple[Say, ...] = ()
        if before.is_over is not after.is_over:
            text = venue.texts.say(ENDED_AGAIN if before.is_over else RESUMED, title=play.title)
            said = (Say(room=venue.room.id, text=text),)
        return Turn(plays=(replace(before, due_at=due_at),), planned=said)


@cache
def all_activities() -> Mapping[str, Activity]:
    """Return every activity by its module name. Raises TypeError if a module does not hold exactly one."""
    return MappingProxyType({name: cls() for name, cls in classes_in(__name__, Activity).items()})


def revived(play: Play) -> Play | None:
    """Return `play` with its body as its activity knows it; None if no activity knows it any more."""
    activity = all_activities().get(play.kind)
    if activity is None or activity.body is None:
        return None
    if not isinstance(play.body, dict):
        return play if isinstance(play.body, activity.body) else None
    try:
        return replace(play, body=decoded(activity.body, play.body))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
