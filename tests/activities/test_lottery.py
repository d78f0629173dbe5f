"""A lottery as members and owners live through it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.credits import Purse, balances
from bot.core.effects import Reply, Say, Tell
from bot.core.justice.paying_back import chain_of, turned
from bot.core.model import Role
from bot.core.plays import Phase
from bot.play.lottery.drawing import hash_of, list_text, published_at
from bot.play.lottery.opening import opened
from bot.play.lottery.terms import LATE, Conditions, Stage, lots_of
from bot.play.venue import Venue
from bot.storage.booking import by_message
from tests.activities.quiz_kit import CAPITAL
from tests.activities.quiz_kit import play as quiz_play
from tests.play.lotteries_kit import (
    CLOSES,
    LOTTERY,
    NUMBER,
    SETUP,
    after,
    begun,
    closed,
    draw,
    drawn,
    entered,
    heard,
    member,
    salted,
    venue,
    weighted,
)
from tests.values import ROOM, T0

SECOND = timedelta(seconds=1)


def alone(there: Venue) -> Venue:
    """Return `there` where nobody can be told anything in private."""
    return replace(there, whispers=lambda _: False)


def rich(there: Venue, credits_of: int = 500) -> Venue:
    """Return `there` where everybody has credits."""
    purse = Purse(balance=credits_of, earned=credits_of)
    return replace(there, purses={member(n): purse for n in range(30)})


@pytest.mark.parametrize("said", ["我要中奖", "我要中奖！", " 我要中奖。", "我要 中奖~"])
def test_the_word_enters_however_it_is_typed(said: str) -> None:
    """Blanks and marks make no difference, and nothing is said for every single one."""
    turn = LOTTERY.hear(begun(), heard(1, said, SECOND), venue())

    assert list(turn.plays[0].body.entries) == [member(1)]
    assert turn.planned == ()


@pytest.mark.parametrize("said", ["我要中奖了吗", "我也想要中奖", "参加", "谁要中奖", "我要中奖哈哈哈", "加盐 早了"])
def test_talk_enters_nobody(said: str) -> None:
    """It is neither heard nor spared by the rules of pace."""
    play, one = begun(), heard(1, said, SECOND)

    assert LOTTERY.hear(play, one, venue()) is None
    assert not LOTTERY.concerns(play, one, venue())


def test_a_word_is_a_move_only_once() -> None:
    """Who shouts it again and again floods; who was refused, too."""
    play, one = begun(), heard(1, "我要中奖", SECOND)
    assert LOTTERY.concerns(play, one, venue())

    entered_once = entered(play, [one])
    assert not LOTTERY.concerns(entered_once, heard(1, "我要中奖", 2 * SECOND), venue())


def test_news_is_merged_and_not_too_often() -> None:
    """One word for all after a minute; the next ten minutes after that."""
    play = begun(setup=replace(SETUP, closes_at=T0 + timedelta(hours=2)))
    play = entered(play, [heard(n, "我要中奖", n * SECOND) for n in range(8)])
    assert play.due_at == T0 + timedelta(minutes=1)

    turn = LOTTERY.tick(play, venue(play.due_at))
    assert [one.text for one in turn.planned] == [
        "“年会”新报名 8 人（成员3、成员4、成员5、成员6、成员7等），现在共 8 人。12:00 截止，发“我要中奖”参加。"
    ]
    play = entered(turn.plays[0], [heard(9, "我要中奖", timedelta(seconds=90))])
    assert play.due_at == T0 + timedelta(minutes=11)


REFUSED = [
    (Conditions(days=200), {}, "要求入群满 200 天，你入群 100 天"),
    (Conditions(credits=10), {}, "要求累计得过 10 积分，你得过 0"),
    (Conditions(checked_in=True), {}, "要今天签过到才能参加，请先发“签到”再来报名"),
    (Conditions(quiz=5), {}, "要求本月答题得过 5 分，你得过 0"),
    (Conditions(invited=2), {}, "要求邀请过 2 人入群，我记得的有 0 人"),
    (
        Conditions(not_won=timedelta(days=30)),
        {"state": {"lottery-won:m1": int(T0.timestamp()) - 86400}},
        "30 天内中过奖",
    ),
    (Conditions(), {"room": replace(ROOM, roles={member(1): Role.STAFF})}, "管理人员不参加抽奖"),
]


@pytest.mark.parametrize(("asked", "there", "why"), REFUSED, ids=[why[:8] for *_, why in REFUSED])
def test_who_may_not_enter_is_told_why_once(asked, there, why) -> None:
    """In private; saying it again brings no second word."""
    play = begun(setup=replace(SETUP, conditions=asked))
    turn = LOTTERY.hear(play, heard(1, "我要中奖", SECOND), venue(**there))

    (told,) = turn.planned
    assert isinstance(told, Tell)
    assert why in told.text
    assert turn.plays[0].body.entries == {}
    assert LOTTERY.hear(turn.plays[0], heard(1, "我要中奖", 2 * SECOND), venue(**there)).planned == ()


def test_who_cannot_be_told_in_private_is_told_with_the_others() -> None:
    """In the one line of the news, with the reason once."""
    play = begun(setup=replace(SETUP, conditions=Conditions(credits=10)))
    for n in (1, 2):
        play = after(play, LOTTERY.hear(play, heard(n, "我要中奖", SECOND), alone(venue())))

    turn = LOTTERY.tick(play, venue(play.due_at))

    assert [one.text for one in turn.planned] == ["“年会”没有报上的：成员1、成员2（要求累计得过 10 积分，你得过 0）。"]


def test_conditions_that_are_met_let_in() -> None:
    """Checked in today, enough credits, enough quiz, long enough here."""
    asked = Conditions(days=30, credits=10, checked_in=True, quiz=5)
    purse = Purse(balance=10, earned=10, month="2026-11", in_month={"quiz": 5})
    there = venue(purses={member(1): purse}, state={"checkin:m1": {"last": "2026-11-20"}})

    turn = LOTTERY.hear(begun(setup=replace(SETUP, conditions=asked)), heard(1, "我要中奖", SECOND), there)

    assert list(turn.plays[0].body.entries) == [member(1)]


def test_the_best_of_the_last_round_may_enter() -> None:
    """Those who share the last place too; others are told."""
    items = tuple(
        replace(one, given={member(n): (points, 0, "") for n, points in given.items()})
        for one, given in zip(quiz_play(CAPITAL, CAPITAL).body.items, ({1: 9, 2: 5, 3: 5}, {4: 2}), strict=True)
    )
    round_ = quiz_play(CAPITAL, CAPITAL)
    over = replace(round_, phase=Phase.CLOSED, number=5, body=replace(round_.body, items=items, place=2))
    play, there = begun(setup=replace(SETUP, conditions=Conditions(top=2))), venue(plays={5: over})

    for n in range(1, 6):
        play = after(play, LOTTERY.hear(play, heard(n, "我要中奖", n * SECOND), there))

    assert list(play.body.entries) == [member(1), member(2), member(3)]
    assert play.body.refusals[member(4)] == "要求在上一轮答题里进前 2 名"


def test_too_late_is_too_late_by_the_platforms_clock() -> None:
    """What was received before the end counts though it arrives after; what came at the end does not."""
    in_time = heard(1, "我要中奖", CLOSES - T0 - timedelta(milliseconds=1))
    late = heard(2, "我要中奖", CLOSES - T0)
    play = entered(begun(), [late, in_time], venue(CLOSES + SECOND))

    assert list(play.body.entries) == [member(1)]


def test_tickets_cost_credits_up_to_a_cap() -> None:
    """The first is free; what goes beyond the cap costs nothing."""
    play, there = begun(setup=weighted(60)), rich(venue())
    turn = LOTTERY.hear(play, heard(1, "参加 50", SECOND), there)
    more = LOTTERY.hear(turn.plays[0], heard(1, "我要中奖 50", 2 * SECOND), there)

    assert [one.amount for one in (*turn.postings, *more.postings)] == [50, 10]
    assert {one.source for one in turn.postings} == {"lottery"}
    assert more.plays[0].body.entries[member(1)].split()[1] == "61"
    assert LOTTERY.hear(more.plays[0], heard(1, "参加 5", 3 * SECOND), there).postings == ()


def test_who_has_too_little_pays_nothing() -> None:
    """And is told what is missing."""
    turn = LOTTERY.hear(begun(setup=weighted()), heard(1, "参加 50", SECOND), rich(venue(), 20))

    assert turn.postings == ()
    assert "积分不够：要 50，你有 20" in turn.planned[0].text


@given(buys=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 60)), max_size=12))
def test_calling_it_off_gives_everything_back(buys) -> None:
    """The ledger of entering and calling off is empty, however often and how much each bought."""
    play, there, postings = begun(setup=weighted()), rich(venue()), []
    for place, (who, tickets) in enumerate(buys):
        turn = LOTTERY.hear(play, heard(who, f"参加{tickets}", place * SECOND), there)
        play, postings = after(play, turn), [*postings, *turn.postings]

    turn = LOTTERY.cancel(play, venue(T0 + timedelta(minutes=5)))

    assert turn.plays[0].phase is Phase.CANCELLED
    assert sum(balances(postings).values()) == 0
    assert set(balances([*postings, *turn.postings]).values()) <= {0}
    assert sorted(one.reverses for one in turn.postings) == sorted(one.id for one in postings)


def test_calling_it_off_again_gives_everything_back_again() -> None:
    """Each time by other postings: an id is booked once. What was given back is not given back twice."""
    bought = LOTTERY.hear(begun(setup=weighted()), heard(1, "参加 50", SECOND), rich(venue()))
    before, books = bought.plays[0], [*bought.postings]

    def there(number: int) -> Venue:
        return venue(T0 + timedelta(minutes=number - 60), number=number, postings=by_message(books))

    off = LOTTERY.cancel(before, there(61))
    books += off.postings
    assert LOTTERY.cancel(before, there(62)).postings == ()
    books.append(turned(chain_of(off.postings[0], there(62).postings), at=T0, reason="撤销", action=62))
    assert not LOTTERY.revert(before, off.plays[0], off.plays[0], there(62)).plays[0].is_over

    books += LOTTERY.cancel(before, there(63)).postings
    assert len({one.id for one in books}) == len(books) == 4
    assert set(balances(books).values()) == {0}


def test_calling_it_off_may_be_taken_back_and_that_again() -> None:
    """Whatever people did meanwhile: it is off in the end, and everybody has back what they spent."""
    bought = LOTTERY.hear(begun(setup=weighted()), heard(1, "参加 50", SECOND), rich(venue()))
    before, books = bought.plays[0], [*bought.postings]
    off = LOTTERY.cancel(before, venue(number=61, postings=by_message(books)))
    books += off.postings
    books.append(turned(chain_of(off.postings[0], by_message(books)), at=T0, reason="撤销", action=62))
    on = LOTTERY.revert(before, off.plays[0], off.plays[0], venue(number=62)).plays[0]
    more = LOTTERY.hear(on, heard(2, "参加 5", 9 * SECOND), rich(venue()))
    books += more.postings

    again = LOTTERY.revert(off.plays[0], on, more.plays[0], venue(number=63, postings=by_message(books)))

    assert again.plays[0].phase is Phase.CANCELLED
    assert set(balances([*books, *again.postings]).values()) == {0}


def test_who_was_left_out_of_the_list_gets_their_credits_back_once() -> None:
    """Calling it off afterwards gives back what the others spent."""
    play = begun(setup=weighted())
    for n in (1, 2):
        play = after(play, LOTTERY.hear(play, heard(n, "参加5", n * SECOND), rich(venue())))

    turn = LOTTERY.tick(play, venue(CLOSES + LATE, is_muted=lambda who: who == member(2)))
    off = LOTTERY.cancel(turn.plays[0], venue(CLOSES + 2 * LATE))

    assert [one.credit for one in (*turn.postings, *off.postings)] == [member(2), member(1)]


def test_who_left_meanwhile_is_not_in_the_list() -> None:
    """They get back what they spent."""
    play = begun(setup=weighted())
    for n in (1, 2):
        play = after(play, LOTTERY.hear(play, heard(n, "参加5", n * SECOND), rich(venue())))

    there = venue(CLOSES + LATE)
    gone = replace(there.profiles[member(2)], left_at=T0 + timedelta(minutes=1))
    back = replace(there.profiles[member(1)], left_at=T0 - timedelta(minutes=1))  # who was not seen to come again
    turn = LOTTERY.tick(play, replace(there, profiles={**there.profiles, member(1): back, member(2): gone}))

    assert list(turn.plays[0].body.entries) == [member(1)]
    assert [(one.credit, one.amount) for one in turn.postings] == [(member(2), 5)]


def test_nobody_entered_is_said_kindly() -> None:
    """It is over, without a draw."""
    turn = LOTTERY.tick(begun(), venue(CLOSES + LATE))

    assert turn.plays[0].is_over
    assert turn.planned[0].effect.text == "“年会”到时间了，没有人报名，这次就不开奖了。奖品留着，下次再来。"


def test_who_was_muted_meanwhile_is_not_in_the_list() -> None:
    """They get back what they spent."""
    play = begun(setup=weighted())
    for n in (1, 2):
        play = after(play, LOTTERY.hear(play, heard(n, "参加5", n * SECOND), rich(venue())))

    turn = LOTTERY.tick(play, venue(CLOSES + LATE, is_muted=lambda who: who == member(2)))

    assert list(turn.plays[0].body.entries) == [member(1)]
    assert [(one.credit, one.amount) for one in turn.postings] == [(member(2), 5)]


def test_closing_publishes_hash_and_count() -> None:
    """With what is asked of everybody now."""
    play = entered(begun(), [heard(n, "我要中奖", n * SECOND) for n in range(3)])
    turn = LOTTERY.tick(play, venue(CLOSES + LATE))

    text, body = turn.planned[0].effect.text, turn.plays[0].body
    assert body.stage is Stage.FROZEN
    assert body.list_hash in text
    assert "共 3 人" in text
    assert "加盐" in text


def test_without_salt_nothing_is_drawn() -> None:
    """It waits, says so once, and draws three minutes after the first salt."""
    play = closed(entered(begun(), [heard(1, "我要中奖", SECOND)]))
    waiting = draw(play)
    assert not waiting.plays[0].is_over
    assert "还没有人加盐" in waiting.planned[0].text

    late = heard(4, "加盐 来了", timedelta(hours=3))
    play = entered(waiting.plays[0], [late])
    assert play.due_at == T0 + timedelta(hours=3, minutes=3) + LATE
    assert LOTTERY.tick(play, venue(play.due_at)).plays[0].is_over


@pytest.mark.parametrize("who", ["owner", "early"])
def test_a_salt_that_could_steer_does_not_count(who: str) -> None:
    """Of who runs the room, or of before the list was published."""
    play = closed(entered(begun(), [heard(1, "我要中奖", SECOND)]))
    at = play.body.frozen_at - T0 + SECOND
    one = heard(2, "加盐 甲", at if who == "owner" else -SECOND + play.body.frozen_at - T0)
    there = venue(room=replace(ROOM, roles={member(2): Role.OWNER})) if who == "owner" else venue()

    assert entered(play, [one], there).body.salts == {}


def test_a_named_value_is_waited_for_and_the_owner_reminded() -> None:
    """A member may bring it; it counts once who is in charge said 开奖."""
    play = closed(
        entered(
            begun(setup=replace(SETUP, source="index", named="上证指数收盘价2026-11-23")),
            [heard(1, "我要中奖", SECOND)],
        )
    )
    reminded = LOTTERY.tick(play, venue(play.due_at))
    assert isinstance(reminded.planned[0], Tell)
    assert reminded.plays[0].due_at > play.due_at

    brought = LOTTERY.hear(play, heard(2, "随机数 3021.55", timedelta(days=2)), venue())
    assert isinstance(brought.planned[0], Reply)
    assert "开奖 12 3021.55" in brought.planned[0].text
    assert not brought.plays[0].is_over
    assert LOTTERY.hear(brought.plays[0], heard(3, "随机数 3021.55", timedelta(days=2)), venue()) is None


def test_values_of_members_are_passed_on_once_and_not_without_end() -> None:
    """Nobody lets the bot talk on and on, and nobody floods unpunished by making values up."""
    setup = replace(SETUP, source="index", named="上证指数")
    play = closed(entered(begun(setup=setup), [heard(1, "我要中奖", SECOND)]))
    told = []
    for place in range(40):
        one = heard(place % 15, f"随机数 {place % 20}", CLOSES - T0 + (20 + place) * SECOND)
        turn = LOTTERY.hear(play, one, venue(one.at))
        assert LOTTERY.concerns(play, one, venue(one.at)) is (turn is not None)
        told += [] if turn is None else [turn.planned[0].to]
        play = after(play, turn)
    assert told == [member(n) for n in range(10)]


@pytest.mark.parametrize("away", [timedelta(seconds=20), timedelta(days=2)])
def test_what_was_said_in_time_while_nobody_listened_still_counts(away) -> None:
    """Entries and salts: the end is put off a little, once, when the bot comes back after it."""
    back = CLOSES + LATE + away
    waiting = after(begun(), LOTTERY.tick(begun(), venue(back)))
    play = entered(waiting, [heard(n, "我要中奖", n * SECOND) for n in range(2)], venue(back + SECOND))
    assert (play.due_at > back, LOTTERY.tick(play, venue(back + 2 * SECOND)).planned) == (True, ())
    play = after(play, LOTTERY.tick(play, venue(back + 10 * SECOND)))
    assert (play.body.stage, len(play.body.entries)) == (Stage.FROZEN, 2)

    again = play.body.salts_until + LATE + away
    play = after(play, LOTTERY.tick(play, venue(again)))
    play = entered(play, [heard(1, "加盐 晚到", play.body.frozen_at - T0 + SECOND)], venue(again + SECOND))
    assert not play.is_over
    assert after(play, LOTTERY.tick(play, venue(again + 10 * SECOND))).is_over


def test_a_round_that_is_public_when_the_list_is_closed_is_not_used() -> None:
    """Who runs the bot could choose the list by it: the bot was away, and names one that nobody knows."""
    play = entered(begun(setup=replace(SETUP, source="drand")), [heard(1, "我要中奖", SECOND)])
    in_time = LOTTERY.tick(play, venue(play.due_at)).plays[0].body
    late = CLOSES + timedelta(minutes=2)
    turn = LOTTERY.tick(after(play, LOTTERY.tick(play, venue(late))), venue(late + 10 * SECOND))

    assert in_time.terms == play.body.terms
    body, text = turn.plays[0].body, turn.planned[0].effect.text
    assert published_at(int(body.terms.named)) > (late + 60 * SECOND).timestamp()
    assert f"原定的第 {play.body.terms.named} 轮" in text
    assert f"改用还没有公布的第 {body.terms.named} 轮" in text
    assert body.list_hash == hash_of(list_text(body.terms, lots_of(body)))


def test_after_the_draw_nothing_is_taken_back() -> None:
    """Neither the opening nor the closing; 重抽 is named as the way."""
    play = drawn()

    for before in (None, begun()):
        turn = LOTTERY.revert(before, begun(), play, venue())
        assert turn.plays == ()
        assert "重抽 12 名字 原因" in turn.refused
    assert LOTTERY.cancel(play, venue()).refused


def test_taking_back_the_opening_calls_it_off() -> None:
    """Also when people entered since."""
    play = entered(begun(), [heard(1, "我要中奖", SECOND)])
    turn = LOTTERY.revert(None, begun(), play, venue())

    assert turn.plays[0].phase is Phase.CANCELLED
    assert isinstance(turn.planned[0], Say)


def test_taking_back_an_early_end_keeps_who_entered_since() -> None:
    """The old end holds again."""
    before = entered(begun(), [heard(1, "我要中奖", SECOND)])
    body = replace(before.body, closes_at=T0 + 60 * SECOND)
    ordered = replace(before, body=body, due_at=body.due_at)
    play = entered(ordered, [heard(2, "我要中奖", 30 * SECOND)])

    turn = LOTTERY.revert(before, ordered, play, venue(T0 + 40 * SECOND))

    assert turn.plays[0].body.closes_at == CLOSES
    assert list(turn.plays[0].body.entries) == [member(1), member(2)]


def test_one_asks_for_ones_number() -> None:
    """In private where that can be done, else in one line without a secret."""
    play = entered(begun(), [heard(1, "我要中奖", SECOND)])
    turn = LOTTERY.hear(play, heard(1, "我的抽奖号", 5 * SECOND), venue())
    public = LOTTERY.hear(play, heard(2, "我的抽奖号？", 5 * SECOND), alone(venue()))

    assert turn.planned == (
        Tell(room=ROOM.id, to=member(1), text="“年会”（编号 12）：你是第 1 号，1 张签；报名还没有截止，序号可能变动。"),
    )
    assert public.planned == (Reply(room=ROOM.id, to=member(2), text="“年会”（编号 12）的名单里没有你。"),)


def test_of_several_lotteries_one_reads_all_ones_numbers() -> None:
    """One line each, whichever hears it."""
    first = entered(begun(), [heard(1, "我要中奖", SECOND)])
    second = replace(begun(), number=13, title="周末")
    turn = LOTTERY.hear(first, heard(1, "我的抽奖号", 5 * SECOND), venue(plays={12: first, 13: second}))

    lines = turn.planned[0].text.split("\n")
    assert [line.partition("，")[0] for line in lines] == [
        "“年会”（编号 12）：你是第 1 号",
        "“周末”（编号 13）的名单里没有你。",
    ]


def test_a_message_buys_tickets_once() -> None:
    """Though it be told twice."""
    one, there = heard(1, "参加 50", SECOND), rich(venue())
    turn = LOTTERY.hear(begun(setup=weighted()), one, there)
    again = LOTTERY.hear(turn.plays[0], one, there)

    assert (again.plays, again.postings, again.planned) == ((), (), ())


def test_two_lotteries_with_one_word_cannot_be_open() -> None:
    """The second is refused and told how to be told apart."""
    there = venue(plays={NUMBER: begun()})

    assert "“我要中奖”" in opened(SETUP, member(0), replace(there, number=13)).refused
    assert not opened(replace(SETUP, word="冲"), member(0), replace(there, number=13)).refused


def test_winners_who_cannot_be_told_are_passed_on_to_the_owner() -> None:
    """With their codes, in private; the group sees none."""
    play = salted(closed(entered(begun(), [heard(1, "我要中奖", SECOND)])), {1: "盐"})
    turn = LOTTERY.tick(play, alone(venue(play.due_at)))

    public, told = turn.planned
    code = turn.states[0].after["code"]
    assert told.to == "owner"
    assert f"成员1：一等奖·耳机，领奖码 {code}" in told.text
    assert code not in public.effect.text


def test_a_thousand_entries_are_counted_in_receive_order() -> None:
    """However they arrive: the list is that of the platform's times."""
    words = [heard(n, "我要中奖", timedelta(milliseconds=n * 7919 % 100_003)) for n in range(1_000)]
    play = entered(begun(), words, venue())

    indexes = [one.split()[0] for one in play.body.entries.values()]
    assert len(indexes) == 1_000
    assert closed(play).body.list_hash == closed(entered(begun(), words[::-1], venue())).body.list_hash
