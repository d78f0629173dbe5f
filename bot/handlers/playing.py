"""Activities hear what is said, are called when it is time, and meet who joins; what they answer becomes changes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from bot.activities import Activity, all_activities, revived
from bot.core.effects import Tell
from bot.core.model import MemberId, Message, Room
from bot.core.plays import Phase, Play
from bot.core.policy import is_muted
from bot.core.words import plain
from bot.handlers.bench import Bench, calling
from bot.handlers.ruled import NO_CHANGES, Changes, plans
from bot.play.turn import NOTHING, Claim, Firing, Turn, ended
from bot.play.venue import Heard, Joined, Venue
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm


@dataclass(frozen=True, slots=True, kw_only=True)
class Pitch:
    """Where a room plays. seed: luck of the delivery. number: the first free one."""

    memory: RoomMemory
    warm: Warm
    bench: Bench
    now: datetime
    seed: int
    number: int
    _venue: list[Venue] = field(init=False, default_factory=list, compare=False, repr=False)

    def behind(self, changes: Changes) -> "Pitch":
        """Return the pitch behind `changes`, which nobody remembers yet: with the next free number."""
        number = max((self.number - 1, *changes.numbers)) + 1
        return replace(self, number=number) if number > self.number else self

    @property
    def venue(self) -> Venue:
        """What activities may know; made once, for a move asks for it three times."""
        if not self._venue:
            self._venue.append(self._made())
        return self._venue[0]

    def _made(self) -> Venue:
        memory, bench, warm = self.memory, self.bench, self.warm
        room, calls = memory.room, calling(memory)
        return Venue(
            room=room,
            now=self.now,
            number=self.number,
            texts=bench.texts,
            zone=bench.zone_in(room.id),
            seed=self.seed,
            customs=bench.customs_in(room.id),
            playbook=bench.playbook,
            calendar=bench.calendar,
            plays=lively(memory, warm),
            purses=memory.purses,
            postings=memory.postings,
            state=memory.state,
            profiles=memory.profiles,
            house_rules=bench.house_rules(room.id),
            last_said_at=memory.last_said_at,
            speaks=bench.may_say(room),
            shows=bench.may_show(room),
            hears_all=warm.ear(room.id) == "archive",
            whispers=lambda member: bench.may_tell(member, room),
            is_muted=self.is_muted,
            name=lambda member: plain(calls(member)) or f"<@{member}>",
            concealed=bench.judge.concealed,
        )

    def is_muted(self, member: MemberId) -> bool:
        """Tell whether `member` is to be ignored now."""
        return is_silenced(self.memory, member, self.now, self.bench)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What follows from something that a play heard. note: for the trace. claim, unseen: see `Turn`."""

    changes: Changes
    note: str
    claim: Claim
    unseen: bool


def is_silenced(memory: RoomMemory, member: MemberId, at: datetime, bench: Bench) -> bool:
    """Tell whether `member` is muted at `at`, and of no role that is spared."""
    standing = memory.standings.get(member)
    if standing is None:
        return False
    policy = bench.policy_in(memory.room.id, memory.state)
    return memory.room.role(member) not in policy.immune and is_muted(standing, at)


def lively(memory: RoomMemory, warm: Warm) -> Mapping[int, Play]:
    """Return the plays of the room, with bodies as their activities know them; those that no activity knows have none."""
    for play in tuple(memory.plays.values()):
        if isinstance(play.body, dict):
            warm.know_play(revived(play) or replace(play, body=None))
    return memory.plays


def open_plays(memory: RoomMemory, warm: Warm) -> tuple[Play, ...]:
    """Return the plays of the room that are open, in the order in which they hear: by number, but for `hears_first`."""
    if not memory.plays:
        return ()
    plays = [one for one in lively(memory, warm).values() if one.phase is Phase.OPEN and one.body is not None]
    return tuple(sorted(plays, key=lambda play: (not all_activities()[play.kind].hears_first, play.number)))


def heard_by_all(
    message: Message, memory: RoomMemory, bench: Bench, *, is_private: bool = False, is_taken: bool = False
) -> Heard:
    """Return `message` as activities of the room hear it. is_taken: see `Heard`."""
    return Heard(
        message=message,
        text=message.text.replace(f"@{bench.name}", " ").strip(),
        role=memory.room.role(message.sender),
        is_private=is_private,
        is_taken=is_taken,
        is_muted=is_silenced(memory, message.sender, message.sent_at, bench),
        quoting=memory.writer_of(message.quoted),
    )


def is_move(message: Message, pitch: Pitch) -> bool:
    """Tell whether `message` is a move in an open play of its room."""
    plays = open_plays(pitch.memory, pitch.warm) if message.kind == "text" else ()
    if not plays:
        return False
    heard, venue = heard_by_all(message, pitch.memory, pitch.bench), pitch.venue
    return any(all_activities()[play.kind].concerns(play, heard, venue) for play in plays)


def played(message: Message, pitch: Pitch, *, is_private: bool = False) -> Played | None:
    """Return what follows from `message` in the open play that has the surest claim to it; None if none has any."""
    plays = open_plays(pitch.memory, pitch.warm)
    if not plays:
        return None
    heard, venue = heard_by_all(message, pitch.memory, pitch.bench, is_private=is_private), pitch.venue
    best: Turn | None = None
    for play in plays:
        turn = all_activities()[play.kind].hear(play, heard, venue)
        if turn is not None and (best is None or turn.claim > best.claim):
            best = turn
    if best is None:
        return None
    turn = _answering(best, message.sender) if is_private else best
    return Played(changes=changes_of(turn), note=turn.note, claim=turn.claim, unseen=turn.unseen)


def _answering(turn: Turn, member: MemberId) -> Turn:
    """Return `turn` with what it tells `member` marked as the answer to what they said."""
    planned = tuple(
        replace(plan, effect=replace(plan.effect, is_answer=True))
        if isinstance(plan.effect, Tell) and plan.effect.to == member
        else plan
        for plan in plans(turn.planned)
    )
    return replace(turn, planned=planned)


def attended(message: Message, pitch: Pitch, *, is_taken: bool) -> Changes:
    """Return what follows from `message` for activities that hear everything. is_taken: see `Heard`."""
    heard = heard_by_all(message, pitch.memory, pitch.bench, is_taken=is_taken)
    whole, venue = NOTHING, pitch.venue
    for activity in listeners():
        turn = activity.attend(heard, venue)
        if turn is not None:
            whole, venue = whole + turn, venue.after(turn)
    return changes_of(whole)


@cache
def listeners() -> tuple[Activity, ...]:
    """Return the activities that hear everything."""
    return tuple(activity for activity in all_activities().values() if activity.listens)


def met(comers: Iterable[Joined], pitch: Pitch) -> Changes:
    """Return what follows from somebody's joining, for all activities."""
    whole, venue = NOTHING, pitch.venue
    for joined in comers:
        for activity in all_activities().values():
            turn = activity.meet(joined, venue)
            if turn is not NOTHING:
                whole, venue = whole + turn, venue.after(turn)
    return changes_of(whole)


def ticked(number: int, pitch: Pitch) -> Changes:
    """Return what follows when the play of that number is due; nothing if it was changed meanwhile and is not.

    A play that no activity knows any more is called off without a word.
    """
    play = lively(pitch.memory, pitch.warm).get(number)
    if play is None or play.phase is not Phase.OPEN or play.due_at is None or play.due_at > pitch.now:
        return NO_CHANGES
    if play.body is None:
        return Changes(plays=(ended(play, pitch.now, Phase.CANCELLED),))
    return changes_of(all_activities()[play.kind].tick(play, pitch.venue))


def rung(kind: str, firing: Firing, pitch: Pitch) -> Changes:
    """Return what follows when the time of a timer has come; nothing for an activity that a later version knows."""
    activity = all_activities().get(kind)
    return NO_CHANGES if activity is None else changes_of(activity.ring(firing, pitch.venue))


def venues_of(rooms: Iterable[Room], bench: Bench, now: datetime) -> Iterator[Venue]:
    """Yield every room as far as its timers need it: without people and what it remembers."""
    for room in rooms:
        yield Venue(
            room=room,
            now=now,
            number=0,
            texts=bench.texts,
            zone=bench.zone_in(room.id),
            customs=bench.customs_in(room.id),
            playbook=bench.playbook,
            calendar=bench.calendar,
        )


def changes_of(turn: Turn) -> Changes:
    """Return what `turn` changes; what is refused is said to nobody here, for nobody ordered it."""
    if turn is NOTHING or turn.refused:
        return NO_CHANGES
    return Changes(plays=turn.plays, postings=turn.postings, states=turn.states, planned=turn.planned)
