"""What tests of the quiz start from: a room, a round, and a small bookkeeper that does what the program does with turns."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.activities.quiz import Quiz
from bot.core.coding import decoded, encoded
from bot.core.credits import EMPTY, Posting, Purse, posted
from bot.core.customs import Customs, Quizzing
from bot.core.effects import Planned, Say, Tell
from bot.core.model import MemberId, Role
from bot.core.playbook import Pack, Playbook, Question
from bot.core.plays import Phase, Play
from bot.core.texts import Texts
from bot.play.quiz.rounds import Asked, Round, Terms, moment
from bot.play.turn import Turn
from bot.play.venue import Heard, Venue
from tests.values import ROOM, T0, message

QUIZ = Quiz()
SECOND = timedelta(seconds=1)
ZONE = ZoneInfo("Asia/Shanghai")
CAPITAL = Question(
    id="q1",
    kind="text",
    text="中国的首都是哪里？",
    answers=("北京",),
    hints=("在北方", "两个字"),
    explanation="明清以来多在此建都。",
)
COLOUR = Question(
    id="q2", kind="choice", text="红绿灯里没有哪种颜色？", answers=("C",), options=("红", "绿", "紫", "黄")
)
ROUND = Question(id="q3", kind="judge", text="地球是圆的。", answers=("对",))
PRIMES = Question(id="q4", kind="several", text="哪些是质数？", answers=("A", "C"), options=("2", "4", "5"))
PACK = Pack(id="basics", title="常识", questions=(CAPITAL, COLOUR, ROUND, PRIMES))
TERMS = Terms(seconds=20, late=2 * SECOND, rest=5 * SECOND, tie=timedelta(milliseconds=300))


def venue(now: datetime = T0, **fields: Any) -> Venue:
    """Return the room at `now`."""
    values = {
        "room": ROOM,
        "number": 60,
        "texts": Texts(),
        "zone": ZONE,
        "customs": Customs(quiz=Quizzing(questions=4, seconds=20)),
        "playbook": Playbook(packs={PACK.id: PACK}),
        "name": lambda member: f"名{member}",
    }
    return Venue(now=now, **{**values, **fields})


def play(*questions: Question, terms: Terms = TERMS, at: datetime = T0) -> Play:
    """Return a round that was just begun; its first question comes after the rest."""
    items = tuple(Asked(question=one, pack=PACK.id) for one in questions or (CAPITAL,))
    body = Round(terms=terms, items=items)
    return Play(number=60, room=ROOM.id, kind="quiz", title="常识", opened_at=at, due_at=at + terms.rest, body=body)


def heard(
    text: str,
    *,
    by: str = "zhang",
    at: datetime,
    id: str = "",  # noqa: A002
    role: Role = Role.MEMBER,
    **fields: Any,
) -> Heard:
    """Return what `by` said."""
    said = message(text, id=id or f"{by}-{at.timestamp()}-{text}", sender=by, sent_at=at)
    return Heard(message=said, text=text, role=role, **fields)


@dataclass
class Table:
    """A room with one quiz in it: carries turns out as the program does, and keeps what was said."""

    play: Play
    now: datetime = T0
    state: dict[str, Any] = field(default_factory=dict)
    postings: dict[str, Posting] = field(default_factory=dict)
    says: list[str] = field(default_factory=list)
    tells: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def purses(self) -> dict[MemberId, Purse]:
        """Computed from the postings."""
        purses: dict[MemberId, Purse] = {}
        for one in self.postings.values():
            for member in one.members:
                purses[member] = posted(purses.get(member, EMPTY), one, member, day=one.at.astimezone(ZONE).date())
        return purses

    @property
    def venue(self) -> Venue:
        """What the activity may know now."""
        by_message: dict[Any, tuple[Posting, ...]] = {}
        for one in self.postings.values():
            by_message[one.message] = (*by_message.get(one.message, ()), one)
        kept = {"plays": {60: self.play}, "state": self.state, "purses": self.purses, "postings": by_message}
        return venue(self.now, **{"number": 61, **kept, **self.fields})

    @property
    def body(self) -> Round:
        """Of the quiz."""
        assert isinstance(self.play.body, Round)
        return self.play.body

    def take(self, turn: Turn | None) -> None:
        """Carry `turn` out."""
        if turn is None:
            return
        assert not turn.refused
        for one in turn.plays:
            self.play = one
        for posting in turn.postings:
            assert posting.id not in self.postings, f"{posting.id} twice"
            self.postings[posting.id] = posting
        for change in turn.states:
            self.state[change.key] = change.after
        for planned in turn.planned:
            effect = planned.effect if isinstance(planned, Planned) else planned
            if isinstance(effect, Say):
                self.says.append(effect.text)
            if isinstance(effect, Tell):
                self.tells.append((effect.to, effect.text))

    def tick(self, at: datetime | None = None) -> None:
        """Let the time come that the quiz waits for, or `at`."""
        self.now = max(self.now, at or self.play.due_at or self.now)
        if self.play.phase is Phase.OPEN:
            self.take(QUIZ.tick(self.play, self.venue))

    def hear(
        self, text: str, *, by: str = "zhang", after: float = 1, arrives: float | None = None, **more: Any
    ) -> None:
        """Let `by` say `text`, seconds after the question; it arrives at once, or so many seconds after it."""
        asked = self.asked_at
        self.now = max(self.now, asked + timedelta(seconds=after if arrives is None else arrives))
        if self.play.phase is Phase.OPEN:
            self.take(QUIZ.hear(self.play, heard(text, by=by, at=asked + timedelta(seconds=after), **more), self.venue))

    @property
    def asked_at(self) -> datetime:
        """When the open question was asked."""
        return moment(self.body.current.asked_at)

    def restart(self) -> None:
        """Write the quiz down as JSON and read it back."""
        self.play = replace(self.play, body=decoded(Round, encoded(self.body)))

    def credits(self) -> dict[str, int]:
        """Return what everybody has."""
        return {member: purse.balance for member, purse in self.purses.items() if purse.balance}


def table(*questions: Question, terms: Terms = TERMS, **fields: Any) -> Table:
    """Return a table whose first question was just asked."""
    there = Table(play=play(*questions, terms=terms), fields=fields)
    there.tick()
    assert there.body.is_asking
    return there
