"""Draws a chart of bars as a PNG: the same chart gives the same bytes.

The font travels with the program (see `docs/decisions/pictures.md`), so it looks alike wherever the bot runs.
"""

import asyncio
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.core.effects import Chart
from bot.text.alike import alike

FONT = Path(__file__).with_name("fonts") / "NotoSansCJKsc-GB2312.otf"
WIDTH = 1080  # pixels; chosen: the width of most phones
MOST_ROWS = 24  # chosen: more of them nobody reads on a phone
_MARGIN, _TITLE, _TEXT, _SMALL = 56, 48, 36, 30  # pixels; chosen: legible on a phone held in the hand
_LINE, _BAR, _GAP, _ROUND = 52, 40, 34, 8
_TITLE_LINE, _TITLE_LINES = 64, 2
_PAPER, _INK, _FAINT, _TRACK = "#FFFFFF", "#1F2933", "#5B6770", "#E8ECEF"
_BLUE = "#0072B2"  # chosen: of the Okabe–Ito palette, told apart from grey by everybody
_DOTS = "…"
_MISSING = "\uffff"  # no character: the font draws its box
_MORE = "其余 {count} 项见文字"


async def drawn(chart: Chart) -> bytes:
    """Return `chart` as a PNG, drawn off the event loop."""
    return await asyncio.to_thread(png_of, chart)


def png_of(chart: Chart) -> bytes:
    """Return `chart` as a PNG of `WIDTH` pixels; rows behind the first `MOST_ROWS` are only counted."""
    title = _wrapped(_drawable(chart.title), _font(_TITLE), WIDTH - 2 * _MARGIN, _TITLE_LINES)
    rows, rest = chart.rows[:MOST_ROWS], len(chart.rows) - MOST_ROWS
    top = _MARGIN + len(title) * _TITLE_LINE + _GAP
    height = top + len(rows) * (_LINE + _BAR + _GAP) + (_LINE if rest > 0 else 0) + _MARGIN - _GAP
    picture = Image.new("RGB", (WIDTH, height), _PAPER)
    pen = ImageDraw.Draw(picture)
    for at, line in enumerate(title):
        pen.text((_MARGIN, _MARGIN + at * _TITLE_LINE), line, _INK, _font(_TITLE))
    most = max((value for _, value in rows), default=0) or 1
    for at, (label, value) in enumerate(rows):
        _row(pen, top + at * (_LINE + _BAR + _GAP), label, _drawable(f"{value:g}{chart.unit}"), value / most)
    if rest > 0:
        pen.text((_MARGIN, height - _MARGIN - _LINE + _GAP // 2), _MORE.format(count=rest), _FAINT, _font(_SMALL))
    return _bytes(picture)


def _row(pen: ImageDraw.ImageDraw, top: int, label: str, value: str, share: float) -> None:
    """Draw one label with its value, and the bar below. share: of the longest bar, 0 to 1."""
    font, right = _font(_TEXT), WIDTH - _MARGIN
    room = right - _MARGIN - font.getlength(value) - _GAP
    pen.text((_MARGIN, top), shortened(_drawable(label), font, room), _INK, font)
    pen.text((right, top), value, _INK, font, anchor="ra")
    bar = top + _LINE
    pen.rounded_rectangle((_MARGIN, bar, right, bar + _BAR), _ROUND, _TRACK)
    length = round((right - _MARGIN) * min(max(share, 0.0), 1.0))
    if length:
        pen.rounded_rectangle((_MARGIN, bar, _MARGIN + max(length, 2 * _ROUND), bar + _BAR), _ROUND, _BLUE)


def shortened(text: str, font: ImageFont.FreeTypeFont, room: float) -> str:
    """Return `text`, or its beginning and “…”, at most `room` pixels wide."""
    if font.getlength(text) <= room:
        return text
    end = len(text)
    while end and font.getlength(text[:end].rstrip() + _DOTS) > room:
        end -= 1
    return text[:end].rstrip() + _DOTS


def _wrapped(text: str, font: ImageFont.FreeTypeFont, room: float, most: int) -> tuple[str, ...]:
    """Return `text` in at most `most` lines of `room` pixels."""
    lines: list[str] = []
    while text and len(lines) < most - 1 and font.getlength(text) > room:
        end = len(text)
        while end > 1 and font.getlength(text[:end]) > room:
            end -= 1
        lines.append(text[:end])
        text = text[end:].lstrip()
    return (*lines, shortened(text, font, room)) if text else tuple(lines)


def _drawable(text: str) -> str:
    """Return `text` on one line, cut to what can fit and without what no font has a picture of (emoji, marks that join).

    A traditional character that the font lacks is drawn as the simplified one.
    """
    kept = (char for char in text[:200] if char < "\ufe00" or "\uff00" <= char <= "\uffef")
    return " ".join("".join(_known(char) for char in kept).split())


@cache
def _known(char: str) -> str:
    """Return `char`, or the simplified character if the font has no picture of it and has one of that."""
    simple = alike(char)
    return simple if _is_box(char) and len(simple) == 1 and not _is_box(simple) else char


def _is_box(char: str) -> bool:
    return not char.isascii() and _picture(char) == _picture(_MISSING)


def _picture(char: str) -> bytes:
    return bytes(_font(_SMALL).getmask(char))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)


def _bytes(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.quantize(32, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
