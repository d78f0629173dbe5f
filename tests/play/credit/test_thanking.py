"""谢谢 @某人: who is thanked, what it is worth, and when the bot holds its tongue."""

from dataclasses import replace

import pytest

from bot.activities.credit import Credit
from bot.core.effects import Reply
from bot.core.model import MemberId, Profile
from tests.commands.kit import HELPER, HOUR, LI, ZHANG
from tests.play.town import DAY, Town, with_credits

CREDIT = Credit()


def heard(town: Town, text: str, by: MemberId = ZHANG, **fields) -> list[str]:
    """Return what the bot says when that is said, written down."""
    turn = town.take(CREDIT.attend(town.hear(text, by, **fields), town.venue))
    effects = turn.planned if turn else ()
    assert all(isinstance(one, Reply) for one in effects)
    return [one.text for one in effects]


@pytest.mark.parametrize(
    "text",
    [
        "谢谢 @李四",
        "谢谢@李四",
        "谢谢你 @李四 帮我看代码",
        "太感谢 @李四 了",
        "感谢@李四\u2005，问题解决了",
        "多谢，@李四",
        "非常感谢@李四老师",
    ],
)
def test_who_is_named_is_thanked(text: str) -> None:
    """At the beginning of a line, more may stand behind."""
    town = Town()

    assert heard(town, text) == ["张三 谢谢 李四，李四 +2 积分，暖心！"]
    assert (town.balance(LI), town.balance(ZHANG)) == (2, 0)
    assert town.purses[LI].lines[-1].reason == "张三 的感谢"


@pytest.mark.parametrize(
    "text",
    [
        "谢谢",
        "谢谢大家",
        "谢谢李四",
        "谢谢 @张三",
        "谢谢 @赵六",
        "谢谢@李四的朋友圈",
        "@李四 谢谢",
        "不用谢 @李四",
        "我想谢谢 @李四",
        "谢谢 群主",
    ],
)
def test_all_else_is_talk(text: str) -> None:
    """Nobody, oneself, somebody unknown, or not said so."""
    town = Town()

    assert heard(town, text) == []
    assert (town.postings, town.state) == ([], {})


def test_who_wrote_what_is_quoted_is_thanked() -> None:
    """If nothing but thanks is said."""
    town = Town()

    assert heard(town, "谢谢！", quoting=LI) == ["张三 谢谢 李四，李四 +2 积分，暖心！"]
    assert heard(town, "谢谢，不过我觉得不对", MemberId("li"), quoting=ZHANG) == []
    assert heard(town, "谢谢", LI, quoting=LI) == []


def test_several_at_once() -> None:
    """Each once, at most three; the daily limit counts people."""
    town = Town()
    town.profiles |= {MemberId(one): Profile(name=name) for one, name in (("w", "王五"), ("z", "赵六"))}

    assert heard(town, "谢谢 @李四 @王五、@赵六 @李四") == [
        "张三 谢谢 李四、王五、赵六，李四、王五、赵六 +2 积分，暖心！"
    ]
    assert heard(town, "谢谢 @小助") == ["张三，今天的感谢积分已送完（每天 3 次），心意我们都看到了。"]
    assert heard(town, "谢谢 @小助") == []


def test_the_same_person_again_is_told_once() -> None:
    """Then there is silence, until the pause is over."""
    town = Town()
    heard(town, "谢谢 @李四")
    town.now += HOUR

    assert heard(town, "谢谢 @李四") == ["张三，1 天内谢过同一个人就不再加积分了，心意我们都看到了。"]
    assert heard(town, "谢谢 @李四") == []
    town.now += DAY
    assert heard(town, "谢谢 @李四") == ["张三 谢谢 李四，李四 +2 积分，暖心！"]
    assert town.balance(LI) == 4


def test_staff_are_thanked_and_earn_nothing() -> None:
    """Staff may thank, for what members do is worth something to them."""
    town = Town()

    assert heard(town, "谢谢 @小助") == ["张三 谢谢 小助，暖心！"]
    assert heard(town, "谢谢 @张三", HELPER) == ["小助 谢谢 张三，张三 +2 积分，暖心！"]
    assert [one.members for one in town.postings] == [(ZHANG,)]


def test_a_name_that_several_bear_names_nobody() -> None:
    """The longest name wins; nobody is guessed."""
    town = Town()
    town.profiles |= {MemberId("li2"): Profile(name="李四"), MemberId("li3"): Profile(name="李四光")}

    assert heard(town, "谢谢 @李四") == []
    assert heard(town, "谢谢 @李四光") == ["张三 谢谢 李四光，李四光 +2 积分，暖心！"]


def test_who_is_muted_neither_gives_nor_gets() -> None:
    """Nor does what the rules did not look at, an order, a move, or what is said in private."""
    town = Town(muted=frozenset({LI}))

    assert heard(town, "谢谢 @李四") == ["张三 谢谢 李四，暖心！"]
    for fields in ({"is_muted": True}, {"is_judged": False}, {"is_taken": True}, {"is_private": True}):
        assert heard(Town(), "谢谢 @李四", **fields) == []
    assert heard(Town(customs=with_credits(thanks=0)), "谢谢 @李四") == []


def test_a_level_is_told_with_it() -> None:
    """In the same answer, to who reached it."""
    town = Town()
    town.pay(LI, 49)

    assert heard(town, "谢谢 @李四") == [
        "张三 谢谢 李四，李四 +2 积分，暖心！\n李四 升级了，现在是“常客”，恭喜！",
    ]


def test_the_cap_of_the_day_holds() -> None:
    """However many say thanks."""
    town = Town(customs=with_credits(caps={"thanks": 3}))
    givers = [MemberId(f"g{place}") for place in range(3)]
    town.profiles |= {one: Profile(name=f"成员{one}") for one in givers}

    for giver in givers:
        heard(town, "谢谢 @李四", giver)

    assert [one.amount for one in town.postings] == [2, 1]


def test_talk_earns_where_the_room_wants_it() -> None:
    """Once in a pause, for words; silently, up to the cap; not for staff, for noise, for pictures."""
    town = Town(customs=with_credits(talk=3, caps={"talk": 5}))
    said = "这个功能我昨天试过"

    assert heard(town, said) == []
    assert heard(town, said) == []
    assert town.balance() == 3
    town.now += HOUR
    assert heard(town, "哈哈") == heard(town, "！！！！！！") == []
    heard(town, said, HELPER)
    heard(town, said, kind="image")
    assert town.balance() == 3
    heard(town, said)
    town.now += HOUR
    heard(town, said)
    assert [one.amount for one in town.postings] == [3, 2]
    assert CREDIT.attend(replace(town.hear(said)), Town().venue) is None


def test_where_the_bot_cannot_post_credits_come_in_silence() -> None:
    """No owner is asked to say it; limits are not told either."""
    town = Town()
    for _ in range(2):
        turn = town.take(CREDIT.attend(town.hear("谢谢 @李四"), replace(town.venue, speaks=False)))
        assert turn is not None
        assert turn.planned == ()

    assert town.balance(LI) == 2


def test_who_left_is_thanked_and_earns_nothing() -> None:
    """Credits are for who is here."""
    town = Town()
    town.profiles[LI] = replace(town.profiles[LI], left_at=town.now)

    assert heard(town, "谢谢 @李四") == ["张三 谢谢 李四，暖心！"]
    assert town.postings == []
