"""Nobody steers a draw: the same people win whatever happens on the way, and each party alone can do nothing about it."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.effects import Planned, Tell
from bot.core.model import MemberId
from bot.play.lottery.drawing import (
    Lot,
    Prize,
    Terms,
    commitment_of,
    hash_of,
    list_text,
    next_rank,
    published_at,
    ranked,
    round_after,
    seated,
    secret_of,
)
from bot.play.lottery.proof import explained, proof_of
from bot.play.lottery.terms import entries_of, index_of, lots_of, order_of, seats_of
from bot.play.lottery.vouchers import remembering, waiting
from bot.play.lottery.winning import redrawn
from tests.play.lotteries_kit import (
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
    stored,
    venue,
)

LOTS = tuple(Lot(index=index, token=f"{index:016x}") for index in range(1, 21))
PEOPLE = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 590)), min_size=1, max_size=25)


def winners(play) -> list[MemberId]:
    """Return who holds a prize, the best first."""
    entries, order = entries_of(play.body), order_of(play.body)
    return [entries[order[rank - 1] - 1].member for _, rank in sorted(seats_of(play.body).items())]


@settings(max_examples=40, deadline=None)
@given(words=PEOPLE, luck=st.randoms(use_true_random=False), cut=st.integers(0, 25))
def test_the_same_people_win_however_messages_arrive(words, luck, cut) -> None:
    """Any order, duplicates, and a restart anywhere give the draw of the orderly run."""
    said = [heard(who, "我要中奖", timedelta(seconds=at)) for who, at in words]
    orderly = salted(closed(entered(begun(), sorted(said, key=lambda one: (one.at, one.message.id)))), {1: "盐"})

    shuffled = [*said, *luck.sample(said, len(said) // 2)]
    luck.shuffle(shuffled)
    halfway = stored(entered(begun(), shuffled[:cut]))
    other = salted(closed(stored(entered(halfway, shuffled[cut:]))), {1: "盐"})

    assert other.body.list_hash == orderly.body.list_hash
    one, two = after(orderly, draw(orderly)), after(other, draw(stored(other)))
    assert winners(one) == winners(two)
    assert len(set(winners(one))) == len(winners(one)) == min(4, len({who for who, _ in words}))


@given(salts=st.permutations([(2, "甲"), (3, "乙"), (4, "丙")]))
def test_salts_count_in_the_order_in_which_they_were_received(salts) -> None:
    """However they arrive, and only the first of each member."""
    play = closed(entered(begun(), [heard(who, "我要中奖", timedelta(seconds=who)) for who in range(6)]))
    start = play.body.frozen_at - play.opened_at
    orderly = entered(play, [heard(who, f"加盐 {salt}", start + timedelta(seconds=who)) for who, salt in sorted(salts)])

    late = [heard(who, f"加盐 {salt}", start + timedelta(seconds=who)) for who, salt in salts]
    again = [heard(2, "加盐 换一个", start + timedelta(seconds=30))]

    assert proof_of(after(play, draw(entered(play, [*again, *late])))) == proof_of(after(play, draw(orderly)))


def test_draw_announcement_and_prizes_are_one_turn() -> None:
    """The play is over, every winner is named and has a voucher, and nothing is left to be done."""
    play = salted(closed(entered(begun(), [heard(n, "我要中奖", timedelta(seconds=n)) for n in range(8)])), {1: "盐"})

    turn = draw(play)

    over = turn.plays[0]
    public, *private = turn.planned
    vouchers = waiting(remembering(venue(), *turn.states).state)
    assert over.is_over
    assert over.due_at is None
    assert public.key == f"play-{NUMBER}-draw"
    assert all(f"<@{who}>" in public.effect.text for who in winners(over))
    assert over.body.secret in public.effect.text
    assert {one.member for one in vouchers} == set(winners(over)) == {one.to for one in private}
    assert len({one.code for one in vouchers}) == 4
    assert not any(one.code in public.effect.text for one in vouchers)


@pytest.mark.parametrize("whispers", [True, False])
def test_however_many_win_nothing_is_cut_off(whispers: bool) -> None:
    """A text has 2048 bytes: secret and public value stand in the first, every winner and every code in one of them."""
    setup = replace(SETUP, prizes=(Prize(what="印着群名的定制帆布袋", count=200),))
    words = [heard(n, "我要中奖", timedelta(seconds=n)) for n in range(200)]
    play = salted(closed(entered(begun(setup=setup), words)), {1: "盐"})

    turn = LOTTERY.tick(play, venue(play.due_at, whispers=lambda _: whispers))

    public = [one for one in turn.planned if isinstance(one, Planned)]
    codes = [change.after["code"] for change in turn.states if "code" in str(change.after)]
    private = [one.text for one in turn.planned if isinstance(one, Tell)]
    texts = [*(one.effect.text for one in public), *private]
    assert max(len(text.encode()) for text in texts) <= 1_900
    assert len({one.key for one in public}) == len(public) > 1
    assert play.body.secret in texts[0]
    assert sum(f"：<@{member(n)}>（" in text for n in range(200) for text in texts[: len(public)]) == 200
    assert len(codes) == sum(code in "".join(private) for code in codes) == 200


def test_the_secret_is_told_only_by_the_draw() -> None:
    """Neither opening nor closing nor 验证 before the draw shows it; the proof is refused."""
    play = closed(entered(begun(), [heard(0, "我要中奖", timedelta(0))]))

    assert play.body.secret not in explained(play, member(0), venue())
    assert commitment_of(play.body.secret) == play.body.terms.commitment
    with pytest.raises(ValueError, match="not drawn"):
        proof_of(play)


def test_nobody_wins_twice_however_often_it_is_drawn_again() -> None:
    """Each redraw takes the next rank; at the end there is nobody left, and that is said."""
    play, there = drawn(people=8), venue()
    had = list(winners(play))
    for _ in range(4):
        turn = redrawn(play, winners(play)[0], "没来领", there)
        play, there = turn.plays[0], remembering(there, *turn.states)
        had.append(winners(play)[0])

    assert len(set(had)) == len(had) == 8
    assert redrawn(play, winners(play)[0], "", there).refused == "“年会”报名的人都中过了，没有下一位。"


def test_who_lost_a_prize_is_no_winner_and_their_voucher_is_void() -> None:
    """The new winner's waits instead of the old one's; the old one may enter the next lottery."""
    play = salted(closed(entered(begun(), [heard(n, "我要中奖", timedelta(seconds=n)) for n in range(8)])), {1: "盐"})
    turn = draw(play)
    there = remembering(venue(), *turn.states)
    play, first = turn.plays[0], winners(turn.plays[0])[0]

    again = redrawn(play, first, "", there)
    there = remembering(there, *again.states)

    assert {one.member for one in waiting(there.state)} == set(winners(again.plays[0]))
    assert there.state[f"lottery-won:{first}"] is None
    assert redrawn(again.plays[0], first, "", there).refused.startswith("成员")


@given(
    change=st.integers(0, 19).flatmap(
        lambda at: st.tuples(st.just(at), st.integers(1, 9), st.text("0123456789abcdef", min_size=16, max_size=16))
    )
)
def test_changing_any_one_entry_changes_the_hash(change) -> None:
    """Its tickets or its token; leaving it out, too."""
    place, tickets, token = change
    terms = Terms(number=1, title="年会", commitment="c", source="salts", named="-", prizes=(Prize(what="书签"),))
    before = hash_of(list_text(terms, LOTS))
    other = replace(LOTS[place], tickets=1 + tickets)
    renamed = replace(LOTS[place], token=token)

    assert hash_of(list_text(terms, (*LOTS[:place], other, *LOTS[place + 1 :]))) != before
    assert hash_of(list_text(terms, (*LOTS[:place], *LOTS[place + 1 :]))) != before
    is_same = token == LOTS[place].token
    assert (hash_of(list_text(terms, (*LOTS[:place], renamed, *LOTS[place + 1 :]))) == before) is is_same
    assert hash_of(list_text(replace(terms, title="年会2"), LOTS)) != before


def test_everybody_wins_alike() -> None:
    """Over 4,000 draws of 8, each place of the list wins first about as often: chi-square of 7 degrees below 24.3 (p 0.001)."""
    firsts = Counter(ranked(LOTS[:8], secret=secret_of(seed, 3), beacon="b", number=3)[0] for seed in range(4_000))

    assert sum((firsts[index] - 500) ** 2 / 500 for index in range(1, 9)) < 24.3


def test_tickets_count_as_often_as_they_were_bought() -> None:
    """One entry with three tickets among three with one wins half of the time, within four standard deviations."""
    lots = (replace(LOTS[0], tickets=3), *LOTS[1:4])
    firsts = Counter(ranked(lots, secret=secret_of(seed, 3), beacon="b", number=3)[0] for seed in range(4_000))

    assert abs(firsts[1] - 2_000) < 127


@pytest.mark.parametrize("guess", range(3))
def test_no_party_gains_by_choosing_last(guess: int) -> None:
    """Who does not know the secret wins no more often for choosing the salt, the owner the end, the last entrant the place.

    Each tries eight choices under a secret they guess, and takes the best: under the true one that is worth nothing.
    """
    wins, rounds = 0, 800
    for seed in range(rounds):
        true, guessed = secret_of(seed, 5), secret_of(seed + 10**6 + guess, 5)
        if guess == 0:  # the last salter chooses the beacon
            best = min(range(8), key=lambda salt: ranked(LOTS[:5], secret=guessed, beacon=f"{salt}", number=5).index(1))
            order = ranked(LOTS[:5], secret=true, beacon=f"{best}", number=5)
            wins += order[0] == 1
        elif guess == 1:  # the owner chooses how many more may enter; the friend is the first
            ends = range(5, 13)
            best = min(ends, key=lambda end: ranked(LOTS[:end], secret=guessed, beacon="b", number=5).index(1) / end)
            order = ranked(LOTS[:best], secret=true, beacon="b", number=5)
            wins += order.index(1) < best / 5
        else:  # the last entrant chooses the place
            best = min(range(5), key=lambda at: ranked(LOTS[:5], secret=guessed, beacon="b", number=5).index(at + 1))
            order = ranked(LOTS[:5], secret=true, beacon="b", number=5)
            wins += order[0] == best + 1

    expected = rounds / 5
    assert wins < (expected + 5 * (rounds * 0.2 * 0.8) ** 0.5) * (1.3 if guess == 1 else 1)


def test_the_bot_cannot_choose_its_secret_once_the_value_is_known() -> None:
    """Another secret does not fit the commitment: it is not the bot's to change after the opening."""
    play = drawn()
    other = replace(play, body=replace(play.body, secret=secret_of(8, NUMBER)))

    assert "不一致" in explained(other, member(1), venue())
    assert "对不上" in explained(other, member(1), venue())
    assert "不一致" not in explained(play, member(1), venue())


def test_it_is_explained_in_at_most_twelve_lines_with_ones_own_number() -> None:
    """Whoever asks; who is not in the list is told no number."""
    play = drawn()
    lines = explained(play, member(3), venue()).splitlines()

    assert len(lines) <= 12
    assert lines[-1] == "“年会”（编号 12）：你是第 4 号，1 张签。"
    assert index_of(member(3), play.body) == 4
    assert "你是第" not in explained(play, MemberId("nobody"), venue())


def test_a_redraw_is_explained_with_numbers_and_names_that_belong_together() -> None:
    """Who won first stands where the order is told; who has it now where the redraw is."""
    play = drawn()
    order, entries = order_of(play.body), entries_of(play.body)
    first, fifth = (entries[order[rank - 1] - 1].member for rank in (1, 5))
    before = explained(play, member(99), venue()).split("\n")
    after_it = redrawn(play, first, "没来领", venue()).plays[0]

    lines = explained(after_it, member(99), venue()).split("\n")

    assert lines[5] == before[5]
    names = [venue().name(one) for one in (first, fifth)]
    assert lines[6].endswith(f"没有人中两次：第 {order[0]} 号{names[0]}的给了第 {order[4]} 号{names[1]}")


def test_no_account_and_no_name_stands_in_the_proof() -> None:
    """Tokens do."""
    text = json.dumps(proof_of(drawn()), ensure_ascii=False)

    assert not any(f'"{member(n)}"' in text or f"成员{n}" in text for n in range(8))
    assert all(lot.token in text for lot in lots_of(drawn().body))


@given(places=st.integers(1, 5), entries=st.integers(1, 12), which=st.lists(st.integers(0, 4), max_size=12))
def test_a_rank_holds_at_most_one_place_and_never_comes_back(places, entries, which) -> None:
    """For any row of redraws."""
    redraws: list[tuple[int, int]] = []
    gone: set[int] = set()
    for one in which:
        seats = seated(places, entries, redraws)
        assert len(set(seats.values())) == len(seats) == min(places, entries)
        assert not gone & set(seats.values())
        into = next_rank(places, entries, redraws)
        if not into:
            return
        out = seats[one % len(seats) + 1]
        gone.add(out)
        redraws.append((out, into))


def test_the_round_of_drand_is_the_first_after_a_moment() -> None:
    """As the chain counts: round 27946612 of quicknet is that of 2026-04-20 00:00 UTC."""
    midnight = datetime(2026, 4, 20, tzinfo=UTC)

    assert round_after(midnight - timedelta(seconds=1)) == 27946612
    assert round_after(midnight) == 27946613
    assert published_at(27946612) == midnight.timestamp()
