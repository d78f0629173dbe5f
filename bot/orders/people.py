"""Who is meant: by @, by name, by account; the longest known name wins, the same name of two is not guessed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.core.model import MemberId
from bot.orders import Doubt, Person, Piece
from bot.orders.plain import is_boundary, plain, runs_on
from bot.text.pinyin import blurred, blurred_sounds, split
from bot.text.tables import syllables

LONGEST = 64  # characters of a name that are looked at; platform: names have at most 64
_LONGEST_SPELLED = 24  # letters
OFFERED = 5  # chosen: near names in one question
EVERYBODY = re.compile(r"(?:所有人|全体成员|全体|全员|全部人?|大家|everyone|everybody|all)(?![a-z])")
PRONOUN = re.compile(r"(?:他们|她们|他|她|ta|这个人|那个人|这人|那人|此人|这位|楼上|上面那个人?|这家伙)(?![a-z])")
JOINER = re.compile(r"\s{0,4}(?:[、,;&/]|和|跟|与|及|以及|还有|and(?![a-z]))\s{0,4}")
OR = re.compile(r"\s{0,4}(?:或者?|还是|or(?![a-z]))\s{0,4}")
_FIRST = re.compile(r"(?:就|那)?先\s?")
_STARTS_REASON = re.compile(
    r"[刷发骂加减扣记打乱太一多再又不恶违广辱因由连总涉传攻冒吵闹说推拉在就吧了别给请你他她我各每至直]|今天|今晚|昨天|昨晚|明天|老是|老在|老发|人身|水群|太吵|的(?=禁言|记录|处罚|豁免|案件|$|[ ,])|都|一起|全|带节奏|原因|理由|内容|踢|引流|诈骗|骗|造谣|挑衅|屡|严重|每|经常|行为"
)
_BRACKETED = re.compile(r"\((?=[刷骂辱吵乱]|发(?!财)|打广|广告|引流|诈骗|造谣|违规|恶意|多次|原因|因为)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everybody who may be meant, by what they are called. shown: the first name of each, as the group sees it."""

    by_name: Mapping[str, tuple[MemberId, ...]]
    exact: Mapping[str, tuple[MemberId, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    shown: Mapping[MemberId, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody named in a line.

    end: place behind it. said: as written. ids: who is called so, () if nobody is known.
    is_marked: whether an @ stands before. is_longer: whether a known name is its beginning.
    """

    end: int
    said: str
    ids: tuple[MemberId, ...] = ()
    is_marked: bool = False
    is_longer: bool = False


@lru_cache(maxsize=16)
def known(people: tuple[Person, ...]) -> Known:
    """Return `people` by name; made once for the same people."""
    by_name: dict[str, dict[MemberId, None]] = {}
    exact: dict[str, dict[MemberId, None]] = {}
    shown: dict[MemberId, str] = {}
    for person in people:
        shown.setdefault(person.id, person.name.strip() or person.id)
        for name in (person.name, person.id, *person.aliases):
            name = name.strip()[:LONGEST]  # noqa: PLW2901 # the same name, without its edges
            if name:
                exact.setdefault(name, {})[person.id] = None
                by_name.setdefault(plain(name), {})[person.id] = None
    lengths: dict[str, set[int]] = {}
    for name in by_name:
        lengths.setdefault(name[0], set()).add(len(name))
    return Known(
        by_name={name: tuple(ids) for name, ids in by_name.items()},
        exact={name: tuple(ids) for name, ids in exact.items()},
        lengths={head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()},
        shown=shown,
    )


def known_at(text: str, line: str, at: int, people: Known) -> Named | None:
    """Return the longest known name that stands at `at`. text: plain; line: the same as written."""
    for length in people.lengths.get(text[at : at + 1], ()):
        name, end = text[at : at + length], at + length
        if name not in people.by_name or len(name) < length:
            continue
        if runs_on(text, end):
            continue
        said = line[at:end]
        return Named(end=end, said=said, ids=people.exact.get(said, ()) or people.by_name[name])
    return None


def unknown_at(text: str, line: str, at: int, stops: re.Pattern[str]) -> Named | None:
    """Return what stands at `at` as if it were a name nobody has; it ends before `stops` and before punctuation."""
    end = at
    while end < len(text) and end - at < LONGEST and not is_boundary(text, end) and text[end] != "、":
        if end > at and stops.match(text, end):
            break
        end += 1
    return Named(end=end, said=line[at:end]) if end > at else None


def goes_on(text: str, end: int, people: Known, stops: re.Pattern[str]) -> bool:
    """Tell whether a name that ends before `end` may be only the beginning of another one: 张三 in 张三丰."""
    first = _FIRST.match(text, end)
    if is_boundary(text, end) or stops.match(text, first.end() if first else end) or JOINER.match(text, end):
        return False
    if _STARTS_REASON.match(text, end) or _BRACKETED.match(text, end):
        return False
    choice = OR.match(text, end)
    if choice is not None and known_at(text, text, choice.end(), people) is not None:
        return False
    other = known_at(text, text, end, people)
    return other is None or other.end == end + 1


def is_reason(text: str, at: int) -> bool:
    """Tell whether what stands at `at` reads like why somebody is punished: 刷屏, 发广告."""
    return _STARTS_REASON.match(text, at) is not None


def near(said: str, people: Known) -> tuple[MemberId, ...]:
    """Return who may be meant by `said`, which is nobody's whole name: part of one, one character off, alike in sound."""
    return alike(said, people) or _found_by((_shares_its_first,), said, people)


def alike(said: str, people: Known) -> tuple[MemberId, ...]:
    """Return who may be meant by `said`, without those who only share the first of two characters."""
    return _found_by((_begins, _sounds, _is_spelled, _is_one_off, _holds), said, people)


def _found_by(tests: Sequence[Callable[[str, str, str], bool]], said: str, people: Known) -> tuple[MemberId, ...]:
    name = plain(said.strip())[:LONGEST]
    sound = blurred_sounds(name)
    found: dict[MemberId, None] = {}
    for test in tests:
        for other, ids in people.by_name.items():
            if test(name, sound, other):
                found.update(dict.fromkeys(ids))
                if len(found) >= OFFERED:
                    return tuple(found)[:OFFERED]
    return tuple(found)


def doubt_of(said: str, ids: Sequence[MemberId], people: Known) -> Doubt:
    """Return the question who of `ids` is meant by `said`."""
    choices = tuple((label(one, people), {f"people:{said}": str(one)}) for one in ids)
    return Doubt(piece=Piece.PEOPLE, said=said, choices=choices)


def label(member: MemberId, people: Known) -> str:
    """Return the name and the account of `member`."""
    name = people.shown.get(member, member)
    return name if name == member else f"{name}（{member}）"


def written(member: MemberId, people: Known) -> str:
    """Return how `member` is written so that nobody else can be meant."""
    name = people.shown.get(member, str(member))
    alone = people.by_name.get(plain(name), ()) == (member,) and "@" not in name
    return f"@{name}" if alone else f"@{member}"


def _begins(name: str, sound: str, other: str) -> bool:
    del sound
    return other.startswith(name) or (len(other) > 1 and name.startswith(other))


def _sounds(name: str, sound: str, other: str) -> bool:
    return len(other) == len(name) > 1 and blurred_sounds(other) == sound


def _is_spelled(name: str, sound: str, other: str) -> bool:
    del sound
    return name.isascii() and spells(name, other)


def spells(latin: str, chinese: str) -> bool:
    """Tell whether `latin` spells all of `chinese` in syllables."""
    spelled = split(latin) if len(latin) <= _LONGEST_SPELLED else ()
    return 1 < len(spelled) == len(chinese) and all(
        blurred(one) == blurred(syllable_of().get(char, "")) for one, char in zip(spelled, chinese, strict=True)
    )


@cache
def syllable_of() -> Mapping[str, str]:
    """Return the toneless syllable of each Han character."""
    return {char: syllable for syllable, chars in syllables().items() for char in chars}


def _is_one_off(name: str, sound: str, other: str) -> bool:
    del sound
    if min(len(name), len(other)) < 2 or abs(len(name) - len(other)) > 1:
        return False
    return one_off(name, other) and (len(name) > 2 or len(other) > 2)


def _shares_its_first(name: str, sound: str, other: str) -> bool:
    del sound
    return len(name) == len(other) == 2 and name[0] == other[0]


def _holds(name: str, sound: str, other: str) -> bool:
    del sound
    return (len(name) > 1 or not name.isascii()) and name in other


def one_off(one: str, other: str) -> bool:
    """Tell whether one change, one character more or less, or two swapped make `other` of `one`."""
    most = min(len(one), len(other))
    start = next((i for i in range(most) if one[i] != other[i]), most)
    end = next((i for i in range(most - start) if one[-1 - i] != other[-1 - i]), most - start)
    a, b = one[start : len(one) - end], other[start : len(other) - end]
    return max(len(a), len(b)) <= 1 or (len(a) == len(b) == 2 and a == b[::-1])
