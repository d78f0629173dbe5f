"""How a room plays: what earns credits, how long things take, what the bot does by itself. Written under `activities:`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """at: credits ever earned from which on one bears the title."""

    at: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """积分. Each of `checkin thanks invite talk` is what one of them earns; 0 for nothing.

    streaks: (days in a row, extra), each time that many are full. makeup_cost: credits a missed day costs, makeup_within: how
    many days back it may lie, makeups: how many a month. freezes: missed days a month that do not break a streak.
    thanks_pause: between two thanks of the same to the same; thanks_daily: that one may give. invite_stays: how long who was
    invited must stay. talk_pause: between two messages that earn. caps: at most a day, by source; a source that is not
    named has none. anonymous: boards show no whole names.
    """

    checkin: int = 5
    streaks: tuple[tuple[int, int], ...] = ((7, 10), (30, 50))
    makeup_cost: int = 10
    makeup_within: int = 3
    makeups: int = 2
    freezes: int = 1
    thanks: int = 2
    thanks_pause: timedelta = DAY
    thanks_daily: int = 3
    invite: int = 5
    invite_stays: timedelta = DAY
    talk: int = 0
    talk_pause: timedelta = MINUTE
    caps: Mapping[str, int] = field(default_factory=lambda: {"talk": 10, "thanks": 10, "invite": 50})
    levels: tuple[Level, ...] = (
        Level(at=0, title="新朋友"),
        Level(at=50, title="常客"),
        Level(at=200, title="熟客"),
        Level(at=500, title="老友"),
        Level(at=1000, title="元老"),
    )
    anonymous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When something is begun by itself. cron: five fields, local. what: id of the pack or form, empty for any."""

    cron: str
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quizzing:
    """有奖问答. scoring: `first` (who is right first) or `all` (all who are right in time).

    questions: in a round. seconds: for each. tie: right answers so close to the first count as first, for a network is no
    fault. late: how long what was said in time may take to arrive. rest: between two questions. attempts: answers of one
    person to one question that count, for free text; one for choices. speed, streak: bonus. hint_cost: credits a hint
    takes from who asks for it. no_repeat: how long a question rests. retire_asked, retire_right: a question asked so often
    of which a smaller share was answered rightly is retired, as is one disputed `retire_disputed` times with success.
    """

    scoring: str = "first"
    questions: int = 5
    seconds: int = 30
    tie: timedelta = timedelta(milliseconds=300)
    late: timedelta = timedelta(seconds=2)
    rest: timedelta = timedelta(seconds=5)
    attempts: int = 3
    speed: bool = False
    streak: bool = False
    hint_cost: int = 2
    no_repeat: timedelta = 30 * DAY
    retire_asked: int = 5
    retire_right: float = 0.02
    retire_disputed: int = 2
    times: tuple[Times, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """抽奖. days: in the group, credits: earned, to take part. not_won: who won within this time may not. claim: time to claim.

    source: where public randomness comes from unless an order says otherwise: `salts`, `drand`, `index`.
    """

    days: int = 0
    credits: int = 0
    not_won: timedelta = 30 * DAY
    claim: timedelta = 3 * DAY
    source: str = "salts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """话题.

    daily: at most so many a day, 0 for none by themselves. at: when one is due. since, until: hours in which alone one is
    posted. quiet: nobody must have spoken for so long. listens: how long replies are counted. rests: before the same one
    comes again. retire_after, retire_below: one that was posted so often and got fewer replies on average is retired.
    """

    daily: int = 0
    at: tuple[str, ...] = ("0 10 * * *", "30 15 * * *", "0 20 * * *")
    since: time = time(9)
    until: time = time(21)
    quiet: timedelta = HOUR
    listens: timedelta = 3 * HOUR
    rests: timedelta = 60 * DAY
    retire_after: int = 3
    retire_below: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Caring:
    """关怀. Each may be switched on. at: when the day is greeted. since, until: hours in which alone anything is said by itself."""

    welcome: bool = False
    birthdays: bool = False
    anniversaries: bool = False
    festivals: bool = False
    at: time = time(9)
    since: time = time(8)
    until: time = time(21)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """分享会. reminders: so long before. feedback: so long after the end. lasts: unless an order says otherwise."""

    reminders: tuple[timedelta, ...] = (DAY, 10 * MINUTE)
    lasts: timedelta = HOUR
    feedback: timedelta = 30 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveying:
    """问卷. remind: so long before the end, who has not answered. few: no anonymous result is shown for fewer answers."""

    remind: timedelta = DAY
    few: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Customs:
    """All of it, for one room."""

    credits: Credits = Credits()
    quiz: Quizzing = Quizzing()
    lottery: Drawing = Drawing()
    topics: Topics = Topics()
    care: Caring = Caring()
    meetup: Meeting = Meeting()
    survey: Surveying = Surveying()


USUAL = Customs()
