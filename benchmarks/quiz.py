"""`python -m benchmarks.quiz`: five thousand members answer one question within two seconds.

In this process, without store or network: what hearing one answer costs, and settling them all.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.activities.quiz import Quiz
from bot.core.coding import decoded, encoded
from bot.core.effects import Say
from bot.core.model import MemberId, Message, MessageId, Room, RoomId
from bot.core.playbook import Question
from bot.core.plays import Play
from bot.core.texts import Texts
from bot.play.quiz.rounds import Asked, Round, Terms, moment, round_of
from bot.play.venue import Heard, Venue

MEMBERS = 5_000
WITHIN = timedelta(seconds=2)
LETTERS = "ABCD"
BEGUN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ROOM = Room(id=RoomId("bench"), name="五千人大群")
WORDS = ("北京", "北京市", "上海", "南京", "帝都", "首都北京", "我猜北京", "广州")
CHOICE = Question(
    id="q", kind="choice", text="红绿灯里没有哪种颜色？", answers=("C",), options=("红", "绿", "紫", "黄")
)
WRITTEN = Question(id="q", kind="text", text="中国的首都是哪里？", answers=("北京",))
QUIZ = Quiz()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Times of one question. hears: microseconds of each answer, rising; tick, write, read: milliseconds."""

    what: str
    hears: list[float]
    tick: float
    write: float
    read: float
    winners: int
    answers: int
    said: int

    def percentile(self, share: float) -> float:
        """Return how long the slowest of `share` of all answers took."""
        return self.hears[min(len(self.hears) - 1, int(share * len(self.hears)))]

    @property
    def holds(self) -> bool:
        """Whether everybody was counted, and no decision took as long as was promised."""
        slowest = max(self.hears[int(0.99 * len(self.hears))] / 1000, self.tick)
        return self.answers == MEMBERS and slowest < 200 and self.said <= 2000


def venue(now: datetime) -> Venue:
    """Return the room at `now`."""
    return Venue(room=ROOM, now=now, number=2, texts=Texts(), zone=ZoneInfo("Asia/Shanghai"))


def asked(question: Question, scoring: str) -> Play:
    """Return a round whose only question was just asked."""
    body = Round(terms=Terms(scoring=scoring, seconds=30), items=(Asked(question=question, pack="bench"),))
    play = Play(number=1, room=ROOM.id, kind="quiz", title="压力测试", opened_at=BEGUN, due_at=BEGUN, body=body)
    return QUIZ.tick(play, venue(BEGUN)).plays[0]


def answers(play: Play, texts: tuple[str, ...]) -> Iterator[Heard]:
    """Yield what everybody says, each later than the one before."""
    begun = moment(round_of(play).current.asked_at)
    for number in range(MEMBERS):
        at = begun + timedelta(seconds=1) + WITHIN * number / MEMBERS
        text = texts[number % len(texts)]
        sender = MemberId(f"wmqunguan{number:020d}")
        yield Heard(
            message=Message(
                id=MessageId(f"m{number}"), room=ROOM.id, sender=sender, text=text, sent_at=at, channel="archive"
            ),
            text=text,
        )


def measured(what: str, question: Question, texts: tuple[str, ...], scoring: str) -> Measured:
    """Let everybody answer `question` and settle it."""
    play, hears = asked(question, scoring), []
    for heard in answers(play, texts):
        there = venue(heard.at)
        begun = time.perf_counter()
        turn = QUIZ.hear(play, heard, there) if QUIZ.concerns(play, heard, there) else None
        hears.append((time.perf_counter() - begun) * 1e6)
        play = turn.plays[0] if turn is not None and turn.plays else play
    begun = time.perf_counter()
    stored = encoded(play.body)
    written = time.perf_counter()
    again = replace(play, body=decoded(Round, stored))
    read = time.perf_counter()
    assert play.due_at is not None
    turn = QUIZ.tick(again, venue(play.due_at))
    ticked = time.perf_counter()
    said = max(len(one.text.encode()) for one in turn.planned if isinstance(one, Say))
    return Measured(
        what=what,
        hears=sorted(hears),
        tick=(ticked - read) * 1000,
        write=(written - begun) * 1000,
        read=(read - written) * 1000,
        winners=len(turn.postings),
        answers=len(round_of(again).current.answers),
        said=said,
    )


def rows() -> Iterator[Measured]:
    """Yield the times of a choice and of a free answer, as a race and as all in time."""
    for scoring, name in (("first", "race"), ("all", "all in time")):
        yield measured(f"choice, {name}", CHOICE, tuple(LETTERS), scoring)
        yield measured(f"free text, {name}", WRITTEN, WORDS, scoring)


def main() -> int:
    """Print the table; 1 if a promise is broken."""
    print(f"{MEMBERS:,} members answer within {WITHIN.total_seconds():g} s; promise: p99 of a decision under 200 ms")
    found = list(rows())
    for one in found:
        print(
            f"{one.what:24} hear p50 {one.percentile(0.5):6.0f} µs, p99 {one.percentile(0.99):6.0f} µs, all {sum(one.hears) / 1e6:5.2f} s;"
            f" settle {one.tick:5.1f} ms, write {one.write:5.1f} ms, read {one.read:5.1f} ms;"
            f" {one.winners:,} credited, {one.said:,} bytes said {'' if one.holds else 'BROKEN'}"
        )
    return 0 if all(one.holds for one in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
