"""From one message to what the bot wants done. Pure: the same message and scene give the same decision."""

from dataclasses import dataclass, replace

from bot.core.cases import Want
from bot.core.effects import Effect, Mute, Receipt, Remove, Reply, Tell
from bot.core.findings import Finding
from bot.core.ledger import points_at
from bot.core.measures import Act, Policy, Step
from bot.core.model import Charge, Message, MuteSpan, Scene, Standing, is_private
from bot.core.penalty import Verdict, advice_beside, breaks_mute, gravest, lowered, penalise
from bot.core.ports import Judge
from bot.core.receipts import Told, opening, receipt, sentence
from bot.core.texts import Text, Texts
from bot.core.words import BROKEN_MUTE, QUOTE_LIMIT, masked, number, quoted, relayed, unread

NOTIFY = Text(
    "policy.notify", "【告知】“{room}”的 {member} 触发了“{title}”（本次 {points} 分，累计 {total} 分）。\n原话：{quote}"
)
BUDGET = Text("policy.budget", "本小时机器人已移出 {count} 人，到了上限，这一位要请人决定")

__all__ = (
    "BROKEN_MUTE",
    "QUOTE_LIMIT",
    "Decision",
    "decide",
    "is_stale",
    "masked",
    "may_open",
    "number",
    "quoted",
    "with_points",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What follows from one message. points: given for it; total: left after it; standing: the member's after it.

    decided_by: id of the rule that gave the points, empty if none did. step, gravest, charge, mute: see `Verdict`. tag:
    that the member gets, empty for none. opens: it is to be filed as a case; wants: what it asks of people. quote: the
    message as evidence, private numbers concealed; empty if nothing is filed.
    """

    findings: tuple[Finding, ...]
    points: float
    total: float
    standing: Standing
    effects: tuple[Effect, ...]
    decided_by: str = ""
    step: Step | None = None
    gravest: Finding | None = None
    charge: Charge | None = None
    mute: MuteSpan | None = None
    tag: str = ""
    opens: bool = False
    wants: tuple[Want, ...] = ()
    quote: str = ""


def decide(
    message: Message,
    scene: Scene,
    *,
    judge: Judge,
    policy: Policy,
    texts: Texts,
    findings: tuple[Finding, ...] | None = None,
) -> Decision:
    """Judge `message` in `scene` by all rules and the policy. findings: what the rules saw, if they were asked before."""
    scene = with_points(scene, policy)
    found = lowered(judge.findings(message, scene) if findings is None else findings, scene)
    if _is_plain(found, scene):
        return Decision(findings=(), points=0.0, total=scene.points, standing=scene.standing, effects=())
    verdict = _verdict(found, message, scene, policy)
    opens = verdict.step is not None or verdict.points > 0
    effects: tuple[Effect, ...] = ()
    wants: tuple[Want, ...] = ()
    quote = ""
    if opens:
        shown = replace(message, text=judge.concealed(message.text))
        told = Told(shown=shown, scene=scene, verdict=verdict, policy=policy, texts=texts)
        effects, wants = _answer(told, advice_beside(verdict, found, scene=scene, policy=policy))
        quote = quoted(shown.text)
    step = verdict.step
    return Decision(
        findings=found,
        points=verdict.points,
        total=points_at(verdict.standing, scene.now, policy),
        standing=verdict.standing,
        effects=effects,
        decided_by=verdict.decided_by,
        step=step,
        gravest=verdict.gravest,
        charge=verdict.charge,
        mute=verdict.mute,
        tag=step.tag if step is not None and step.act is Act.TAG else "",
        opens=opens,
        wants=wants,
        quote=quote,
    )


def with_points(scene: Scene, policy: Policy) -> Scene:
    """Return `scene` with the points that rules about the sender look at; to be done before rules judge it."""
    points = points_at(scene.standing, scene.now, policy) if scene.standing.charges else 0.0
    return scene if points == scene.points else replace(scene, points=points)


def is_stale(message: Message, scene: Scene, policy: Policy) -> bool:
    """Tell whether `message` was said too long ago to be answered: a backlog, or a bot that starts on an old group."""
    return scene.now - message.sent_at > policy.stale


def may_open(findings: tuple[Finding, ...], message: Message, scene: Scene, policy: Policy) -> bool:
    """Tell whether `decide` may file a case for it: False is certain, True is not. Costs next to nothing."""
    if _is_plain(findings, scene):
        return False
    if is_private(message.room) or is_stale(message, scene, policy):
        return False
    return gravest(lowered(findings, scene), scene, policy) is not None or breaks_mute(message, scene, policy)


def _is_plain(findings: tuple[Finding, ...], scene: Scene) -> bool:
    """Tell whether nothing can follow, as for by far most messages."""
    return not findings and not scene.standing.mutes


def _verdict(findings: tuple[Finding, ...], message: Message, scene: Scene, policy: Policy) -> Verdict:
    """Rules are for rooms, and for what was said of late."""
    if is_private(message.room) or is_stale(message, scene, policy):
        return Verdict(gravest=None, step=None, points=0.0, standing=scene.standing)
    return penalise(findings, message=message, scene=scene, policy=policy)


def _answer(told: Told, advice: Finding | None) -> tuple[tuple[Effect, ...], tuple[Want, ...]]:
    """What is done about it, and what is wanted of people."""
    step, room, member = told.verdict.step, told.shown.room, told.shown.sender
    if step is None:
        return (), ()
    if step.act in (Act.NOTIFY, Act.TAG):
        return _quietly(told, step), ()
    effects, wants = _said(told, advice)
    why = told.verdict.gravest.title if told.verdict.gravest else BROKEN_MUTE
    if step.act is Act.MUTE:
        until = told.verdict.mute.until if told.verdict.mute is not None else told.scene.now
        mute = Mute(room=room, case=told.scene.case, member=member, until=until, why=why)
        return (*effects, mute), (*wants, Want(room=room, member=member, task=Mute.kind))
    if step.act is not Act.REMOVE:
        return effects, wants
    if told.scene.removals >= told.policy.removals:
        spent = told.texts.say(BUDGET, count=told.scene.removals)
        return effects, (*wants, Want(room=room, member=member, task=Remove.kind, text=spent))
    return (*effects, Remove(room=room, case=told.scene.case, member=member, why=why)), wants


def _said(told: Told, advice: Finding | None) -> tuple[tuple[Effect, ...], tuple[Want, ...]]:
    """What the member is told, where they can be told: in the room, in private, by somebody else."""
    scene, member, follows = told.scene, told.shown.sender, sentence(told)
    text = opening(told, told.verdict.gravest)
    beside = "" if advice is None else f"\n{opening(told, advice).removeprefix(f'<@{member}>').lstrip()}"
    if scene.reachable and told.verdict.points > 0:
        brief = f"<@{member}> {follows.strip()}" if follows and scene.speaks else ""
        private = _receipt(told, brief=brief)
        return ((_reply(told, text + beside), private) if scene.speaks else (private,)), ()
    if scene.speaks:
        return (_reply(told, text + follows + beside),), ()
    said = text + follows + beside
    if scene.reachable:
        mine = relayed(said.removeprefix(f"<@{member}> "), scene.room, lambda one: scene.name if one == member else "")
        return (Tell(room=told.shown.room, case=scene.case, to=member, text=mine),), ()
    return (), (Want(room=told.shown.room, member=member, task="say", text=said),)


def _reply(told: Told, text: str) -> Reply:
    shown = told.shown
    return Reply(room=shown.room, case=told.scene.case, to=shown.sender, text=text, answer_url=shown.answer_url)


def _receipt(told: Told, *, brief: str) -> Receipt:
    shown = told.shown
    return Receipt(room=shown.room, case=told.scene.case, to=shown.sender, text=receipt(told), brief=brief)


def _quietly(told: Told, step: Step) -> tuple[Effect, ...]:
    """Nothing is said in the room; who got a tag is told so only where nobody else reads it."""
    if step.act is Act.NOTIFY:
        return _notified(told)
    return (_receipt(told, brief=""),) if told.scene.reachable and told.verdict.points > 0 else ()


def _notified(told: Told) -> tuple[Effect, ...]:
    """Only who answers for the room is told."""
    scene, verdict = told.scene, told.verdict
    owner = next((one for one in scene.room.owners() if one != told.shown.sender), None)
    if owner is None:
        return ()
    text = told.texts.say(
        NOTIFY,
        room=scene.room.name or scene.room.id,
        member=scene.name or unread(told.shown.sender),
        title=verdict.gravest.title if verdict.gravest else BROKEN_MUTE,
        points=number(verdict.points),
        total=number(told.total),
        quote=quoted(told.shown.text),
    )
    return (Tell(room=told.shown.room, case=scene.case, to=owner, text=text),)
