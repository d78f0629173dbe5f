"""Numbers that nobody should post are told from others, and cannot be read once concealed."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.cards import is_id_card, passes_luhn
from bot.text.private import Kind, _hidden, conceal, masked, numbers

ALL = frozenset(Kind)
ID, ID_X = "110101199003071233", "11010119900307109x"
UNION, VISA = "6222021234567890128", "4111111111111111"


def found(text: str) -> list[tuple[Kind, str]]:
    """Return kind and digits of every number in `text`."""
    return [(number.kind, number.digits) for number in numbers(text, ALL)]


def test_an_id_card_has_a_region_a_birthday_and_a_check() -> None:
    """Each of them tells it from an order number."""
    wrong = ("110101199003071234", "990101199003071230", "110101199013071235", "110101189003071230", ID[:17])

    assert [is_id_card(digits) for digits in (ID, ID_X, *wrong)] == [True, True, *[False] * 5]


def test_a_bank_card_checks_as_cards_do() -> None:
    """Luhn: one wrong digit is noticed."""
    assert [passes_luhn(digits) for digits in (UNION, VISA, "6222021234567890129")] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"身份证 {ID}", [Kind.ID_CARD]),
        ("110101 19900307 1233", [Kind.ID_CARD]),
        (f"卡号{UNION}", [Kind.BANK_CARD]),
        ("6222 0212 3456 7890 128", [Kind.BANK_CARD]),
        ("4111-1111-1111-1111", [Kind.BANK_CARD]),
        (f"信用卡 {VISA}", [Kind.BANK_CARD]),
        ("138-0013-8000", [Kind.PHONE]),
        ("+86 13800138000", [Kind.PHONE]),
        ("13800138000 13900139000", [Kind.PHONE, Kind.PHONE]),
        (f"{ID} {UNION} 13800138000", [Kind.ID_CARD, Kind.BANK_CARD, Kind.PHONE]),
        (VISA, []),
        (f"订单 {VISA}", []),
        (f"快递单号 {UNION}", []),
        ("1380013800012", []),
        ("2026-11-20 10:00:00", []),
        ("13800138000vx同号", [Kind.PHONE]),
        ("微信wx13800138000", [Kind.PHONE]),
        ("008613800138000", [Kind.PHONE]),
        ("13800138000x", [Kind.PHONE]),
        ("1380013800013900139000", [Kind.PHONE, Kind.PHONE]),
        (f"13800138000{ID}", [Kind.PHONE, Kind.ID_CARD]),
        (f"sfz{ID}x", [Kind.ID_CARD]),
        (f"卡号icbc{UNION}", [Kind.BANK_CARD]),
        ("1380013800013900139001230", []),
    ],
)
def test_numbers_are_told_apart(text: str, kinds: list[Kind]) -> None:
    """Orders, parcels, dates and parts of longer numbers are nobody's secret."""
    assert [kind for kind, _ in found(text)] == kinds


def test_a_masked_number_shows_only_its_ends() -> None:
    """Enough to know which one is meant, too little to use it."""
    text = f"{ID} {UNION} 13800138000 8613800138000"

    assert [masked(number) for number in numbers(text, ALL)] == [
        "110101********1233",
        "6222***********0128",
        "138****8000",
        "86138****8000",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"我的身份证 {ID}，谢谢", "我的身份证 110101********1233，谢谢"),
        ("6222 0212 3456 7890 128", "6222 **** **** ***0 128"),
        ("１３８００１３８０００", "１３８****８０００"),
        ("一三八零零一三八零零零", "一三八****八零零零"),
        ("1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", "1️⃣3️⃣8️⃣************8️⃣0️⃣0️⃣0️⃣"),
        (f"身份证{ID_X.upper()}", "身份证110101********109X"),
        ("tel13800138000x", "tel138****8000x"),
        ("0086-13800138000", "0086-138****8000"),
        ("1*3*8*0*0*1*3*8*0*0*0", "1*3*8*********8*0*0*0"),
        ("138/0013/8000", "138/****/8000"),
        ("138,0013,8000", "138,****,8000"),
        ("138–0013—8000", "138–****—8000"),
        ("138   0013   8000", "138   ****   8000"),
        ("好" * 2_500 + "电话１３８ ００１３ ８０００", "好" * 2_500 + "电话１３８ **** ８０００"),
        ("2026-11-20 10:00 到 2026-11-21 18:00", "2026-11-20 10:00 到 2026-11-21 18:00"),
        ("订单号 202508170034", "订单号 202508170034"),
        ("大家好", "大家好"),
    ],
)
def test_a_concealed_text_keeps_its_shape(text: str, shown: str) -> None:
    """Everything but the middle of such numbers stays where it was."""
    assert conceal(text) == shown
    assert len(shown) == len(text)


@given(st.text(max_size=30), st.text(max_size=30), st.integers(0, 3000))
def test_a_number_is_concealed_anywhere(before: str, after: str, far: int) -> None:
    """Whatever stands around it, parted from it, and however long the text is."""
    text = f"{before}\n{'好' * far}，{ID}，\n{after}"
    shown = conceal(text)

    assert len(shown) == len(text)
    assert ID not in shown
    assert conceal(shown) == shown


@given(st.text("0123456789０x -一", max_size=80))
def test_any_digits_can_be_concealed(text: str) -> None:
    """Nothing raises; no number that is found in a text is found once it is concealed."""
    shown = conceal(text)

    assert len(shown) == len(text)
    assert found(shown) == []


DIGIT_LIKE = "0123456789０٣①⑩⑿Ⅻ一零洞幺拐勾壹贰叁x-. 🔟1️⃣好卡"


@given(st.text(DIGIT_LIKE, min_size=8, max_size=40) | st.text(max_size=40))
def test_a_text_with_too_few_digits_has_nothing_to_conceal(text: str) -> None:
    """The short way out never leaves a number to be read."""
    places = {place for start, end in _hidden(text) for place in range(start, end)}

    assert conceal(text) == "".join("*" if place in places else char for place, char in enumerate(text))


@given(
    st.text("0123456789xX年卡ab ", max_size=20),
    st.text("0123456789xX年卡ab ", max_size=20),
    st.sampled_from([ID, UNION, "13800138000"]),
)
def test_no_letter_hides_a_number(before: str, after: str, number: str) -> None:
    """Only digits beside it make it a part of something else."""
    shown = conceal(f"{before}#{number}v{after}")

    assert number not in shown


@pytest.mark.parametrize("piece", ["1 ", "13800138000 ", "1️⃣", "138 ", "1,", "1380013800", "一三八"])
def test_a_page_of_digits_is_concealed_in_time(piece: str) -> None:
    """It happens between two messages: nobody may hold the others up."""
    text = (piece * 10_000)[:10_000]
    conceal(text)

    began = process_time()
    conceal(text)

    assert process_time() - began < 0.05
