"""What every activity promises, whatever it plays."""

from dataclasses import is_dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given
from hypothesis import strategies as st

from bot.activities import Activity, all_activities
from bot.core.customs import Caring, Customs, Quizzing, Times, Topics
from bot.core.model import MemberId, MessageId, Profile
from bot.core.texts import Texts
from bot.play.turn import Firing, Turn
from bot.play.venue import Heard, Joined, Venue
from tests.values import ROOM, T0, message

ZONE = ZoneInfo("Asia/Shanghai")
LIVELY = Customs(
    topics=Topics(daily=2),
    care=Caring(welcome=True, birthdays=True, anniversaries=True, festivals=True),
    quiz=Quizzing(times=(Times(cron="0 12 * * mon-fri"),)),
)
ACTIVITIES = tuple(all_activities().items())
each = pytest.mark.parametrize(("name", "activity"), ACTIVITIES, ids=[name for name, _ in ACTIVITIES])


def venue_at(now: datetime = T0, *, seed: int = 7) -> Venue:
    """A room in which everything is switched on."""
    profiles = {MemberId(name): Profile(name=name.title()) for name in ("zhang", "li")}
    return Venue(room=ROOM, now=now, number=5, texts=Texts(), zone=ZONE, seed=seed, customs=LIVELY, profiles=profiles)


@each
def test_it_says_what_it_is_and_keeps_a_frozen_value(name: str, activity: Activity) -> None:
    """Its plays can be stored, and people can be told what it is."""
    assert activity.title
    assert activity.body is None or is_dataclass(activity.body)
    assert type(activity).__doc__


@each
def test_its_timers_are_cron_and_the_same_whenever_they_are_asked_for(name: str, activity: Activity) -> None:
    """A schedule that is made again after a restart is the same schedule; each id is one timer."""
    timers = tuple(activity.timers(venue_at()))

    assert timers == tuple(activity.timers(venue_at(T0 + timedelta(days=40), seed=8)))
    assert len({timer.id for timer in timers}) == len(timers)
    for timer in timers:
        CronTrigger.from_crontab(timer.cron, timezone=ZONE)
        assert timer.title
        assert timer.missed in {"last", "skip", "all"}


@each
@given(text=st.text(max_size=60), sender=st.sampled_from(("zhang", "li", "owner", "nobody")))
def test_whatever_is_said_to_it_it_answers_the_same_twice(
    name: str, activity: Activity, text: str, sender: str
) -> None:
    """It never raises, is pure, and begins nothing under a number that is taken."""
    venue = venue_at()
    heard = Heard(
        message=message(text, sender=MemberId(sender), id=MessageId("m1")), text=text, role=ROOM.role(MemberId(sender))
    )

    turn = activity.attend(heard, venue)

    assert turn == activity.attend(heard, venue)
    _fits(turn, venue)


@each
@given(sender=st.sampled_from(("zhang", "li", "newcomer")), hours=st.integers(0, 47))
def test_whoever_comes_is_met_the_same_twice(name: str, activity: Activity, sender: str, hours: int) -> None:
    """At any hour."""
    venue = venue_at(T0 + timedelta(hours=hours))
    joined = Joined(member=MemberId(sender), at=venue.now)

    turn = activity.meet(joined, venue)

    assert turn == activity.meet(joined, venue)
    _fits(turn, venue)


@each
def test_a_room_in_which_nothing_is_switched_on_is_left_alone(name: str, activity: Activity) -> None:
    """Nobody who only updates the bot finds it posting by itself."""
    venue = replace(venue_at(), customs=Customs())

    for timer in activity.timers(venue):
        assert activity.ring(Firing(timer=timer.id, due_at=venue.now, told=timer.told), venue).planned == ()


def _fits(turn: Turn | None, venue: Venue) -> None:
    if turn is None:
        return
    assert all(play.number >= venue.number for play in turn.plays if play.number not in venue.plays)
    assert len({posting.id for posting in turn.postings}) == len(turn.postings)
    assert not turn.refused or turn == Turn(refused=turn.refused, note=turn.note)
