"""One thing said over and over is found, whatever the thing is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.runs import longest_run


@pytest.mark.parametrize(
    ("text", "piece", "size"),
    [
        ("啊" * 22, "啊", 22),
        ("6" * 30, "6", 30),
        ("刷屏" * 8, "刷屏", 16),
        ("😂" * 20, "😂", 20),
        ("。" * 27, "。", 27),
        ("1\n" * 11 + "1", "1", 23),
        ("@所有人 " * 5, "@所有人", 20),
        ("大家看" + "顶 " * 16 + "谢谢", "顶", 16),
        ("哈" * 46, "哈", 46),
    ],
)
def test_a_flood_is_found(text: str, piece: str, size: int) -> None:
    """Characters, words, emoji, marks, lines and calls."""
    run = longest_run(text, beyond=15)

    assert run is not None
    assert (run.piece, run.size) == (piece, size)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "哈" * 12,
        "哈" * 45,
        "." * 8,
        "=" * 40,
        "-" * 45,
        "2026" * 3,
        "100000000000000",
        "❤️" * 15,
        "好的好的好的",
        "收到 " * 7,
    ],
)
def test_emphasis_is_no_flood(text: str) -> None:
    """Laughter, drawn lines, numbers with zeros, a few hearts."""
    assert longest_run(text, beyond=15) is None


@given(st.text("ab哈1 \n😂\ufe0f=", max_size=80), st.integers(1, 20))
def test_what_is_found_is_there(text: str, beyond: int) -> None:
    """The run lies inside the text, begins with its piece, and is longer than asked."""
    run = longest_run(text, beyond=beyond)

    if run is not None:
        start, end = run.span
        assert text[start:end].startswith(run.piece)
        assert beyond < run.size <= end - start
