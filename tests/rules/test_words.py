"""The conditions `words` and `phrases`."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.core.findings import Match
from bot.rules.phrases import Phrases
from bot.rules.words import Near, Words
from bot.text.wordlists import parse
from tests.rules.kit import seen

ADS = parse("ads", "# 标题：广告\n# 组：引流\n加微信\n看我主页\n# 组：代办\n代开发票\n")
LISTS = {"ads": ADS, "innocent": parse("innocent", "加微信群公告\n")}


def test_a_list_names_itself() -> None:
    """The reason says which list the word is from."""
    match = seen("words", {"lists": ["ads"]}, "请加微信", LISTS)

    assert match == Match(condition="words", why="含词库“广告”中的“加微信”", span=(1, 4))


def test_one_group_of_a_list_can_be_picked() -> None:
    """Words of its other groups are not looked for, and the reason names the group."""
    settings = {"lists": ["ads/代办"]}

    assert seen("words", settings, "请加微信", LISTS) is None
    match = seen("words", settings, "代.开.发.票", LISTS)
    assert match is not None
    assert match.why == "含词库“广告·代办”中的“代开发票”（原文“代.开.发.票”，识别：分隔）"


@pytest.mark.parametrize("name", ["ads/没有", "no", "no/引流", "ads/"])
def test_an_unknown_list_or_group_is_named(name: str) -> None:
    """Whoever compiles the rule is told what is not there."""
    with pytest.raises(KeyError) as caught:
        Words(lists=(name,)).vocabulary(LISTS)

    assert caught.value.args == (name,)


def test_innocent_phrases_take_hits_back() -> None:
    """The list `innocent` holds for every rule, `allow` for this one."""
    assert seen("words", {"lists": ["ads"]}, "加微信群公告", LISTS) is None
    assert seen("words", {"words": ["加微信"], "allow": ["先加微信"]}, "先加微信") is None
    assert seen("words", {"words": ["加微信"], "allow": ["先加微信"]}, "先加微信，再加微信") is not None


@pytest.mark.parametrize(
    ("word", "text", "finds"),
    [
        ("女", "我女儿今天上学", False),
        ("他妈", "他妈妈来了", False),
        ("口交", "路口交通拥堵", False),
        ("口交", "路.口.交.通", False),
        ("口交", "路口交通，口交", True),
        ("刷单", "刷单元测试", False),
        ("刷单", "刷单日结", True),
        ("代开发票", "代开发票据系统", False),
        ("代开发票", "代-开-發-票找我", True),
        ("加微信", "快加微信聊", True),
        ("加v", "加v8的水", True),
        ("加v", "加vip群", False),
        ("微信", "说话有威信", False),
        ("薇信", "有薇信", True),
    ],
)
@pytest.mark.parametrize("evasion", ["normal", "strong"])
def test_whole_words_do_not_cut_ordinary_ones(word: str, text: str, finds: bool, evasion: str) -> None:
    """A hit counts only where it begins and ends with the words of the sentence; disguise is undone first."""
    settings = {"words": [word], "whole_words": True, "evasion": evasion}

    assert (seen("words", settings, text) is not None) is finds


def test_allowed_phrases_need_not_be_whole() -> None:
    """What an admin allows holds wherever it stands."""
    settings = {"words": ["单"], "allow": ["刷单"], "whole_words": True}

    assert seen("words", settings, "单，刷单元") is not None
    assert seen("words", settings, "刷单元") is None


def test_words_inside_others_are_found_without_whole_words() -> None:
    """It is a choice of the rule."""
    assert seen("words", {"words": ["口交"], "evasion": "normal"}, "路口交通拥堵") is not None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("刷单，日结", "含“刷单”，共 2 个不同的词"),
        ("刷单，日结，兼职，日结", "含“刷单”，共 3 个不同的词"),
        ("刷单刷单", None),
        ("刷 单", None),
    ],
)
def test_it_may_take_several_different_words(text: str, why: str | None) -> None:
    """The same word twice is one."""
    match = seen("words", {"words": ["刷单", "日结", "兼职"], "min_hits": 2}, text)

    assert (match.why if match else None) == why


@pytest.mark.parametrize(
    ("text", "why", "span"),
    [
        ("加我的微信", "含“微信”，前面不远有“加”", (0, 5)),
        ("微信加我", "含“微信”，后面不远有“加”", (0, 3)),
        ("加一二三微信", None, None),
        ("加…… …… ……我微信", "含“微信”，前面不远有“加”", (0, 12)),
        ("加一二三四五微信，加微信", "含“微信”，后面不远有“加”", (6, 10)),
        ("加", None, None),
        ("微信微信", None, None),
        ("增加微信", None, None),
    ],
)
def test_near_asks_for_company(text: str, why: str | None, span: tuple[int, int] | None) -> None:
    """Either order counts; dots and blanks put no distance between; a longer word swallows its parts."""
    settings = {"words": ["微信", "增加微信"], "near": {"words": ["加"], "within": 2}}

    match = seen("words", settings, text)

    assert (match.why, match.span) == (why, span) if match else why is None


def test_near_words_of_the_list_itself_need_two_places() -> None:
    """A word is no company for itself; the same word twice is."""
    settings = {"lists": ["ads"], "near": {"words": ["加微信"], "within": 3}}

    assert seen("words", settings, "加微信", LISTS) is None
    assert seen("words", settings, "加微信，加微信", LISTS) is not None
    assert seen("words", settings, "代开发票请加微信", LISTS) is not None


def test_words_to_be_near_to_are_no_hits_themselves() -> None:
    """They are not counted for `min_hits`."""
    settings = {"words": ["刷单", "日结"], "near": {"words": ["加"]}, "min_hits": 2}

    assert seen("words", settings, "加我刷单") is None
    assert seen("words", settings, "加我刷单日结") is not None


@settings(deadline=None)
@given(st.text("加微信，a", max_size=24))
def test_near_agrees_with_looking_at_every_pair(text: str) -> None:
    """The one walk over the hits sees what comparing all of them sees."""
    settings = {"words": ["微信"], "near": {"words": ["加"], "within": 2}, "evasion": "off"}
    words = [at for at in range(len(text)) if text.startswith("微信", at)]
    pairs = [
        (text[at + 2 : by] if by > at else text[by + 1 : at]) for at in words for by, c in enumerate(text) if c == "加"
    ]

    expected = any(sum(map(str.isalnum, between)) <= 2 for between in pairs)

    assert (seen("words", settings, text) is not None) is expected


@pytest.mark.parametrize(
    ("settings", "cause"),
    [
        ({}, "至少写一个词库或词"),
        ({"words": ["一", "一"], "min_hits": 2}, "永远不会触发"),
        ({"words": ["一"], "min_hits": 0}, "greater than or equal to 1"),
        ({"words": ["一"], "near": {"words": []}}, "at least 1"),
        ({"words": ["一"], "near": {"words": ["二"], "within": 0}}, "greater than or equal to 1"),
    ],
)
def test_what_can_never_fire_is_refused(settings: dict[str, Any], cause: str) -> None:
    """A rule that looks for nothing is a mistake."""
    with pytest.raises(ValidationError, match=cause):
        TypeAdapter(Words).validate_python(settings)


def test_equal_settings_are_one_key() -> None:
    """Conditions are compared by what they look for, however they are hashed."""
    many = tuple(str(n) for n in range(100))

    assert {Words(words=many): 1}[Words(words=many)] == 1
    assert {Phrases(phrases=many): 1}[Phrases(phrases=many)] == 1
    assert Words(words=many) != Words(words=(*many, "x"))


def test_the_notes_of_near_are_told() -> None:
    """Editors show them."""
    assert set(Near.notes) == {"words", "within"}
