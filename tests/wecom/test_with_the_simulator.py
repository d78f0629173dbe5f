"""The app's calls against a platform built from the documents alone: what one sends, the other takes."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import Ask, Card, Gather, Inspect, Recard, Receipt, Remove
from bot.core.model import Event, MemberId, Room, RoomId
from bot.simulator.clock import HandClock
from bot.simulator.qyapi.template_cards import card_of, changed_card_of
from bot.simulator.server import Simulator, start
from bot.simulator.settings import SimulatorSettings
from bot.wecom import RefusedError
from bot.wecom.app import App
from bot.wecom.app_xml import key_of
from bot.wecom.cards import answered, asking
from bot.wecom.client import Client
from bot.wecom.crypt import Crypt
from bot.wecom.guard import Guard
from tests.fakes import SetClock
from tests.simulator.kit import FakeBot, eventually
from tests.wecom.samples import patient

OWNER, GUEST = MemberId("wangfang"), MemberId("wmDemoGuest01")
KEHU = Room(id=RoomId("kehu"), chats={"archive": "wrDemoCustomer01", "app": "wrDemoCustomer01"})
CARD = Card(
    id="case-58",
    title="请移出 小李",
    rows=(("原因", "发广告"),),
    quote="加微信领红包",
    buttons=(("done", "已处理"), ("pardon", "不处罚"), ("show", "查看")),
)
ASK = Ask(room=KEHU.id, case=58, to=OWNER, task="remove", member=GUEST, text="请在手机上移出。", card=CARD)
KEY = "case-58-ask-0-0"
DONE = Recard(room=KEHU.id, case=58, to=OWNER, of=KEY, card=replace(CARD, title="编号 58 已处理"), done="已处理")


class Stage:
    """A platform, the app that calls it, and what the platform called back with."""

    def __init__(self, sim: Simulator, bot: FakeBot, session: aiohttp.ClientSession) -> None:
        self.sim, self.bot, self.session = sim, bot, session
        given = sim.credentials
        client = Client(sim.url, given.corp_id, given.app_secret, session, SetClock())
        crypt = Crypt(given.app_token, given.app_aes_key, given.corp_id)
        self.app = App(crypt=crypt, guard=Guard(), client=client, agent_id=1000002)

    def shown(self, member: str) -> list[str]:
        """What stands on the phone of `member`."""
        return [post.text for post in self.sim.platform.talk.posts() if post.to == member]

    async def press(self, key: str) -> Event:
        """Tap on the owner's newest card; return what the bot understands."""
        post = [post for post in self.sim.platform.talk.posts() if post.to == OWNER][-1]
        known = len(self.bot.heard)
        async with self.session.post(
            f"{self.sim.url}/sim/press", json={"userid": OWNER, "n": post.n, "key": key}
        ) as answer:
            assert answer.status == 200
        await eventually(lambda: len(self.bot.heard) > known)
        heard = self.bot.heard[-1]
        delivery = self.app.open(heard.body, heard.query, now=self.sim.platform.clock.now())
        assert delivery.key == key_of(heard.plain, signature="")
        event = self.app.understand(delivery, lambda _channel, chat: RoomId(chat))
        assert isinstance(event, Event)
        return event


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A platform on a port of its own."""
    async with AsyncExitStack() as stack:
        sim = await start(SimulatorSettings(clock=HandClock(seed=7)))
        stack.push_async_callback(sim.stop)
        given = sim.credentials
        bot = FakeBot(
            crypts={
                "app": Crypt(given.app_token, given.app_aes_key, given.corp_id),
                "aibot": Crypt(given.aibot_token, given.aibot_aes_key, ""),
            }
        )
        runner = await bot.start()
        stack.push_async_callback(runner.cleanup)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        sim.point_at(bot.url, "console")
        yield Stage(sim, bot, session)


async def test_a_card_is_sent_tapped_and_changed_in_place(stage: Stage) -> None:
    """The tap tells which card and which button; both leaves work once, and are no error the second time."""
    sent = (await stage.app.send(ASK, KEHU, key=KEY)).answer
    again = (await stage.app.send(ASK, KEHU, key=KEY)).answer
    event = await stage.press("done")
    code = event.details["ResponseCode"]

    first = await stage.app.send(replace(DONE, code=code), KEHU, key="k1")
    used = await stage.app.send(replace(DONE, code=code), KEHU, key="k2")

    assert sent["response_code"]
    assert again["response_code"]
    assert (event.kind, event.member, event.details["EventKey"]) == ("template_card_event", OWNER, "done")
    assert event.details["TaskId"] == "case-58@case-58-ask-0-0"
    assert first.answer["errcode"] == 0
    assert used.answer["errcode"] in {42022, 60140}
    assert len(stage.shown(OWNER)) == 1
    assert stage.shown(OWNER)[0].startswith("编号 58 已处理")


async def test_the_leave_that_sending_brought_changes_a_card_too(stage: Stage) -> None:
    """For who did not tap."""
    sent = (await stage.app.send(ASK, KEHU, key=KEY)).answer

    await stage.app.send(replace(DONE, code=str(sent["response_code"])), KEHU, key="k1")

    assert stage.shown(OWNER)[0].startswith("编号 58 已处理")


async def test_a_customer_group_is_read_with_names(stage: Stage) -> None:
    """Everybody in it, the owner among them; external contacts have names, too."""
    newcomer = {"room": "wrDemoCustomer01", "people": [{"userid": GUEST, "name": "客户甲"}]}
    async with stage.session.post(f"{stage.sim.url}/sim/join", json=newcomer) as joined:
        assert joined.status == 200
    answer = (await stage.app.send(Inspect(room=KEHU.id), KEHU, key="k")).answer

    assert answer["is_customer"]
    assert answer["owner"] in answer["members"]
    assert set(answer["names"]) == set(answer["members"])
    assert answer["names"][GUEST] == "客户甲"


async def test_a_group_is_made_read_and_left_by_who_is_removed(stage: Stage) -> None:
    """A repeat makes no second group; removal is proved by the list."""
    members = (OWNER, MemberId("liqiang"))
    gather = Gather(room=KEHU.id, name="调解", members=(*members, MemberId("lina")), text="请慢慢说")
    made = (await stage.app.send(gather, KEHU, key="k1")).answer
    again = (await stage.app.send(gather, KEHU, key="k1")).answer
    room = Room(id=RoomId("calm"), chats={"app": str(made["chatid"])})

    removed = await stage.app.send(Remove(room=room.id, member=MemberId("lina"), why="x"), room, key="k2")
    read = (await stage.app.send(Inspect(room=room.id), room, key="k3")).answer

    assert again["chatid"] == made["chatid"]
    assert removed.answer["verified"]
    assert (read["owner"], set(read["members"]), read["is_customer"]) == (OWNER, set(members), False)


async def test_a_receipt_reaches_the_company_s_own_people_only(stage: Stage) -> None:
    """Who is outside is refused before the platform is asked."""
    receipt = Receipt(room=KEHU.id, case=58, to=MemberId("liqiang"), text="您的记录：编号 58")
    await stage.app.send(receipt, KEHU, key="k1")

    assert stage.shown("liqiang") == ["您的记录：编号 58"]
    with pytest.raises(RefusedError):
        await stage.app.send(replace(receipt, to=GUEST), KEHU, key="k2")


texts = st.text(min_size=1, max_size=60)


@patient
@given(title=texts, text=texts, rows=st.lists(st.tuples(texts, texts), max_size=9), labels=st.lists(texts, max_size=9))
def test_no_card_breaks_a_rule_of_the_documents(
    title: str, text: str, rows: list[tuple[str, str]], labels: list[str]
) -> None:
    """Whatever is written on it."""
    buttons = tuple((f"k{n}", label) for n, label in enumerate(labels)) or (("k", "好"),)
    card = Card(id="case-1", title=f"编号 1 {title}", rows=tuple(rows), quote=text, buttons=buttons)
    ask = replace(ASK, text=text, card=card)

    card_of({"template_card": asking(ask, card, key="case-1-ask-0-0")})
    changed_card_of({"template_card": answered(replace(DONE, card=card, done=text))})
