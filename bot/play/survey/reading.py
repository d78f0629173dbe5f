"""What a vote is about, and between what, as people write it: with letters, with numbers, or one behind the other."""

import re
from itertools import pairwise

from bot.play.survey.tallies import LETTERS, MOST_OPTIONS

LONGEST_OPTION, LONGEST_TITLE = 60, 120  # characters; chosen
_BEFORE = r"(?:^|(?<=[\s,，;；、/／:：?？]))"
_LETTER = re.compile(_BEFORE + r"([A-Ta-t])(?:[.．、:：)）\s]+|(?![A-Za-z]))")
_NUMBER = re.compile(
    _BEFORE
    + r"([1-9]|1[0-9]|20)(?:[.．](?![0-9])|[、)）\s]+|(?=[^\s0-9.:：点月日号年时分个份人位名天次元块楼期组班岁斤米度万千百折/／、-]))"
)
_APART = re.compile(r"[\s,，;；|/／、]+")
_QUESTION = re.compile(r"([^\s/／]{2,}?[?？]|[^\s/／:：]{2,}[:：])\s*(?=\S)")
_COUNTED = tuple(map(str, range(1, len(LETTERS) + 1)))
_EDGES = " ,，;；、:：/／"


def written(text: str) -> tuple[str, tuple[str, ...]]:
    """Return title and options of `text`: 题目 A 选项 B 选项, 题目 1选项 2选项, 题目？选项/选项; no options if it has not two."""
    text = " ".join(text.split()).lstrip(_EDGES)
    readings = (_marked(text, _LETTER, LETTERS), _marked(text, _NUMBER, _COUNTED), _apart(text))
    title, options = next((one for one in readings if _is_good(*one)), (text, ()))
    return title[:LONGEST_TITLE], tuple(one[:LONGEST_OPTION] for one in options[:MOST_OPTIONS])


def _marked(text: str, mark: re.Pattern[str], names: tuple[str, ...] | str) -> tuple[str, tuple[str, ...]]:
    """Return title and options of `text` as marks part them, as far as those follow each other."""
    found: list[re.Match[str]] = []
    for one in mark.finditer(text):
        if len(found) < len(names) and one[1].upper() == names[len(found)]:
            found.append(one)
    if not found:
        return text, ()
    places = [(one.start(), one.end()) for one in found] + [(len(text), len(text))]
    options = tuple(text[this[1] : after[0]].strip(_EDGES) for this, after in pairwise(places))
    return text[: places[0][0]].strip(_EDGES), options


def _apart(text: str) -> tuple[str, tuple[str, ...]]:
    """Return title and options of `text`: what asks, or the first word, and what stands apart behind it."""
    asked = _QUESTION.match(text)
    if asked is not None:
        title, options = asked[1].rstrip(":："), _options(text[asked.end() :])
        if _is_good(title, options):
            return title, options
    title, *rest = re.split(r"[\s,，;；|/／]+", text)
    return title, _options(" ".join(rest))


def _options(text: str) -> tuple[str, ...]:
    return tuple(one for one in _APART.split(text) if one)


def _is_good(title: str, options: tuple[str, ...]) -> bool:
    """Tell whether there is something to vote about, and at least two options that differ."""
    return (
        bool(title) and len(options) > 1 and all(options) and len({one.casefold() for one in options}) == len(options)
    )
