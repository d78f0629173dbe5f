"""Reading answers to questions with options or scores, and counting them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_OPTIONS = 20  # chosen: more nobody reads; there are letters for all
LONGEST = 40  # characters of an answer that can name an option; chosen
LOWEST, HIGHEST = 1, 5  # of a satisfaction score
PROMOTER, PASSIVE, TOP = 9, 7, 10  # of the Net Promoter Score: 9–10 recommend, 7–8 are passive, 0–6 do not

_EDGES = " \t\r\n.。,，、;；:：!！~～()（）[]【】“”\"'"
_LED = re.compile(r"^(?:我?(?:投票?|选择?|答)|答案[是为]?)\s*[:：]?\s*")
_BETWEEN = re.compile(r"[\s,，、;；+和与]*")
_SCORE = re.compile(r"(\d{1,2})\s*(?:分|星)?")
_HAN = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {"十": "10", "两": "2"}


def folded(text: str) -> str:
    """Return `text` without what makes no difference: width, case, blanks and marks at its ends."""
    return unicodedata.normalize("NFKC", text).casefold().strip(_EDGES)


def led(text: str) -> tuple[str, bool]:
    """Return `text` folded and without a word that leads it (投 B, 我选B, 答：B), and whether there was one."""
    whole = folded(text)
    rest = _LED.sub("", whole, count=1).strip(_EDGES)
    return (rest, True) if rest and rest != whole else (whole, False)


def picked(options: Sequence[str], said: str, *, many: bool) -> tuple[int, ...]:
    """Return the places of the options that `said` names and nothing else, ascending; nothing if it names none.

    An option is named by its letter or in its own words; several only where `many` may be chosen.
    """
    if len(said) > LONGEST * (len(options) if many else 1):
        return ()
    whole = folded(said)
    worded = tuple(at for at, option in enumerate(options) if folded(option) == whole)
    if worded:
        return worded[:1]
    rest = led(said)[0]
    worded = tuple(at for at, option in enumerate(options) if folded(option) == rest)
    return worded[:1] or _several(options, rest, many=many)


def _several(options: Sequence[str], rest: str, *, many: bool) -> tuple[int, ...]:
    letters = LETTERS[: len(options)].lower()
    found: set[int] = set()
    at = 0
    while at < len(rest):
        step = _option_at(options, rest, at, letters)
        if step is None:
            return ()
        found.add(step[0])
        at = _BETWEEN.match(rest, step[1]).end()  # type: ignore[union-attr] # it matches nothing, too
    return tuple(sorted(found)) if len(found) == 1 or many else ()


def _option_at(options: Sequence[str], rest: str, at: int, letters: str) -> tuple[int, int] | None:
    """Return which option stands at `at`, and where it ends; written out before its letter alone."""
    if rest[at] in letters:
        place = letters.index(rest[at])
        words = folded(options[place])
        end = at + 1
        behind = re.compile(r"[\s.:、]*").match(rest, end)
        if words and behind is not None and rest.startswith(words, behind.end()):
            return place, behind.end() + len(words)
        return place, end
    named = ((place, at + len(folded(one))) for place, one in enumerate(options) if rest.startswith(folded(one), at))
    return next((one for one in named if one[1] > at), None)


def scored(said: str, lowest: int, highest: int) -> int | None:
    """Return the score that `said` is and nothing else: 4, ４分, 五星; None if it is none between the two."""
    rest = led(said)[0]
    rest = _HAN.get(rest[:1], rest[:1]) + rest[1:]
    found = _SCORE.fullmatch(rest)
    score = int(found[1]) if found else -1
    return score if lowest <= score <= highest else None


def counted(size: int, picks: Iterable[Iterable[int]]) -> tuple[int, ...]:
    """Return how often each of `size` options was picked."""
    counts = [0] * size
    for one in picks:
        for at in one:
            counts[at] += 1
    return tuple(counts)


def share(count: int, of: int) -> str:
    """Return `count` of `of` in whole per cent; 0% of none."""
    return f"{round(100 * count / of) if of else 0}%"


def mean(scores: Sequence[int]) -> float:
    """Return the mean of `scores` with one decimal, 0 of none."""
    return round(sum(scores) / len(scores), 1) if scores else 0.0


def attitudes(scores: Iterable[int]) -> tuple[int, int, int]:
    """Return how many recommend (9–10), are passive (7–8), do not recommend (0–6)."""
    told = tuple(scores)
    promoters, detractors = sum(one >= PROMOTER for one in told), sum(one < PASSIVE for one in told)
    return promoters, len(told) - promoters - detractors, detractors


def net_promoter_score(scores: Sequence[int]) -> int:
    """Return per cent of promoters less per cent of detractors, −100 to 100; 0 of none."""
    promoters, _, detractors = attitudes(scores)
    return round(100 * (promoters - detractors) / len(scores)) if scores else 0


def lettered(options: Sequence[str]) -> tuple[str, ...]:
    """Return the options as they are shown: A 水果."""
    return tuple(f"{LETTERS[at]} {option}" for at, option in enumerate(options))
