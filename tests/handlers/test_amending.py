"""Who mends what was wrong in time gets the point back, once."""

from datetime import timedelta

import pytest

from bot.core.cases import Deed, Offence
from bot.core.model import Charge, Event, MemberId, MuteSpan, Standing
from bot.core.policy import Policy
from bot.handlers.amending import recall_of
from bot.handlers.rooms import Rooms
from tests.handlers.cases import a_case, filed
from tests.handlers.houses import MINUTE, PRIVATE, House, effects_of, kinds_of, texts_of
from tests.values import ROOM, T0

ADVERT = "想要课程资料的同学加微信领取一下就好"
MENDED = "想要课程资料的同学在群里领取一下就好"


@pytest.mark.parametrize("text", [MENDED, "改正 资料在群文件里", "改正：资料在群文件里"])
async def test_saying_it_better_takes_the_point_back(text: str) -> None:
    """By words alike without what was wrong, or by the word for it; one line says so, the trace too."""
    house = House()
    await house.hear(ADVERT)

    mended = await house.hear(text, sent_at=T0 + 2 * MINUTE)

    assert (house.points(at=T0 + 2 * MINUTE), house.case(1).is_undone) == (0, True)
    assert (kinds_of(mended), "编号 1 的分数已取回" in texts_of(mended)[0]) == (["reply"], True)
    assert (mended.undone, mended.judged.note) == ((), "改正：编号 1")  # the rule was right


async def test_who_can_be_told_in_private_is() -> None:
    """The group hears nothing of it."""
    house = House(can=PRIVATE)
    await house.hear(ADVERT)

    assert kinds_of(await house.hear(MENDED, sent_at=T0 + MINUTE)) == ["receipt"]


async def test_where_nobody_is_told_in_private_the_room_hears_it() -> None:
    """As the room's people want it, though a channel could."""
    house = House(can=PRIVATE, policy=Policy(private=False))
    await house.hear(ADVERT)

    assert kinds_of(await house.hear(MENDED, sent_at=T0 + MINUTE)) == ["reply"]


async def test_where_the_bot_cannot_speak_the_owner_passes_it_on() -> None:
    """Who heard of the point hears that it is taken back: one card with the words, and nothing that is refused."""
    house = House(can=frozenset({"ask", "tell", "recard"}))
    await house.hear(ADVERT)
    told = house.case(1)
    await house.press(f"case-1@{told.desk.keys[0][1]}", "done")

    mended = await house.hear(MENDED, sent_at=T0 + MINUTE)

    assert (kinds_of(mended), house.case(1).is_undone) == (["ask", "ask"], True)
    assert "这位成员，谢谢改正：编号 1 的分数已取回" in texts_of(mended)[1]


@pytest.mark.parametrize("text", ["好的收到", "哈哈哈", ADVERT.replace("加微信", "加-微-信"), "改正"])
async def test_other_words_mend_nothing(text: str) -> None:
    """Talk about something else, the same words in disguise, or the word with nothing behind it."""
    house = House()
    await house.hear(ADVERT)

    outcome = await house.hear(text, sent_at=T0 + MINUTE)

    assert (house.points(at=T0 + MINUTE), outcome.outgoing) == (3, ())


async def test_words_of_somebody_else_mend_nothing() -> None:
    """Only who said it can say it better."""
    house = House()
    await house.hear(ADVERT)
    await house.hear(MENDED, sender="li", sent_at=T0 + MINUTE)

    assert house.points(at=T0 + MINUTE) == 3


async def test_too_late_is_said_to_who_says_the_word_and_to_nobody_else() -> None:
    """After five minutes nothing is taken back."""
    house = House()
    await house.hear(ADVERT)

    silent = await house.hear(MENDED, sent_at=T0 + 6 * MINUTE)
    told = await house.hear("改正 资料在群文件里", sent_at=T0 + 7 * MINUTE)
    talk = await house.hear("改正 资料在群文件里", sent_at=T0 + 70 * MINUTE)

    assert (silent.outgoing, "超过5分钟" in texts_of(told)[0], talk.outgoing) == ((), True, ())
    assert house.case(1).is_undone is False


async def test_a_case_is_mended_once() -> None:
    """The second time nothing is left to take back."""
    house = House()
    await house.hear(ADVERT)
    await house.hear(MENDED, sent_at=T0 + MINUTE)

    again = await house.hear(MENDED, sent_at=T0 + 2 * MINUTE)

    assert (again.outgoing, again.cases) == ((), ())


async def test_what_is_mended_may_not_break_another_rule() -> None:
    """It is an offence of its own then."""
    house = House()
    await house.hear(ADVERT)

    outcome = await house.hear("改正 傻", sent_at=T0 + MINUTE)

    assert ([case.number for case in outcome.cases], house.case(1).is_undone) == ([2], False)


async def test_a_recall_in_time_takes_the_point_back() -> None:
    """By the id of the message; after a restart as well."""
    house = House()
    await house.hear(ADVERT, id="msg1")
    house.restart()

    outcome = await house.recall("msg1", at=T0 + MINUTE)

    assert (house.points(at=T0 + MINUTE), kinds_of(outcome)) == (0, ["reply"])
    assert house.case(1).history[-1].what is Deed.AMENDED


@pytest.mark.parametrize(
    ("said", "by", "after"),
    [("other", "zhang", MINUTE), ("msg1", "owner", MINUTE), ("msg1", "zhang", timedelta(minutes=9))],
)
async def test_other_recalls_change_nothing(said: str, by: str, after: timedelta) -> None:
    """Of an innocent message, by the owner, or too late: and nobody is told anything."""
    house = House()
    await house.hear(ADVERT, id="msg1")

    outcome = await house.recall(said, by=by, at=T0 + after)

    assert (outcome.outgoing, outcome.cases) == ((), ())


async def test_in_silent_mode_mending_is_not_told_in_the_group() -> None:
    """It counts all the same."""
    house, deaf = House(can=PRIVATE), House()
    outcomes = []
    for one in (house, deaf):
        await one.hear(ADVERT)
        await one.remember({"silent": {"until": None}})
        outcomes.append(await one.hear(MENDED, sent_at=T0 + MINUTE))

    (told,) = effects_of(outcomes[0])
    assert (told.kind, told.brief, house.case(1).is_undone) == ("receipt", "", True)
    assert (effects_of(outcomes[1]), deaf.case(1).is_undone) == ([], True)


def test_a_recall_is_read_from_the_event_of_the_archive() -> None:
    """In our room; an event without a message or a chat is none."""
    room_of = Rooms((ROOM,), defaults=ROOM).of

    def event(chat: str, **details: str) -> Event:
        return Event(id="e1", channel="archive", kind="revoke", chat=chat, member="zhang", at=T0, details=details)

    recall = recall_of(event("r1", pre_msgid="m7"), room_of)

    assert recall is not None
    assert (recall.room, recall.member, recall.message) == ("r1", "zhang", "m7")
    assert recall_of(event("r1"), room_of) is None
    assert recall_of(event("", pre_msgid="m7"), room_of) is None


async def test_mending_is_promised_and_done_once_a_day() -> None:
    """The second time the receipt does not speak of it, and who says the word is told why not; tomorrow is another day."""
    house = House(can=PRIVATE)
    first = await house.hear(ADVERT)
    await house.hear(MENDED, sent_at=T0 + MINUTE)

    second = await house.hear("加微信领券", sent_at=T0 + 20 * MINUTE)
    refused = await house.hear("改正 领券请看群公告", sent_at=T0 + 21 * MINUTE)
    tomorrow = await house.hear("加微信看房", sent_at=T0 + 24 * 60 * MINUTE)

    promises = ["这次的分数就取回" in "".join(texts_of(one)) for one in (first, second, tomorrow)]
    assert (promises, "今天已经用过了" in texts_of(refused)[0]) == ([True, False, True], True)


@pytest.mark.parametrize("by", ["", "owner"])
async def test_what_cannot_be_mended_is_told_so_in_a_mute_too(by: str) -> None:
    """A mute of the bot, or of a person: no silence, and no point for saying it."""
    house = House(can=PRIVATE)
    mute = MuteSpan(number=1, since=T0, until=T0 + 30 * MINUTE)
    charge = Charge(number=1, points=6, at=T0)
    offence = Offence(room=ROOM.id, member=MemberId("zhang"), at=T0, act="mute", charge=charge, mute=mute)
    await filed(house, a_case(1, tasks=(), offences=(offence,), by=MemberId(by)))
    house.warm.stand(
        ROOM.account, MemberId("zhang"), Standing(charges=(charge,), mutes=(mute,), offences=1, answered_at=T0)
    )

    refused = await house.hear("改正 我以后注意", sent_at=T0 + 5 * MINUTE)

    assert (texts_of(refused), refused.cases) == (["编号 1 不能用改正取回；如有误判，请发送“申诉 1”并写明理由。"], ())
