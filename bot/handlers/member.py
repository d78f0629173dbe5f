"""Somebody joined a customer group, left it, or was taken out: judge who comes, remember who goes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.decide import Decision, decide, is_stale
from bot.core.effects import Effect, Reply, Tell
from bot.core.findings import Finding, Stage
from bot.core.model import (
    JOIN,
    NOBODY_KNOWN,
    Event,
    MemberId,
    Message,
    MessageId,
    Profile,
    RoomId,
    Scene,
)
from bot.core.records import Judged, MemberChange, Outcome
from bot.core.scenes import scene_to_json
from bot.core.texts import Text
from bot.handlers.bench import Bench
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm

FLOOD = Text(
    "join.flood",
    "【进群提醒】“{room}”{why}（规则“{title}”）。\n"
    "如果不是活动或投放带来的，可能有人在批量拉号：建议先停用群二维码，并开启“群聊邀请确认”。",
)
FOUND = Text("join.found", "【进群提醒】{member} 刚进入“{room}”：{why}（规则“{title}”）。请留意，必要时将其移出群聊。")
QUIET = timedelta(minutes=10)  # chosen: one notice of a flood in each such part of an hour
TOGETHER = "同时进群、也有命中的："
CHANGED = "change_external_chat.update"
JOINED, GONE = "add_member", "del_member"
REMOVED = "1"  # platform: path/92130; 0 is who left by themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Who came to a room or went from it at one moment. was_removed: somebody took them out."""

    id: str
    channel: str
    room: RoomId
    members: tuple[MemberId, ...]
    at: datetime
    is_coming: bool
    was_removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comer:
    """Somebody who joined, and what follows from it."""

    message: Message
    scene: Scene
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """An effect of a joining. key: under which it is done once for ever, empty if that is once for the delivery."""

    effect: Effect
    key: str = ""


def movement_of(event: Event, room_of: Callable[[str, str], RoomId]) -> Movement | None:
    """Return who came or went by `event`, None if it tells of something else."""
    detail = event.details.get("UpdateDetail")
    members = tuple(MemberId(member) for member in event.details.get("MemChangeList", "").split(",") if member)
    if event.kind != CHANGED or detail not in {JOINED, GONE} or not members or not event.chat:
        return None
    return Movement(
        id=event.id,
        channel=event.channel,
        room=room_of(event.channel, event.chat),
        members=tuple(dict.fromkeys(members)),
        at=event.at,
        is_coming=detail == JOINED,
        was_removed=detail == GONE and event.details.get("QuitScene") == REMOVED,
    )


def on_member(movement: Movement, *, inbox: int, now: datetime, seed: int, warm: Warm, bench: Bench) -> Outcome:
    """Return what follows from `movement`; `warm` then already knows it.

    inbox: id of the delivery that brought it. Its room must be warm. Of several people who join at once, the one in
    whom most was found is kept with the decision, and the others are named there; what is told and done is told and
    done for each.
    """
    if not movement.is_coming:
        return Outcome(inbox=inbox, members=tuple(_leavings(movement, warm)))
    memory = warm.of(movement.room)
    changes: list[MemberChange] = []
    comers: list[_Comer] = []
    done: list[_Done] = []
    for member in movement.members:
        changes.extend(_arrival(movement, member, warm))
        message = _joining(movement, member)
        scene = warm.scene(message, now=now, seed=seed)
        decision = decide(message, scene, judge=bench.judge, policy=bench.policy, texts=bench.texts)
        comers.append(_Comer(message=message, scene=scene, decision=decision))
        done.extend(_effects(comers[-1], memory=memory, bench=bench))
    gravest = max(comers, key=lambda comer: (comer.decision.points, len(comer.decision.findings)))
    standings = tuple((movement.room, c.message.sender, c.decision.standing) for c in comers if c.decision.points)
    outgoing = bench.outgoing(
        (d.effect for d in done), cause=gravest.message.id, inbox=inbox, room=memory.room, now=now
    )
    memory.found(gravest.message, gravest.decision.findings)  # last: it must not be undone; of what is kept, as it is
    for standing in standings:
        warm.stand(*standing)
    return Outcome(
        inbox=inbox,
        judged=_judged(gravest, comers, bench) if gravest.decision.findings else None,
        standings=standings,
        members=tuple(changes),
        outgoing=tuple(replace(o, key=d.key or o.key) for o, d in zip(outgoing, done, strict=True)),
    )


def _leavings(movement: Movement, warm: Warm) -> Iterator[MemberChange]:
    memory = warm.of(movement.room)
    for member in movement.members:
        known = memory.profiles.get(member, NOBODY_KNOWN)
        change = MemberChange(room=movement.room, member=member, left_at=movement.at)
        if movement.was_removed and (known.removed_at is None or known.removed_at <= movement.at):
            wrong = memory.wrongs.get(member, "")
            change = MemberChange(
                room=movement.room, member=member, left_at=movement.at, removed_at=movement.at, removed_for=wrong
            )
        warm.learn(change)
        yield change


def _arrival(movement: Movement, member: MemberId, warm: Warm) -> Iterator[MemberChange]:
    """What is learnt of somebody who joins: nothing if a later joining is known already."""
    known: Profile = warm.of(movement.room).profiles.get(member, NOBODY_KNOWN)
    if known.joined_at is None or known.joined_at <= movement.at:
        change = MemberChange(room=movement.room, member=member, joined_at=movement.at)
        warm.learn(change)
        yield change


def _joining(movement: Movement, member: MemberId) -> Message:
    return Message(
        id=MessageId(f"{movement.id}:{member}"),
        room=movement.room,
        sender=member,
        text="",
        sent_at=movement.at,
        channel=movement.channel,
        kind=JOIN,
    )


def _effects(comer: _Comer, *, memory: RoomMemory, bench: Bench) -> Iterator[_Done]:
    """What follows from the points of a joining, if it gave any; the owner, not the group, is told what was found."""
    message, scene, decision = comer.message, comer.scene, comer.decision
    yield from (_Done(effect=e) for e in decision.effects if decision.points and not isinstance(e, Reply))
    owners = memory.room.owners()
    if not owners or is_stale(message, scene, bench.policy):
        return
    for finding in decision.findings:
        if finding.stage is not Stage.SHADOW:
            text = bench.texts.say(
                FLOOD if finding.of_burst else FOUND,
                member=scene.name or message.sender,
                room=memory.room.name or memory.room.id,
                title=finding.title,
                why=finding.why,
            )
            tell = Tell(room=message.room, to=owners[0], text=text)
            yield _Done(effect=tell, key=_flood(finding, message) if finding.of_burst else "")


def _flood(finding: Finding, message: Message) -> str:
    """Return the key of the notice of a flood: the same for all who join in the same ten minutes, also after a restart."""
    return f"flood-{finding.rule}-{message.room}-{int(message.sent_at.timestamp() // QUIET.total_seconds())}"


def _judged(comer: _Comer, comers: Iterable[_Comer], bench: Bench) -> Judged:
    """The joining as it is kept; no rule looks back on it as on something said."""
    decision = comer.decision
    others = [one.message.sender for one in comers if one is not comer and one.decision.findings]
    return Judged(
        message=comer.message,
        role=comer.scene.role,
        folded="",
        findings=decision.findings,
        points=decision.points,
        total=decision.total,
        note=f"{TOGETHER}{'、'.join(others)}" if others else "",
        counts=False,
        revision=bench.judge.revision,
        scene=scene_to_json(comer.scene),
        decided_by=decision.decided_by,
    )
