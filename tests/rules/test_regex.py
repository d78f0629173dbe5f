"""The condition `regex`."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.core.findings import Match
from bot.rules.regex import Regex
from tests.rules.kit import seen


def test_it_says_what_fits_which_pattern() -> None:
    """The reason quotes the message and the pattern; the place is that of the text."""
    match = seen("regex", {"patterns": [r"没有", r"加[vV]\d+"]}, "😀加V12吧")

    assert match == Match(condition="regex", why=r"“加V12”符合正则“加[vV]\d+”", span=(1, 5))


def test_folded_text_leads_back_to_the_original() -> None:
    """What was folded away is inside the place."""
    match = seen("regex", {"patterns": ["日赚900"], "on": "folded"}, "来😀日-赚９００元")

    assert match == Match(condition="regex", why="“日-赚９００”符合正则“日赚900”", span=(2, 8))


def test_text_as_typed_is_the_default() -> None:
    """Disguise is undone only if asked."""
    assert seen("regex", {"patterns": ["日赚900"]}, "日-赚９００元") is None


@pytest.mark.parametrize(("case", "finds"), [(False, True), (True, False)])
def test_capital_letters_differ_only_if_asked(case: bool, finds: bool) -> None:
    """Without `case` they do not."""
    assert (seen("regex", {"patterns": ["usdt"], "case": case}, "收USDT") is not None) is finds


def test_long_patterns_and_places_are_shortened() -> None:
    """A reason is a sentence, however long what it is about."""
    match = seen("regex", {"patterns": ["加" * 60]}, "加" * 60)

    assert match is not None
    assert match.why == f"“{'加' * 39}…”符合正则“{'加' * 39}…”"


@pytest.mark.parametrize(
    ("settings", "cause"),
    [
        ({"patterns": ["ok", "(?=a)b"]}, "有前瞻“"),
        ({"patterns": []}, "at least 1"),
        ({"patterns": ["ab"], "on": "folded", "case": True}, "没有意义"),
        ({"patterns": ["ab"], "on": "fold"}, "folded"),
    ],
)
def test_bad_settings_are_refused(settings: dict[str, Any], cause: str) -> None:
    """A rule with a pattern that cannot work is not loaded."""
    with pytest.raises(ValidationError, match=cause):
        TypeAdapter(Regex).validate_python(settings)


def test_a_bad_pattern_is_told_at_its_place() -> None:
    """The second of two patterns is the one underlined."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Regex).validate_python({"patterns": ["ok", "a("]})

    assert caught.value.errors()[0]["loc"] == ("patterns", 1)
