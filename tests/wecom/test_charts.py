"""Pictures of bars: the same bytes each time, as wide as a phone, nothing runs over."""

from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

from bot.core.effects import Chart
from bot.core.model import RoomId
from bot.wecom.charts import FONT, MOST_ROWS, WIDTH, drawn, png_of, shortened

WHITE, GREY, BLUE = (255, 255, 255), (0xE8, 0xEC, 0xEF), (0x00, 0x72, 0xB2)


def chart(*rows: tuple[str, float], title: str = "周五吃什么") -> Chart:
    """Return a chart of `rows`."""
    return Chart(room=RoomId("r1"), title=title, rows=rows, text="x", unit=" 票")


def picture(one: Chart) -> Image.Image:
    """Return it as a phone shows it."""
    return Image.open(BytesIO(png_of(one))).convert("RGB")


def blue_of(one: Image.Image) -> list[int]:
    """Return the length of each bar, in pixels, from the top."""
    columns = []
    before = 0
    for y in range(one.height):
        length = sum(one.getpixel((x, y)) == BLUE for x in range(one.width))
        if length and not before:
            columns.append(0)
        if length:
            columns[-1] = max(columns[-1], length)
        before = length
    return columns


def test_bars_are_as_long_as_their_values() -> None:
    """The longest fills its line, nothing is nothing."""
    longest, half = blue_of(picture(chart(("A 火锅", 10), ("B 烤肉", 5), ("C 都行", 0))))

    assert longest == WIDTH - 2 * 56 + 1
    assert abs(half - longest / 2) < 3


async def test_the_same_chart_has_the_same_bytes() -> None:
    """Whoever draws it."""
    one = chart(("A 火锅", 10), ("B 烤肉", 5))
    content = await drawn(one)
    assert content == png_of(one)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(content) < 100_000


def test_the_font_knows_chinese() -> None:
    """Two characters look different: neither is the box for what is missing."""
    font = ImageFont.truetype(str(FONT), 36)
    assert len({bytes(font.getmask(char)) for char in "票烤錧A"}) >= 3


def test_traditional_characters_are_no_boxes() -> None:
    """What the font lacks is drawn as those read it who write simplified; what it has stays."""
    assert png_of(chart(("繁體", 1), title="東門")) == png_of(chart(("繁体", 1), title="东门"))
    assert png_of(chart(("A", 1))) != png_of(chart(("a", 1)))


def test_what_is_too_long_is_cut_with_an_ellipsis() -> None:
    """By its measured width; the margins stay white."""
    font = ImageFont.truetype(str(FONT), 36)
    assert shortened("短", font, 500) == "短"
    cut = shortened("很长" * 100, font, 500)
    assert cut.endswith("…")
    assert font.getlength(cut) <= 500
    shown = picture(chart(("很长" * 100, 3), title="题目" * 200))
    assert {shown.getpixel((x, y)) for x in (0, 40, WIDTH - 1, WIDTH - 40) for y in range(shown.height)} == {WHITE}


def test_more_rows_than_anybody_reads_are_counted() -> None:
    """The picture does not grow without end."""
    many = picture(chart(*((f"{n}", float(n)) for n in range(200))))
    assert many.height < picture(chart(*((f"{n}", float(n)) for n in range(MOST_ROWS)))).height + 100


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=50), st.lists(st.tuples(st.text(max_size=30), st.floats(0, 1e9)), max_size=4))
def test_any_words_can_be_drawn(title: str, rows: list[tuple[str, float]]) -> None:
    """Whatever is written and counted, a picture of the right width comes out."""
    assert picture(chart(*rows, title=title)).width == WIDTH
