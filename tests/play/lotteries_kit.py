"""A lottery that tests open, enter, salt and draw."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.activities import Turn, all_activities, revived
from bot.core.coding import encoded
from bot.core.model import MemberId, Profile
from bot.core.plays import Play
from bot.core.texts import Texts
from bot.play.lottery.drawing import Prize
from bot.play.lottery.opening import Setup, opened
from bot.play.lottery.terms import LATE, SALTING, Conditions
from bot.play.venue import Heard, Venue
from tests.values import ROOM, T0, message

ZONE = ZoneInfo("Asia/Shanghai")
NUMBER = 12
CLOSES = T0 + timedelta(minutes=10)
PRIZES = (Prize(level="一等奖", what="耳机"), Prize(level="二等奖", what="书签", count=3))
SETUP = Setup(prizes=PRIZES, title="年会", word="我要中奖", closes_at=CLOSES)
LOTTERY = all_activities()["lottery"]


def member(number: int) -> MemberId:
    """Return an account."""
    return MemberId(f"m{number}")


def venue(now: datetime = T0, **fields: Any) -> Venue:
    """Return the room at `now`."""
    names = {member(n): Profile(name=f"成员{n}", joined_at=T0 - timedelta(days=100)) for n in range(30)}
    values = {
        "room": ROOM,
        "number": NUMBER,
        "texts": Texts(),
        "zone": ZONE,
        "seed": 7,
        "profiles": names,
        "name": lambda who: names[who].name if who in names else f"<@{who}>",
    }
    return Venue(now=now, **{**values, **fields})


def begun(seed: int = 7, setup: Setup = SETUP) -> Play:
    """Return a lottery that was just opened."""
    return opened(setup, MemberId("owner"), venue(seed=seed)).plays[0]


def heard(who: int, text: str, at: timedelta, **fields: Any) -> Heard:
    """Return what `who` says `at` after T0; a message that is told twice has the same id."""
    said = message(text, id=f"{who}-{at // timedelta(milliseconds=1)}", sender=member(who), sent_at=T0 + at)
    return Heard(message=said, text=text, **fields)


def stored(play: Play) -> Play:
    """Return `play` as it comes back after a restart."""
    found = revived(replace(play, body=encoded(play.body)))
    assert found is not None
    return found


def after(play: Play, turn: Turn | None) -> Play:
    """Return `play` behind `turn`."""
    return turn.plays[0] if turn is not None and turn.plays else play


def entered(play: Play, words: Iterable[Heard], there: Venue | None = None) -> Play:
    """Return `play` after all of `words` were heard."""
    for one in words:
        play = after(play, LOTTERY.hear(play, one, there or venue(one.at)))
    return play


def closed(play: Play) -> Play:
    """Return `play` with its list frozen."""
    return after(play, LOTTERY.tick(play, venue(play.body.closes_at + LATE)))


def salted(play: Play, salts: Mapping[int, str]) -> Play:
    """Return `play` after these salts, a second after the other."""
    for place, (who, salt) in enumerate(salts.items(), start=1):
        at = play.body.frozen_at - T0 + timedelta(seconds=place)
        play = entered(play, [heard(who, f"加盐 {salt}", at)])
    return play


def draw(play: Play) -> Turn:
    """Return the draw of a frozen and salted lottery."""
    return LOTTERY.tick(play, venue(play.body.frozen_at + SALTING + LATE))


def drawn(people: int = 8, seed: int = 7, setup: Setup = SETUP) -> Play:
    """Return a lottery with so many entries that was drawn with one salt."""
    words = [heard(who, "我要中奖", timedelta(seconds=who)) for who in range(people)]
    return after(begun(), draw(salted(closed(entered(begun(seed, setup), words)), {1: "月色真好"})))


def weighted(tickets: int = 100) -> Setup:
    """Return a lottery in which credits buy tickets."""
    return replace(SETUP, conditions=Conditions(tickets=tickets))
