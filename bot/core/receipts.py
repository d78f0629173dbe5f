"""What a member is told about an offence: one line for the room, everything for their own eyes."""

from dataclasses import dataclass
from datetime import timedelta

from bot.core.findings import Finding
from bot.core.ledger import counts_until, mute_end, next_step, points_at
from bot.core.measures import Act, Policy
from bot.core.model import Message, Scene, span_in_words
from bot.core.penalty import Verdict
from bot.core.texts import Text, Texts
from bot.core.words import BROKEN_MUTE, day_and_time, masked, number, step_in_words

HINT = Text("policy.hint", "<@{member}> {why}。请留意群规，谢谢。")
COUNTED = Text("policy.counted", "\n本次 {points} 分，累计 {total} 分。{appeal}。")
WARN = Text("policy.warn", "\n警告：本次 {points} 分，累计 {total} 分{next}。{fades}；{appeal}。")
MUTE = Text(
    "policy.mute",
    "\n累计 {total} 分，禁言{lasts}，到{until}为止。企业微信没有禁言接口：这段时间机器人不会回应你，"
    "你的发言会继续计分，请先停一停。{appeal}。",
)
REMOVE = Text("policy.remove", "\n累计 {total} 分，已达到移出本群的标准，将由群管理方移出。{appeal}。")
NEXT = Text("policy.next", "，满 {at} 分将{act}")
HALVES = Text("policy.halves", "分数每{span}减半")
EXPIRES = Text("policy.expires", "分数满{span}清零")
STAYS = Text("policy.stays", "分数不会自动减少")
ASK_OWNER = Text("policy.ask_owner", "如有误判，请联系群主")
ASK_BOT = Text("policy.ask_bot", "如有误判，请发送“申诉 {number}”并写明理由")

RECEIPT = Text("receipt.text", "【群规通知】编号 {number}\n你在“{room}”里的一条消息触发了群规：{why}。{follows}")
RECEIPT_POINTS = Text("receipt.points", "\n本次 {points} 分，现在共 {total} 分。{fades}，到{until}全部清零。")
RECEIPT_HINT = Text("receipt.hint", "\n这次只是提醒{next}。")
RECEIPT_WARN = Text("receipt.warn", "\n这是一次警告{next}。")
RECEIPT_MUTE = Text(
    "receipt.mute",
    "\n你被禁言{lasts}，到{until}为止{next}。企业微信没有禁言接口：这段时间机器人不会回应你，"
    "你的发言会继续计分，请先停一停。",
)
RECEIPT_REMOVE = Text("receipt.remove", "\n已达到移出本群的标准，将由群管理方移出。")
RECEIPT_AMEND = Text(
    "receipt.amend", "\n{span}内改正，这次的分数就取回：撤回那条消息，或者在群里发“改正”，后面写改好的内容。"
)
RECEIPT_APPEAL = Text(
    "receipt.appeal",
    "\n觉得判错了？{within}内回复“申诉 {number}”并写明理由，我们会请人来看；{answer}内没人答复就算你对。",
)

_STEPS = {Act.HINT: RECEIPT_HINT, Act.WARN: RECEIPT_WARN, Act.MUTE: RECEIPT_MUTE, Act.REMOVE: RECEIPT_REMOVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that telling a member needs. shown: the message with private numbers concealed."""

    shown: Message
    scene: Scene
    verdict: Verdict
    policy: Policy
    texts: Texts

    @property
    def total(self) -> float:
        """Points after the message."""
        return points_at(self.verdict.standing, self.scene.now, self.policy)


def opening(told: Told, finding: Finding | None) -> str:
    """Return what was wrong, in the rule's own words if it has any. finding: None if only a mute was broken."""
    why, match = _why(told, finding)
    if finding is None or not finding.reply:
        return told.texts.say(HINT, member=told.shown.sender, why=why)
    scene, verdict = told.scene, told.verdict
    owner = next(iter(scene.room.owners()), None)
    return finding.reply.replace("@{member}", "<@{sender}>").format(
        sender=told.shown.sender,
        owner=f"<@{owner}>" if owner else "群主",
        room=scene.room.name or "本群",
        match=match or "这条消息",
        count=verdict.standing.offences,
        member=scene.name or f"<@{told.shown.sender}>",
        why=why,
        title=finding.title,
        rule=finding.rule,
        points=number(verdict.points),
        total=number(told.total),
    )


def _why(told: Told, finding: Finding | None) -> tuple[str, str]:
    """The rule with what it saw, and what it saw masked, which may be empty."""
    if finding is None:
        return BROKEN_MUTE, ""
    start, end = finding.span
    match = masked(told.shown.text[start:end])
    return f"{finding.title}：{f'“{match}”' if match else finding.why}", match


def sentence(told: Told) -> str:
    """Return what follows for the member, by the step reached; it stands behind the opening."""
    step, verdict, texts = told.verdict.step, told.verdict, told.texts
    if step is None:
        return ""
    total, appeal = number(told.total), _appeal(told)
    if step.act is Act.REMOVE:
        return texts.say(REMOVE, total=total, appeal=appeal)
    if step.act is Act.MUTE:
        return texts.say(MUTE, total=total, lasts=span_in_words(step.lasts), until=_muted_until(told), appeal=appeal)
    points = number(verdict.points)
    if step.act is Act.WARN:
        said = {"points": points, "total": total, "fades": fades(told.policy, texts), "appeal": appeal}
        return texts.say(WARN, **said, next=coming(told.total, told.policy, texts))
    return texts.say(COUNTED, points=points, total=total, appeal=appeal) if verdict.points and told.scene.case else ""


def receipt(told: Told) -> str:
    """Return everything the member should know: what, points and until when, what follows, what can be done."""
    verdict, scene, texts = told.verdict, told.scene, told.texts
    why, _ = _why(told, verdict.gravest)
    follows = [_points(told), _step(told)]
    if _can_amend(told):
        follows.append(texts.say(RECEIPT_AMEND, span=span_in_words(told.policy.amend)))
    appeals = told.policy.appeals
    if appeals.monthly:
        spans = {"within": span_in_words(appeals.within), "answer": span_in_words(appeals.answer)}
        follows.append(texts.say(RECEIPT_APPEAL, number=scene.case, **spans))
    room = scene.room.name or "本群"
    return texts.say(RECEIPT, number=scene.case, room=room, why=why, follows="".join(follows))


def _points(told: Told) -> str:
    until = counts_until(told.verdict.standing, told.scene.now, told.policy)
    if until is None:
        return ""
    return told.texts.say(
        RECEIPT_POINTS,
        points=number(told.verdict.points),
        total=number(told.total),
        fades=fades(told.policy, told.texts),
        until=day_and_time(until, told.scene.zone) if until.year < 9999 else "撤销时",
    )


def _step(told: Told) -> str:
    step = told.verdict.step
    text = None if step is None else _STEPS.get(step.act)
    if step is None or text is None:
        return ""
    following = coming(told.total, told.policy, told.texts)
    return told.texts.say(text, next=following, lasts=span_in_words(step.lasts), until=_muted_until(told))


def _can_amend(told: Told) -> bool:
    step = told.verdict.step
    is_mild = step is None or step.act in (Act.HINT, Act.WARN)
    is_left = told.policy.amend > timedelta(0) and not told.scene.amended
    return is_mild and told.verdict.points > 0 and is_left


def _muted_until(told: Told) -> str:
    return day_and_time(mute_end(told.verdict.standing, told.scene.now) or told.scene.now, told.scene.zone)


def _appeal(told: Told) -> str:
    if told.scene.case and told.policy.appeals.monthly:
        return told.texts.say(ASK_BOT, number=told.scene.case)
    return told.texts.say(ASK_OWNER)


def fades(policy: Policy, texts: Texts) -> str:
    """Return how points become fewer."""
    if policy.expires is not None:
        return texts.say(EXPIRES, span=span_in_words(policy.expires))
    return texts.say(STAYS) if policy.half_life is None else texts.say(HALVES, span=span_in_words(policy.half_life))


def coming(total: float, policy: Policy, texts: Texts) -> str:
    """Return what happens at the next step, as the end of a sentence; empty at the top."""
    step = next_step(total, policy)
    return "" if step is None else texts.say(NEXT, at=number(step.at), act=step_in_words(step))
