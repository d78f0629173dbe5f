"""Make the generated tables of `bot/text/tables` from opencc, pypinyin and the Unicode database.

Run: uv pip install --group tables && .venv/bin/python tools/build_tables.py
Writes characters.tsv (one character and what it folds to) and syllables.tsv (Han characters of one toneless syllable,
the one they all fold to first). The hand-written tables beside them are not touched.
"""

import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from opencc import OpenCC
from pypinyin import lazy_pinyin

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "bot" / "text" / "tables"
WORDS = ROOT / "content" / "words"

HAN = (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))
COMMON = "gb2312"  # the characters of everyday simplified Chinese; rarer ones are read, never folded to
STYLED_DIGITS = (  # without a decomposition of their own: negative circled, double circled, sans-serif circled
    *zip(range(0x2776, 0x2780), range(1, 11), strict=True),
    *zip(range(0x24EB, 0x24F5), range(11, 21), strict=True),
    *zip(range(0x24F5, 0x24FF), range(1, 11), strict=True),
    *zip(range(0x2780, 0x278A), range(1, 11), strict=True),
    *zip(range(0x278A, 0x2794), range(1, 11), strict=True),
    (0x24FF, 0),
    (0x1F51F, 10),
)
STYLED_LETTERS = (0x1F150, 0x1F170)  # negative circled, negative squared A…Z
IDEOGRAPHIC = {
    "㊙": "秘",
    "㊗": "祝",
    "🈶": "有",
    "🈚": "无",
    "🈲": "禁",
    "🉐": "得",
    "🈵": "满",
    "🈳": "空",
    "🈹": "割",
}


def is_ignorable(char: str) -> bool:
    """Tell whether `char` shows nothing of its own: formats, controls, marks, fillers, variation selectors."""
    if char in "\n\t\r":
        return False
    return unicodedata.category(char) in {"Cf", "Cc", "Mn", "Me"} or char in "\u115f\u1160\u3164\uffa0\u2800"


def latin_or_digit(char: str) -> str:
    """Return what `char` decomposes to if that is ASCII letters, digits or Han; else an empty string."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c)).lower()
    if len(plain) > 1:
        plain = plain.strip("().") if plain.strip("().").isalnum() else plain
    small_capital = unicodedata.name(char, "").removeprefix("LATIN LETTER SMALL CAPITAL ")
    if len(small_capital) == 1:
        plain = small_capital.lower()
    readable = bool(plain) and all((c.isascii() and c.isalnum()) or "\u4e00" <= c <= "\u9fff" for c in plain)
    return plain if readable and plain != char else ""


def weak_rows() -> Iterator[tuple[str, str, str]]:
    """Yield what changes nothing but form: case, width, and what cannot be seen."""
    for char in map(chr, range(ord("A"), ord("Z") + 1)):
        yield "大小写", char, char.lower()
    for char in map(chr, (*range(0xFF01, 0xFF5F), 0x3000, 0xFFE5, 0xFFE6, 0xFFE1, 0xFFE0)):
        yield "全角", char, unicodedata.normalize("NFKC", char).lower()
    for char in map(chr, (*range(0x20), *range(0x7F, 0xE000), *range(0xFE00, 0xFFFC))):
        if is_ignorable(char):
            yield "零宽", char, ""


def styled_rows() -> Iterator[tuple[str, str, str]]:
    """Yield letters and digits in another dress."""
    for code, digit in STYLED_DIGITS:
        yield "数字", chr(code), str(digit)
    for first in STYLED_LETTERS:
        for offset in range(26):
            yield "形近", chr(first + offset), chr(ord("a") + offset)
    for char, plain in IDEOGRAPHIC.items():
        yield "形近", char, plain
    for char in map(
        chr, (*range(0xA0, 0x3400), *range(0xF900, 0xFB00), *range(0x1D400, 0x1D800), *range(0x1F100, 0x1F150))
    ):
        plain = latin_or_digit(char)
        if plain:
            yield "数字" if plain.isdigit() or unicodedata.category(char) == "No" else "形近", char, plain


def traditional_rows() -> Iterator[tuple[str, str, str]]:
    """Yield traditional characters with their simplified form."""
    to_simplified = OpenCC("t2s")
    for char in map(chr, HAN):
        plain = to_simplified.convert(char)
        if plain != char and len(plain) == 1 and ord(plain) < 0x10000:
            yield "繁简", char, plain


def character_lines() -> list[str]:
    """Return the lines of characters.tsv, each character once, the first fold that names it winning."""
    seen: set[str] = set()
    lines = ["# fold, code point, what it becomes; made by tools/build_tables.py"]
    for fold, char, plain in (*weak_rows(), *styled_rows(), *traditional_rows()):
        if char not in seen:
            seen.add(char)
            lines.append(f"{fold}\t{ord(char):X}\t{plain}")
    return lines


def preference() -> Counter[str]:
    """Return how often each character stands in the shipped word lists: folds should read like them."""
    return Counter(
        char
        for path in sorted(WORDS.glob("*.txt"))
        for line in path.read_text("utf-8").splitlines()
        if not line.startswith("#")
        for char in line
    )


def is_common(char: str) -> bool:
    """Tell whether `char` is in everyday use, in order of which GB 2312 has two levels."""
    try:
        return char.encode(COMMON)[0] < 0xD8
    except UnicodeEncodeError:
        return False


def syllable_lines() -> list[str]:
    """Return the lines of syllables.tsv: syllable, then its characters, the best known first."""
    by_syllable: dict[str, list[str]] = {}
    for char in map(chr, HAN):
        syllable = lazy_pinyin(char)[0].replace("ü", "v")
        if syllable.isascii() and syllable.isalpha():
            by_syllable.setdefault(syllable, []).append(char)
    liked = preference()
    lines = ["# toneless syllable, its characters, the one they fold to first; made by tools/build_tables.py"]
    for syllable, chars in sorted(by_syllable.items()):
        ordered = sorted(chars, key=lambda c: (-liked[c], not is_common(c), c))
        lines.append(f"{syllable}\t{''.join(ordered)}")
    return lines


def main() -> int:
    """Write both tables and say how long they are."""
    for name, lines in (("characters.tsv", character_lines()), ("syllables.tsv", syllable_lines())):
        (TABLES / name).write_text("\n".join(lines) + "\n", "utf-8")
        print(f"{name}: {len(lines) - 1} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
