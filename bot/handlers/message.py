"""A message was said: judge it, file it, obey it, record what should happen."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.core.decide import Decision, is_stale
from bot.core.effects import Effect, Planned
from bot.core.model import Message, Scene, is_private
from bot.core.policy import Policy, points_at
from bot.core.records import Judged, Outcome
from bot.handlers.amending import is_mending, mended
from bot.handlers.barring import barred
from bot.handlers.bench import Bench
from bot.handlers.filing import Clerk, Filed
from bot.handlers.forfeiting import with_forfeits
from bot.handlers.keeping import kept_scene
from bot.handlers.obeying import Obeyed, is_order, is_own_order, obeyed
from bot.handlers.playing import Pitch, attended, is_move, played
from bot.handlers.quarrels import heard
from bot.handlers.reconciling import inspected, met
from bot.handlers.ruled import NO_CHANGES, Changes, applied, plans, remembered
from bot.handlers.silence import HUSHED, hushed, is_silent
from bot.handlers.unread import unread
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm

COPY = "只听指令（本群由会话存档判定）"
STALE = "收到时已超过一小时，只记录"
LONGEST = 20_000  # chosen: characters of a message that are judged; no client lets people type as many


def on_message(message: Message, *, inbox: int, now: datetime, seed: int, warm: Warm, bench: Bench) -> Outcome:
    """Return what follows from `message`; `warm` then already knows it.

    inbox: id of the delivery that brought it. Its room must be warm. What is longer than `LONGEST` is cut and kept so.
    """
    if len(message.text) > LONGEST:
        message = replace(message, text=message.text[:LONGEST])
    memory = warm.of(message.room)
    policy = bench.policy_in(message.room, memory.state)
    is_judged = not is_private(message.room) and warm.is_to_be_judged(message)
    scene = (warm.scene if is_judged else warm.glance)(message, now=now, seed=seed)
    clerk = Clerk(memory=memory, warm=warm, bench=bench, policy=policy, inbox=inbox, number=warm.next_number)
    pitch = Pitch(memory=memory, warm=warm, bench=bench, now=now, seed=seed, number=clerk.number)
    moves = bool(memory.plays) and _moves(message, scene, pitch)
    filed = _judged(message, scene, clerk, moves=moves) if is_judged else _unjudged(scene, policy)
    obeying = _besides(message, filed, clerk, pitch, is_judged=is_judged, moves=moves)
    besides, note = obeying.changes, obeying.note
    changes, decision = filed.changes + besides if besides is not NO_CHANGES else filed.changes, filed.decision
    judged = Judged(
        message=replace(message, text="", quoted="") if obeying.unseen else message,
        role=scene.role,
        folded=bench.judge.folded(message.text) if is_judged else "",
        findings=decision.findings,
        points=decision.points,
        total=decision.total,
        note=note or _note(message, filed, clerk, is_judged=is_judged),
        counts=is_judged and not moves,
        revision=bench.judge.revision if is_judged else 0,
        scene=kept_scene(filed.scene, memory.state, is_offence=decision.opens) if is_judged else "",
        decided_by=decision.decided_by,
    )
    changes = with_forfeits(changes, warm=warm, bench=bench, now=now) if changes.cases else changes
    planned = (*_spoken(filed, memory), *(_keyed(besides.planned, inbox) if besides.planned else ()))
    outgoing = bench.outgoing(planned, cause=message.id, inbox=inbox, memory=memory, warm=warm, now=now)
    if is_judged and not moves:  # last: it must not be undone
        warm.heard(message, scene, inbox=inbox, findings=decision.findings)
    else:
        memory.found(message, decision.findings)
        _is_about(message, memory, warm)
    if changes is NO_CHANGES:
        return Outcome(inbox=inbox, judged=judged, outgoing=outgoing, forgets=obeying.unseen)
    outcome = remembered(changes, inbox=inbox, warm=warm, bench=bench)
    return replace(outcome, judged=judged, outgoing=outgoing, forgets=obeying.unseen)


def _is_about(message: Message, memory: RoomMemory, warm: Warm) -> None:
    """Take note that the sender is there, in all rooms that what they said may be about."""
    for room in memory.about or (message.room,):
        place = warm.known(room)
        if place is not None:
            place.spoke(message.sender, message.sent_at)


def _moves(message: Message, scene: Scene, pitch: Pitch) -> bool:
    """Tell whether `message` is a move in something the room plays, and no order: what is ordered is never taken for play."""
    if is_private(message.room) or not is_move(message, pitch):
        return False
    return not is_order(message, scene, memory=pitch.memory, warm=pitch.warm, bench=pitch.bench)


def _judged(message: Message, scene: Scene, clerk: Clerk, *, moves: bool) -> Filed:
    """Judge `message` as talk; a move, an order, an appeal or a correction only for what it says."""
    filed = clerk.judged(message, scene)
    if not filed.decision.opens:
        return filed
    if moves:
        return clerk.unpaced(message, scene)
    memory, warm, bench = clerk.memory, clerk.warm, clerk.bench
    if is_mending(message, memory, clerk.policy) or is_own_order(message, scene, memory=memory, warm=warm, bench=bench):
        return clerk.excused(message, scene) or filed
    return filed


def _unjudged(scene: Scene, policy: Policy) -> Filed:
    total = points_at(scene.standing, scene.now, policy)
    return Filed(
        scene=scene, decision=Decision(findings=(), points=0.0, total=total, standing=scene.standing, effects=())
    )


def _besides(message: Message, filed: Filed, clerk: Clerk, pitch: Pitch, *, is_judged: bool, moves: bool) -> Obeyed:
    """What follows besides the decision. An offence mends nothing and is not also an order."""
    changes, note, scene = NO_CHANGES, "", filed.scene
    memory, bench = clerk.memory, clerk.bench
    is_offence = filed.decision.opens
    if is_judged:
        changes = _seen(message, filed, clerk)
        if not is_offence and not filed.decision.findings and not changes.cases:
            amended, note = mended(message, scene, memory=memory, bench=bench)
            changes = changes + amended if amended is not NO_CHANGES else changes
    if is_offence or changes.cases:
        return Obeyed(changes=changes, note=note)
    answered = None if moves else obeyed(message, scene, memory=memory, warm=clerk.warm, bench=bench)
    if answered is not None:
        changes, note = changes + answered.changes, answered.note or note
    is_open = answered is None and not moves
    if not is_judged:
        hint = unread(message, scene, memory=memory, warm=clerk.warm, bench=bench) if is_open else None
        changes = changes if hint is None else changes + hint.changes
        return Obeyed(changes=changes, note=note, unseen=answered is not None and answered.unseen)
    is_heard = answered is None and memory.plays and not _is_copied_order(message, scene, clerk)
    heard_in = played(message, pitch.behind(changes)) if is_heard else None
    if heard_in is not None:
        changes, note = changes + heard_in.changes, heard_in.note or note
    elif is_open and (hint := unread(message, scene, memory=memory, warm=clerk.warm, bench=bench)) is not None:
        changes += hint.changes
    is_taken = answered is not None or heard_in is not None
    return Obeyed(changes=changes + attended(message, pitch.behind(changes), is_taken=is_taken), note=note)


def _is_copied_order(message: Message, scene: Scene, clerk: Clerk) -> bool:
    """Tell whether `message` calls the bot with an order that another channel answers; a number may as well be a move."""
    memory, bench = clerk.memory, clerk.bench
    call = f"@{bench.name}"
    if call not in message.text or message.text.replace(call, "").strip().isdecimal():
        return False
    return is_own_order(message, scene, memory=memory, warm=clerk.warm, bench=bench)


def _seen(message: Message, filed: Filed, clerk: Clerk) -> Changes:
    """What follows from who speaks and how, whatever the rules say: mostly nothing."""
    scene, memory, bench = filed.scene, clerk.memory, clerk.bench
    changes = heard(message, scene, memory=memory, bench=bench, now=scene.now)
    if filed.decision.opens:
        unknown = met((message.sender,), memory=memory, now=scene.now, bench=bench)
    else:
        unknown = inspected(memory, message, now=scene.now, bench=bench)
    if unknown is not NO_CHANGES:
        changes += unknown
    if not memory.state:
        return changes
    number = clerk.behind(filed.changes).number
    ruling = barred(message.sender, _after(filed), memory=memory, bench=bench, number=number)
    return changes if ruling is None else changes + applied(ruling)


def _after(filed: Filed) -> Scene:
    """The scene that the decision left."""
    standing = filed.decision.standing
    return filed.scene if standing is filed.scene.standing else replace(filed.scene, standing=standing)


def _spoken(filed: Filed, memory: RoomMemory) -> tuple[Planned, ...]:
    """What follows from the decision; in a silent room without what is said to everybody."""
    if not filed.changes.planned:
        return ()
    planned = plans(filed.changes.planned)
    return hushed(planned) if is_silent(memory.state, filed.scene.now) else planned


def _keyed(planned: Iterable[Planned | Effect], inbox: int) -> Iterable[Planned]:
    """Keys that tell what no rule decided from the effects of the decision, so that those can be compared later."""
    for n, plan in enumerate(plans(planned)):
        yield plan if plan.key else replace(plan, key=f"{inbox}-besides-{n}-{plan.effect.kind}")


def _note(message: Message, filed: Filed, clerk: Clerk, *, is_judged: bool) -> str:
    if not is_judged:
        return "" if is_private(message.room) else COPY
    if is_stale(message, filed.scene, clerk.policy):
        return STALE
    is_hushed = bool(filed.decision.effects) and is_silent(clerk.memory.state, filed.scene.now)
    return HUSHED if is_hushed else ""
