"""What becomes of effects that belong to cases: told to the case, in the transaction that settles them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.cases import Case, Offence, Want, Wish
from bot.core.effects import Ask, Card, Inspect, Recard, Receipt, Remove, Reply, Rollback, Say, Tell
from bot.core.errors import StorageError
from bot.core.model import MemberId, RoomId
from bot.core.ports import Store
from bot.runtime.outbox import Outbox
from bot.runtime.sending import LEASE, TRIES
from bot.storage.memory import MemoryStore
from bot.storage.migrate import migrate
from bot.storage.sql import SqlStore
from bot.wecom import Receipt as Taken
from bot.wecom import RefusedError, RetryableError
from tests.fakes import RecordingChannel
from tests.runtime.post import Post
from tests.values import ROOM, T0, ZHANG

OWNER = MemberId("owner")
NO = RefusedError("no", answer={"errcode": 81013, "errmsg": "no"})
REMOVE = Remove(room=ROOM.id, case=58, member=ZHANG, why="广告")
RECEIPT = Receipt(room=ROOM.id, case=58, to=ZHANG, text="一切都在这里", brief="请勿发广告，详情请看私信")
CARD = Card(id="case-58", title="请移出 张三", buttons=(("done", "已处理"),))
ASK = Ask(room=ROOM.id, case=58, to=OWNER, task="remove", member=ZHANG, text="请移出 张三", card=CARD)
RECARD = Recard(room=ROOM.id, case=58, to=OWNER, of="case-58-ask-0-0", card=CARD, done="已处理")
WANT = Want(room=ROOM.id, member=ZHANG, task="remove")
OPEN = Case(number=58, account=ROOM.account, room=ROOM.id, opened_at=T0, wants=(WANT,))


class Answering(RecordingChannel):
    """Answers with what it is told to."""

    def __init__(self, *kinds: str) -> None:
        super().__init__(*kinds)
        self.answer: dict[str, object] = {}

    async def send(self, effect, room, *, key):
        """Remember, and answer."""
        await super().send(effect, room, key=key)
        return Taken(answer=self.answer)


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An open store, one kind after the other."""
    url = f"sqlite:///{tmp_path}/qunguan.db"
    if request.param == "sqlite":
        migrate(url)
    store: Store = MemoryStore() if request.param == "memory" else SqlStore(url)
    await store.open()
    yield store
    await store.close()


async def test_a_case_is_told_when_its_effect_was_sent(store: Store) -> None:
    """Once, and whoever handles it is woken."""
    post, woken = Post({"app": RecordingChannel("remove", "tell")}, store), []
    post.outbox.on_settled = lambda: woken.append(True)
    await post.hand_in(REMOVE)

    assert await post.send_due() == ["sent"]
    ((key, body),) = await post.told()
    assert (key, body["case"], body["state"], body["member"]) == ("settled-1-remove-sent", 58, "sent", "zhang")
    assert woken == [True]


async def test_what_belongs_to_no_case_wakes_nobody(store: Store) -> None:
    """Plain talk is no news."""
    post, woken = Post({"app": RecordingChannel("say")}, store), []
    post.outbox.on_settled = lambda: woken.append(True)
    await post.hand_in(Say(room=ROOM.id, text="早"))

    assert (await post.send_due(), await post.told(), woken) == (["sent"], [], [])


async def test_a_refused_removal_is_left_to_its_case(store: Store) -> None:
    """The case asks a person, with its card; the outbox asks nobody beside it."""
    post = Post({"app": RecordingChannel("remove", "ask", failures=[NO])}, store)
    await post.hand_in(REMOVE)

    assert (await post.send_due(), await post.send_due()) == (["refused"], [])
    ((key, body),) = await post.told()
    assert (key, body["errcode"], body["errmsg"], body["channel"], body["instead"]) == (
        "settled-1-remove-refused", 81013, "81013 接收人都不存在或不在应用的可见范围内", "app", "",
    )  # fmt: skip


async def test_a_try_that_is_to_be_repeated_is_not_told() -> None:
    """Only the end is."""
    post = Post({"app": RecordingChannel("remove", "tell", failures=[RetryableError("busy")])})
    await post.hand_in(REMOVE)
    first = (await post.send_due(), await post.told())
    post.clock.forward(timedelta(minutes=1))

    assert first == (["waiting"], [])
    assert (await post.send_due(), [key for key, _ in await post.told()]) == (["sent"], ["settled-1-remove-sent"])


async def test_a_refused_receipt_is_said_in_the_room(store: Store) -> None:
    """In one short line; the case learns that this is so."""
    app = RecordingChannel("receipt", "reply", failures=[NO])
    post = Post({"app": app}, store)
    await post.hand_in(RECEIPT)

    assert (await post.send_due(), await post.send_due()) == (["refused"], ["sent"])
    assert app.sent == [("1-receipt-reply", Reply(room=ROOM.id, case=58, to=ZHANG, text=RECEIPT.brief))]
    assert [(body["effect"], body["state"], body["instead"]) for _, body in await post.told()] == [
        ("receipt", "refused", "reply"),
        ("reply", "sent", ""),
    ]


async def test_a_receipt_that_no_channel_takes_is_said_in_the_room() -> None:
    """An external contact is out of the app's reach."""
    app = RecordingChannel("reply")
    post = Post({"app": app})
    await post.hand_in(RECEIPT)
    await post.send_due()

    assert (await post.send_due(), app.sent[0][1].text) == (["sent"], RECEIPT.brief)


async def test_a_receipt_with_nothing_for_the_room_is_refused() -> None:
    """The room was told already."""
    post = Post({"app": RecordingChannel("reply")})
    await post.hand_in(replace(RECEIPT, brief=""))

    assert (await post.send_due(), await post.send_due()) == (["refused"], [])
    assert [body["instead"] for _, body in await post.told()] == [""]


async def test_a_receipt_that_is_an_hour_late_is_not_said_in_the_room() -> None:
    """Nobody remembers what it is about; the case learns of it."""
    post = Post({"app": RecordingChannel("receipt", "reply", failures=[RetryableError("busy")] * TRIES)})
    await post.hand_in(RECEIPT)
    states = []
    for _ in range(TRIES + 5):
        states += await post.send_due()
        post.clock.forward(timedelta(minutes=10))

    assert states == ["waiting"] * (TRIES - 1) + ["refused"]


async def test_a_card_is_changed_by_the_leave_that_sending_it_brought(store: Store) -> None:
    """Looked up in what the platform answered to its Ask."""
    app = Answering("ask", "recard")
    app.answer = {"errcode": 0, "response_code": "rc1"}
    post = Post({"app": app}, store)
    await post.record(key="case-58-ask-0-0", effect=ASK, cases=(OPEN,))
    await post.send_due()
    await post.hand_in(RECARD, replace(RECARD, code="of-the-tap"))

    assert await post.send_due() == ["sent", "sent"]
    assert [effect.code for _, effect in app.sent[1:]] == ["rc1", "of-the-tap"]


async def test_a_card_that_never_arrived_needs_no_change(store: Store) -> None:
    """Neither one that was never sent, nor one that went as words: done without a call, and nobody told."""
    app = RecordingChannel("ask", "recard")
    post = Post({"app": app}, store)
    await post.hand_in(RECARD)
    never = await post.send_due()
    await post.record(key="case-58-ask-0-0", effect=ASK, cases=(OPEN,))
    await post.send_due()
    await post.hand_in(RECARD)

    assert (never, await post.send_due()) == (["sent"], ["sent"])
    assert [effect for _, effect in app.sent] == [ASK]
    assert [body["effect"] for _, body in await post.told()] == ["ask"]


async def test_nobody_is_asked_about_a_case_that_is_closed(store: Store) -> None:
    """What was put off until the office opens may be done by then."""
    closed = replace(OPEN, wants=(replace(WANT, state=Wish.DONE),))
    app = RecordingChannel("ask")
    post = Post({"app": app}, store)
    await post.record(effect=ASK, cases=(closed,))
    first = await post.send_due()
    await post.record(effect=ASK, cases=(OPEN,))
    await post.send_due()

    assert (first, len(app.sent), len(await post.told())) == (["sent"], 1, 1)


async def test_nobody_is_removed_for_what_was_taken_back(store: Store) -> None:
    """Undone while the removal waited: it is not carried out; that of somebody else in the case is."""
    mine = Offence(room=ROOM.id, member=ZHANG, at=T0, is_undone=True)
    undone = replace(OPEN, offences=(mine, replace(mine, member=MemberId("li"), is_undone=False)))
    app = RecordingChannel("remove", "tell")
    post = Post({"app": app}, store)
    await post.record(effect=REMOVE, cases=(undone,))
    await post.record(effect=replace(REMOVE, member=MemberId("li")))

    assert await post.send_due() == ["sent", "sent"]
    assert [effect.member for _, effect in app.sent] == ["li"]
    assert [key for key, _ in await post.told()] == ["settled-2-remove-sent"]


async def test_the_owner_reads_the_name_of_who_was_removed() -> None:
    """Not the account, where the name is known."""
    app = RecordingChannel("remove", "tell")
    post = Post({"app": app})
    powers = replace(post.powers, name=lambda room, member: {(ROOM.id, ZHANG): "张三"}[room, member])
    post.outbox = Outbox(store=post.store, powers=powers)
    await post.hand_in(REMOVE)
    await post.send_due()
    await post.send_due()

    assert app.sent[1][1].text.startswith("【告知】已把 张三 移出“产品交流群”")


async def test_a_task_without_a_card_is_always_given() -> None:
    """It may be news of a case that is closed."""
    app = RecordingChannel("ask")
    post = Post({"app": app})
    await post.hand_in(replace(ASK, card=None), replace(ASK, case=0))

    assert (await post.send_due(), len(app.sent)) == (["sent", "sent"], 2)


async def test_who_wanted_a_rollback_is_told_what_came_of_it() -> None:
    """In private, in the words of who carried it out."""
    house, app = Answering("rollback"), RecordingChannel("tell")
    house.answer = {"errcode": 0, "errmsg": "ok", "tell": "已退回第 3 版"}
    post = Post({"app": app, "aibot": house})
    await post.hand_in(Rollback(room=ROOM.id, revision=3, by=OWNER))

    assert (await post.send_due(), await post.send_due()) == (["sent"], ["sent"])
    assert app.sent == [("1-rollback-tell", Tell(room=RoomId("private:owner"), to=OWNER, text="已退回第 3 版"))]


async def test_who_is_in_a_room_comes_back_as_a_delivery(store: Store) -> None:
    """Only how many they are is kept beside the effect."""
    app = Answering("inspect")
    roster = {"owner": "owner", "admins": (), "members": ("owner", "zhang"), "names": {"zhang": "张三"}}
    app.answer = {"errcode": 0, **roster, "is_customer": False}
    post = Post({"app": app}, store)
    await post.hand_in(Inspect(room=ROOM.id))

    assert await post.send_due() == ["sent"]
    assert await post.told() == [
        (
            "members-1-inspect",
            {
                "kind": "members", "room": "r1", "owner": "owner", "admins": [], "members": ["owner", "zhang"],
                "names": {"zhang": "张三"}, "inviters": {}, "customer": False,
            },
        )
    ]  # fmt: skip
    assert await store.answer_to("1-inspect") == {"errcode": 0, "is_customer": False, "members": 2}


async def test_a_stop_between_sending_and_settling_tells_once() -> None:
    """Sent again with the same key after the lease; neither half of a settling is ever kept alone."""
    app = RecordingChannel("remove", "tell")
    post = Post({"app": app})
    await post.hand_in(REMOVE)
    working, failures = post.store.settle, [StorageError("away")]

    async def settle(settled):
        if failures:
            raise failures.pop()
        await working(settled)

    post.store.settle = settle
    with pytest.raises(StorageError):
        await post.send_due()
    between = (await post.told(), await post.send_due())
    post.clock.forward(LEASE)

    assert between == ([], [])
    assert await post.send_due() == ["sent"]
    assert [key for key, _ in await post.told()] == ["settled-1-remove-sent"]
    assert [key for key, _ in app.sent] == ["1-remove", "1-remove"]
