"""From one message to what the bot wants done. Pure: the same message and scene give the same decision."""

from dataclasses import dataclass, replace

from bot.core.effects import Ask, Effect, Mute, Remove, Reply
from bot.core.findings import Finding
from bot.core.model import Message, Scene, Standing, is_private, span_in_words
from bot.core.policy import Act, Policy, Verdict, advice_beside, next_step, penalise, points_at
from bot.core.ports import Judge
from bot.core.texts import Text, Texts

HINT = Text("policy.hint", "<@{member}> {why}。请留意群规，谢谢。")
WARN = Text(
    "policy.warn", "\n警告：本次 {points} 分，累计 {total} 分{next}。分数每{half_life}减半；如有误判，请联系群主。"
)
MUTE = Text(
    "policy.mute",
    "\n累计 {total} 分，禁言{lasts}，到{until}为止。企业微信没有禁言接口：这段时间机器人不会回应你，"
    "你的发言会继续计分，请先停一停。如有误判，请联系群主。",
)
REMOVE = Text("policy.remove", "\n累计 {total} 分，已达到移出本群的标准，将由群管理方移出。如有误判，请联系群主。")
NEXT = Text("policy.next", "，满 {at} 分将{act}")
ASK_MUTE = Text(
    "policy.ask_mute",
    "【请留意】“{room}”的 {member} 因“{title}”被禁言{lasts}（累计 {total} 分）。\n原话：{quote}\n"
    "企业微信没有禁言接口：机器人已不再回应此人，其发言会继续计分。若还在刷屏，请您在手机上提醒，或将其移出群聊。"
    "\n判错了？在群里发“@机器人 解禁 {member}”（只结束禁言，不清分数）。",
)
BROKEN_MUTE = "禁言期间发言"
QUOTE_LIMIT = 60  # chosen: characters of a message shown as evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What follows from one message. points: given for it; total: left after it; standing: the member's after it.

    decided_by: id of the rule that gave the points, empty if none did.
    """

    findings: tuple[Finding, ...]
    points: float
    total: float
    standing: Standing
    effects: tuple[Effect, ...]
    decided_by: str = ""


def decide(message: Message, scene: Scene, *, judge: Judge, policy: Policy, texts: Texts) -> Decision:
    """Judge `message` in `scene` by all rules and the policy."""
    findings = judge.findings(message, scene)
    verdict = _verdict(findings, message, scene, policy)
    is_answered = verdict.step is not None and not is_private(message.room)
    effects: tuple[Effect, ...] = ()
    if is_answered:
        shown = replace(message, text=judge.concealed(message.text))
        effects = _effects(shown, scene, verdict, policy=policy, texts=texts)
        advice = advice_beside(verdict, findings, role=scene.role, policy=policy)
        if advice is not None:
            advising = replace(verdict, gravest=advice)
            effects = _advised(effects, _opening(shown, scene, advising, policy=policy, texts=texts))
    return Decision(
        findings=findings,
        points=verdict.points,
        total=points_at(verdict.standing, scene.now, policy),
        standing=verdict.standing,
        effects=effects,
        decided_by=verdict.decided_by,
    )


def is_stale(message: Message, scene: Scene, policy: Policy) -> bool:
    """Tell whether `message` was said too long ago to be answered: a backlog, or a bot that starts on an old group."""
    return scene.now - message.sent_at > policy.stale


def _verdict(findings: tuple[Finding, ...], message: Message, scene: Scene, policy: Policy) -> Verdict:
    if is_stale(message, scene, policy):
        return Verdict(gravest=None, step=None, points=0.0, standing=scene.standing)
    return penalise(findings, message=message, standing=scene.standing, role=scene.role, now=scene.now, policy=policy)


def masked(text: str) -> str:
    """Return `text` fit to be shown in the group: its first character, the rest hidden; at most 6 characters."""
    return text[:1] + "*" * min(max(len(text) - 1, 0), 5)


def quoted(text: str) -> str:
    """Return `text` on one line, cut to `QUOTE_LIMIT` characters, as evidence for the owner; no mark-up survives."""
    line = " ".join(text.split()).replace("<", "＜").replace(">", "＞")
    return line if len(line) <= QUOTE_LIMIT else line[: QUOTE_LIMIT - 1] + "…"


def number(points: float) -> str:
    """Return `points` without a needless decimal part: 3, 2.5."""
    return f"{points:g}"


def _effects(message: Message, scene: Scene, verdict: Verdict, *, policy: Policy, texts: Texts) -> tuple[Effect, ...]:
    step = verdict.step
    if step is None:
        return ()
    room, member = message.room, message.sender
    reply = Reply(
        room=room,
        to=member,
        text=_opening(message, scene, verdict, policy=policy, texts=texts)
        + _sentence(scene, verdict, policy=policy, texts=texts),
        answer_url=message.answer_url,
    )
    why = verdict.gravest.title if verdict.gravest else BROKEN_MUTE
    if step.act is Act.REMOVE:
        return reply, Remove(room=room, member=member, why=why)
    if step.act is not Act.MUTE:
        return (reply,)
    mute = Mute(room=room, member=member, until=verdict.standing.muted_until or scene.now, why=why)
    return reply, mute, *_ask_about_mute(message, scene, verdict, policy=policy, texts=texts)


def _advised(effects: tuple[Effect, ...], advice: str) -> tuple[Effect, ...]:
    """Return `effects` with the advice of another rule at the end of what is replied; whom it is for stands there."""
    reply, *others = effects
    if not isinstance(reply, Reply):
        return effects
    advice = advice.removeprefix(f"<@{reply.to}>").lstrip()
    return replace(reply, text=f"{reply.text}\n{advice}"), *others


def _opening(message: Message, scene: Scene, verdict: Verdict, *, policy: Policy, texts: Texts) -> str:
    """What was wrong, in the rule's own words if it has any."""
    finding = verdict.gravest
    if finding is None:
        return texts.say(HINT, member=message.sender, why=BROKEN_MUTE)
    start, end = finding.span
    match = masked(message.text[start:end])
    why = f"{finding.title}：{f'“{match}”' if match else finding.why}"
    if not finding.reply:
        return texts.say(HINT, member=message.sender, why=why)
    owner = next(iter(scene.room.owners()), None)
    return finding.reply.replace("@{member}", "<@{sender}>").format(
        sender=message.sender,
        owner=f"<@{owner}>" if owner else "群主",
        room=scene.room.name or "本群",
        match=match or "这条消息",
        count=verdict.standing.offences,
        member=scene.name or message.sender,
        why=why,
        title=finding.title,
        rule=finding.rule,
        points=number(verdict.points),
        total=number(points_at(verdict.standing, scene.now, policy)),
    )


def _sentence(scene: Scene, verdict: Verdict, *, policy: Policy, texts: Texts) -> str:
    """What follows for the member, by the step reached."""
    step = verdict.step
    if step is None or step.act is Act.HINT:
        return ""
    total = points_at(verdict.standing, scene.now, policy)
    if step.act is Act.REMOVE:
        return texts.say(REMOVE, total=number(total))
    if step.act is Act.MUTE:
        until = (verdict.standing.muted_until or scene.now).astimezone(scene.zone)
        return texts.say(
            MUTE,
            total=number(total),
            lasts=span_in_words(step.lasts),
            until=f"{until.month}月{until.day}日 {until:%H:%M}",
        )
    return texts.say(
        WARN,
        points=number(verdict.points),
        total=number(total),
        half_life=span_in_words(policy.half_life),
        next=_next_in_words(total, policy, texts),
    )


def _next_in_words(total: float, policy: Policy, texts: Texts) -> str:
    step = next_step(total, policy)
    if step is None:
        return ""
    acts = {Act.HINT: "被提醒", Act.WARN: "被警告", Act.REMOVE: "被移出本群"}
    act = acts.get(step.act) or f"被禁言{span_in_words(step.lasts)}"
    return texts.say(NEXT, at=number(step.at), act=act)


def _ask_about_mute(
    message: Message, scene: Scene, verdict: Verdict, *, policy: Policy, texts: Texts
) -> tuple[Ask, ...]:
    owners, step = scene.room.owners(), verdict.step
    if not owners or step is None:
        return ()
    text = texts.say(
        ASK_MUTE,
        room=scene.room.name or scene.room.id,
        member=message.sender,
        title=verdict.gravest.title if verdict.gravest else BROKEN_MUTE,
        lasts=span_in_words(step.lasts),
        total=number(points_at(verdict.standing, scene.now, policy)),
        quote=quoted(message.text),
    )
    return (Ask(room=message.room, to=owners[0], task=Mute.kind, member=message.sender, text=text),)
