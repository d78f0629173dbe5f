"""What owners order about topics, what members propose, and birthdays; talk about them is no order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import Answer, Hall, all_commands, grammars
from bot.core.customs import Caring, Customs, Topics
from bot.core.effects import Say, Tell
from bot.core.model import Role
from bot.core.playbook import Playbook, Topic
from bot.orders import Order, Person
from bot.orders.reading import read
from bot.play.topic.topics import Proposal, proposals, record_of
from tests.commands.kit import LI, OWNER, ZHANG, answer, hall, member_hall, preview, read_order
from tests.values import T0, message

BOOK = Playbook(topics=(Topic(id="books", text="最近在看什么书？"), Topic(id="films", text="最近看了什么电影？")))
DAILY = Customs(topics=Topics(daily=2), care=Caring(birthdays=True))
TEXT = "大家周末喜欢去哪里走走？"


def there(**fields) -> Hall:
    """Return what the owner may know in a room with topics."""
    return hall(**{"playbook": BOOK, "customs": DAILY, **fields})


def mine(**fields) -> Hall:
    """Return the same for Zhang."""
    return member_hall(**{"playbook": BOOK, "customs": DAILY, **fields})


def after(hall_before: Hall, done: Answer) -> Hall:
    """Return the hall once `done` is written down."""
    state = {**hall_before.state, **{change.key: change.after for change in done.states}}
    return replace(
        hall_before,
        state={key: value for key, value in state.items() if value is not None},
        plays={**hall_before.plays, **{change.after.number: change.after for change in done.plays}},
        number=hall_before.number + len(done.plays) + 1,
    )


def bare(text: str, place: Hall) -> Order | None:
    """Return the order that `text` is, said to nobody; None for talk."""
    people = tuple(Person(id=member, name=profile.name) for member, profile in place.profiles.items())
    found = read(text, grammars=grammars(), people=people, now=place.now, zone=place.zone)
    if not isinstance(found, Order) or all_commands()[found.command].is_talk(found):
        return None
    return found


def test_the_topic_that_was_shown_is_the_one_that_is_posted() -> None:
    """The day decides among equals, not the luck of the delivery."""
    shown = preview("话题", there(seed=1))
    done = answer("话题", there(seed=2))

    (play,) = (change.after for change in done.plays)
    (said,) = (one.effect for one in done.planned)
    assert isinstance(said, Say)
    assert shown == f"将在群里发出话题：\n{said.text}"
    assert (play.number, play.kind, play.by, play.body.text) == (60, "topic", OWNER, said.text)
    assert play.due_at == T0 + timedelta(hours=3, minutes=1)


def test_an_owner_may_post_a_topic_of_their_own_and_the_one_before_is_closed() -> None:
    """Both are counted by themselves."""
    place = there()
    place = after(place, answer("话题 books", place))
    done = answer("话题 周末去哪里走走", place)

    assert [(change.after.number, change.after.is_over) for change in done.plays] == [(60, True), (place.number, False)]
    assert [one.effect.text for one in done.planned] == ["周末去哪里走走"]


def test_topics_are_stopped_and_started_again_with_an_honest_word_where_none_are_wanted() -> None:
    """Stopping twice changes nothing the second time."""
    place = there()
    stopped = answer("话题 停", place)
    place = after(place, stopped)

    assert stopped.text == "好的，本群不再自动发话题。想恢复，发“话题 开”；想现在发一个，发“话题”。"
    assert answer("话题 停", place).states == ()
    assert [change.after for change in answer("话题 开", place).states] == [None]
    assert "activities.topics.daily" in answer("话题 开", there(customs=Customs())).text


def test_a_retired_topic_is_listed_as_such_and_comes_back() -> None:
    """With a new chance: what was counted before no longer counts."""
    state = {"topic:books": {"posted": 3, "replies": 1, "people": 1, "retired": True}}
    place = there(state=state)
    restored = answer("话题 恢复 books", place)

    assert "books　最近在看什么书？（发过 3 次，平均 0.3 条回复，已停用）" in answer("话题 列表", place).text
    assert restored.text == "话题“最近在看什么书？”已恢复，以后会再轮到它。"
    assert record_of("books", after(place, restored).state).posted == 0
    assert answer("话题 恢复 films", place).text == "话题“最近看了什么电影？”没有停用。"
    assert answer("话题 恢复 没有", place).text == "请写上话题的编号，例如“话题 恢复 books”。发“话题 列表”看有哪些。"


def test_a_proposal_goes_to_the_owner_and_joins_the_pool_once_approved() -> None:
    """The member learns what became of it."""
    place = mine(message=message(f"投稿 {TEXT}", sender=ZHANG))
    taken = answer(f"投稿 {TEXT}", place)
    assert taken.private
    assert taken.text == "收到你的投稿（编号 1），已请群主过目。发出来的时候会写上你的名字。"
    (told,) = (one.effect for one in taken.planned)
    assert isinstance(told, Tell)
    assert told.to == OWNER
    assert told.text == (
        f"张三 在“产品交流群”投稿了一个话题（编号 1）：\n{TEXT}\n同意请发“投稿 通过 1”，不合适请发“投稿 拒绝 1 原因”。"
    )

    owner = there(state=after(place, taken).state)
    assert answer("投稿 列表", owner).text.startswith(f"等着看的投稿：\n1. {TEXT}（张三）")
    yes = answer("投稿 通过 1", owner)
    assert yes.text == f"已通过：“{TEXT}”。以后会和别的话题一起轮着发。"
    assert [one.effect.to for one in yes.planned] == [ZHANG]
    assert proposals(after(owner, yes).state) == {1: Proposal(by=ZHANG, text=TEXT, at=T0, decided="yes")}
    no = answer("投稿 拒绝 1 上个月聊过了", owner)
    assert no.planned[0].effect.text == (
        f"你在“产品交流群”投的话题“{TEXT}”这次没有采用：上个月聊过了。谢谢你，欢迎再投。"
    )
    assert answer("投稿 通过 9", owner).text == "没有找到等着看的投稿 9。发“投稿 列表”看有哪些。"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("投稿", "想让大家聊什么？"),
        ("投稿 你好", "有点短"),
        ("投稿 最近在看什么书", "这个话题已经有了"),
        (f"投稿 {'好' * 201}", "太长了"),
    ],
)
def test_what_cannot_be_a_topic_is_refused_with_the_way_out(said: str, told: str) -> None:
    """Privately, and nothing is kept."""
    done = answer(said, mine())

    assert done.text.startswith(told)
    assert done.private
    assert done.states == ()


def test_three_proposals_wait_at_most_for_each_member_and_numbers_are_never_used_twice() -> None:
    """Others may still propose."""
    waiting = {f"proposal:{n}": {"by": "zhang", "text": f"第 {n} 个话题", "at": 0} for n in (1, 2, 3)}
    full = mine(state={**waiting, "topics:proposals": 7})

    assert answer(f"投稿 {TEXT}", full).text == "你已经有 3 条投稿在等群主看了，等有了结果再投吧。"
    others = answer(f"投稿 {TEXT}", replace(full, by=LI))
    assert [change.key for change in others.states] == ["proposal:8", "topics:proposals"]


def test_where_nobody_can_be_told_or_the_bot_may_not_speak_that_is_said() -> None:
    """No promise that cannot be kept."""
    untold = answer(f"投稿 {TEXT}", mine(whispers=lambda member: False))
    assert untold.planned == ()
    assert untold.text == "收到你的投稿（编号 1）。我联系不上群主，要等群主自己来看。"
    assert answer("话题", there(speaks=False)).text.startswith("机器人在本群不能发言，话题“最近")


def test_deciding_is_for_those_in_charge() -> None:
    """Proposing is for everybody."""
    submit = all_commands()["submit"]

    assert submit.may(read_order("投稿 通过 1", there())) == {Role.OWNER, Role.HELPER, Role.ADMIN}
    assert submit.may(read_order(f"投稿 {TEXT}", there())) == frozenset()


def test_a_birthday_is_kept_without_the_year_shown_and_forgotten() -> None:
    """Privately; who wants none is not named on anniversaries either."""
    place = mine()
    kept = answer("生日 1990-8-15", place)
    assert kept.private
    assert [(change.key, change.after) for change in kept.states] == [("birthday:zhang", "08-15")]
    assert "1990" not in kept.text
    assert kept.text.startswith("记下了：8月15日（公历；如果是农历，请发“生日 农历8月15日”）。")

    place = after(place, kept)
    assert answer("生日", place).text == "你留的生日是 8月15日。要改，再发一次“生日 日期”；不想要了，发“生日 取消”。"
    off = answer("生日 取消", place)
    assert [change.after for change in off.states] == ["off"]
    assert answer("生日", after(place, off)).text == "你说过不用祝贺。想恢复，发“生日 8月15日”。"
    assert answer("生日", mine()).text.startswith("你还没有留生日。")


def test_a_birthday_by_the_moon_is_told_as_such_and_one_that_cannot_be_read_is_asked_for_again() -> None:
    """Where the room greets nobody that is said, too."""
    assert answer("生日 农历八月十五", mine()).text.startswith("记下了：农历八月十五。到了那天")
    assert answer("生日 二月三十", mine()).text.startswith("没看懂“二月三十”是哪一天。")
    for said in ("生日 2月30日", "生日 13-1", "生日 农历2月31", "生日 1990年2月30日"):
        assert bare(said, mine()) is not None
        assert answer(said, mine()).text.startswith("没看懂“")
    assert "没有开启生日祝福" in answer("生日 8月15日", mine(customs=Customs())).text
    assert answer("生日 11月20日", mine()).text.endswith("就是今天呀，生日快乐！")


@pytest.mark.parametrize(
    "said",
    [
        "生日快乐", "生日快乐！", "生日 快乐", "祝你生日快乐", "生日蛋糕真好吃", "生日会几点开始", "今天生日",
        "投稿了吗", "投稿截止了", "投稿 好", "我投稿了", "投稿邮箱是多少", "话题挺好", "这个话题挺好", "换个话题吧",
        "话题 大家觉得怎么样？", "话题太沉重了",
    ],
)  # fmt: skip
def test_talk_is_no_order(said: str) -> None:
    """Nobody who says happy birthday is answered by the bot."""
    assert bare(said, mine()) is None


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("生日 8月15日", "birthday"),
        ("生日 取消", "birthday"),
        (f"投稿 {TEXT}", "submit"),
        ("话题 停", "topic"),
        ("话题", "topic"),
    ],
)
def test_orders_are_read_without_calling_the_bot(said: str, command: str) -> None:
    """As members write them."""
    order = bare(said, mine())

    assert order is not None
    assert order.command == command
