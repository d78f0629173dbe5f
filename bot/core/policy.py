"""From findings to a penalty: points that decay, and a ladder whose highest step reached decides, once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.findings import Finding, Stage
from bot.core.model import JOIN, Message, Role, Standing


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


LEAST = 0.01  # points are kept to two decimals


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How offences become penalties.

    half_life: after which points have halved. ladder: rising by `at`. immune: roles that get no points.
    muted_points: given for each message said while muted. grace: how long a member needs to read an answer.
    burst: within it a burst that goes on is one offence. stale: what was said longer ago is recorded, not punished.
    """

    half_life: timedelta = timedelta(days=7)  # chosen
    ladder: tuple[Step, ...] = DEFAULT_LADDER
    immune: frozenset[Role] = frozenset({Role.OWNER, Role.HELPER, Role.STAFF, Role.ADMIN})
    muted_points: float = 1.0  # chosen
    grace: timedelta = timedelta(seconds=5)  # chosen
    burst: timedelta = timedelta(minutes=1)  # chosen
    stale: timedelta = timedelta(hours=1)  # chosen


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

    @property
    def decided_by(self) -> str:
        """Id of the rule that gave points; empty if none did, as when only a mute was broken."""
        finding = self.gravest
        if finding is None or finding.stage is not Stage.ENFORCE or finding.points <= 0 or self.points <= 0:
            return ""
        return finding.rule


def points_at(standing: Standing, now: datetime, policy: Policy) -> float:
    """Return the points left of `standing` at `now`, to two decimals."""
    if standing.points_at is None or not standing.points:
        return 0.0
    age = max(now - standing.points_at, timedelta(0))
    return round(standing.points * float(0.5 ** (age / policy.half_life)), 2)


def is_muted(standing: Standing, moment: datetime) -> bool:
    """Tell whether a mute covers `moment`. What was said before the mute was decided is not covered."""
    if standing.muted_at is None or standing.muted_until is None:
        return False
    return standing.muted_at <= moment < standing.muted_until


def step_for(points: float, policy: Policy) -> Step | None:
    """Return the highest step that `points` reach."""
    return max((s for s in policy.ladder if points >= s.at), key=lambda s: s.at, default=None)


def next_step(points: float, policy: Policy) -> Step | None:
    """Return the lowest step above `points`, None at the top."""
    return min((s for s in policy.ladder if points < s.at), key=lambda s: s.at, default=None)


def penalise(
    findings: tuple[Finding, ...], *, message: Message, standing: Standing, role: Role, now: datetime, policy: Policy
) -> Verdict:
    """Return what follows from `findings` in `message`. Only its gravest finding gives points.

    Who could not yet have read the last answer, or is muted, is answered again only at a higher step; a burst goes on
    being one offence; and nobody is removed for what they said before they were answered. Joining breaks no mute.
    """
    if not findings and standing.muted_until is None:
        return Verdict(gravest=None, step=None, points=0.0, standing=standing)  # by far most messages
    said_at, gravest = message.sent_at, _gravest(findings, role, policy)
    is_unread = _is_within(policy.grace, said_at, standing)
    is_broken_mute = message.kind != JOIN and role not in policy.immune and is_muted(standing, said_at)
    given = gravest.points if gravest is not None and gravest.stage is Stage.ENFORCE else 0.0
    if is_broken_mute:
        given = max(given, policy.muted_points)
    elif gravest is not None and gravest.of_burst and _is_within(policy.burst, said_at, standing):
        return Verdict(gravest=gravest, step=None, points=0.0, standing=standing)
    before = points_at(standing, now, policy)
    if given <= 0 and gravest is not None and not is_unread:
        return _hinted(gravest, replace(standing, points=before, points_at=now))
    if given <= 0:
        return Verdict(gravest=gravest, step=None, points=0.0, standing=standing)
    is_unanswered = standing.points_at is not None and said_at <= standing.points_at
    total = _short_of_removal(before, before + given, policy) if is_unanswered else round(before + given, 2)
    charged = replace(standing, points=total, points_at=now, offences=standing.offences + 1)
    step = step_for(charged.points, policy)
    if step == step_for(before, policy) and (is_broken_mute or is_unread):
        step = None
    given = round(total - before, 2)
    return Verdict(gravest=gravest, step=step, points=given, standing=_with_mute(charged, step, now, policy))


def _short_of_removal(before: float, total: float, policy: Policy) -> float:
    """Return `total`, or the most that does not reach a removal which `before` did not reach."""
    removals = [step.at for step in policy.ladder if step.act is Act.REMOVE and before < step.at <= total]
    return round(min([total, *(at - LEAST for at in removals)]), 2)


def _is_within(span: timedelta, said_at: datetime, standing: Standing) -> bool:
    return standing.points_at is not None and said_at < standing.points_at + span


def _gravest(findings: tuple[Finding, ...], role: Role, policy: Policy) -> Finding | None:
    """The finding that counts most against somebody of `role`; rules in shadow do not count."""
    immune = role in policy.immune
    counted = (f for f in findings if f.stage is not Stage.SHADOW and (not immune or f.for_all_roles))
    return max(counted, key=lambda f: (f.stage is Stage.ENFORCE, f.points), default=None)


def advice_beside(verdict: Verdict, findings: tuple[Finding, ...], *, role: Role, policy: Policy) -> Finding | None:
    """Return the finding that only advises, in words of its own, beside the one that gave points; None if none does."""
    if len(findings) < 2 or not verdict.decided_by or verdict.gravest is None:
        return None
    known = verdict.gravest.reply
    advising = tuple(f for f in findings if f.stage is Stage.SOFT and f.reply not in ("", known))
    return _gravest(advising, role, policy)


def _hinted(gravest: Finding, standing: Standing) -> Verdict:
    """A hint without points; the standing remembers when, so that the next one waits until this one was read."""
    return Verdict(gravest=gravest, step=Step(at=0, act=Act.HINT), points=0.0, standing=standing)


def _with_mute(standing: Standing, step: Step | None, now: datetime, policy: Policy) -> Standing:
    """A mute begins when it can have been read."""
    if step is None or step.act is not Act.MUTE:
        return standing
    since, until = now + policy.grace, now + step.lasts
    if standing.muted_at and standing.muted_until and now < standing.muted_until:
        since, until = standing.muted_at, max(until, standing.muted_until)
    return replace(standing, muted_at=since, muted_until=until)
