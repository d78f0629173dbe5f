"""Plays and purses to rows: once for all that changed them, and quick."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.core.credits import EMPTY, Purse, PurseLine, posted
from bot.core.model import MemberId
from bot.core.records import Outcome
from bot.storage import stored
from bot.storage.beside import beside
from bot.storage.booking import purse_from, purse_row
from bot.storage.engines import storage_url, writing_engine
from bot.storage.rows import recording
from bot.storage.sql import SqlStore
from tests.storage.samples import handle, play, posting, span
from tests.values import ROOM, T0, ZHANG

WORD = st.text(max_size=5).map(lambda word: word.replace("\0", ""))
COUNTS = st.dictionaries(WORD, st.integers(), max_size=3)
LINES = st.builds(
    PurseLine, at=st.integers(0, 10**9).map(lambda n: T0 + timedelta(microseconds=n)), amount=st.integers(), reason=WORD
)
PURSES = st.builds(
    Purse,
    balance=st.integers(),
    earned=st.integers(),
    sources=COUNTS,
    month=WORD,
    in_month=COUNTS,
    day=WORD,
    in_day=COUNTS,
    lines=st.lists(LINES, max_size=3).map(tuple),
)


class Answers(Mapping[str, list[object]]):
    """What thousands answered; it counts how often it is walked through."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.walks = 0

    def __getitem__(self, key: str) -> list[object]:
        """Return an answer."""
        return [key, 1]

    def __len__(self) -> int:
        """Return how many answered."""
        return self.size

    def __iter__(self) -> Iterator[str]:
        """Yield who answered, and count that."""
        self.walks += 1
        return (f"m{n}" for n in range(self.size))


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The body of a play."""

    answers: Mapping[str, list[object]]


def test_a_play_that_every_message_changes_is_encoded_once() -> None:
    """Of 128 outcomes that change one play of 5,000 answers only the last state is looked at."""
    states = [Answers(5_000) for _ in range(128)]
    outcomes = [Outcome(inbox=n, plays=(play(7, body=Round(answers=one)),)) for n, one in enumerate(states)]

    rows = recording(outcomes)

    assert len(rows.plays) == 1
    assert [one.walks for one in states] == [0] * 127 + [1]


def test_a_purse_that_many_messages_change_is_one_row() -> None:
    """The last of each member of each account."""
    purses = [Purse(balance=n) for n in range(3)]
    outcomes = [Outcome(inbox=n, purses=(("a", ZHANG, one), ("b", ZHANG, EMPTY))) for n, one in enumerate(purses)]

    rows = recording(outcomes)

    assert rows.purses == [purse_row("a", ZHANG, purses[-1]), purse_row("b", ZHANG, EMPTY)]


@given(PURSES)
def test_a_purse_comes_back_from_its_row(purse: Purse) -> None:
    """Every field, whatever is in it; what a later version adds is left out."""
    _, _, body = purse_row(ROOM.account, ZHANG, purse)

    assert purse_from(body) == purse
    assert purse_from('{"stars":5,' + body[1:]) == purse


async def test_a_purse_that_cannot_be_read_is_made_anew_from_the_books(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody loses what they earned, and the room goes on; it is said in the log."""
    store = SqlStore(url)
    await store.open()
    first, second = posting(), posting("p2", amount=2, debit=ZHANG, credit="li", earns=False)
    await handle(
        store,
        "a",
        postings=(first, second),
        purses=((ROOM.account, ZHANG, EMPTY), (ROOM.account, MemberId("li"), EMPTY)),
    )
    engine = writing_engine(storage_url(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE purse SET body = '{\"balance\":}' WHERE member = 'zhang'"))
    engine.dispose()

    purses = (await store.history(ROOM.id, **span())).purses

    assert purses[ZHANG] == posted(posted(EMPTY, first, ZHANG, day=T0.date()), second, ZHANG, day=T0.date())
    assert purses[MemberId("li")] == EMPTY
    assert "purse of zhang" in caplog.text
    await store.close()


async def test_the_books_can_be_read_whole_beside_the_bot(url: str) -> None:
    """All postings in the order of booking, of one account if it is named, and every purse."""
    store = SqlStore(url)
    await store.open()
    booked = (posting("b"), posting("a", account="=other"), posting("c", at=T0 - timedelta(days=400)))
    await handle(
        store, "a", postings=booked, purses=((ROOM.account, ZHANG, Purse(balance=10)), ("=other", ZHANG, EMPTY))
    )

    with beside(url) as connection:
        everything, some = list(stored.postings(connection)), list(stored.postings(connection, ROOM.account))
        purses = sorted(stored.purses(connection), key=lambda told: told[0])

    assert (everything, some) == (list(booked), [booked[0], booked[2]])
    assert purses == [("=other", ZHANG, EMPTY), (ROOM.account, ZHANG, Purse(balance=10))]
    assert replace(booked[0], id="x") not in everything
    await store.close()
