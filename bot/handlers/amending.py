"""改正: who mends what was wrong in time gets the point back: by saying it better, by the word for it, or by a recall."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.cases import BOT, Case, Offence
from bot.core.effects import Effect, Receipt, Reply
from bot.core.justice import Ruling
from bot.core.justice.amending import amend
from bot.core.justice.informing import informed
from bot.core.justice.joining import joined
from bot.core.model import Event, MemberId, Message, MessageId, RoomId, Scene
from bot.core.policy import Policy
from bot.core.records import Outcome
from bot.handlers.bench import Bench
from bot.handlers.concluding import concluded
from bot.handlers.ruled import NO_CHANGES, Changes, applied, plans
from bot.handlers.silence import hushed, is_silent
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm
from bot.text.fingerprint import fingerprint, likeness

REVOKED = "revoke"
MENDED = "改正："
LATE = timedelta(hours=1)  # chosen: who says it so late is told that it is too late; later it is only talk
LIKE = 0.4  # chosen: a text without what was wrong in it is not as alike as a copy
_WORD = re.compile(r"\s*[/／]?\s*(?:改正|correction\b)\s*[:：,，]?\s*(?P<rest>.*)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A member took back what they had said. message: its id. id: of the event."""

    id: str
    room: RoomId
    member: MemberId
    message: MessageId
    at: datetime


def recall_of(event: Event, room_of: Callable[[str, str], RoomId]) -> Recall | None:
    """Return what was taken back by `event`, None if it tells of something else."""
    message = event.details.get("pre_msgid", "")
    if event.kind != REVOKED or not event.chat or not message:
        return None
    room = room_of(event.channel, event.chat)
    return Recall(id=event.id, room=room, member=event.member, message=MessageId(message), at=event.at)


def on_recall(recall: Recall, *, inbox: int, now: datetime, warm: Warm, bench: Bench) -> Outcome:
    """Return what follows from `recall`: an offence that was taken back in time counts no more.

    Who recalled it is not told apart from who said it: an owner who takes down an advert does not mend it for anybody.
    """
    memory = warm.of(recall.room)
    for case, offence in _offences(recall.member, memory, recall.at - LATE, recall.at):
        if offence.message == recall.message:
            ruling = _amended(case, recall.member, recall.at, memory=memory, bench=bench, now=now)
            changes = applied(ruling) if ruling.refused else _told(ruling, recall.member, memory, bench, now)
            return concluded(changes, inbox=inbox, now=now, memory=memory, warm=warm, bench=bench)
    return Outcome(inbox=inbox)


def mended(message: Message, scene: Scene, *, memory: RoomMemory, bench: Bench) -> tuple[Changes, str]:
    """Return what follows if `message`, in which no rule found anything, mends an offence; with a note for the trace.

    Cheap for who was not answered of late: nothing is looked at then.
    """
    answered_at = scene.standing.answered_at
    if answered_at is None or message.kind != "text":
        return NO_CHANGES, ""
    if scene.now - answered_at > LATE:
        return NO_CHANGES, ""
    policy = bench.policy_in(message.room, memory.state)
    case, is_said = _mended_case(message, memory, policy)
    if case is None:
        return NO_CHANGES, ""
    ruling = _amended(case, message.sender, message.sent_at, memory=memory, bench=bench, now=scene.now)
    if ruling.refused and not is_said:
        return NO_CHANGES, ""
    note = "" if ruling.refused else f"{MENDED}编号 {case.number}"
    return _told(ruling, message.sender, memory, bench, scene.now), note


def is_mending(message: Message, memory: RoomMemory, policy: Policy) -> bool:
    """Tell whether `message` says in the word for it that it mends an offence of its sender, or asks how."""
    return message.kind == "text" and _mended_case(message, memory, policy)[1]


def _mended_case(message: Message, memory: RoomMemory, policy: Policy) -> tuple[Case | None, bool]:
    """Return the case that `message` mends, and whether it says so in a word: then one that a person gave if there is no other."""
    said = _WORD.fullmatch(message.text)
    if said is not None and not said["rest"].strip():
        return None, True
    print = fingerprint(said["rest"] if said is not None else message.text)  # noqa: A001 - its name in a case
    since = message.sent_at - (policy.amend if said is None else LATE)
    for case, _ in _offences(message.sender, memory, since, message.sent_at):
        if said is not None or (print.whole != case.print.whole and likeness(print, case.print) >= LIKE):
            return case, said is not None
    by_hand = _offences(message.sender, memory, since, message.sent_at, by_hand=True) if said is not None else []
    return (by_hand[0][0], True) if by_hand else (None, False)


def _offences(
    member: MemberId, memory: RoomMemory, since: datetime, until: datetime, *, by_hand: bool = False
) -> list[tuple[Case, Offence]]:
    """Return what a rule, or by hand somebody, held against `member` in this room from `since` to `until`, newest first."""
    found = [
        (case, offence)
        for case in memory.cases.values()
        for offence in case.offences
        if (case.by != BOT) is by_hand
        and offence.member == member
        and offence.room == memory.room.id
        and not offence.is_undone
        and since <= offence.at <= until
    ]
    return sorted(found, key=lambda pair: pair[1].at, reverse=True)


def _amended(case: Case, member: MemberId, at: datetime, *, memory: RoomMemory, bench: Bench, now: datetime) -> Ruling:
    court = bench.court(memory, now=now)
    ruling = amend(case, member, standings=memory.standings, court=court, cases=memory.cases.values(), at=at)
    if ruling.refused or court.hears(member):
        return ruling
    return joined(replace(ruling, says=""), informed(ruling.case, {member: ruling.says}, court))


def _told(ruling: Ruling, member: MemberId, memory: RoomMemory, bench: Bench, now: datetime) -> Changes:
    """Return `ruling` with what the member is told: in private if that can be done, else one line in the room."""
    text = ruling.refused or ruling.says
    said = plans((_line(text, member, memory, bench),)) if text else ()
    return applied(ruling) + Changes(planned=hushed(said) if is_silent(memory.state, now) else said)


def _line(text: str, member: MemberId, memory: RoomMemory, bench: Bench) -> Effect:
    room = memory.room
    if bench.reaches(member, room, bench.policy_in(room.id, memory.state)):
        return Receipt(room=room.id, to=member, text=text, brief=text)
    return Reply(room=room.id, to=member, text=text)
