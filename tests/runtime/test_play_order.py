"""However messages arrive, doubled, late, or while the bot was being restarted: who wins and what they have is the same."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.activities import revived
from bot.core.model import RoomId
from bot.play.lottery.terms import entries_of, order_of, salts_of
from tests.runtime.bookkeeping import Books
from tests.runtime.playground import CUSTOMS, ROOMS, Playground
from tests.values import T0

MEMBERS = ("zhang", "li", "wu", "zhao", "qian")
ROOM_IDS = tuple(room.id for room in ROOMS[:2])  # of one ledger
SAID = (
    *("北京", "北京", "对", "对", "C", "C", "上海", "A", "错", "参加抽奖", "参加抽奖"),
    *("签到", "加盐 风", "加盐 雨", "投A", "投B", "早上好"),
)
ORDERS = ((0.0, "开始答题 3题"), (1.0, "抽奖 书签 2 1分钟 不限中奖"), (2.0, "投票 吃什么 A 火锅 B 烤肉 1分钟"))
SILENT = replace(CUSTOMS, credits=replace(CUSTOMS.credits, talk=0))  # what talk earns goes by when it arrives
END = 420.0  # seconds after the first order: all is drawn and over
LATEST = 1.9  # seconds; less than a quiz waits


@dataclass(frozen=True)
class Line:
    """Somebody says something. at: seconds after the start, when the platform gets it; late: until it arrives."""

    number: int
    by: str
    room: RoomId
    text: str
    at: float
    late: float
    copies: int


@st.composite
def scripts(draw: st.DrawFn) -> tuple[Line, ...]:
    """Return what is said: most of it while something is asked, and no two at the same moment."""
    moments = draw(st.lists(st.integers(50, 2_000), max_size=40, unique=True))
    return tuple(
        Line(
            number=number,
            by=draw(st.sampled_from(MEMBERS)),
            room=draw(st.sampled_from(ROOM_IDS)),
            text=draw(st.sampled_from(SAID)),
            at=moment / 10,
            late=draw(st.integers(0, int(LATEST * 10))) / 10,
            copies=draw(st.integers(1, 2)),
        )
        for number, moment in enumerate(moments)
    )


async def played(script: tuple[Line, ...], *, is_serial: bool, restarts: frozenset[int] = frozenset()) -> Playground:
    """Return the place once everything is over."""
    place = Playground(lucky=False, customs=SILENT)
    for room in ROOM_IDS:
        await place.hand_in("archive", said="大家好", by="zhang", room=room)
    await place.pump()
    steps: list[tuple[float, int, Line | str]] = [(at, -1, order) for at, order in ORDERS]
    for line in script:
        lates = [0.0] if is_serial else [line.late * copy / line.copies for copy in range(1, line.copies + 1)]
        steps += [(line.at + late, line.number, line) for late in lates]
    for count, (at, _, what) in enumerate(sorted(steps, key=lambda one: one[:2])):
        await place.until(T0 + timedelta(seconds=at))
        await _bring(place, what, at)
        if count in restarts:
            place.restart()
        await place.pump()
    await place.until(T0 + timedelta(seconds=END))
    return place


async def _bring(place: Playground, what: Line | str, at: float) -> None:
    if isinstance(what, str):
        for room in ROOM_IDS:
            await place.hand_in("app", said=what, by="owner", room=room)
            await place.pump()
            await place.hand_in("app", said="确认", by="owner", room=room)
        return
    told = {"said": what.text, "by": what.by, "room": what.room, "id": f"said-{what.number}"}
    await place.hand_in("archive", key=f"said-{what.number}", late=round(at - what.at, 6), **told)


def outcome(place: Playground) -> dict[str, Any]:
    """Who entered, salted, won, voted, checked in; who has how many credits, and for what."""
    found: dict[str, Any] = {}
    for play in asyncio.run(place.store.all_plays(limit=50)):
        body = revived(play).body
        found[f"{play.kind} {play.room}"] = (str(play.phase), _essence(play.kind, body))
    books = Books(place.store)
    found["credits"] = {key: (purse.balance, dict(purse.sources)) for key, purse in books.stored_purses().items()}
    found["postings"] = sorted(one.id for one in books.postings)
    for room in ROOM_IDS:
        state = place.store._state_of(room)
        found[f"days {room}"] = {key: told for key, told in state.items() if key.startswith("checkin:")}
    return found


def _essence(kind: str, body: Any) -> Any:
    if kind == "lottery":
        winners = [entries_of(body)[index - 1].member for index in order_of(body)] if body.drawn_at else []
        return entries_of(body), salts_of(body), body.list_hash, winners
    if kind == "quiz":
        return [(item.question.id, dict(item.given)) for item in body.items]
    return {member: vote[1:] for member, vote in body.votes.items()}


@given(script=scripts(), restarts=st.frozensets(st.integers(0, 60), max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_late_doubled_and_interrupted_it_comes_out_as_if_all_had_come_in_order(script, restarts) -> None:
    """Same entries in the same order, same salts, same winners, same votes, same credits; nothing is set aside."""
    serial = asyncio.run(played(script, is_serial=True))
    disturbed = asyncio.run(played(script, is_serial=False, restarts=restarts))

    assert asyncio.run(disturbed.errors()) == []
    assert outcome(disturbed) == outcome(serial)


async def test_what_enters_a_lottery_is_no_answer_to_a_question() -> None:
    """The round was begun first, and asks for free text; the entry counts all the same, and uses up no attempt."""
    entry = Line(number=1, by="zhang", room=ROOM_IDS[0], text="参加抽奖", at=15, late=0, copies=1)
    salt = Line(number=2, by="zhang", room=ROOM_IDS[0], text="加盐 风", at=90, late=0, copies=1)

    place = await played((entry, salt), is_serial=True)

    quiz, lottery, _ = (revived(play).body for play in reversed(await place.store.all_plays(limit=9, room=ROOM_IDS[0])))
    assert {one.member for one in entries_of(lottery)} == {"zhang"}
    assert len(salts_of(lottery)) == 1
    assert not any(item.answers for item in quiz.items)
