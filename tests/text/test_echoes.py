"""Which of the texts of late are like one that comes now."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Echo, MemberId, RoomId
from bot.text import echoes as module
from bot.text.echoes import FLOOR, Echoes
from bot.text.fingerprint import fingerprint, likeness
from tests.values import T0

MINUTE = timedelta(minutes=1)
AD = "全网最低价代办各类证件，加微信 abc12345 联系我"
TEXTS = (
    AD,
    "全网最低价代办各类證件，加威信 abc99 联系我哦",
    "明天上午十点开周会，请大家准备材料",
    "收到",
    "好的，谢谢老师",
    "請問有人知道怎么报销吗",
)


def echo(number: int, text: str, *, minutes: float = 0) -> Echo:
    """What was said some minutes after T0."""
    return Echo(
        id=number,
        sent_at=T0 + minutes * MINUTE,
        room=RoomId("r1"),
        sender=MemberId("zhang"),
        print=fingerprint(text),
    )


def kept(*said: Echo, **settings) -> Echoes:
    """All of `said`, heard in this order."""
    found = Echoes(**{"keeps": timedelta(hours=1), **settings})
    for one in said:
        found.add(one)
    return found


def ids(found: Echoes, text: str, *, since=T0 - MINUTE) -> list[int]:
    """The numbers of what is like `text`."""
    return [one.id for one in found.like(fingerprint(text), since=since)]


def test_copies_are_found_the_first_sent_first() -> None:
    """The same and nearly the same, in the order of their times, and nothing else."""
    found = kept(echo(1, TEXTS[2]), echo(2, AD, minutes=3), echo(3, TEXTS[1], minutes=1), echo(4, "收到", minutes=2))

    assert ids(found, "全网最低价代办各类证件，加V信 abc7 联系我") == [3, 2]


def test_short_texts_are_found_only_if_they_are_the_same() -> None:
    """收到 is like 收到, and 收 is not."""
    found = kept(echo(1, "收到"), echo(2, "收"), echo(3, "收到！"), echo(4, "收到了"))

    assert ids(found, "收到。") == [1, 3]


def test_only_what_was_said_since_is_told() -> None:
    """The moment itself is not in it."""
    found = kept(echo(1, AD), echo(2, AD, minutes=1))

    assert ids(found, AD, since=T0) == [2]


def test_the_old_and_the_many_are_let_go() -> None:
    """What is older than the newest by more than is kept, and all beyond the newest so many."""
    old = kept(echo(1, AD), echo(2, AD, minutes=30), echo(3, AD, minutes=61))
    many = kept(*(echo(n, AD) for n in range(1, 6)), most=3)

    assert (ids(old, AD), len(old)) == ([2, 3], 2)
    assert (ids(many, AD), len(many)) == ([3, 4, 5], 3)


def test_what_is_dropped_is_gone() -> None:
    """As if it had never come; numbers that are not there are passed over."""
    found = kept(echo(1, AD), echo(2, AD, minutes=1), echo(3, "收到"))

    found.drop((2, 3, 77))

    assert (ids(found, AD), ids(found, "收到"), len(found)) == ([1], [], 1)


def test_nothing_is_left_behind_by_what_is_gone() -> None:
    """Memory does not grow with time."""
    found = kept(*(echo(n, f"{text}{n}", minutes=n) for n, text in enumerate(TEXTS * 20)), keeps=timedelta(0))
    found.drop(range(1000))

    assert (len(found), found._behind) == (0, {})


def test_what_is_not_written_is_not_kept() -> None:
    """Pictures are like nothing."""
    found = kept(echo(1, "😂😂😂"))

    assert (len(found), ids(found, "😂😂😂")) == (0, [])


def test_a_long_campaign_is_told_by_its_newest() -> None:
    """No more than some dozens come back, the newest of all."""
    found = kept(*(echo(n, AD, minutes=n / 100) for n in range(1, 200)))

    assert ids(found, AD) == list(range(200 - module._CROWDED, 200))


@given(said=st.lists(st.sampled_from(TEXTS) | st.text(max_size=12), max_size=20), text=st.sampled_from(TEXTS))
def test_what_is_told_is_alike_and_what_is_the_same_is_told(said: list[str], text: str) -> None:
    """Against looking at each of them."""
    everything = [echo(n, one, minutes=n) for n, one in enumerate(said, start=1)]
    found = ids(kept(*everything), text)
    wanted = fingerprint(text)

    assert all(likeness(everything[n - 1].print, wanted) >= FLOOR for n in found)
    assert {e.id for e in everything if e.print.whole == wanted.whole} <= set(found)
