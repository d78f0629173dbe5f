"""The tables that folding reads: generated ones (`characters`, `syllables`) and own ones (the rest).

Each loads once, on first use, in a few milliseconds. `tools/build_tables.py` makes the generated ones.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

_FULL_FORMS = str.maketrans("讠钅饣扌氵犭忄纟衤礻", "言金食手水犬心丝衣示")  # a part may be written in full
WEAK_FOLDS = frozenset({"全角", "大小写", "零宽"})


def rows(name: str) -> Iterator[list[str]]:
    """Yield the tab-separated fields of each row of table `name`, comments left out."""
    for line in files(__package__).joinpath(f"{name}.tsv").read_text("utf-8").split("\n"):
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def characters() -> Mapping[str, tuple[str, str]]:
    """Return for each character that folds: the name of the fold and what it becomes, maybe nothing."""
    table = {chr(int(code, 16)): (fold, plain) for fold, code, plain in rows("characters")}
    for plain, sources in rows("lookalikes"):
        for source in (*sources, *(s.upper() for s in sources if len(s.upper()) == 1)):
            if not source.isascii() and source != plain:
                table[source] = ("形近", plain)
    return {char: (fold, _to_the_end(plain, table)) for char, (fold, plain) in table.items()}


def _to_the_end(plain: str, table: Mapping[str, tuple[str, str]]) -> str:
    """Follow `plain` until nothing folds any more: a radical sign to its character, that to its simplified form."""
    while any(char in table for char in plain):
        plain = "".join(table[char][1] if char in table else char for char in plain)
    return plain


@cache
def emoji() -> Mapping[str, str]:
    """Return the word each emoji stands for."""
    return {source: word for word, sources in rows("emoji") for source in sources}


@cache
def parts() -> Mapping[str, str]:
    """Return the character that each sequence of parts is written for, the first of those that it could be."""
    table: dict[str, str] = {}
    for way, whole in _ways():
        table.setdefault(way, whole)
    return {way.translate(_FULL_FORMS): whole for way, whole in table.items()} | table


@cache
def other_parts() -> Mapping[str, str]:
    """Return the second character of each sequence of parts that could be two: 月凶 is 脑, or 胸."""
    first = parts()
    return {way: whole for way, whole in _ways() if first[way] != whole}


def _ways() -> Iterator[tuple[str, str]]:
    return ((way, whole) for whole, ways in rows("parts") for way in ways.split(" "))


@cache
def syllables() -> Mapping[str, str]:
    """Return the Han characters of each toneless syllable, the one they fold to first."""
    return dict(rows("syllables"))


@cache
def twins() -> Mapping[str, str]:
    """Return for each common character the common ones that it is easily taken for."""
    table: dict[str, str] = {}
    for char, others in rows("twins"):
        for one, other in ((char, others), *((other, char) for other in others)):
            table[one] = table.get(one, "") + other
    return table
