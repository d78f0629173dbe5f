"""Whatever the network does, a quiz ends as if everybody had been heard in the order in which they spoke."""

from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.credits import balances
from bot.core.plays import Phase
from bot.play.quiz.steps import resumed
from tests.activities.quiz_kit import CAPITAL, COLOUR, QUIZ, ROUND, TERMS, Table, heard, play, venue

QUESTIONS = (CAPITAL, COLOUR, ROUND)
TEXTS = (("北京", "上海", "北京市", "南京", "哈哈"), ("C", "A", "紫", "B", "什么"), ("对", "错", "√", "好难"))
MEMBERS = ("a", "b", "c", "d")
END = 24_000  # milliseconds after the question; a little behind its time


@dataclass(frozen=True)
class Line:
    """Somebody says something. at, late: milliseconds, from the question, and until it arrives."""

    by: str
    at: int
    late: int
    text: str
    number: int
    copies: int


@st.composite
def scripts(draw: st.DrawFn) -> tuple[tuple[Line, ...], ...]:
    """Return what is said during each question."""
    script = []
    for texts in TEXTS:
        size = draw(st.integers(0, 8))
        script.append(
            tuple(
                Line(
                    by=draw(st.sampled_from(MEMBERS)),
                    at=draw(st.integers(0, END)),
                    late=draw(st.integers(0, 1_999)),
                    text=draw(st.sampled_from(texts)),
                    number=number,
                    copies=draw(st.integers(1, 2)),
                )
                for number in range(size)
            )
        )
    return tuple(script)


TERMS_DRAWN = st.builds(
    lambda scoring, speed, streak, attempts: replace(
        TERMS, scoring=scoring, speed=speed, streak=streak, attempts=attempts
    ),
    st.sampled_from(("first", "all")),
    st.booleans(),
    st.booleans(),
    st.integers(1, 3),
)


def _arrivals(lines: tuple[Line, ...]) -> list[tuple[int, Line]]:
    arrive = [(line.at + line.late * copy, line) for line in lines for copy in range(1, line.copies + 1)]
    return sorted(arrive, key=lambda one: one[0])


def _serial(lines: tuple[Line, ...]) -> list[tuple[int, Line]]:
    return sorted(((line.at, line) for line in lines), key=lambda one: (one[0], one[1].number))


def _settle(there: Table, place: int, until: timedelta, lag: timedelta) -> None:
    """Let the time pass up to `until` behind the question at `place`; calls come `lag` later than they were wished for."""
    asked = there.asked_at
    while there.body.place == place and there.play.due_at is not None and there.play.due_at + lag <= asked + until:
        there.tick(there.play.due_at + lag)


def _played(script: tuple[tuple[Line, ...], ...], terms, order, lags=(0,), restarts=frozenset(), pauses=False) -> Table:
    """Return the table once the round was played."""
    there = Table(play=play(*QUESTIONS, terms=terms))
    steps = 0
    for place, lines in enumerate(script):
        there.tick()
        asked = there.asked_at
        for at, line in order(lines):
            steps += 1
            lag = timedelta(milliseconds=lags[steps % len(lags)])
            _settle(there, place, timedelta(milliseconds=at), lag)
            if there.body.place != place:
                break
            if order is _arrivals:  # a call that comes too early does nothing
                there.take(QUIZ.tick(there.play, venue(asked, plays={60: there.play})))
            there.now = max(there.now, asked + timedelta(milliseconds=at))
            said = heard(line.text, by=line.by, at=asked + timedelta(milliseconds=line.at), id=f"{place}-{line.number}")
            there.take(QUIZ.hear(there.play, said, there.venue))
            if pauses:
                there.play = replace(there.play, body=replace(there.body, pauses=True))
            if steps in restarts:
                there.restart()
        while there.body.place == place:
            there.tick()
        if there.play.phase is Phase.PAUSED:
            there.play = resumed(there.play, there.venue)
    return there


@given(
    script=scripts(),
    terms=TERMS_DRAWN,
    lags=st.lists(st.integers(0, 1_000), min_size=1, max_size=5),
    restarts=st.frozensets(st.integers(1, 30), max_size=6),
    pauses=st.booleans(),
)
@settings(max_examples=80, deadline=None)
def test_late_doubled_and_interrupted_rounds_end_like_serial_ones(script, terms, lags, restarts, pauses) -> None:
    """Same winners, same points, same credits; the ledger sums to zero; nobody gets a question twice; late words never count."""
    serial = _played(script, terms, _serial)
    there = _played(script, terms, _arrivals, lags=tuple(lags), restarts=restarts, pauses=pauses)

    assert [one.given for one in there.body.items] == [one.given for one in serial.body.items]
    assert there.credits() == serial.credits()
    assert there.play.phase is Phase.CLOSED
    assert sum(balances(there.postings.values()).values()) == 0
    assert len({(one.id.split("-")[2], one.credit) for one in there.postings.values()}) == len(there.postings)
    for item in there.body.items:
        said = [one for member in item.answers for one in item.said_by(member)]
        assert all(item.asked_at <= one.at <= item.closes_at for one in said)
        assert set(item.given) <= set(item.answers)


@given(script=scripts(), restarts=st.frozensets(st.integers(1, 30), max_size=6))
@settings(max_examples=30, deadline=None)
def test_a_race_has_one_winner_or_those_of_the_same_moment(script, restarts) -> None:
    """Everybody who scores was right within the tie window of the very first right answer."""
    there = _played(script, TERMS, _arrivals, restarts=restarts)
    for item in there.body.items:
        times = [next(one.at for one in item.said_by(member) if one.right) for member in item.given]
        assert not times or max(times) - min(times) <= 300_000
