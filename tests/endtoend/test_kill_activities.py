"""Killed ten times while three rooms play, the bot loses no answer, no entry and no check-in, and doubles nothing."""

import asyncio
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.activities import revived
from bot.core.coding import decoded
from bot.core.credits import EMPTY, Posting, Purse, balances, posted
from bot.core.plays import Phase, Play
from bot.play.lottery.terms import Raffle, entries_of, order_of, seats_of
from bot.play.lottery.vouchers import all_of
from bot.play.quiz.rounds import Round
from bot.runtime.inbox import stopped
from bot.simulator.server import Simulator, start
from bot.simulator.settings import SimulatorSettings
from bot.simulator.world import crowd
from bot.storage.booking import posting_from, purse_from
from bot.storage.statements import POSTING
from tests.endtoend.evening import GROUPS, MEMBERS, QUESTIONS, Evening
from tests.handlers.houses import SHANGHAI

KILLS = 10


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """A platform that does not tire of bringing callbacks."""
    settings = SimulatorSettings(
        world=crowd(groups=GROUPS, members=MEMBERS), seed=1, notify_seconds=0.2, retry_after=0.3, retries=400
    )
    simulator = await start(settings)
    yield simulator
    await simulator.stop()


@pytest.mark.long
async def test_killed_while_rooms_play_it_counts_everything_once(tmp_path: Path, simulator: Simulator) -> None:
    """A round, a lottery and check-ins in three groups at once, while the process is killed with SIGKILL ten times."""
    evening = Evening(tmp_path, simulator)
    await evening.bot.start()
    await evening.order("抽奖 书签 3 指数 上证收盘 10分钟 不限中奖")
    await evening.order("开始答题")
    talk = asyncio.create_task(evening.talk())
    for _ in range(KILLS - 1):
        await asyncio.sleep(evening.luck.uniform(0.5, 3))
        await evening.bot.kill()
        await asyncio.sleep(evening.luck.uniform(0, 0.5))
        await evening.bot.start()
    await stopped(talk)
    await evening.over()
    await evening.quiet()
    await evening.closed()
    await evening.bot.kill()
    await evening.bot.start()
    await evening.quiet()
    await evening.bot.stop()

    with sqlite3.connect(tmp_path / "bot.db") as database:
        _each_message_is_judged_once(database, evening)
        _each_answer_counts_once(database)
        _the_books_balance(database)
        _each_check_in_counts_once(database)
        _each_entry_counts_once(database)
    for group in range(1, GROUPS + 1):
        _each_thing_is_told_once(evening, group)


def _each_message_is_judged_once(database: sqlite3.Connection, evening: Evening) -> None:
    """Whatever was said is there once, and nothing waits or was set aside."""
    assert database.execute("select count(*) from inbox where state <> 1").fetchone() == (0,)
    rows = database.execute("select count(*), count(distinct message) from message where channel = 'archive'")
    assert rows.fetchone() == (evening.said.total(), evening.said.total())


def _plays(database: sqlite3.Connection, kind: str) -> Iterator[Play]:
    for (body,) in database.execute("select body from play where kind = ? order by number", (kind,)):
        play = revived(decoded(Play, json.loads(body)))
        assert play is not None
        yield play


def _said(database: sqlite3.Connection, room: str, *texts: str) -> Iterator[tuple[int, str, str, str]]:
    """Yield (when in µs, id, who, text) of those who said one of `texts`, in the order of the platform."""
    query = "select sent_at_us, message, sender, text from message where channel = 'archive' and room = ?"
    rows = database.execute(f"{query} order by sent_at_us, message", (room,))
    yield from (row for row in rows if row[3] in texts)


def _each_answer_counts_once(database: sqlite3.Connection) -> None:
    """Of each question, whoever answered in time stands in it with their first answer, and nobody else; credits follow."""
    rounds = list(_plays(database, "quiz"))
    assert [play.phase for play in rounds] == [Phase.CLOSED] * GROUPS
    for play in rounds:
        body: Round = play.body
        assert len(body.done) == QUESTIONS
        for place, item in enumerate(body.items):
            first: dict[str, str] = {}
            for at, _, who, text in _said(database, play.room, "对", "错", "对！"):
                if item.asked_at <= at <= item.closes_at and who != play.by:
                    first.setdefault(who, text)
            heard = {who: item.said_by(who)[0].text for who in item.answers}
            assert heard == first, (play.room, place)
            right = {who for who, text in first.items() if text.rstrip("！") == item.question.answers[0]}
            assert set(item.given) == right


def _postings(database: sqlite3.Connection) -> list[Posting]:
    rows = database.execute("select * from posting order by number")
    at = {column[0]: place for place, column in enumerate(rows.description)}
    return [posting_from([row[at[name]] for name in POSTING]) for row in rows]


def _the_books_balance(database: sqlite3.Connection) -> None:
    """Each right answer has one posting, each purse is the sum of its postings, and all accounts sum to zero."""
    postings = _postings(database)
    given = [
        (play.number, place, who)
        for play in _plays(database, "quiz")
        for place, item in enumerate(play.body.items, 1)
        for who in item.given
    ]
    assert sorted(one.id for one in postings if one.source == "quiz") == sorted(
        f"quiz-{n}-{p}-{who}" for n, p, who in given
    )
    assert sum(balances(postings).values()) == 0
    purses: dict[tuple[str, str], Purse] = {}
    for one in postings:
        for member in one.members:
            before = purses.get((one.account, member), EMPTY)
            purses[one.account, member] = posted(before, one, member, day=one.at.astimezone(SHANGHAI).date())
    stored = database.execute("select account, member, body from purse")
    assert {(account, member): purse_from(body) for account, member, body in stored} == purses


def _each_check_in_counts_once(database: sqlite3.Connection) -> None:
    """Everybody who checked in has one posting, for the first time they did."""
    earned = Counter(one.credit for one in _postings(database) if one.source == "checkin")
    came = {who for group in range(1, GROUPS + 1) for _, _, who, _ in _said(database, f"load{group}", "签到")}
    assert earned == Counter(came)


def _each_entry_counts_once(database: sqlite3.Connection) -> None:
    """Everybody who entered is in the list in their order; three won, and have one voucher each."""
    for play in _plays(database, "lottery"):
        body: Raffle = play.body
        first: dict[str, int] = {}
        for at, _, who, _ in _said(database, play.room, "参加抽奖"):
            first.setdefault(who, at)
        assert [one.member for one in entries_of(body)] == list(first)
        entries, order = entries_of(body), order_of(body)
        winners = {entries[order[rank - 1] - 1].member for rank in seats_of(body).values()}
        state = {
            key: json.loads(value)
            for key, value in database.execute("select key, value from state where room = ?", (play.room,))
        }
        assert sorted(one.member for one in all_of(state)) == sorted(winners)
        assert len(winners) == 3


def _each_thing_is_told_once(evening: Evening, group: int) -> None:
    """One question, one answer and one draw; what was sent twice bore the same key, and was shown once."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for call in evening.simulator.platform.calls.view():
        if call["path"].endswith("appchat/send") and call["errcode"] == 0 and call["body"]["chatid"] == f"load{group}":
            keys[call["body"].get("text", {}).get("content", "")].add(call["key"])
    public = ("题〔", "题的答案", "答题结束", "名单已封存", "开奖了！")
    assert {len(some) for text, some in keys.items() if any(words in text for words in public)} == {1}
    for number in range(1, QUESTIONS + 1):
        assert sum(f"第 {number}/{QUESTIONS} 题〔" in text for text in keys) == 1, number
        assert sum(f"第 {number} 题的答案" in text for text in keys) == 1, number
    assert sum("开奖了！" in text for text in keys) == 1
    assert sum("答题结束" in text for text in keys) == 1
