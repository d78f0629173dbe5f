"""The doors: what WeCom sends is durable before it is acknowledged; everything else is refused with a reason."""

import io
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient, TestServer

from benchmarks.traffic import AES_KEY, AIBOT, APP, CORP, TOKEN, group_message, private_message
from bot.console.aside import add_aside
from bot.console.trace import add_trace
from bot.core.effects import Say
from bot.core.errors import StorageError
from bot.core.policy import Policy
from bot.core.records import Delivery, Outcome, Outgoing
from bot.core.texts import Texts
from bot.handlers.bench import Bench
from bot.handlers.rooms import Rooms
from bot.runtime.health import Vitals, add_health
from bot.runtime.inbox import Inbox
from bot.runtime.web import MAX_BODY_BYTES, Refusals, make_web
from bot.storage.memory import MemoryStore
from bot.storage.warm import Warm
from bot.wecom.aibot import Aibot
from bot.wecom.app import App
from bot.wecom.client import Client
from bot.wecom.crypt import Crypt
from bot.wecom.guard import Guard
from tests.fakes import SetClock
from tests.values import JUDGE, ROOM, T0

NOW = int(T0.timestamp())
STOPPED: list[str] = []


class BrokenStore(MemoryStore):
    """A store that fails as long as it is told to."""

    broken = False

    async def receive(self, deliveries: Sequence[Delivery], **rest):
        """Fail, or receive."""
        if self.broken:
            raise StorageError("disk full")
        return await super().receive(deliveries, **rest)

    async def health(self, now):
        """Fail, or tell."""
        if self.broken:
            raise StorageError("disk full")
        return await super().health(now)


@pytest.fixture
def store() -> BrokenStore:
    """An empty store."""
    return BrokenStore()


@pytest.fixture
async def client(store: BrokenStore) -> AsyncIterator[TestClient]:
    """The doors, open."""
    clock = SetClock()
    async with ClientSession() as session:
        api = Client("http://127.0.0.1:9", CORP, "secret", session, clock)
        channels = {
            "app": App(crypt=Crypt(TOKEN, AES_KEY, CORP), guard=Guard(), client=api, agent_id=1000002),
            "aibot": Aibot(crypt=AIBOT.crypt, guard=Guard(), session=session, clock=clock, name="群管"),
        }
        bench = Bench(judge=JUDGE, policy=Policy(), texts=Texts(), possible=lambda *_: True, house_rules=lambda _: ())
        warm = Warm(store, reach=replace(JUDGE.reach, memory=9), zone=ZoneInfo("Asia/Shanghai"))
        inbox = Inbox(
            store=store, channels=channels, rooms=Rooms((), defaults=ROOM), warm=warm, bench=bench, clock=clock
        )
        refusals = Refusals(clock)
        app = make_web(doors=channels, inbox=inbox, refusals=refusals, clock=clock)
        vitals = Vitals(
            stopped=lambda: tuple(STOPPED),
            refused=lambda: refusals.count,
            archive_at=lambda: None,
            archive_patience=timedelta(minutes=3),
            started_at=T0 - timedelta(minutes=1),
        )
        add_health(app, store=store, clock=clock, vitals=vitals)
        add_trace(app, store=store, token="open sesame")
        add_aside(app, store=store, replay=inbox.replay, token="open sesame")
        async with TestClient(TestServer(app)) as client:
            client.inbox = inbox
            client.clock = clock
            STOPPED.clear()
            yield client


async def knock(client: TestClient, request: bytes, **changes: str):
    """Post a request made for a raw socket."""
    head, _, body = request.partition(b"\r\n\r\n")
    path = head.split(b" ")[1].decode()
    return await client.post(changes.get("path", path), data=changes.get("body", body))


@pytest.mark.parametrize(("door", "say"), [(AIBOT, group_message), (APP, private_message)], ids=["aibot", "app"])
async def test_what_is_acknowledged_is_durable(client, store, door, say) -> None:
    """200, an empty body, and one row; the same again changes nothing."""
    request = door.request(say(1), 1, at=NOW)

    answers = [await knock(client, request) for _ in range(2)]

    assert [(a.status, await a.read()) for a in answers] == [(200, b"")] * 2
    assert len(await store.backlog(after=0, limit=9)) == 1


async def test_a_retry_with_a_fresh_envelope_is_the_same_message(client, store) -> None:
    """The platform may encrypt anew; the message id decides."""
    for n in (1, 2):
        await knock(client, AIBOT.request(group_message(7), n, at=NOW))

    assert len(await store.backlog(after=0, limit=9)) == 1


@pytest.mark.parametrize("door", [AIBOT, APP], ids=["aibot", "app"])
@pytest.mark.parametrize(
    ("body", "status"), [(b"", 400), (b"\xff\xfe", 400), (b"{}", 400), (b"<xml/>", 400), (b"[" * 9999, 400)]
)
async def test_what_cannot_be_read_is_refused(client, store, door, body, status) -> None:
    """A clear 4xx, and nothing stored."""
    answer = await knock(client, door.request("{}", 1, at=NOW), body=body)

    assert answer.status == status
    assert (await answer.text()).strip()
    assert await store.backlog(after=0, limit=9) == ()


@pytest.mark.parametrize("door", [AIBOT, APP], ids=["aibot", "app"])
async def test_what_is_not_signed_right_is_forbidden(client, door) -> None:
    """A wrong signature, an old timestamp, and a nonce used for something else."""
    right = door.request(group_message(1), 1, at=NOW)
    forged = right.replace(b"msg_signature=", b"msg_signature=0")
    old = door.request(group_message(2), 2, at=NOW - 3600)
    await knock(client, right)
    reused = door.request(group_message(3), 1, at=NOW)

    assert [(await knock(client, r)).status for r in (forged, old, reused)] == [403, 403, 403]


async def test_a_body_too_large_is_refused(client) -> None:
    """Above 1 MiB nothing is read."""
    answer = await knock(client, AIBOT.request("{}", 1, at=NOW), body=io.BytesIO(b"x" * (MAX_BODY_BYTES + 1)))

    assert answer.status == 413


async def test_what_could_not_be_stored_is_brought_again(client, store) -> None:
    """503 is what makes the platform retry; the retry is then taken."""
    store.broken = True
    request = AIBOT.request(group_message(1), 1, at=NOW)
    first = await knock(client, request)
    store.broken = False

    assert (first.status, (await knock(client, request)).status) == (503, 200)
    assert len(await store.backlog(after=0, limit=9)) == 1


@pytest.mark.parametrize("door", [AIBOT, APP], ids=["aibot", "app"])
async def test_the_address_is_verified(client, door) -> None:
    """The decrypted echo, bare; a wrong signature gets nothing. Age does not matter: an echo does nothing."""
    echo = door.crypt.encrypt(b"1616140317555161061", b"0" * 16)
    query = {"timestamp": "1409659589", "nonce": "1", "echostr": echo}
    signed = {**query, "msg_signature": door.crypt.sign("1409659589", "1", echo)}

    right = await client.get(door.path, params=signed)
    wrong = await client.get(door.path, params={**query, "msg_signature": "0" * 40})

    assert (right.status, await right.text(), wrong.status) == (200, "1616140317555161061", 403)


async def test_who_opens_the_chat_is_welcomed_in_the_response(client) -> None:
    """The only way to answer enter_chat: sealed, with the nonce of the callback."""
    event = {
        "msgid": "e1",
        "create_time": NOW,
        "aibotid": "aib1",
        "from": {"userid": "zhang"},
        "msgtype": "event",
        "event": {"eventtype": "enter_chat"},
    }
    answer = await (await knock(client, AIBOT.request(json.dumps(event), 5, at=NOW))).json(content_type=None)

    opened = AIBOT.crypt.decrypt(answer["encrypt"])
    assert answer["nonce"] == "n5"
    assert "群管" in (opened.decode() if isinstance(opened, bytes) else opened)


async def test_health_tells_the_truth(client, store) -> None:
    """Fine; late with an effect; without a database."""
    fine = await client.get("/healthz")
    (pending,) = await store.receive((Delivery(channel="aibot", key="x", body="", received_at=T0),))
    late = Outgoing(key="k", effect=Say(room=ROOM.id, text="早"), due_at=T0.replace(hour=1))
    await store.record((Outcome(inbox=pending.id, outgoing=(late,)),))
    behind = await client.get("/healthz")
    store.broken = True
    broken = await client.get("/healthz")

    assert [a.status for a in (fine, behind, broken)] == [200, 503, 503]
    assert (await behind.json())["problems"] == ["effects are not sent"]
    assert (await behind.json())["oldest_unsent_effect_seconds"] == 3600
    assert (await fine.json())["database"] == "ok"


async def test_health_knows_what_is_deaf_or_dead(client, store) -> None:
    """A backlog nobody handles, an archive that is silent, a part that stopped, callbacks that were refused."""
    await store.receive((Delivery(channel="aibot", key="x", body="", received_at=T0),))
    await knock(client, AIBOT.request("{}", 1, at=NOW), body=b"")
    STOPPED.append("inbox")
    client.clock.forward(timedelta(minutes=5))

    report = await (await client.get("/healthz")).json()

    assert report["problems"] == ["stopped: inbox", "backlog is stuck", "archive does not answer"]
    assert (report["oldest_pending_seconds"], report["archive_silent_seconds"], report["refused_callbacks"]) == (
        300,
        360,
        1,
    )


async def test_a_refusal_is_logged_once_a_minute(client, caplog: pytest.LogCaptureFixture) -> None:
    """A clock that is off or a wrong token must not be silent deafness, nor fill the disk."""
    for _ in range(3):
        await knock(client, AIBOT.request("{}", 1, at=NOW - 7200))
    client.clock.forward(timedelta(minutes=2))
    await knock(client, AIBOT.request("{}", 1, at=NOW - 7200))

    assert len([r for r in caplog.records if "is refused" in r.getMessage()]) == 2


async def test_what_was_set_aside_can_be_seen_and_handled_again(client, store) -> None:
    """Behind the token: the body, the error, and another try."""
    key = {"Authorization": "Bearer open sesame"}
    await store.receive((Delivery(channel="gone", key="x", body="<xml/>", received_at=T0),))
    await client.inbox.handle_some()

    (row,) = (await (await client.get("/console/aside", headers=key)).json())["rows"]
    again = await client.post(f"/console/aside/{row['id']}/replay", headers=key)
    wrong = await client.post("/console/aside/999/replay", headers=key)
    closed = await client.get("/console/aside")

    assert (row["channel"], row["body"], "KeyError" in row["error"]) == ("gone", "<xml/>", True)
    assert [again.status, wrong.status, closed.status] == [200, 404, 401]


async def test_the_trace_is_for_those_who_hold_the_token(client) -> None:
    """Others get 401; a limit that is none gets 400."""
    await knock(client, AIBOT.request(group_message(7), 1, at=NOW))
    await client.inbox.handle_some()
    key = {"Authorization": "Bearer open sesame"}

    right = await client.get("/console/trace?limit=5", headers=key)
    wrong = [
        (await client.get("/console/trace")).status,
        (await client.get("/console/trace", headers={"Authorization": "Bearer é"})).status,
        (await client.get("/console/trace?limit=0", headers=key)).status,
        (await client.get("/console/trace?limit=x", headers=key)).status,
        (await client.get(f"/console/trace?limit={'9' * 5_000}", headers=key)).status,
    ]

    (row,) = (await right.json())["rows"]
    assert (row["message"], row["channel"], wrong) == ("bench-7", "aibot", [401, 401, 400, 400, 400])
