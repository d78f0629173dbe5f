"""A message goes in, a whole outcome comes out."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.effects import Mute, Remove, Reply, Unmute
from bot.core.model import MemberId, Message, Role, Room, RoomId, Standing, private_room
from bot.core.policy import Policy
from bot.core.records import Delivery, Undone
from bot.core.texts import Texts
from bot.handlers.bench import Bench
from bot.handlers.message import LONGEST, on_message
from bot.storage import memories
from bot.storage import warm as warm_module
from bot.storage.memory import MemoryStore
from bot.storage.warm import Warm
from tests.values import JUDGE, ROOM, T0, ZHANG, message

MINUTE = timedelta(minutes=1)


class House:
    """One room, a memory store, and the handler under test."""

    def __init__(
        self, room: Room = ROOM, *, can: frozenset[str] = frozenset({"reply", "say", "ask", "remove"})
    ) -> None:
        self.room = room
        self.store = MemoryStore()
        self.warm = Warm(self.store, reach=JUDGE.reach, zone=ZoneInfo("Asia/Shanghai"))
        self.bench = Bench(
            judge=JUDGE,
            policy=Policy(),
            texts=Texts(),
            possible=lambda effect, _: effect.kind in can,
            house_rules=lambda _: ("禁止广告", "禁止辱骂"),
        )
        self.inbox = 0

    async def hear(self, text: str = "你好", **fields):
        """Handle one message that is said and heard at the same moment."""
        self.inbox += 1
        said = message(text, **{"id": f"m{self.inbox}", "room": self.room.id, **fields})
        return await self.handle(said)

    async def handle(self, said: Message):
        """Handle `said` in its room."""
        await self.warm.load((replace(self.room, id=said.room),), now=said.sent_at)
        return on_message(said, inbox=self.inbox, now=said.sent_at, seed=1, warm=self.warm, bench=self.bench)


def texts_of(outcome) -> list[str]:
    """What the outcome says."""
    return [o.effect.text for o in outcome.outgoing if hasattr(o.effect, "text")]


def kinds_of(outcome) -> list[str]:
    """What the outcome does."""
    return [o.effect.kind for o in outcome.outgoing]


async def test_an_innocent_message_is_recorded_and_nothing_else() -> None:
    """Judged, without effects or a new standing."""
    outcome = await House().hear()

    assert (outcome.judged.counts, outcome.outgoing, outcome.standings) == (True, (), ())


async def test_the_second_offence_is_punished_harder() -> None:
    """The first advert is warned about, the next also mutes."""
    house = House()

    first = await house.hear("加微信")
    second = await house.hear("加微信", sent_at=T0 + MINUTE)

    assert (kinds_of(first), kinds_of(second)) == (["reply"], ["reply", "mute", "ask"])
    assert second.standings[0][:2] == (ROOM.id, ZHANG)


async def test_effects_have_keys_of_their_own() -> None:
    """The key says the delivery and which of its effects, so that a second try is the same try."""
    house = House()
    await house.hear("加微信")

    outcome = await house.hear("加微信", sent_at=T0 + MINUTE)

    assert [o.key for o in outcome.outgoing] == ["2-0-reply", "2-1-mute", "2-2-ask"]
    assert {o.cause for o in outcome.outgoing} == {"m2"}


async def test_in_a_room_with_an_archive_the_aibot_only_carries_commands() -> None:
    """The aibot's copy of an advert is not judged; the archive's is."""
    house = House(replace(ROOM, ear="archive"))

    copy = await house.hear("加微信", channel="aibot")
    original = await house.hear("加微信", channel="archive")

    assert (copy.judged.counts, copy.outgoing, bool(original.outgoing)) == (False, (), True)
    assert "会话存档" in copy.judged.note


async def test_without_an_archive_the_aibot_is_judged() -> None:
    """An `auto` room that the archive never heard listens to the aibot."""
    outcome = await House().hear("加微信", channel="aibot", answer_url="http://x")

    assert outcome.outgoing[0].effect.answer_url == "http://x"


async def test_the_first_words_of_the_archive_take_the_room_over() -> None:
    """Once the archive is heard, the aibot's messages are copies; what was judged already is not judged again."""
    house = House()
    early = await house.hear("加微信", channel="aibot")
    copy = await house.hear("@群管 加微信", channel="archive")
    later = await house.hear("加微信", channel="aibot", sent_at=T0 + MINUTE)

    assert [o.judged.counts for o in (early, copy, later)] == [True, False, False]


async def test_a_room_with_an_archive_id_listens_to_the_archive_from_the_start() -> None:
    """The admin has said that it is archived."""
    house = House(replace(ROOM, chats={"archive": "wr1"}))

    assert (await house.hear("加微信", channel="aibot")).judged.counts is False


async def test_without_an_archive_no_room_waits_for_one() -> None:
    """An archive that was taken out of the configuration leaves no room deaf."""
    house = House(replace(ROOM, chats={"archive": "wr1"}))
    house.warm = Warm(house.store, reach=replace(JUDGE.reach, memory=9), zone=ZoneInfo("UTC"), has_archive=False)

    assert (await house.hear("加微信", channel="aibot")).judged.counts is True


async def test_what_the_aibot_brought_is_known_after_a_restart() -> None:
    """The archive's copy, brought after it, is still not judged again; a later repetition is."""
    house = House()
    (pending,) = await house.store.receive((Delivery(channel="aibot", key="1", body="", received_at=T0),))
    early = await house.hear("加微信", channel="aibot")
    await house.store.record((replace(early, inbox=pending.id),))
    house.warm.forget((ROOM.id,))

    copy = await house.hear("@群管 加微信", channel="archive")
    again = await house.hear("@群管 加微信", channel="archive", sent_at=T0 + 9 * MINUTE)

    assert [o.judged.counts for o in (copy, again)] == [False, True]


async def test_the_same_words_said_twice_are_two_offences() -> None:
    """Only the copy of what the aibot brought is passed over, once."""
    house = House()
    await house.hear("加微信", channel="aibot")
    await house.hear("加微信", channel="archive")

    again = await house.hear("加微信", channel="archive", sent_at=T0 + MINUTE)

    assert again.judged.points == 3


async def test_what_no_channel_can_do_is_asked_of_the_owner() -> None:
    """Without the right to remove, the owner is given the task."""
    house = House(can=frozenset({"reply", "ask"}))
    await house.warm.load((ROOM,), now=T0)
    house.warm.stand(ROOM.id, ZHANG, Standing(points=14, points_at=T0 - MINUTE))

    outcome = await house.hear("加微信")

    assert kinds_of(outcome) == ["reply", "ask"]
    assert "请把 zhang 移出" in texts_of(outcome)[1]


async def test_with_the_right_the_bot_removes_by_itself() -> None:
    """The app removes from the groups it made."""
    house = House()
    await house.warm.load((ROOM,), now=T0)
    house.warm.stand(ROOM.id, ZHANG, Standing(points=14, points_at=T0 - MINUTE))

    outcome = await house.hear("加微信")

    assert outcome.outgoing[1].effect == Remove(room=ROOM.id, member=ZHANG, why="禁止广告")


@pytest.mark.parametrize("text", ["群规", "/群规", "／群规 ", "rules"])
async def test_anybody_may_ask_for_the_house_rules(text: str) -> None:
    """With or without a slash; the ladder is told too."""
    outcome = await House().hear(text, channel="aibot", answer_url="http://x")

    (said,) = texts_of(outcome)
    assert "1. 禁止广告\n2. 禁止辱骂" in said
    assert "满 15 分移出本群" in said


async def test_help_shows_what_the_asker_may_use() -> None:
    """A member is not shown the owner's commands."""
    house = House()
    member = texts_of(await house.hear("帮助", channel="aibot"))[0]
    owner = texts_of(await house.hear("帮助", channel="aibot", sender="owner"))[0]

    assert ("解禁" in member, "解禁" in owner) == (False, True)


async def test_a_member_can_read_their_own_record() -> None:
    """Clean, with points, and muted."""
    house = House()
    clean = await house.hear("我的记录", channel="aibot")
    await house.hear("加微信", channel="aibot", sent_at=T0 + MINUTE)
    warned = await house.hear("我的记录", channel="aibot", sent_at=T0 + 2 * MINUTE)

    assert texts_of(clean) == ["你在本群没有违规记分，感谢你的发言。"]
    assert texts_of(warned) == ["你在本群现有 3 分（累计违规 1 次），分数每7天减半。满 6 分将禁言10分钟。"]


async def test_the_owner_ends_a_mute() -> None:
    """The mute ends, the points stay, and the member is heard again."""
    house = House()
    await house.hear("加微信", channel="aibot")
    muted = await house.hear("加微信", channel="aibot", sent_at=T0 + MINUTE)
    outcome = await house.hear(f"解禁 {ZHANG}", channel="aibot", sender="owner", sent_at=T0 + 2 * MINUTE)

    assert any(isinstance(o.effect, Mute) for o in muted.outgoing)
    assert outcome.outgoing[1].effect == Unmute(room=ROOM.id, member=ZHANG)
    assert outcome.standings[0][2].muted_until is None
    assert outcome.standings[0][2].points == muted.standings[0][2].points


@pytest.mark.parametrize(("text", "told"), [("解禁", "要解禁谁"), ("解禁 li", "li 现在没有被禁言")])
async def test_ending_no_mute_is_explained(text: str, told: str) -> None:
    """A missing or wrong account is told, with who is muted."""
    outcome = await House().hear(text, channel="aibot", sender="owner")

    assert told in texts_of(outcome)[0]


async def test_a_member_may_not_end_a_mute() -> None:
    """The answer says who may."""
    outcome = await House().hear(f"解禁 {ZHANG}", channel="aibot")

    assert texts_of(outcome) == ["“解禁”只有群主、群助手、管理员可以用。"]


async def test_a_muted_member_is_not_obeyed() -> None:
    """The command costs a point and is not run; the trace says so."""
    house = House()
    await house.warm.load((ROOM,), now=T0)
    house.warm.stand(ROOM.id, ZHANG, Standing(points=6, points_at=T0, muted_at=T0, muted_until=T0 + 9 * MINUTE))

    outcome = await house.hear("群规", channel="aibot", sent_at=T0 + MINUTE)

    assert (outcome.judged.points, outcome.judged.note, outcome.outgoing) == (1, "禁言中，指令未执行", ())


async def test_a_muted_member_can_still_read_the_record_of_the_end() -> None:
    """After the end of the mute commands work again."""
    house = House()
    await house.warm.load((ROOM,), now=T0)
    house.warm.stand(ROOM.id, ZHANG, Standing(points=6, points_at=T0, muted_at=T0, muted_until=T0 + MINUTE))

    outcome = await house.hear("我的记录", channel="aibot", sent_at=T0 + MINUTE)

    assert "现有 6 分" in texts_of(outcome)[0]


async def test_words_that_only_begin_like_a_command_are_not_one() -> None:
    """群规定… is a sentence."""
    outcome = await House().hear("群规定了不能发吗", channel="aibot")

    assert outcome.outgoing == ()


async def test_the_archive_does_not_carry_commands_where_an_aibot_can() -> None:
    """Otherwise each command would be answered twice."""
    outcome = await House(replace(ROOM, ear="archive")).hear("/群规", channel="archive")

    assert outcome.outgoing == ()


async def test_a_room_without_an_aibot_takes_commands_with_a_slash_from_its_ear() -> None:
    """The owner of such a room can still order."""
    house = House(replace(ROOM, ear="archive", mouths=("app",)))

    with_slash = await house.hear("/群规", channel="archive")
    without = await house.hear("群规", channel="archive")

    assert (kinds_of(with_slash), kinds_of(without)) == (["reply"], [])


async def test_a_private_talk_is_answered_and_not_judged() -> None:
    """No points for what is said to the bot alone."""
    room = private_room(ZHANG)
    house = House(replace(ROOM, id=room, roles={}))
    advert, record, hello, image = [
        await house.hear(text, channel="app", room=room, kind=kind)
        for text, kind in (("加微信", "text"), ("我的记录", "text"), ("你好呀", "text"), ("", "image"))
    ]

    assert advert.judged.counts is False
    assert record.outgoing[0].effect == Reply(
        room=room, to=ZHANG, text="规则和分数按群分别算，请在群里 @我 发“我的记录”。"
    )
    assert (texts_of(hello), texts_of(image)) == (["没看懂。发“帮助”看看我能做什么。"], [])


async def test_help_works_in_private_too() -> None:
    """It needs no room."""
    room = private_room(ZHANG)
    outcome = await House(replace(ROOM, id=room, roles={})).hear("帮助", channel="app", room=room)

    assert "群规" in texts_of(outcome)[0]


async def test_what_rules_look_back_on_is_bounded() -> None:
    """However much is said, as much is remembered as the rules need."""
    house = House()
    for n in range(30):
        await house.hear(str(n), sent_at=T0 + n * timedelta(seconds=1))

    scene = house.warm.scene(message(sent_at=T0 + MINUTE), now=T0 + MINUTE, seed=0)

    assert ([e.text for e in scene.recent], scene.today) == ([str(n) for n in range(20, 30)], 30)


async def test_a_new_day_begins_at_midnight_of_the_room_s_zone() -> None:
    """16:00 UTC is midnight in Shanghai."""
    house = House()
    await house.hear()
    midnight = T0.replace(hour=16)
    before = house.warm.scene(message(sent_at=midnight - timedelta(seconds=1)), now=midnight, seed=0)
    after = house.warm.scene(message(sent_at=midnight), now=midnight, seed=0)

    assert (before.today, after.today) == (1, 0)


async def test_a_room_is_rebuilt_from_the_store() -> None:
    """After a restart the same standing, the same look-back, the same ear."""
    house = House()
    for n, text in enumerate(("早", "加微信")):
        (pending,) = await house.store.receive((Delivery(channel="archive", key=str(n), body="", received_at=T0),))
        outcome = await house.hear(text, sent_at=T0 + n * MINUTE)
        await house.store.record((replace(outcome, inbox=pending.id),))
    again = House()
    again.store = house.store
    again.warm = Warm(house.store, reach=JUDGE.reach, zone=ZoneInfo("Asia/Shanghai"))
    await again.warm.load((ROOM,), now=T0 + 2 * MINUTE)

    said = message(sent_at=T0 + 2 * MINUTE)
    rebuilt = again.warm.scene(said, now=said.sent_at, seed=0)

    assert rebuilt == house.warm.scene(said, now=said.sent_at, seed=0)
    assert again.warm.ear(ROOM.id) == "archive"


async def test_forgotten_rooms_are_read_again() -> None:
    """What did not become durable is not remembered either."""
    house = House()
    await house.hear("加微信")
    house.warm.forget((ROOM.id, RoomId("never seen")))
    await house.warm.load((ROOM,), now=T0)

    assert house.warm.scene(message(), now=T0, seed=0).standing == Standing()


def test_the_owner_s_role_comes_from_the_room() -> None:
    """Everybody not named is a member."""
    assert (ROOM.role(MemberId("owner")), ROOM.role(ZHANG)) == (Role.OWNER, Role.MEMBER)


async def test_only_so_many_rooms_stay_warm(monkeypatch: pytest.MonkeyPatch) -> None:
    """The room heard least recently goes first, and is read again when it is met."""
    monkeypatch.setattr(warm_module, "MAX_ROOMS", 2)
    house = House()
    for name in ("a", "b", "a", "c"):
        await house.warm.load((replace(ROOM, id=RoomId(name)),), now=T0)

    with pytest.raises(KeyError):
        house.warm.of(RoomId("b"))
    assert house.warm.of(RoomId("a")).room.id == "a"


async def test_only_so_many_members_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those silent longest are forgotten first."""
    monkeypatch.setattr(memories, "MAX_MEMBERS", 4)
    house = House()
    for n in range(5):
        await house.hear(sender=f"m{n}", sent_at=T0 + n * MINUTE)

    assert set(house.warm.of(ROOM.id).recent) == {"m3", "m4"}


async def test_a_muted_member_is_told_the_end_in_their_record() -> None:
    """Read after speaking was allowed again for a while is too late; the record says it beforehand."""
    house = House()
    await house.warm.load((ROOM,), now=T0)
    house.warm.stand(
        ROOM.id,
        MemberId("helper"),
        Standing(points=6, points_at=T0, muted_at=T0, muted_until=T0 + 9 * MINUTE),
    )

    outcome = await house.hear("我的记录", channel="aibot", sender="helper", sent_at=T0 + MINUTE)

    assert "禁言到11月20日 10:09为止" in texts_of(outcome)[0]


async def test_a_room_without_rules_says_so() -> None:
    """群规 never answers with an empty list."""
    house = House()
    house.bench = replace(house.bench, house_rules=lambda _: ())

    assert texts_of(await house.hear("群规", channel="aibot")) == ["本群还没有设置群规。"]


async def test_what_is_too_long_is_cut_before_anything_looks_at_it() -> None:
    """Rules see as much as is kept, and no more."""
    outcome = await House().hear("长" * LONGEST + "加微信")

    assert (outcome.judged.message.text, outcome.judged.findings) == ("长" * LONGEST, ())


async def test_the_rule_that_gave_points_is_kept() -> None:
    """With the decision; nobody's where no points were given."""
    house = House()

    assert [(await house.hear(text)).judged.decided_by for text in ("加微信", "你好")] == ["ads", ""]


async def test_ending_a_mute_takes_back_what_began_it() -> None:
    """Told by when the mute began, although it is over by then."""
    house = House()
    await house.hear("傻")
    since = house.warm.of(ROOM.id).standings[ZHANG].muted_at

    order = await house.hear(f"/解禁 {ZHANG}", sender="owner", channel="aibot", sent_at=T0 + MINUTE)

    assert order.undone == Undone(room=ROOM.id, member=ZHANG, muted_at=since, at=T0 + MINUTE)
