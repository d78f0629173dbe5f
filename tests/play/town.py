"""A room that remembers: what activities and commands answer is written down as the bot writes it, one thing after another."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.commands import Answer, Hall, all_commands
from bot.core.actions import Action, StateChange
from bot.core.credits import EMPTY, Posting, Purse, posted
from bot.core.customs import USUAL, Credits, Customs
from bot.core.model import MemberId, MessageId, Profile, Room
from bot.core.playbook import NO_PLAYBOOK, Playbook
from bot.core.plays import Play
from bot.core.texts import Texts
from bot.play.turn import Turn
from bot.play.venue import Heard, Venue
from tests.commands.kit import NAMES, ZHANG, hall, read_order
from tests.values import ROOM, T0, message

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


@dataclass
class Town:
    """One room: its clock, its memory, its books. postings: all there ever were, in order."""

    now: datetime = T0
    zone: tzinfo = SHANGHAI
    room: Room = ROOM
    customs: Customs = USUAL
    playbook: Playbook = NO_PLAYBOOK
    profiles: dict[MemberId, Profile] = field(
        default_factory=lambda: {member: Profile(name=name) for member, name in NAMES.items()}
    )
    whispers: bool = True
    muted: frozenset[MemberId] = frozenset()
    number: int = 60
    state: dict = field(default_factory=dict)
    postings: list[Posting] = field(default_factory=list)
    purses: dict[MemberId, Purse] = field(default_factory=dict)
    actions: dict[int, Action] = field(default_factory=dict)
    plays: dict[int, Play] = field(default_factory=dict)
    said: int = 0

    @property
    def venue(self) -> Venue:
        """What an activity may know now."""
        return Venue(
            room=self.room,
            now=self.now,
            number=self.number,
            texts=Texts(),
            zone=self.zone,
            seed=7,
            customs=self.customs,
            playbook=self.playbook,
            plays=dict(self.plays),
            purses=dict(self.purses),
            postings=self.by_message(),
            state=dict(self.state),
            profiles=dict(self.profiles),
            whispers=lambda _: self.whispers,
            is_muted=lambda member: member in self.muted,
        )

    def hall(self, by: MemberId, *, sent_at: datetime | None = None) -> Hall:
        """What a command may know now; the order is a new message."""
        self.said += 1
        said = message("…", id=f"m{self.said}", sender=by, sent_at=sent_at or self.now)
        venue = self.venue
        return hall(
            by=by,
            role=self.room.role(by),
            room=self.room,
            message=said,
            now=self.now,
            zone=self.zone,
            number=self.number,
            state=venue.state,
            actions=dict(self.actions),
            profiles=venue.profiles,
            plays=venue.plays,
            purses=venue.purses,
            postings=venue.postings,
            customs=self.customs,
            playbook=self.playbook,
            whispers=venue.whispers,
        )

    def order(self, text: str, by: MemberId = ZHANG, *, sent_at: datetime | None = None) -> Answer:
        """Give an order, confirmed, and write down what it changes, as an action if it changes anything."""
        there = self.hall(by, sent_at=sent_at)
        found = read_order(text, there)
        assert not found.doubts, f"{text!r}: {found.doubts}"
        answer = all_commands()[found.command].run(found, there)
        if not (answer.states or answer.postings or answer.plays or answer.planned):
            return answer
        self.actions[self.number] = Action(
            number=self.number,
            room=self.room.id,
            at=self.now,
            by=by,
            command=found.command,
            said=found.said,
            states=answer.states,
            postings=answer.postings,
            plays=answer.plays,
            undoes=answer.undoes,
        )
        self._take_back(self.number, answer.undoes)
        self.number += 1
        self.keep(answer.states, answer.postings)
        self.plays |= {change.after.number: change.after for change in answer.plays}
        return answer

    def preview(self, text: str, by: MemberId = ZHANG) -> str:
        """Return what is shown before the order is carried out."""
        there = self.hall(by)
        found = read_order(text, there)
        return all_commands()[found.command].preview(found, there)

    def hear(self, text: str, by: MemberId = ZHANG, **fields) -> Heard:
        """Return that somebody says something now."""
        self.said += 1
        sent_at = fields.pop("sent_at", self.now)
        said = message(text, id=f"m{self.said}", sender=by, sent_at=sent_at, kind=fields.pop("kind", "text"))
        return Heard(message=said, text=text, role=self.room.role(by), **fields)

    def take(self, turn: Turn | None) -> Turn | None:
        """Write down what follows from what was heard."""
        if turn is not None:
            self.keep(turn.states, turn.postings)
        return turn

    def keep(self, states: Iterable[StateChange], postings: Iterable[Posting]) -> None:
        """Write states and postings down; an id is used once."""
        for change in states:
            assert self.state.get(change.key) == change.before
            self.state[change.key] = change.after
            if change.after is None:
                del self.state[change.key]
        for one in postings:
            assert one.id not in {other.id for other in self.postings}
            self.postings.append(one)
            day = one.at.astimezone(self.zone).date()
            for member in one.members:
                self.purses[member] = posted(self.purses.get(member, EMPTY), one, member, day=day)

    def by_message(self) -> dict[MessageId, tuple[Posting, ...]]:
        """Return the postings that messages brought."""
        found: dict[MessageId, tuple[Posting, ...]] = {}
        for one in self.postings:
            if one.message:
                found[one.message] = (*found.get(one.message, ()), one)
        return found

    def balance(self, member: MemberId = ZHANG) -> int:
        """Return what `member` has."""
        return self.purses.get(member, EMPTY).balance

    def earned(self, member: MemberId = ZHANG) -> int:
        """Return what `member` ever earned."""
        return self.purses.get(member, EMPTY).earned

    def pay(self, member: MemberId = ZHANG, amount: int = 100) -> None:
        """Give `member` credits."""
        name = self.profiles[member].name
        self.order(f"发积分 @{name} {amount} 起步", MemberId("owner"))

    def _take_back(self, by: int, numbers: tuple[int, ...]) -> None:
        waiting = [(number, by) for number in numbers]
        while waiting:
            number, mark = waiting.pop()
            one = self.actions[number]
            self.actions[number] = replace(one, undone_by=mark)
            waiting += [(further, 0 if mark else number) for further in one.undoes]


def with_credits(**fields) -> Customs:
    """Return customs that differ in their credits."""
    return replace(USUAL, credits=replace(Credits(), **fields))
