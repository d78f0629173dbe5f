"""A room in which an activity is played: time passes, people join and talk, and what follows is written down."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.activities import all_activities, revived
from bot.core.coding import encoded
from bot.core.effects import Effect, Planned
from bot.core.model import MemberId, Message, MessageId
from bot.core.plays import Phase, Play
from bot.play.turn import Firing, Turn
from bot.play.venue import Heard, Joined, Venue
from tests.values import ROOM


@dataclass
class Stage:
    """One activity in one room. said: what was planned, with when it is due, in order. rings: by timer, what rang last."""

    kind: str
    venue: Venue
    said: list[tuple[datetime, Effect]] = field(default_factory=list)
    count: int = 0

    @property
    def texts(self) -> list[str]:
        """What was said, in order."""
        return [effect.text for _, effect in self.said]

    @property
    def plays(self) -> list[Play]:
        """The plays that are not over."""
        return [play for play in self.venue.plays.values() if not play.is_over]

    def at(self, now: datetime) -> None:
        """Let time pass until `now`; what is due meanwhile is called in time."""
        while dues := [p for p in self.plays if p.phase is Phase.OPEN and p.due_at is not None and p.due_at <= now]:
            play = min(dues, key=lambda one: (one.due_at, one.number))
            self.venue = replace(self.venue, now=max(play.due_at, self.venue.now))
            self.take(all_activities()[self.kind].tick(play, self.venue))
        self.venue = replace(self.venue, now=max(now, self.venue.now))

    def forward(self, span: timedelta) -> None:
        """Let `span` pass."""
        self.at(self.venue.now + span)

    def take(self, turn: Turn | None) -> None:
        """Write down what follows."""
        if turn is None:
            return
        assert not turn.refused
        for one in turn.planned:
            planned = one if isinstance(one, Planned) else Planned(effect=one)
            self.said.append((planned.due_at or self.venue.now, planned.effect))
        for change in turn.states:
            assert self.venue.state.get(change.key) == change.before
        self.venue = self.venue.after(turn)

    def ring(self, timer: str, due_at: datetime, **told: object) -> None:
        """Let a timer ring for `due_at`, now."""
        self.take(all_activities()[self.kind].ring(Firing(timer=timer, due_at=due_at, told=told), self.venue))

    def join(self, member: str, **fields: object) -> None:
        """Let somebody join."""
        joined = Joined(**{"member": MemberId(member), "at": self.venue.now, **fields})
        self.take(all_activities()[self.kind].meet(joined, self.venue))

    def say(self, member: str, text: str, *, at: datetime | None = None, quoted: str = "", **fields: object) -> None:
        """Let somebody say something."""
        self.count += 1
        sent_at = at or self.venue.now
        message = Message(
            id=MessageId(f"m{self.count}"),
            room=ROOM.id,
            sender=MemberId(member),
            text=text,
            sent_at=sent_at,
            channel="archive",
            quoted=quoted,
        )
        heard = Heard(**{"message": message, "text": text, "role": ROOM.role(MemberId(member)), **fields})
        self.venue = replace(self.venue, last_said_at=max(sent_at, self.venue.last_said_at or sent_at))
        self.take(all_activities()[self.kind].attend(heard, self.venue))

    def restart(self) -> None:
        """Forget all but what is stored: bodies come back from JSON."""
        plays = {}
        for number, play in self.venue.plays.items():
            stored = replace(play, body=encoded(play.body))
            plays[number] = revived(stored)
        self.venue = replace(self.venue, plays=plays)
