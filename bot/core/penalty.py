"""From findings to a penalty: the highest step reached decides, once."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.findings import Finding, Stage
from bot.core.ledger import charged, is_muted, muted, points_at, pruned, step_for
from bot.core.measures import LEAST, Act, Policy, Step
from bot.core.model import JOIN, Charge, Message, MuteSpan, Scene, Standing

_STAGES = (Stage.SHADOW, Stage.SOFT, Stage.ENFORCE)
_MOST = {"off": Stage.SHADOW, **{stage.value: stage for stage in _STAGES}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the policy makes of one message.

    gravest: the finding that decides, None if only a mute was broken or nothing counts. step: what is done, None if
    nothing. points: given now. standing: after it. charge, mute: as they were entered into it.
    """

    gravest: Finding | None
    step: Step | None
    points: float
    standing: Standing
    charge: Charge | None = None
    mute: MuteSpan | None = None

    @property
    def decided_by(self) -> str:
        """Id of the rule that gave points; empty if none did, as when only a mute was broken."""
        finding = self.gravest
        if finding is None or finding.stage is not Stage.ENFORCE or finding.points <= 0 or self.points <= 0:
            return ""
        return finding.rule


def lowered(findings: tuple[Finding, ...], scene: Scene) -> tuple[Finding, ...]:
    """Return `findings` with the stages of rules that a person turned down; one turned off is still recorded."""
    if not scene.caps:
        return findings
    return tuple(_capped(finding, scene.caps.get(finding.rule, "")) for finding in findings)


def _capped(finding: Finding, cap: str) -> Finding:
    most = _MOST.get(cap, Stage.ENFORCE)
    return replace(finding, stage=min(finding.stage, most, key=_STAGES.index))


def is_spared(scene: Scene, policy: Policy) -> bool:
    """Tell whether only rules for everybody count against the sender."""
    return scene.exempt or scene.role in policy.immune


def breaks_mute(message: Message, scene: Scene, policy: Policy) -> bool:
    """Tell whether saying `message` was speaking while muted. Joining breaks no mute."""
    return message.kind != JOIN and not is_spared(scene, policy) and is_muted(scene.standing, message.sent_at)


def penalise(findings: tuple[Finding, ...], *, message: Message, scene: Scene, policy: Policy) -> Verdict:
    """Return what follows from `findings` in `message`. Only its gravest finding gives points.

    Who could not yet have read the last answer, or is muted, is answered again only at a higher step; a burst goes on
    being one offence; and nobody is removed for what they said before they were answered.
    """
    standing = scene.standing
    found, said_at = gravest(findings, scene, policy), message.sent_at
    broken, is_unread = breaks_mute(message, scene, policy), _is_within(policy.grace, said_at, standing)
    nothing = Verdict(gravest=found, step=None, points=0.0, standing=standing)
    given = 0.0 if found is None or found.stage is not Stage.ENFORCE else found.points * _factor(message, scene, policy)
    if broken:
        given = max(given, policy.muted_points)
    elif found is not None and found.of_burst and _is_within(policy.burst, said_at, standing):
        return nothing
    if given > 0 and (broken or not _is_let_off(message, scene, policy)):
        return _charged(nothing, given, scene, policy, is_said_again=broken or is_unread, said_at=said_at)
    if found is None or is_unread:
        return nothing
    hinted = replace(standing, answered_at=told_at(scene, policy))  # the next one waits until this one was read
    return replace(nothing, step=Step(at=0, act=Act.HINT), standing=hinted)


def _charged(
    nothing: Verdict, given: float, scene: Scene, policy: Policy, *, is_said_again: bool, said_at: datetime
) -> Verdict:
    """What follows from `given` points, which are more than none."""
    standing, now = nothing.standing, scene.now
    before = points_at(standing, now, policy)
    total = round(before + given, 2)
    if standing.answered_at is not None and said_at <= standing.answered_at:
        total = _short_of_removal(before, total, policy)
    if total <= before:
        return nothing
    charge = Charge(number=scene.case, points=round(total - before, 2), at=now)
    entered = charged(pruned(standing, now, policy), charge, now=now, policy=policy)
    after = replace(entered, answered_at=told_at(scene, policy))
    step = step_for(total, policy)
    if is_said_again and step == step_for(before, policy):
        step = None
    span = _mute_of(step, scene, policy)
    return replace(
        nothing,
        step=step,
        points=charge.points,
        standing=after if span is None else muted(after, span),
        charge=charge,
        mute=span,
    )


def _mute_of(step: Step | None, scene: Scene, policy: Policy) -> MuteSpan | None:
    """A mute begins when it can have been read."""
    if step is None or step.act is not Act.MUTE:
        return None
    told = told_at(scene, policy)
    until = told + step.lasts
    return MuteSpan(number=scene.case, since=min(told + policy.grace, until), until=until)


def told_at(scene: Scene, policy: Policy) -> datetime:
    """Return when the member hears of it: now, or at the end of the quiet hours, for which all that is said waits."""
    now, quiet = scene.now, policy.quiet
    return quiet.end(now, scene.zone) if quiet is not None and quiet.covers(now, scene.zone) else now


def _short_of_removal(before: float, total: float, policy: Policy) -> float:
    """Return `total`, or the most that does not reach a removal which `before` did not reach."""
    removals = [step.at for step in policy.ladder if step.act is Act.REMOVE and before < step.at <= total]
    return round(min([total, *(at - LEAST for at in removals)]), 2)


def _is_within(span: timedelta, said_at: datetime, standing: Standing) -> bool:
    return standing.answered_at is not None and said_at < standing.answered_at + span


def _is_let_off(message: Message, scene: Scene, policy: Policy) -> bool:
    """Tell whether it is the first offence of somebody who has just come, so that a hint is enough."""
    joined_at, standing = scene.profile.joined_at, scene.standing
    if not policy.newcomer or scene.absent or joined_at is None or standing.offences or standing.answered_at:
        return False
    return message.sent_at - joined_at < policy.newcomer


def _factor(message: Message, scene: Scene, policy: Policy) -> float:
    """What points are multiplied by: newcomers are judged more strictly while nobody is about."""
    if not scene.absent:
        return 1.0
    joined_at, absence = scene.profile.joined_at, policy.absence
    is_new = joined_at is not None and message.sent_at - joined_at < absence.newcomer
    return absence.factor if is_new or scene.profile.messages < absence.messages else 1.0


def gravest(findings: tuple[Finding, ...], scene: Scene, policy: Policy) -> Finding | None:
    """Return the finding that counts most against the sender; rules in shadow do not count."""
    is_immune = is_spared(scene, policy)
    counted = (f for f in findings if f.stage is not Stage.SHADOW and (not is_immune or f.for_all_roles))
    return max(counted, key=lambda f: (f.stage is Stage.ENFORCE, f.points), default=None)


def advice_beside(verdict: Verdict, findings: tuple[Finding, ...], *, scene: Scene, policy: Policy) -> Finding | None:
    """Return the finding that only advises, in words of its own, beside the one that gave points; None if none does."""
    if len(findings) < 2 or not verdict.decided_by or verdict.gravest is None:
        return None
    known = verdict.gravest.reply
    advising = tuple(f for f in findings if f.stage is Stage.SOFT and f.reply not in ("", known))
    return gravest(advising, scene, policy)
