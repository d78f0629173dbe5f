"""Somebody joined a customer group, left it, or was taken out: judge who comes, remember who goes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.decide import Decision, is_stale
from bot.core.effects import Planned, Tell
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
)
from bot.core.records import Judged, MemberChange, Outcome
from bot.core.texts import Text
from bot.core.words import unread
from bot.handlers.bench import Bench
from bot.handlers.concluding import concluded
from bot.handlers.filing import Clerk, Filed
from bot.handlers.forfeiting import with_forfeits
from bot.handlers.keeping import kept_scene
from bot.handlers.playing import Pitch, met
from bot.handlers.reconciling import met as acquainted
from bot.handlers.returning import gone, returned
from bot.handlers.ruled import NO_CHANGES, Changes, plans, remembered
from bot.handlers.silence import hushed
from bot.play.venue import Joined
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
    filed: Filed

    @property
    def decision(self) -> Decision:
        """What was decided."""
        return self.filed.decision


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
    memory = warm.of(movement.room)
    if not movement.is_coming:
        changes = Changes(members=tuple(_leavings(movement, memory))) + gone(
            movement, memory=memory, court=bench.court(memory, now=now)
        )
        return concluded(changes, inbox=inbox, now=now, memory=memory, warm=warm, bench=bench)
    known = {member: memory.profiles.get(member, NOBODY_KNOWN) for member in movement.members}
    comers, changes = _judged_all(movement, now=now, seed=seed, warm=warm, clerk=_clerk(memory, warm, bench, inbox))
    gravest = max(comers, key=lambda comer: (comer.decision.points, len(comer.decision.findings)))
    pitch = Pitch(memory=memory, warm=warm, bench=bench, now=now, seed=seed, number=warm.next_number)
    changes += met(_welcome(comers, known), pitch.behind(changes))
    changes = with_forfeits(changes, warm=warm, bench=bench, now=now)
    outgoing = bench.outgoing(changes.planned, cause=gravest.message.id, inbox=inbox, memory=memory, warm=warm, now=now)
    memory.found(gravest.message, gravest.decision.findings)  # last: it must not be undone; of what is kept, as it is
    return replace(
        remembered(changes, inbox=inbox, warm=warm, bench=bench),
        judged=_judged(gravest, comers, memory.state, bench) if gravest.decision.findings else None,
        outgoing=outgoing,
    )


def _welcome(comers: Iterable[_Comer], known: Mapping[MemberId, Profile]) -> Iterator[Joined]:
    """Those who may be met kindly: in whom no rule found anything. known: what was known of them before."""
    for comer in comers:
        before = known[comer.message.sender]
        if not comer.decision.findings:
            yield Joined(
                member=comer.message.sender,
                at=comer.message.sent_at,
                inviter=MemberId(before.invited_by),
                is_back=before.joined_at is not None,
            )


def _clerk(memory: RoomMemory, warm: Warm, bench: Bench, inbox: int) -> Clerk:
    policy = bench.policy_in(memory.room.id, memory.state)
    return Clerk(memory=memory, warm=warm, bench=bench, policy=policy, inbox=inbox, number=warm.next_number)


def _judged_all(
    movement: Movement, *, now: datetime, seed: int, warm: Warm, clerk: Clerk
) -> tuple[list[_Comer], Changes]:
    """Judge everybody who joined, each under a number of their own, and return what follows from all."""
    comers: list[_Comer] = []
    changes = NO_CHANGES
    for member in movement.members:
        arrived = tuple(_arrival(movement, member, clerk.memory))
        for change in arrived:
            warm.learn(change)  # who joins next is judged knowing who joined before
        message = _joining(movement, member)
        scene = warm.scene(message, now=now, seed=seed)
        filed = clerk.joined(message, scene)
        comers.append(_Comer(message=message, filed=filed))
        told = tuple(_effects(comers[-1], clerk))
        changes += replace(filed.changes, planned=(*hushed(plans(filed.changes.planned)), *told))
        changes += Changes(members=arrived)
        clerk = clerk.behind(changes)
        stands = filed.decision.standing if filed.changes.cases else scene.standing
        changes += returned(message, replace(scene, standing=stands), clerk=clerk)
        clerk = clerk.behind(changes)
    return comers, changes + acquainted(movement.members, memory=clerk.memory, now=now, bench=clerk.bench)


def _leavings(movement: Movement, memory: RoomMemory) -> Iterator[MemberChange]:
    for member in movement.members:
        known = memory.profiles.get(member, NOBODY_KNOWN)
        if movement.was_removed and (known.removed_at is None or known.removed_at <= movement.at):
            wrong = memory.wrongs.get(member, "")
            yield MemberChange(
                room=movement.room, member=member, left_at=movement.at, removed_at=movement.at, removed_for=wrong
            )
        else:
            yield MemberChange(room=movement.room, member=member, left_at=movement.at)


def _arrival(movement: Movement, member: MemberId, memory: RoomMemory) -> Iterator[MemberChange]:
    """What is learnt of somebody who joins: nothing if a later joining is known already."""
    known: Profile = memory.profiles.get(member, NOBODY_KNOWN)
    if known.joined_at is None or known.joined_at <= movement.at:
        yield MemberChange(room=movement.room, member=member, joined_at=movement.at)


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


def _effects(comer: _Comer, clerk: Clerk) -> Iterator[Planned]:
    """The owner, not the group, is told what was found."""
    message, scene, decision = comer.message, comer.filed.scene, comer.decision
    room, texts = clerk.memory.room, clerk.bench.texts
    if not room.owners() or is_stale(message, scene, clerk.policy):
        return
    for finding in decision.findings:
        if finding.stage is not Stage.SHADOW:
            text = texts.say(
                FLOOD if finding.of_burst else FOUND,
                member=scene.name or unread(message.sender),
                room=room.name or room.id,
                title=finding.title,
                why=finding.why,
            )
            tell = Tell(room=message.room, to=room.owners()[0], text=text)
            yield Planned(effect=tell, key=_flood(finding, message) if finding.of_burst else "")


def _flood(finding: Finding, message: Message) -> str:
    """Return the key of the notice of a flood: the same for all who join in the same ten minutes, also after a restart."""
    return f"flood-{finding.rule}-{message.room}-{int(message.sent_at.timestamp() // QUIET.total_seconds())}"


def _judged(comer: _Comer, comers: Iterable[_Comer], state: Mapping[str, Any], bench: Bench) -> Judged:
    """The joining as it is kept; no rule looks back on it as on something said."""
    decision = comer.decision
    others = [one.message.sender for one in comers if one is not comer and one.decision.findings]
    return Judged(
        message=comer.message,
        role=comer.filed.scene.role,
        folded="",
        findings=decision.findings,
        points=decision.points,
        total=decision.total,
        note=f"{TOGETHER}{'、'.join(others)}" if others else "",
        counts=False,
        revision=bench.judge.revision,
        scene=kept_scene(comer.filed.scene, state, is_offence=decision.opens),
        decided_by=decision.decided_by,
    )
