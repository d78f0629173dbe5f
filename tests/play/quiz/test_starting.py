"""Reading what a round is wished to be like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.playbook import Pack, Playbook
from bot.play.quiz.rescoring import decision_in
from bot.play.quiz.starting import counted, wish
from tests.activities.quiz_kit import CAPITAL, PACK, venue

TIMED = Pack(id="timed", title="限时挑战", questions=(CAPITAL,))
OTHER = Pack(id="other", title="常识二", questions=(CAPITAL,))
THERE = venue(playbook=Playbook(packs={one.id: one for one in (PACK, TIMED, OTHER)}))


@pytest.mark.parametrize(
    ("said", "number"), [("3", 3), ("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("两", 2), ("九十九", 99)]
)
def test_small_numbers_are_read(said, number) -> None:
    """In digits and in characters."""
    assert counted(said) == number


def test_a_title_that_reads_like_a_wish_is_a_title() -> None:
    """限时挑战 does not make the round one in time; the longest title counts."""
    found = wish("限时挑战 3题", THERE)
    assert ([one.id for one in found.packs], found.terms.scoring, found.count) == (["timed"], "first", 3)
    assert [one.id for one in wish("常识二", THERE).packs] == ["other"]
    assert [one.id for one in wish("timed", THERE).packs] == ["timed"]


def test_a_part_of_several_titles_is_asked_about() -> None:
    """Nothing is guessed."""
    assert wish("识", THERE).refused == "“识”对得上好几个题库：常识、常识二。请把名字写全。"


def test_minutes_are_seconds() -> None:
    """每题1分钟."""
    assert wish("每题1分钟", THERE).terms.seconds == 60


@given(st.text(max_size=60) | st.text(alphabet="第题秒每抢答限时0123456789十一二分 接受作废", max_size=30))
def test_any_text_is_read_or_refused(text) -> None:
    """Nothing raises; what is refused says why."""
    found = wish(text, THERE)
    assert found.refused or found.packs
    decision = decision_in(text)
    assert decision is None or decision.number >= 0
