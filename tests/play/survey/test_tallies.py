"""Answers with letters and scores are read as people write them, and counted right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.play.survey.tallies import attitudes, counted, mean, net_promoter_score, picked, scored, share

OPTIONS = ("火锅", "烤肉", "Pizza")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("A", (0,)),
        ("b", (1,)),
        ("Ｃ", (2,)),
        ("投A", (0,)),
        ("投 b", (1,)),
        ("我选B", (1,)),
        ("选：B。", (1,)),
        ("B 烤肉", (1,)),
        ("B.烤肉", (1,)),
        ("烤肉", (1,)),
        ("投烤肉！", (1,)),
        ("pizza", (2,)),
        ("D", ()),
        ("AB", ()),
        ("火锅烤肉", ()),
        ("A还是B好呢", ()),
        ("我觉得火锅不错", ()),
        ("哈哈", ()),
        ("啊", ()),
        ("", ()),
        ("投", ()),
        ("这个投票挺好", ()),
        ("B站见", ()),
        ("A" * 5000, ()),
    ],
)
def test_an_option_is_named_by_letter_or_words_and_nothing_else(text: str, places: tuple[int, ...]) -> None:
    """Talk about the options is no vote."""
    assert picked(OPTIONS, text, many=False) == places


@pytest.mark.parametrize(
    ("text", "places"), [("AC", (0, 2)), ("c、a", (0, 2)), ("A 和 B", (0, 1)), ("火锅，pizza", (0, 2)), ("ABZ", ())]
)
def test_several_options_may_be_named_where_several_count(text: str, places: tuple[int, ...]) -> None:
    """In any order, with or without marks between."""
    assert picked(OPTIONS, text, many=True) == places


@pytest.mark.parametrize(
    ("text", "score"),
    [("4", 4), ("４分", 4), ("五星", 5), ("打5分", None), ("5分吧", None), ("0", None), ("6", None), ("十", None)],
)
def test_a_score_is_a_number_and_nothing_else(text: str, score: int | None) -> None:
    """Between one and five."""
    assert scored(text, 1, 5) == score


def test_ten_may_be_written_in_han() -> None:
    """Where ten is a score."""
    assert (scored("十分", 0, 10), scored("10", 0, 10), scored("11", 0, 10)) == (10, 10, None)


def test_nps_is_promoters_less_detractors() -> None:
    """Seven and eight count for neither, but they count."""
    scores = (10, 9, 9, 8, 7, 6, 0, 10, 5, 9)
    assert attitudes(scores) == (5, 2, 3)
    assert net_promoter_score(scores) == 20
    assert (net_promoter_score(()), net_promoter_score((6,)), net_promoter_score((9,))) == (0, -100, 100)


def test_counting() -> None:
    """Each option, how often; shares of nobody are 0%."""
    assert counted(3, [(0,), (0, 2)]) == (2, 0, 1)
    assert (share(1, 3), share(0, 0), mean((4, 5, 5)), mean(())) == ("33%", "0%", 4.7, 0.0)


@given(st.text(), st.booleans())
def test_any_text_names_options_that_exist(text: str, many: bool) -> None:
    """Or none."""
    assert set(picked(OPTIONS, text, many=many)) <= {0, 1, 2}
    assert scored(text, 0, 10) in (None, *range(11))
