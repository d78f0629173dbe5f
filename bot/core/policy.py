"""From findings to a penalty: points that decay, and a ladder whose highest step reached decides, once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.findings import Finding, Stage
from bot.core.model import Role, Standing


class Act(StrEnum):
    """What a step of the ladder does, from mild to grave."""

    HINT = "hint"
    WARN = "warn"
    MUTE = "mute"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the ladder. at: points from which it applies. lasts: of a mute."""

    at: float
    act: Act
    lasts: timedelta = timedelta(0)


DEFAULT_LADDER = (  # chosen
    Step(at=1, act=Act.HINT),
    Step(at=3, act=Act.WARN),
    Step(at=6, act=Act.MUTE, lasts=timedelta(minutes=10)),
    Step(at=10, act=Act.MUTE, lasts=timedelta(days=1)),
    Step(at=15, act=Act.REMOVE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How offences become penalties.

    half_life: after which points have halved. ladder: rising by `at`. immune: roles that get no points.
    muted_points: given for each message said while muted.
    """

    half_life: timedelta = timedelta(days=7)  # chosen
    ladder: tuple[Step, ...] = DEFAULT_LADDER
    immune: frozenset[Role] = frozenset({Role.OWNER, Role.HELPER, Role.STAFF, Role.ADMIN})
    muted_points: float = 1.0  # chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the policy makes of one message.

    gravest: the finding that decides, None if only a mute was broken or nothing counts. step: what is done, None if
    nothing. points: given now. standing: after it.
    """

    gravest: Finding | None
    step: Step | None
    points: float
    standing: Standing


def points_at(standing: Standing, now: datetime, policy: Policy) -> float:
    """Return the points left of `standing` at `now`, to two decimals."""
    if standing.points_at is None or not standing.points:
        return 0.0
    age = max(now - standing.points_at, timedelta(0))
    return round(standing.points * float(0.5 ** (age / policy.half_life)), 2)


def is_muted(standing: Standing, now: datetime) -> bool:
    """Tell whether a mute runs at `now`; its end is no longer muted."""
    return standing.muted_until is not None and now < standing.muted_until


def step_for(points: float, policy: Policy) -> Step | None:
    """Return the highest step that `points` reach."""
    return max((s for s in policy.ladder if points >= s.at), key=lambda s: s.at, default=None)


def next_step(points: float, policy: Policy) -> Step | None:
    """Return the lowest step above `points`, None at the top."""
    return min((s for s in policy.ladder if points < s.at), key=lambda s: s.at, default=None)


def penalise(
    findings: tuple[Finding, ...], *, standing: Standing, role: Role, now: datetime, policy: Policy
) -> Verdict:
    """Return what follows from `findings`. Only the gravest finding of a message gives points."""
    counted = [f for f in findings if f.stage is not Stage.SHADOW and (role not in policy.immune or f.for_all_roles)]
    gravest = max(counted, key=lambda f: (f.stage is Stage.ENFORCE, f.points), default=None)
    if is_muted(standing, now) and role not in policy.immune:
        return _speaking_while_muted(gravest, standing=standing, now=now, policy=policy)
    if gravest is None:
        return Verdict(gravest=None, step=None, points=0.0, standing=standing)
    if gravest.stage is Stage.SOFT or gravest.points <= 0:
        return Verdict(gravest=gravest, step=Step(at=0, act=Act.HINT), points=0.0, standing=standing)
    after = _charged(standing, gravest.points, now, policy)
    step = step_for(after.points, policy)
    return Verdict(gravest=gravest, step=step, points=gravest.points, standing=_with_mute(after, step, now))


def _speaking_while_muted(gravest: Finding | None, *, standing: Standing, now: datetime, policy: Policy) -> Verdict:
    """Every message counts, but only reaching a higher step is answered: a mute is not a second conversation."""
    points = max(policy.muted_points, gravest.points if gravest and gravest.stage is Stage.ENFORCE else 0.0)
    before = step_for(points_at(standing, now, policy), policy)
    after = _charged(standing, points, now, policy)
    reached = step_for(after.points, policy)
    step = reached if reached != before else None
    return Verdict(gravest=gravest, step=step, points=points, standing=_with_mute(after, step, now))


def _charged(standing: Standing, points: float, now: datetime, policy: Policy) -> Standing:
    total = round(points_at(standing, now, policy) + points, 2)
    return replace(standing, points=total, points_at=now, offences=standing.offences + 1)


def _with_mute(standing: Standing, step: Step | None, now: datetime) -> Standing:
    if step is None or step.act is not Act.MUTE:
        return standing
    until = now + step.lasts
    if standing.muted_until is not None and standing.muted_until > until:
        return standing
    return replace(standing, muted_until=until)
