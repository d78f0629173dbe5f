"""What every handler is given: the rules, the policy, and what the room's channels can do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from bot.commands import RuleLine
from bot.core.customs import USUAL, Customs
from bot.core.effects import Ask, Attach, Chart, Effect, Planned, Receipt, Remove, Reply, Say, Show, Tell
from bot.core.fit import fit, gathered_at, in_words
from bot.core.justice import Court
from bot.core.model import NO_HOLIDAYS, NOBODY_KNOWN, Calendar, MemberId, Message, MessageId, Room, RoomId, is_private
from bot.core.naming import Naming
from bot.core.playbook import NO_PLAYBOOK, Playbook
from bot.core.policy import Policy
from bot.core.ports import Judge
from bot.core.reach import Reach
from bot.core.records import Outgoing, Revision
from bot.core.texts import Texts
from bot.core.tuning import PREFIX, SETTINGS, policy_for
from bot.core.words import relayed
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm

_SAID = (Reply, Say, Receipt, Tell, Ask)
_SET = frozenset(f"{PREFIX}{setting.id}" for setting in SETTINGS)
BOT_NAME = "群管"  # chosen: of the bot in WeCom, unless it was given another


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """All that does not change between two messages.

    policies: of rooms that have one of their own. possible: whether any mouth of a room may carry out an effect.
    house_rules: titles of the rules that hold there. has_aibot: there is a 智能机器人 that carries commands.
    zone: in which days begin and times are told. rules: that hold in a room, as they are written. revisions: the newest,
    newest first. name: of the bot, as members write it behind an @. customs: how rooms play, customs_by_room: those that have
    their own. zones: of rooms that are not in `zone`. playbook: what there is to play.
    """

    judge: Judge
    policy: Policy
    texts: Texts
    possible: Callable[[Effect, Room], bool]
    house_rules: Callable[[RoomId], tuple[str, ...]]
    has_aibot: bool = True
    policies: Mapping[RoomId, Policy] = field(default_factory=dict)
    calendar: Calendar = NO_HOLIDAYS
    zone: tzinfo = UTC
    rules: Callable[[RoomId], tuple[RuleLine, ...]] = lambda room: ()
    revisions: Sequence[Revision] = ()
    name: str = BOT_NAME
    customs: Customs = USUAL
    customs_by_room: Mapping[RoomId, Customs] = field(default_factory=dict)
    zones: Mapping[RoomId, tzinfo] = field(default_factory=dict)
    playbook: Playbook = NO_PLAYBOOK

    @property
    def reach(self) -> Reach:
        """How much of the past rules and policies need: who is new is told by how much they wrote."""
        tells = any(policy.newcomer or policy.absence.hours for policy in (self.policy, *self.policies.values()))
        return self.judge.reach | Reach(counted=tells)

    def customs_in(self, room: RoomId) -> Customs:
        """Return how `room` plays."""
        return self.customs_by_room.get(room, self.customs)

    def zone_in(self, room: RoomId) -> tzinfo:
        """Return in which zone days begin in `room`."""
        return self.zones.get(room, self.zone)

    def policy_in(self, room: RoomId, state: Mapping[str, Any]) -> Policy:
        """Return the policy of `room`, with what its people set by order. state: what the room remembers."""
        policy = self.policies.get(room, self.policy)
        return policy if state.keys().isdisjoint(_SET) else policy_for(policy, state)

    def court(self, memory: RoomMemory, *, now: datetime) -> Court:
        """Return what changing a case of that room needs."""
        room = memory.room
        policy = self.policy_in(room.id, memory.state)
        remove = Remove(room=room.id, member=MemberId(""), why="")
        reply = Reply(room=room.id, to=MemberId(""), text="")
        return Court(
            now=now,
            zone=self.zone,
            calendar=self.calendar,
            policy=policy,
            texts=self.texts,
            room=room,
            name=naming(memory),
            removes=not room.is_customer and self.possible(remove, room),
            calls=calling(memory),
            hears=lambda member: self.possible(reply, room) or self.reaches(member, room, policy),
        )

    def reaches(self, member: MemberId, room: Room, policy: Policy) -> bool:
        """Tell whether `member` can, and by `policy` shall, be told in private what concerns nobody else."""
        return policy.private and self.possible(Receipt(room=room.id, to=member, text=""), room)

    def may_say(self, room: Room) -> bool:
        """Tell whether a channel may post in the room without being asked."""
        return self.possible(Say(room=room.id, text=""), room)

    def may_show(self, room: Room) -> bool:
        """Tell whether a channel may post pictures in the room."""
        return self.possible(Show(room=room.id, media="", text=""), room)

    def may_tell(self, member: MemberId, room: Room) -> bool:
        """Tell whether `member` can be told something in private."""
        return self.possible(Tell(room=room.id, to=member, text=""), room)

    def speaks(self, message: Message, room: Room) -> bool:
        """Tell whether a channel may answer `message` in the room."""
        reply = Reply(room=room.id, to=message.sender, text="", answer_url=message.answer_url)
        return self.possible(reply, room)

    def outgoing(
        self,
        planned: Iterable[Planned | Effect],
        *,
        cause: MessageId,
        inbox: int,
        memory: RoomMemory,
        warm: Warm,
        now: datetime,
    ) -> tuple[Outgoing, ...]:
        """Return `planned`, fitted to their rooms, ready for the outbox; what is about an offence waits in quiet hours.

        memory: of the room that most are about. The key of what has none says which delivery and which of its effects.
        """
        outgoing = []
        for n, one in enumerate(planned):
            plan = one if isinstance(one, Planned) else Planned(effect=one)
            place = memory if plan.effect.room == memory.room.id else warm.known(plan.effect.room) or memory
            wanted = self._in_words(plan.effect, place.room)
            possible = self.possible(wanted, place.room)
            wanted = wanted if possible else passed_on(wanted, place)
            effect = fitted(wanted, place.room, possible=possible, texts=self.texts)
            key = plan.key or f"{inbox}-{n}-{effect.kind}"
            due_at = gathered_at(effect, self._awake(effect, plan.due_at or now, place))
            outgoing.append(Outgoing(key=key, effect=effect, due_at=due_at, cause=cause))
        return tuple(outgoing)

    def _in_words(self, effect: Effect, room: Room) -> Effect:
        """Return `effect`; in words where no channel shows a picture or hands out a file."""
        if not isinstance(effect, Chart | Show | Attach) or self.possible(effect, room):
            return effect
        return in_words(effect, self.texts)

    def _awake(self, effect: Effect, due_at: datetime, place: RoomMemory) -> datetime:
        """Return `due_at`, or the end of the quiet hours it falls into."""
        if not effect.case or not isinstance(effect, _SAID):
            return due_at
        quiet = self.policy_in(place.room.id, place.state).quiet
        return quiet.end(due_at, self.zone) if quiet is not None and quiet.covers(due_at, self.zone) else due_at


def fitted(effect: Effect, room: Room, *, possible: bool, texts: Texts) -> Effect:
    """Return `effect`, or what takes its place when no mouth may carry it out: one line in the room for a receipt.

    What belongs to a case stays as it is otherwise: it is refused in the open, and the case sees to it.
    """
    if possible:
        return effect
    if isinstance(effect, Receipt) and effect.brief:
        return Reply(room=effect.room, case=effect.case, to=effect.to, text=effect.brief, answer_url=effect.answer_url)
    return effect if effect.case else fit(effect, room, possible=False, texts=texts)


def calling(memory: RoomMemory) -> Callable[[MemberId], str]:
    """Return what names the members of a room as the group sees them; nothing where nobody told."""
    profiles = memory.profiles
    return lambda member: profiles.get(member, NOBODY_KNOWN).name


def naming(memory: RoomMemory) -> Naming:
    """Return what names the members of a room to those in charge of it."""
    return Naming(memory.profiles)


def passed_on(effect: Effect, memory: RoomMemory) -> Effect:
    """Return words as somebody else is to pass them on: all are called by their names, and an answer begins with whose it is."""
    if not isinstance(effect, Reply | Say | Chart | Show) or effect.case or is_private(effect.room):
        return effect
    profiles, text = memory.profiles, effect.text
    if isinstance(effect, Reply):
        call = f"<@{effect.to}>"
        text = text if text.startswith(call) else f"{call} {text}"
    return replace(effect, text=relayed(text, memory.room, lambda member: profiles.get(member, NOBODY_KNOWN).name))
