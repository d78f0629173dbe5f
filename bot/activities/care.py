"""关怀: who joins is welcomed; birthdays, years in the room and festivals are greeted. Never twice, never at night."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, final

from bot.activities import Activity
from bot.core.effects import Say
from bot.core.model import MemberId
from bot.core.plays import Phase, Play
from bot.core.texts import Text
from bot.play.care.greetings import GREETED, WELCOMED, greetings, welcome
from bot.play.care.hours import is_within, waited
from bot.play.turn import NOTHING, Firing, Timer, Turn, ended
from bot.play.venue import Joined, Venue

TOGETHER = timedelta(minutes=2)  # chosen: who joins within it is welcomed together
STALE = timedelta(hours=12)  # chosen: who joined longer ago is no newcomer any more
LATE = timedelta(hours=6)  # chosen: a greeting that could not be said for so long is left out
TITLE = Text("care.title", "欢迎新朋友")
STATUS = Text("care.status", "欢迎 {count} 位新朋友（攒一攒一起欢迎）")
TIMER = "day"
TIMER_TITLE = "问候：生日、进群纪念日、节日"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """Those who joined and wait for their welcome, in the order of joining."""

    members: tuple[str, ...]


@final
class Care(Activity):
    """Welcomes who joins, and greets the days that come every year."""

    title: ClassVar[str] = "关怀"
    body: ClassVar[type | None] = Arrivals

    def meet(self, joined: Joined, venue: Venue) -> Turn:
        """Put a newcomer on the list of those to be welcomed, and note that they are; nobody gets on it twice."""
        key = f"{WELCOMED}{joined.member}"
        if not venue.customs.care.welcome or venue.is_staff(joined.member) or joined.is_back or key in venue.state:
            return NOTHING
        if venue.now - joined.at > STALE:
            return NOTHING
        noted = venue.noted(key, venue.today.isoformat())
        waiting = next((play for play in venue.plays.values() if _waits(play)), None)
        if waiting is not None:
            members = (*waiting.body.members, str(joined.member))
            return Turn(plays=(replace(waiting, body=Arrivals(members=members)),), states=(noted,))
        play = Play(
            number=venue.number,
            room=venue.room.id,
            kind="care",
            title=venue.texts.say(TITLE),
            opened_at=venue.now,
            due_at=_by_day(venue, TOGETHER),
            body=Arrivals(members=(str(joined.member),)),
        )
        return Turn(plays=(play,), states=(noted,))

    def tick(self, play: Play, venue: Venue) -> Turn:
        """Welcome those who wait, or in the morning if it is night by now; not so late that they are at home already."""
        care = venue.customs.care
        due_at = play.due_at or venue.now
        here = tuple(MemberId(one) for one in play.body.members if not venue.profile(MemberId(one)).is_gone)
        if not here or not care.welcome or venue.now - due_at > LATE:
            return Turn(plays=(ended(play, venue.now),))
        if not is_within(venue.now, venue.zone, since=care.since, until=care.until):
            return Turn(plays=(replace(play, due_at=_by_day(venue)),))
        said = Say(room=venue.room.id, text=welcome(here, venue))
        return Turn(plays=(ended(play, venue.now),), planned=(said,))

    def timers(self, venue: Venue) -> Iterable[Timer]:
        """Yield the hour of the day at which the day is greeted, if anything is."""
        care = venue.customs.care
        if not (care.birthdays or care.anniversaries or care.festivals):
            return ()
        is_fit = care.since == care.until or (care.since <= care.at < care.until) == (care.since < care.until)
        at = care.at if is_fit else care.since
        return (Timer(id=TIMER, cron=f"{at.minute} {at.hour} * * *", title=TIMER_TITLE, grace=LATE),)

    def ring(self, firing: Firing, venue: Venue) -> Turn:
        """Greet the day, in one message."""
        care, day = venue.customs.care, venue.day_of(firing.due_at)
        if day != venue.today or venue.now - firing.due_at > LATE:
            return NOTHING
        if not is_within(venue.now, venue.zone, since=care.since, until=care.until):
            return NOTHING
        found = tuple(greetings(venue, day))
        if not found:
            return NOTHING
        noted = tuple(venue.noted(GREETED + one.what, day.isoformat()) for one in found)
        text = "\n\n".join(one.text for one in found)
        return Turn(planned=(Say(room=venue.room.id, text=text),), states=noted)

    def status(self, play: Play, venue: Venue) -> str:
        """Tell how many wait to be welcomed."""
        return venue.texts.say(STATUS, count=len(play.body.members))

    def cancel(self, play: Play, venue: Venue) -> Turn:
        """Welcome nobody; of that nothing is said."""
        return Turn(plays=(ended(play, venue.now, Phase.CANCELLED),))


def _waits(play: Play) -> bool:
    return play.kind == "care" and play.phase is Phase.OPEN and isinstance(play.body, Arrivals)


def _by_day(venue: Venue, pause: timedelta = timedelta(0)) -> datetime:
    """Return `pause` from now, or the morning if that is at night."""
    care = venue.customs.care
    return waited(venue.now + pause, venue.zone, since=care.since, until=care.until)
