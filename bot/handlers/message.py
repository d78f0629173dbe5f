"""A message was said: judge it, obey it, record what should happen."""

from dataclasses import replace
from datetime import datetime

from bot.commands import UNKNOWN, Answer, Hall, find_command, obey
from bot.core.decide import Decision, decide, is_stale
from bot.core.effects import Effect, Reply
from bot.core.model import NOBODY, MemberId, Message, RoomId, Scene, Standing, is_private
from bot.core.policy import is_muted, points_at
from bot.core.records import Judged, Outcome, Undone
from bot.core.scenes import scene_to_json
from bot.handlers.bench import Bench
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm

COPY = "只听指令（本群由会话存档判定）"
IGNORED = "禁言中，指令未执行"
STALE = "收到时已超过一小时，只记录"
ORDERED = "指令："
LONGEST = 20_000  # chosen: characters of a message that are judged; no client lets people type as many


def on_message(message: Message, *, inbox: int, now: datetime, seed: int, warm: Warm, bench: Bench) -> Outcome:
    """Return what follows from `message`; `warm` then already knows it.

    inbox: id of the delivery that brought it. Its room must be warm. What is longer than `LONGEST` is cut and kept so.
    """
    if len(message.text) > LONGEST:
        message = replace(message, text=message.text[:LONGEST])
    memory = warm.of(message.room)
    is_judged = not is_private(message.room) and warm.is_to_be_judged(message)
    scene = (warm.scene if is_judged else warm.glance)(message, now=now, seed=seed)
    decision = _judged(message, scene, bench) if is_judged else _unjudged(scene, bench)
    answer, note = _obeyed(message, scene, decision, memory=memory, bench=bench)
    effects = decision.effects if answer is None else (*decision.effects, *_spoken(message, answer))
    outgoing = bench.outgoing(effects, cause=message.id, inbox=inbox, room=memory.room, now=now)
    judged = Judged(
        message=message,
        role=scene.role,
        folded=bench.judge.folded(message.text) if is_judged else "",
        findings=decision.findings,
        points=decision.points,
        total=decision.total,
        note=note or _note(message, scene, bench, is_judged=is_judged),
        counts=is_judged,
        revision=bench.judge.revision if is_judged else 0,
        scene=scene_to_json(scene) if is_judged else "",
        decided_by=decision.decided_by,
    )
    if is_judged:  # last: it must not be undone
        warm.heard(message, scene, inbox=inbox, findings=decision.findings)
    undone = _undone(answer, memory, now)
    standings = _stand(message, scene, decision, answer, warm=warm)
    return Outcome(inbox=inbox, judged=judged, standings=standings, outgoing=outgoing, undone=undone)


def _note(message: Message, scene: Scene, bench: Bench, *, is_judged: bool) -> str:
    if is_judged:
        return STALE if is_stale(message, scene, bench.policy) else ""
    return "" if is_private(message.room) else COPY


def _judged(message: Message, scene: Scene, bench: Bench) -> Decision:
    return decide(message, scene, judge=bench.judge, policy=bench.policy, texts=bench.texts)


def _unjudged(scene: Scene, bench: Bench) -> Decision:
    total = points_at(scene.standing, scene.now, bench.policy)
    return Decision(findings=(), points=0.0, total=total, standing=scene.standing, effects=())


def _obeyed(
    message: Message, scene: Scene, decision: Decision, *, memory: RoomMemory, bench: Bench
) -> tuple[Answer | None, str]:
    """The answer to the command in `message`, and a note for the trace. An offence is not also an order."""
    found = find_command(message.text)
    if decision.effects or not _may_order(message, memory, bench):
        return None, ""
    if found is None:
        return _not_understood(message, bench), ""
    if is_muted(scene.standing, message.sent_at) and scene.role not in bench.policy.immune:
        return None, IGNORED
    hall = Hall(
        room=memory.room,
        now=scene.now,
        zone=scene.zone,
        standings=memory.standings,
        policy=bench.policy,
        house_rules=bench.house_rules(message.room),
        texts=bench.texts,
    )
    return obey(found, message=message, hall=hall), f"{ORDERED}{bench.judge.concealed(message.text.strip())}"


def _not_understood(message: Message, bench: Bench) -> Answer | None:
    """In private nothing that is said in words stays unanswered; in a group the bot does not chat."""
    if not is_private(message.room) or message.kind != "text":
        return None
    return Answer(text=bench.texts.say(UNKNOWN))


def _may_order(message: Message, memory: RoomMemory, bench: Bench) -> bool:
    """Commands come by what is said to the bot; a room without an aibot takes them, with a `/`, from its ear."""
    if message.channel in {"aibot", "app"}:
        return True
    has_aibot = bench.has_aibot and "aibot" in memory.room.mouths
    return not has_aibot and message.text.lstrip().startswith(("/", "／"))


def _spoken(message: Message, answer: Answer) -> tuple[Effect, ...]:
    reply = Reply(room=message.room, to=message.sender, text=answer.text, answer_url=message.answer_url)
    return reply, *answer.effects


def _undone(answer: Answer | None, memory: RoomMemory, now: datetime) -> Undone | None:
    """What `answer` takes back, of a standing that is still as it was before."""
    if answer is None or answer.undone is None:
        return None
    muted_at = memory.standings.get(answer.undone, NOBODY).muted_at
    if muted_at is None:
        return None
    return Undone(room=memory.room.id, member=answer.undone, muted_at=muted_at, at=now)


def _stand(
    message: Message, scene: Scene, decision: Decision, answer: Answer | None, *, warm: Warm
) -> tuple[tuple[RoomId, MemberId, Standing], ...]:
    """Remember and return the standing that changed, if one did."""
    if answer is not None and answer.standing is not None:
        changed = answer.standing
    elif decision.standing != scene.standing:
        changed = (message.sender, decision.standing)
    else:
        return ()
    warm.stand(message.room, *changed)
    return ((message.room, *changed),)
