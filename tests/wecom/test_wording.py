"""Texts on their way in and out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom.wording import fitted, mentioned, unaddressed, with_names
from tests.wecom.samples import patient

CUT = "……（内容过长，后面的已略去）"


@pytest.mark.parametrize("text", ["", "短", "a" * 100, "长" * 33 + "a", "<@zhang> 好"])
def test_what_fits_stays(text: str) -> None:
    """Up to the very last byte nothing is changed."""
    assert fitted(text, 100) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a" * 101, "a" * 55),
        ("长" * 40, "长" * 18),
        ("a" * 50 + "<@zhangsan> 好" + "b" * 90, "a" * 50),
        ("a" * 54 + "<" + "b" * 90, "a" * 54),
        ("a" * 46 + "<@zhang> " + "b" * 90, "a" * 46 + "<@zhang> "),
        ("😀" * 40, "😀" * 13),
    ],
)
def test_what_is_too_long_is_cut_and_says_so(text: str, kept: str) -> None:
    """No character and no mention is torn."""
    assert fitted(text, 100) == kept + CUT


@patient
@given(text=st.text(st.characters()), max_bytes=st.integers(60, 300))
def test_any_text_fits_afterwards(text: str, max_bytes: int) -> None:
    """Whatever the text, the result can be sent and is short enough; cutting again changes nothing."""
    result = fitted(text, max_bytes)

    assert len(result.encode()) <= max_bytes
    assert fitted(result, max_bytes) == result


@pytest.mark.parametrize(
    ("text", "userids"),
    [
        ("<@zhang><@li> <@zhang>", ("zhang", "li")),
        ("<@a.b-c_d@corp>", ("a.b-c_d@corp",)),
        ("<@> <@ zhang> <@张> @zhang <@" + "x" * 65 + ">", ()),
    ],
)
def test_members_named_are_found(text: str, userids: tuple[str, ...]) -> None:
    """Each once, in order; only what the platform takes for a userid."""
    assert mentioned(text) == userids


def test_names_take_the_place_of_ids() -> None:
    """Known members are called by name, unknown ones are left out, and no blank is left at the ends."""
    names = {"zhang": "张三"}

    text = with_names("<@li> <@zhang>，<@li>请看", lambda userid: names.get(userid, ""))

    assert text == "@张三，请看"


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("@群管 群规", "群管", "群规"),
        ("@群管\u2005群规", "群管", "群规"),
        ("@群管\n群规\n第二行", "群管", "群规\n第二行"),
        ("请问 @群管 群规", "群管", "请问 群规"),
        ("群规 @群管", "群管", "群规"),
        ("@群管", "群管", ""),
        ("@群管群规", "群管", "群规"),
        ("@群管理员 看看 @群管 群规", "群管", "@群管理员 看看 群规"),
        ("@群管，群规", "群管", "，群规"),
        ("@Bot (test) 1 帮助", "Bot (test) 1", "帮助"),
        ("  群规 ", "群管", "群规"),
        (" 群规 ", "", "群规"),
        ("a@群管b", "群管", "a@群管b"),
    ],
)
def test_the_name_is_taken_out(text: str, name: str, rest: str) -> None:
    """Only the bot's own name goes, wherever it stands; longer names that begin with it stay."""
    assert unaddressed(text, name) == rest
