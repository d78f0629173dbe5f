"""Cases and orders over HTTP: for whoever has the token, without private numbers."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.console.cases import add_audit, add_cases
from bot.console.trace import add_trace
from bot.core.actions import Action
from bot.core.cases import Case
from bot.core.coding import decoded
from bot.core.model import MemberId, RoomId
from bot.core.records import Outcome
from tests.handlers.houses import House
from tests.storage.samples import delivery
from tests.values import ROOM, T0

KEY = {"Authorization": "Bearer open sesame"}
MINUTE = timedelta(minutes=1)
ID = "110101199003071233"


@pytest.fixture
async def house() -> House:
    """Two cases: a warning that needs nobody, and a mute that the owner was asked to watch."""
    house = House()
    await house.hear(f"加微信 身份证 {ID}")
    await house.hear("傻", sender="13800138000", sent_at=T0 + MINUTE)
    return house


@pytest.fixture
async def client(house: House) -> AsyncIterator[TestClient]:
    """A console over the store of `house`."""
    app = web.Application()
    memory = house.warm.of(ROOM.id)
    add_cases(app, store=house.store, court=lambda _: house.bench.court(memory, now=T0), token="open sesame")
    add_audit(app, store=house.store, token="open sesame")
    add_trace(app, store=house.store, token="open sesame")
    async with TestClient(TestServer(app)) as client:
        yield client


async def told(client: TestClient, path: str):
    """The JSON of a page."""
    return await (await client.get(path, headers=KEY)).json()


async def test_cases_are_listed_newest_first(client: TestClient, house: House) -> None:
    """Each with its state and a line; what is told of a case can be read back."""
    rows = (await told(client, "/console/cases"))["cases"]

    assert [(row["number"], row["state"]) for row in rows] == [(2, "open"), (1, "closed")]
    assert "禁止辱骂" in rows[0]["line"]
    assert decoded(Case, rows[0]["case"]) == house.case(2)


async def test_open_cases_and_rooms_can_be_asked_for(client: TestClient) -> None:
    """`open=1` leaves out what is over; a room without cases has none."""
    listed = [await told(client, f"/console/cases?{query}") for query in ("open=1", "room=r1&limit=1", "room=r9")]

    assert [[row["number"] for row in one["cases"]] for one in listed] == [[2], [2], []]


async def test_a_case_has_a_page_and_its_cards(client: TestClient) -> None:
    """With what the platform answered to each; None while it is not sent."""
    page = await told(client, "/console/cases/2")

    assert page["cards"] == [{"to": "owner", "key": "case-2-ask-0-0", "answer": None}]
    assert "禁言" in page["page"]


async def test_what_was_ordered_is_told(client: TestClient, house: House) -> None:
    """Newest first, with who ordered it and how."""
    (pending,) = await house.store.receive([delivery("order")])
    action = Action(number=9, room=ROOM.id, at=T0, by=MemberId("owner"), command="warn", said="警告 张三")
    await house.store.record([Outcome(inbox=pending.id, actions=(action,))])

    listed = [await told(client, f"/console/audit?room={room}") for room in ("r1", RoomId("r9"))]

    assert [[row["said"] for row in one["actions"]] for one in listed] == [["警告 张三"], []]


async def test_a_decision_tells_its_case(client: TestClient, house: House) -> None:
    """An innocent message has none."""
    await house.hear("你好", sent_at=T0 + 2 * MINUTE)

    assert [row["case"] for row in (await told(client, "/console/trace"))["rows"]] == [0, 2, 1]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/console/cases?limit=none", 400),
        ("/console/audit?limit=0", 400),
        ("/console/cases/99", 404),
        ("/console/cases/x", 404),
    ],
)
async def test_bad_questions_are_answered_so(client: TestClient, path: str, status: int) -> None:
    """A limit that is no number, a case that is not there."""
    assert (await client.get(path, headers=KEY)).status == status


@pytest.mark.parametrize("path", ["/console/cases", "/console/cases/1", "/console/audit"])
async def test_nobody_looks_without_the_token(client: TestClient, path: str) -> None:
    """As everywhere in the console."""
    assert (await client.get(path)).status == 401


async def test_no_private_number_is_shown_but_accounts_are(client: TestClient) -> None:
    """An account may be a phone number, and must still be found."""
    texts = [await (await client.get(path, headers=KEY)).text() for path in ("/console/cases", "/console/cases/1")]

    assert not any(ID in text for text in texts)
    assert '"member": "13800138000"' in texts[0]
