"""What a quiz keeps: how it is played, what was asked, what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.core.coding import decoded
from bot.core.customs import Quizzing
from bot.core.model import MessageId
from bot.core.playbook import Question
from bot.core.plays import Phase, Play

KIND = "quiz"
"""Of the plays that are quizzes, and the source of their credits."""
LONGEST = 80  # chosen: characters of an answer that are kept
FIELDS = 4  # values that are kept of one answer
WRITTEN = frozenset({"text", "picture"})
"""Kinds of question that are answered in words of one's own; one may try again."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class Ruling(StrEnum):
    """What was decided about a disputed question; the values are how it is ordered."""

    ACCEPT = "接受"
    VOID = "作废"
    KEEP = "维持"


class Stage(StrEnum):
    """What a quiz does: it waits to ask the next question, or one is open."""

    RESTING = "resting"
    ASKING = "asking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a round is played; stays as it was when the round began. The fields: see `bot.core.customs.Quizzing`."""

    scoring: str = "first"
    seconds: int = 30
    tie: timedelta = timedelta(milliseconds=300)
    late: timedelta = timedelta(seconds=2)
    rest: timedelta = timedelta(seconds=5)
    attempts: int = 3
    speed: bool = False
    streak: bool = False
    hint_cost: int = 2

    @property
    def is_race(self) -> bool:
        """Whether only who is right first scores."""
        return self.scoring == "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer. at: microseconds since 1970, as the platform received it. right: as it was judged when it was heard."""

    at: int
    id: MessageId
    text: str
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it was asked.

    pack: id of its pack. asked_at, closes_at: what was said in between counts, both ends included; 0 before it was asked.
    answers: of each member, earliest first, (at, id, text, 1 or 0) one behind the other. first: when the earliest right one
    was said, 0 if none was. hints: when each was shown.
    is_void: it scores nothing. extra: answers that were accepted afterwards. given: of each member who was right, earliest
    first: points, credits that were posted (fewer where a cap was reached), and the number of the order that posted them, 0
    for the settlement. disputes: who disputed it. ruling: what was decided about that, see `Ruling`, empty if nothing was.
    Times: microseconds since 1970.
    """

    question: Question
    pack: str
    asked_at: int = 0
    closes_at: int = 0
    answers: Mapping[str, tuple[int | str, ...]] = field(default_factory=dict)
    first: int = 0
    hints: tuple[int, ...] = ()
    is_void: bool = False
    extra: tuple[str, ...] = ()
    given: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    disputes: tuple[str, ...] = ()
    ruling: str = ""

    @property
    def key(self) -> str:
        """Under which the room remembers how the question does."""
        return f"item:{self.pack}/{self.question.id}"

    @property
    def is_skipped(self) -> bool:
        """Whether it was given up while it was open; a ruling alone makes it void otherwise."""
        return self.is_void and not self.ruling

    def said_by(self, member: str) -> tuple[Said, ...]:
        """Return what `member` answered, earliest first."""
        return unpacked(self.answers.get(member, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round: the body of a quiz.

    items: all questions, in order. place: of the one that is open, or comes next. stage: see `Stage`. told: who was told that
    they do not score. pauses: the round pauses when this question is settled. waited: what was said while nobody listened
    was waited for.
    """

    terms: Terms
    items: tuple[Asked, ...]
    place: int = 0
    stage: Stage = Stage.RESTING
    told: tuple[str, ...] = ()
    pauses: bool = False
    waited: bool = False

    @property
    def is_asking(self) -> bool:
        """Whether a question is open."""
        return self.stage is Stage.ASKING

    @property
    def current(self) -> Asked:
        """The question that is open or comes next; the last one at the end."""
        return self.items[min(self.place, len(self.items) - 1)]

    @property
    def done(self) -> tuple[Asked, ...]:
        """The questions that are settled, in order."""
        return self.items[: self.place]

    @property
    def is_over(self) -> bool:
        """Whether nothing comes any more."""
        return self.place >= len(self.items)


def terms_of(customs: Quizzing) -> Terms:
    """Return how the room usually plays."""
    return Terms(
        scoring=customs.scoring,
        seconds=customs.seconds,
        tie=customs.tie,
        late=customs.late,
        rest=customs.rest,
        attempts=max(1, customs.attempts),
        speed=customs.speed,
        streak=customs.streak,
        hint_cost=customs.hint_cost,
    )


def round_of(play: Play) -> Round:
    """Return the body of `play`, as it was stored or revived. Raises TypeError, KeyError or ValueError if it is no quiz."""
    return play.body if isinstance(play.body, Round) else decoded(Round, play.body)


def running(plays: Mapping[int, Play]) -> Play | None:
    """Return the quiz that is not over, None if there is none."""
    return next((play for play in plays.values() if play.kind == KIND and not play.is_over), None)


def latest(plays: Mapping[int, Play]) -> Play | None:
    """Return the quiz that began last and was not called off, over or not."""
    quizzes = (play for play in plays.values() if play.kind == KIND and play.phase is not Phase.CANCELLED)
    return max(quizzes, key=lambda play: play.number, default=None)


def with_result(plays: Mapping[int, Play], number: int) -> Play | None:
    """Return the newest round in which the question of that number has a result; the newest of all if there is none.

    Once the next round has begun, people still speak of the one that ended.
    """
    quizzes = (play for play in plays.values() if play.kind == KIND and play.phase is not Phase.CANCELLED)
    told = (play for play in quizzes if 1 <= number <= round_of(play).place)
    return max(told, key=lambda play: play.number, default=None) or latest(plays)


def with_item(body: Round, place: int, item: Asked) -> Round:
    """Return `body` with `item` at `place`."""
    return replace(body, items=(*body.items[:place], item, *body.items[place + 1 :]))


def with_answer(item: Asked, member: str, said: Said, *, most: int) -> Asked | None:
    """Return `item` with what `member` answered; None if nothing changes.

    most: answers of one member that count. It does not matter in which order they arrive: the earliest are kept.
    """
    packed = (said.at, said.id, said.text[:LONGEST], int(said.right))
    before = item.answers.get(member)
    if before is None:
        first = _earlier(item.first, said.at) if said.right else item.first
        return replace(item, answers={**item.answers, member: packed}, first=first)
    if said.id in before[1::FIELDS]:
        return None
    each = [before[at : at + FIELDS] for at in range(0, len(before), FIELDS)]
    kept = sorted((*each, packed), key=lambda one: (one[0], one[1]))[:most]
    after = tuple(value for one in kept for value in one)
    if after == before:
        return None
    answers = {**item.answers, member: after}
    if 1 in before[3::FIELDS]:
        return replace(item, answers=answers, first=first_right(answers))
    gains = said.right and packed in kept
    return replace(item, answers=answers, first=_earlier(item.first, said.at) if gains else item.first)


def first_right(answers: Mapping[str, tuple[int | str, ...]]) -> int:
    """Return when the earliest right one of `answers` was said, 0 if none was."""
    right = (one.at for packed in answers.values() if 1 in packed[3::FIELDS] for one in unpacked(packed) if one.right)
    return min(right, default=0)


def _earlier(first: int, at: int) -> int:
    return min(first, at) if first else at


def unpacked(packed: tuple[int | str, ...]) -> tuple[Said, ...]:
    """Return the answers that are kept as `packed`."""
    rows = zip(packed[::FIELDS], packed[1::FIELDS], packed[2::FIELDS], packed[3::FIELDS], strict=True)
    return tuple(
        Said(at=int(at), id=MessageId(str(id_)), text=str(text), right=right == 1) for at, id_, text, right in rows
    )


def most_answers(question: Question, terms: Terms) -> int:
    """Return how many answers of one member to `question` count."""
    return terms.attempts if question.kind in WRITTEN else 1


def ticks(at: datetime) -> int:
    """Return `at` as microseconds since 1970."""
    return (at - _EPOCH) // _TICK


def moment(at: int) -> datetime:
    """Return the time that `ticks` made `at` of."""
    return _EPOCH + at * _TICK
