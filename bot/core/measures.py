"""How offences become penalties, as values: acts, the ladder, hours, and everything else that `config.yaml` may say."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.core.model import Role
from bot.core.office import Office


class Act(StrEnum):
    """What a step of the ladder does, from mild to grave."""

    HINT = "hint"
    WARN = "warn"
    TAG = "tag"
    NOTIFY = "notify"
    MUTE = "mute"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the ladder. at: points from which it applies. lasts: of a mute. tag: the word a `TAG` gives."""

    at: float
    act: Act
    lasts: timedelta = timedelta(0)
    tag: str = ""


DEFAULT_LADDER = (  # chosen
    Step(at=1, act=Act.HINT),
    Step(at=3, act=Act.WARN),
    Step(at=6, act=Act.MUTE, lasts=timedelta(minutes=10)),
    Step(at=10, act=Act.MUTE, lasts=timedelta(days=1)),
    Step(at=15, act=Act.REMOVE),
)


LEAST = 0.01  # points are kept to two decimals


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A part of every day, local, half-open; may run over midnight (23:00 to 7:00). The same twice is nothing."""

    since: time
    until: time

    def covers(self, at: datetime, zone: tzinfo) -> bool:
        """Tell whether `at` is within it."""
        local = at.astimezone(zone).time()
        if self.since <= self.until:
            return self.since <= local < self.until
        return local >= self.since or local < self.until

    def end(self, at: datetime, zone: tzinfo) -> datetime:
        """Return when it is next over, after `at`, in UTC."""
        local = at.astimezone(zone)
        ends = datetime.combine(local.date(), self.until, zone)
        return (
            ends if ends > local else datetime.combine(local.date() + timedelta(days=1), self.until, zone)
        ).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How people are asked. office: when they can be expected to answer.

    steps: office time that each rung (owner, then helpers, then admins) has before the next is asked; behind the last
    step the one asked last is reminded every `remind`. lapse: time after which nobody is asked any more, and it is said.
    """

    office: Office = Office()
    steps: tuple[timedelta, ...] = (timedelta(minutes=30), timedelta(minutes=60))  # chosen
    remind: timedelta = timedelta(hours=4)  # chosen
    lapse: timedelta = timedelta(days=3)  # chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeals:
    """monthly: how many a member may make in 30 days. within: how long after the penalty. answer: time to decide it."""

    monthly: int = 3  # chosen
    within: timedelta = timedelta(days=7)  # chosen
    answer: timedelta = timedelta(hours=24)  # chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """值守. hours: in which it may hold by itself, None for never. idle: nobody who answers for the room spoke for so long.

    newcomer: who joined less long ago, or wrote fewer than `messages`, is judged more strictly: points times `factor`.
    """

    hours: Hours | None = Hours(since=time(23), until=time(7))  # chosen
    idle: timedelta = timedelta(hours=1)  # chosen
    newcomer: timedelta = timedelta(days=3)  # chosen
    messages: int = 5  # chosen
    factor: float = 2.0  # chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Operators:
    """Limits of those who give orders. hourly: people punished by one of them within an hour before a second must agree.

    confirm: how long a preview waits for its yes.
    """

    hourly: int = 10  # chosen
    confirm: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How offences become penalties.

    half_life: after which the points of a charge have halved; expires: after which they are gone at once. Exactly one of
    them is set. ladder: rising by `at`. immune: roles that get no points.
    muted_points: given for each message said while muted. grace: how long a member needs to read an answer.
    burst: within it a burst that goes on is one offence. stale: what was said longer ago is recorded, not punished.
    newcomer: who joined less long ago gets only a hint for a first offence; zero for no such grace. removals: how many
    people the bot may take out of one room in an hour by itself; above it a person is asked. quiet: hours in which the
    group and its people are left in peace: what is said about offences waits for their end. amend: how long an offence
    can be mended. campaign: alike offences within it are one case. wave: cases of a room within ten minutes above which
    people get one alert instead of a card for each. private: receipts go to the member in private where that can be done.
    """

    half_life: timedelta | None = timedelta(days=7)  # chosen
    expires: timedelta | None = None
    ladder: tuple[Step, ...] = DEFAULT_LADDER
    immune: frozenset[Role] = frozenset({Role.OWNER, Role.HELPER, Role.STAFF, Role.ADMIN})
    muted_points: float = 1.0  # chosen
    grace: timedelta = timedelta(seconds=5)  # chosen
    burst: timedelta = timedelta(minutes=1)  # chosen
    stale: timedelta = timedelta(hours=1)  # chosen
    newcomer: timedelta = timedelta(0)
    removals: int = 3  # chosen
    quiet: Hours | None = None
    amend: timedelta = timedelta(minutes=5)
    campaign: timedelta = timedelta(minutes=10)  # chosen
    wave: int = 5  # chosen
    private: bool = True
    asking: Asking = Asking()
    appeals: Appeals = Appeals()
    absence: Absence = Absence()
    operators: Operators = Operators()
