"""Owners run a lottery in words; members look through it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import all_commands, grammars
from bot.core.actions import Action
from bot.core.coding import encoded
from bot.core.effects import Attach
from bot.core.model import Profile, RoomId
from bot.core.plays import Phase, PlayChange
from bot.core.vouchers import Claim
from bot.orders.reading import read
from bot.play.lottery.terms import index_of
from bot.play.lottery.vouchers import remembering, voucher_with
from tests.commands.kit import NAMES, OWNER, ZHANG, ZONE, answer, hall, member_hall, preview, read_order
from tests.play.lotteries_kit import NUMBER, PRIZES, begun, closed, draw, entered, heard, member, salted, stored, venue
from tests.play.lotteries_kit import SETUP as GIVEN
from tests.values import ROOM, T0, message

ORDER = "抽奖 年会 一等奖 耳机 1 二等奖 书签 3 口令 我要中奖 明天20:00"
PEOPLE = {member(n): Profile(name=f"成员{'甲乙丙丁戊己庚辛'[n]}") for n in range(8)}


def there(**fields):
    """Return a hall in which a lottery was drawn."""
    play = salted(closed(entered(begun(), [heard(n, "我要中奖", timedelta(seconds=n)) for n in range(8)])), {1: "盐"})
    turn = draw(play)
    state = remembering(venue(), *turn.states).state
    known = {who: Profile(name=name) for who, name in NAMES.items()} | PEOPLE
    return hall(**{"plays": {NUMBER: turn.plays[0]}, "state": state, "profiles": known, **fields})


def test_the_preview_shows_everything_and_opening_says_it_to_all() -> None:
    """What was written and what was not."""
    shown = preview(ORDER)
    for said in (
        "年会",
        "一等奖·耳机 1 份；二等奖·书签 3 份",
        "我要中奖",
        "11月21日 20:00",
        "3 天内",
        "30 天内没有中过奖",
    ):
        assert said in shown

    given = answer(ORDER)
    (change,) = given.plays
    assert change.before is None
    assert change.after.number == 60
    assert change.after.body.terms.prizes == PRIZES
    assert change.after.body.terms.commitment in given.planned[0].effect.text
    assert change.after.body.secret not in shown + given.text + given.planned[0].effect.text


def test_what_is_missing_is_as_usual() -> None:
    """Ten minutes, the usual word, and it stands in the preview."""
    shown = preview("抽奖 书签 3")
    assert "口令：参加抽奖" in shown
    assert "截止：10:10" in shown
    assert preview("抽奖") == ""
    assert "例如" in answer("抽奖").text


@pytest.mark.parametrize("order", ["抽奖 书签 3 口令 签到", "抽奖 书签 3 口令 帮助", "抽奖 口令 冲"])
def test_what_cannot_be_is_refused_with_an_example(order: str) -> None:
    """A word that is an order already; no prize at all."""
    assert preview(order) == ""
    assert answer(order).plays == ()
    assert "例如" in answer(order).text


@pytest.mark.parametrize(
    ("when", "closes"),
    [
        *(("今天", "20:00"), ("今晚", "20:00"), ("今晚8点", "20:00"), ("半小时", "10:30"), ("10分钟后开奖", "10:10")),
        *(
            ("明天", "11月21日 20:00"),
            ("明早", "11月21日 08:00"),
            ("下周五", "11月27日 20:00"),
            ("后天 9:30", "11月22日 09:30"),
        ),
    ],
)
def test_it_closes_when_people_mean(when: str, closes: str) -> None:
    """A day without an hour is its evening; nobody draws at midnight."""
    assert f"截止：{closes}\n" in preview(f"抽奖 3个红包 {when}")


@pytest.mark.parametrize(
    ("when", "why"),
    [
        *((when, f"“{when}”不能当截止时间") for when in ("昨天8点", "25点", "2月30日", "8点", "100天")),
        *(
            ("2026年12月31日 20:00", "截止时间太远了，最多 30 天，也就是 12月20日 10:00 以前。"),
            ("30秒", "截止时间太近"),
        ),
    ],
)
def test_a_time_that_cannot_be_is_told(when: str, why: str) -> None:
    """It is neither a prize nor ten minutes from now."""
    assert preview(f"抽奖 3个红包 {when}") == ""
    assert answer(f"抽奖 3个红包 {when}").text.startswith(why)


def test_what_does_not_fit_into_one_message_is_not_opened() -> None:
    """Else the end of the announcement, with the commitment, would be cut off."""
    order = f"抽奖 {' '.join(f'定制的第{n}号长长长长长长长长长长长长长长长长长奖品 2' for n in range(18))}"
    assert preview(order) == ""
    assert (answer(order).plays, answer(order).text[:4]) == ((), "写得太长")


def test_calling_it_off_is_previewed() -> None:
    """And done."""
    open_hall = hall(plays={NUMBER: begun()})
    assert "将取消抽奖“年会”（编号 12）" in preview("抽奖 取消 12", open_hall)
    assert answer("抽奖 取消 12", open_hall).plays[0].after.is_over
    assert answer("抽奖 取消 99", open_hall).plays == ()


def test_the_number_of_a_lottery_takes_its_opening_back() -> None:
    """The announcement shows that number, the answer to the owner the one behind; one whose opening is unknown is named."""
    play = begun()
    opening = Action(
        number=13,
        room=ROOM.id,
        at=T0,
        by=OWNER,
        command="lottery",
        said="抽奖",
        plays=(PlayChange(before=None, after=play),),
    )
    room = hall(plays={NUMBER: play}, actions={13: opening})

    taken = answer("撤销 12", room)
    assert (taken.undoes, [one.after.phase for one in taken.plays]) == ((13,), [Phase.CANCELLED])
    assert answer("撤销 12", replace(room, actions={})).text == (
        "编号 12 是“年会”，不是一条指令；要停掉它，请发“抽奖 取消 12”；要撤销哪条指令，请发它后面的撤销码。"
    )


def test_ending_early_only_closes() -> None:
    """The draw follows by itself; salts cannot be cut short."""
    running = entered(begun(), [heard(1, "我要中奖", timedelta(seconds=1))])
    room = hall(plays={NUMBER: running}, now=T0 + timedelta(minutes=2))
    (change,) = answer("开奖 12", room).plays
    assert change.after.body.closes_at == room.now
    assert change.after.due_at == room.now + timedelta(seconds=10)
    assert "已有 1 人报名" in preview("开奖", room)

    sealing = hall(plays={NUMBER: change.after}, now=room.now + timedelta(seconds=5))
    for order in ("开奖 12", "开奖 12 3021.55"):
        assert preview(order, sealing) == ""
        assert (answer(order, sealing).plays, answer(order, sealing).text[:13]) == ((), "“年会”已经截止，正在封存")

    salting = hall(plays={NUMBER: closed(running)})
    assert answer("开奖 12", salting).plays == ()
    assert "加盐" in answer("开奖 12", salting).text


def test_a_value_of_drand_must_be_one() -> None:
    """64 hex digits; the preview says where it can be checked."""
    running = closed(entered(begun(setup=replace(GIVEN, source="drand")), [heard(1, "我要中奖", timedelta(seconds=1))]))
    room = hall(plays={NUMBER: running})

    assert answer("开奖 12 3021.55", room).plays == ()
    assert "api.drand.sh" in preview(f"开奖 12 {'AB' * 32}", room)
    (change,) = answer(f"开奖 12 {'AB' * 32}", room).plays
    assert change.after.body.value == "ab" * 32
    assert change.after.due_at == room.now


def test_drawing_again_names_who_loses_and_who_gets_it() -> None:
    """By number and name; what is not a winner's is refused with the winners' names."""
    room = there()
    name = next(PEOPLE[one.member].name for one in [voucher_with(room.state, "12-1")])
    assert f"将收回{name}在“年会”" in preview(f"重抽 12 {name} 没来领奖", room)
    given = answer(f"重抽 12 {name} 没来领奖", room)
    assert "没有送出（没来领奖）" in given.planned[0].effect.text
    assert given.plays[0].after.body.redrawn[0].reason == "没来领奖"
    index = index_of(voucher_with(room.state, "12-1").member, room.plays[NUMBER].body)
    assert preview(f"重抽 12 第{index}号 没来领奖", room) == preview(f"重抽 12 {name} 没来领奖", room)
    assert answer("重抽 12", room).text.startswith("要重抽谁的奖品？")
    assert preview("重抽 12 张三", room) == ""
    assert "能重抽的是" in answer("重抽 12 张三", room).text


def test_handing_over_by_code_is_previewed_and_once() -> None:
    """The second time it is refused."""
    room = there()
    one = voucher_with(room.state, "12-1")
    assert f"将把一等奖·耳机（年会）交给{PEOPLE[one.member].name}" in preview(f"兑奖 {one.code}", room)

    given = answer(f"兑奖 {one.code}", room)
    after = replace(room, state={**room.state, given.states[0].key: given.states[0].after})
    assert voucher_with(after.state, "12-1").claim is Claim.CLAIMED
    assert voucher_with(after.state, "12-1").by == "owner"
    assert answer(f"兑奖 {one.code}", after).states == ()
    assert "已领取" in answer(f"兑奖 {one.code}", after).text
    assert answer("兑奖 000000", room).states == ()


def test_a_long_list_of_prizes_fits_into_one_message() -> None:
    """What does not is counted, and stands in the table."""
    room = there()
    one = voucher_with(room.state, "12-1")
    many = {
        f"voucher:12-{n}": encoded(replace(one, id=f"12-{n}", what="一件名字很长很长的定制纪念礼品" * 3))
        for n in range(60)
    }
    text = answer("兑奖", replace(room, state=many)).text

    assert len(text.encode()) <= 1_900
    assert f"还有 {60 - text.count(one.code)} 份，发“兑奖 导出”看全部。" in text


def test_after_its_time_nothing_is_handed_over() -> None:
    """What can be done instead is said."""
    room = there(now=T0 + timedelta(days=10))
    given = answer(f"兑奖 {voucher_with(room.state, '12-1').code}", room)
    assert given.states == ()
    assert "重抽" in given.text


def test_members_see_their_own_and_hand_over_nothing() -> None:
    """In private; a code of somebody else does them no good."""
    room = there()
    one, other = voucher_with(room.state, "12-1"), voucher_with(room.state, "12-2")
    winner = replace(room, by=one.member, role=room.room.role(one.member))

    mine = answer("兑奖", winner)
    assert mine.private
    assert one.code in mine.text
    assert other.code not in mine.text
    assert answer(f"兑奖 {other.code}", winner).states == ()
    assert answer("兑奖", member_hall(state=room.state)).text == "你现在没有没领的奖品。"


def test_codes_are_not_shown_where_everybody_reads() -> None:
    """Whom the bot cannot tell in private must ask it there."""
    room = there(whispers=lambda _: False)
    code = voucher_with(room.state, "12-1").code
    private = replace(room, message=message("…", sender="owner", room=RoomId("private:owner")))

    assert code not in answer("兑奖", room).text
    assert code in answer("兑奖", private).text
    in_the_open = there(policy=replace(room.policy, private=False))
    assert code not in answer("兑奖", in_the_open).text


def test_the_table_is_a_file_for_who_is_in_charge() -> None:
    """All prizes, in private."""
    given = answer("兑奖 导出", there())
    file = given.planned[0].effect
    assert isinstance(file, Attach)
    assert file.to == "owner"
    assert file.content.count("待领取") == 4


def test_anybody_may_verify() -> None:
    """The number is that of the lottery; an unknown one names those there are."""
    room = there(by=ZHANG)
    assert "全部对得上" in answer("验证 12", room).text
    assert "全部对得上" in answer("验证", room).text
    assert "12 年会" in answer("验证 13", room).text
    assert answer("验证 12", hall()).text == "没有可以验证的抽奖。"


def test_an_answer_shows_no_account() -> None:
    """Not of winners whose name nobody told either."""
    room = there(by=ZHANG, profiles={})
    assert "依次得奖：一位群友、一位群友" in answer("验证 12", room).text


TALK = (
    "验证码是多少", "验证一下", "验证码 123456", "验证失败", "这个验证过吗", "兑奖了吗", "兑奖中心在哪", "领奖在哪里", "领奖啦", "领奖台",
    "抽奖什么时候", "开奖了", "开奖了吗", "我想重抽", "怎么兑奖",
)  # fmt: skip


@pytest.mark.parametrize("said", TALK)
def test_talk_about_it_is_no_order(said: str) -> None:
    """Nobody called the bot."""
    assert read(said, grammars=grammars(), people=(), now=T0, zone=ZONE) is None


@pytest.mark.parametrize("said", ["验证", "验证！", "领奖 地址", "兑奖 一等奖", "开奖 啦"])
def test_a_word_alone_or_with_something_else_is_talk(said: str) -> None:
    """Unless the bot was called; a number or a code makes it an order."""
    order = read_order(said, hall())
    assert all_commands()[order.command].is_talk(order)


@pytest.mark.parametrize(
    "said", ["验证 12", "开奖", "开奖 12", "兑奖", "领奖", "兑奖 482913", "兑奖 12-1", "兑奖 导出"]
)
def test_what_says_enough_is_an_order(said: str) -> None:
    """Though nobody called the bot."""
    order = read_order(said, hall())
    assert not all_commands()[order.command].is_talk(order)


def test_a_restart_between_draw_and_redraw_changes_nothing() -> None:
    """The same play read from the store gives the same next winner."""
    room = there()
    name = PEOPLE[voucher_with(room.state, "12-1").member].name
    again = replace(room, plays={NUMBER: stored(room.plays[NUMBER])})

    said = answer(f"重抽 12 {name}", room).planned[0].effect.text
    assert answer(f"重抽 12 {name}", again).planned[0].effect.text == said


def test_of_several_lotteries_the_number_is_asked_for() -> None:
    """取消抽奖 in one breath calls off the only one; of two it asks which."""
    one = begun()
    two = replace(one, number=NUMBER + 1, title="周会")

    assert answer("取消抽奖", hall(plays={NUMBER: one})).plays[0].after.phase is Phase.CANCELLED
    assert answer("取消抽奖", hall(plays={NUMBER: one, two.number: two})).text == (
        f"有几个抽奖在进行，请写编号，例如：抽奖 取消 {two.number}\n· {two.number} 周会\n· {NUMBER} {one.title}"
    )
    picked = answer(f"取消抽奖 {two.number}", hall(plays={NUMBER: one, two.number: two}))
    assert [change.after.number for change in picked.plays] == [two.number]
    assert answer("取消抽奖", hall()).text == "没有找到正在进行的抽奖。"
