"""Words that only sound right: read them aloud, but believe it only where the writing makes no sense of its own."""

import re
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import cache
from operator import concat

from bot.text.folded import MARKS, Edit, Folded, rewrite
from bot.text.folding import LONGEST
from bot.text.lexicon import Lexicon
from bot.text.pinyin import has_latin, is_english, latin_as_han, sounds
from bot.text.plan import Entry
from bot.text.tables import other_parts, parts

_WORD = 10  # measured: below it the dictionary has 煞笔 and 沙比, above it 贱人 and 威信
_COMMON = 30  # measured: rarer pairs of the dictionary straddle too many real hits
_FAMILIAR = 6000  # measured on innocent chat: 吗 也 件 飞 are above, 薇 煞 岱 泥 below
_EVERYWHERE = 20_000  # measured: particles and the like, 吗 吧 是 也 就
_ALWAYS = 200_000  # measured: 是 不 一 的 are above
_RARE = 1000  # measured: 贱 嫖 婊 are below, and say enough of their neighbour
_SHORT = 3  # characters; four in a row that all sound right, if only nearly, are no accident
_SPOKEN_TO = re.compile(r"(?:[你妳个死大臭老]|是不是|就是|真是|什么|这种)$")
_SPOKEN_OF = re.compile(r"^(?:东西|玩意|吧你|你|一个)")
_SURNAMES = frozenset(
    "魏卫韦尉沙傅付贾郝向尚夏范马白曹杜薛梅金余佘车戴邵石史施席师毕纪季简江姜焦金靳康柯孔雷黎栗连廉凌柳龙娄鲁陆罗骆麦毛茅孟苗莫牟聂宁牛潘庞裴彭皮浦戚祁齐钱乔秦邱裘瞿冉饶任荣沈盛舒司宋苏孙谭汤唐陶滕田童万汪温文翁邬巫吴伍武习冼肖谢辛邢熊徐许宣严颜杨姚叶易殷尹应尤于俞虞袁岳臧曾翟詹湛张章赵甄郑钟周朱祝庄卓邹左"
)
"""Two characters that begin with one are somebody's name until something beside them says otherwise."""

_BESIDE_CONTACT = re.compile(r"(?:[加+咖伽v找用的]|联系|我)\s?$")
_HAN = re.compile("[\u3007\u3400-\u9fff]")
_OF_CONTACT = re.compile(r"[号搜同扫看领聊私加联:：\d]|\s?[a-z0-9]{4}")
_ANYWHERE = frozenset("我你他她的了是")  # they stand beside everything, so they prove nothing
_IDIOM = 2  # measured: rarer entries of three and four characters are typing mistakes of the dictionary
_IN_IDIOM = 2  # characters
_LATIN = MARKS["拼音"]
_PARTS = MARKS["拆字"]
_SOUND = MARKS["谐音"]
_EMOJI = MARKS["表情"]  # nobody writes one in the middle of a word by chance


def sound_views(views: Iterable[Folded]) -> list[Folded]:
    """Return `views`, and each with split characters put together, and each with Latin syllables read as Han.

    Of a text of more than `LONGEST` characters, the view that holds all of it is left out.
    """
    views = [view for view in views if len(view.text) <= LONGEST + 2]
    if not any(_is_worth_it(view.text) for view in views):
        return views
    found: dict[str, Folded] = {}
    for view in views:
        for whole in (view, *_put_together(view)):
            for read in (whole, latin_as_han(whole)):
                found.setdefault(read.text, read)
    return list(found.values())


def _is_worth_it(text: str) -> bool:
    """Tell whether `text` holds Latin letters, or two characters that could be parts of one."""
    return has_latin(text) or _has_parts(text)


def _has_parts(text: str) -> bool:
    return not _heads().isdisjoint(map(concat, text, text[1:]))


def without_splits(folded: Folded) -> Folded:
    """Put characters that were written as their parts together again."""
    return next(_put_together(folded), folded)


def _put_together(folded: Folded) -> Iterator[Folded]:
    """Yield `folded` without split characters, in two ways if some parts could be either of two characters."""
    if not _has_parts(folded.text):
        return
    places = sorted(_ways().find(folded.text), key=lambda found: (found[0], -len(found[1])))
    if not places:
        return
    yield rewrite(folded, _wholes(places, parts()))
    if any(way in other_parts() for _, way in places):
        yield rewrite(folded, _wholes(places, ChainMap(dict(other_parts()), dict(parts()))))


def _wholes(places: Iterable[tuple[int, str]], ways: Mapping[str, str]) -> Iterator[Edit]:
    at = 0
    for start, way in places:
        if start >= at:
            at = start + len(way)
            yield start, at, ways[way], _PARTS


def heard(view: Folded, start: int, end: int, form: str, *, frequency: Callable[[str], int]) -> int | None:
    """Return the bits of the folds if [start, end) may be believed to mean `form`; None if it means itself.

    It means itself where it is, or is straddled by, an ordinary word, where it cuts a Latin word, or is English.
    """
    piece = view.text[start:end]
    mask = view.mask(start, end)
    if len(form) <= _SHORT and sounds(piece) != sounds(form):
        return None
    told = mask & (_LATIN | _PARTS) or _is_pictured(view, start, end, form)
    if not told and (piece == form or not _stands_out(view.text, start, end, form, frequency)):
        return None
    if _means_itself(view, start, end, form, frequency):
        return None
    return mask if mask & _LATIN or piece == form else mask | _SOUND


def odd(
    view: Folded, places: list[tuple[int, str]], exact: Set[str], *, frequency: Callable[[str], int]
) -> list[tuple[int, str]]:
    """Return those of `places`, as (start, blurred sound), that `heard` may believe; it costs more, and few are left.

    exact: how the words looked for sound; shorter ones must sound so. An ordinary word means itself.
    """
    text, spoken = view.text, sounds(view.text)
    wanted = [
        (start, sound) for start, sound in places if len(sound) > _SHORT or spoken[start : start + len(sound)] in exact
    ]
    if any(mark & (_LATIN | _PARTS) for mark in view.marks):
        return wanted  # what was put together is no word that somebody wrote
    return [(start, sound) for start, sound in wanted if frequency(text[start : start + len(sound)]) <= _WORD]


def _means_itself(view: Folded, start: int, end: int, form: str, frequency: Callable[[str], int]) -> bool:
    """Tell whether [start, end) is a word of its own, in Chinese or in English, or cut out of some."""
    piece, mask = view.text[start:end], view.mask(start, end)
    surface = view.source[slice(*view.original(start, end))]
    if mask & _LATIN and (_cuts_latin(view, start, end) or (is_english(surface) and not _is_glued(surface))):
        return True
    if frequency(surface) > _WORD or (piece != form and not mask & _LATIN and frequency(piece) > _WORD):
        return True
    return _is_straddled(view, start, end, frequency)


def _is_pictured(view: Folded, start: int, end: int, form: str) -> bool:
    """Tell whether [start, end) differs from `form` by what emoji were read as, and by nothing else: 去你🐎."""
    differs = [at for at, meant in enumerate(form, start) if view.text[at] != meant]
    return bool(differs) and all(view.marks[at] & _EMOJI for at in differs)


def _is_glued(surface: str) -> bool:
    """Tell whether Latin letters touch Han in `surface`, as nobody writes English: 脑can."""
    return not surface.isascii() and not any(map(str.isspace, surface))


def is_twisted(text: str, start: int, end: int, entry: Entry, *, frequency: Callable[[str], int]) -> bool:
    """Tell whether [start, end), a word of which characters changed places, makes no sense as it stands."""
    around = range(max(start - 1, 0), min(end, len(text) - 1))
    pairs = ((at, text[at : at + 2]) for at in around)
    return not any(
        frequency(pair) > (_WORD if start <= at < end - 1 else _COMMON) for at, pair in pairs if pair not in entry.word
    )


def _stands_out(text: str, start: int, end: int, form: str, frequency: Callable[[str], int]) -> bool:
    """Tell whether [start, end), which only sounds like `form`, is odd enough for it.

    Two characters that are both others are an accident, unless somebody is spoken to or of with them.
    """
    piece = text[start:end]
    if _reads_well(piece, form, frequency):
        return False
    shared = {char for char, meant in zip(piece, form, strict=True) if char == meant}
    if len(form) >= _SHORT:
        return not (len(form) == _SHORT and len(shared) < _SHORT - 1 and _is_full_name(text, start, end))
    if shared and not _could_be_name(text, start, end):
        return bool(shared - _ANYWHERE)
    spoken = _SPOKEN_TO.search(text[max(start - 3, 0) : start]) or _SPOKEN_OF.match(text[end : end + 3])
    if shared and (_BESIDE_CONTACT.search(text[:start]) or _OF_CONTACT.match(text, end)):
        return True
    return spoken is not None or len(text) == len(piece)


def _could_be_name(text: str, start: int, end: int) -> bool:
    """Tell whether two characters that go on may be a name with its surname, or one behind a surname that begins the clause."""
    if end >= len(text):
        return False
    named = start and text[start - 1] in _SURNAMES and (start == 1 or not _HAN.match(text[start - 2]))
    return bool(text[start] in _SURNAMES or named)


def _is_full_name(text: str, start: int, end: int) -> bool:
    """Tell whether three characters that begin a clause, and go on, begin with a surname."""
    return text[start] in _SURNAMES and end < len(text) and not (start and _HAN.match(text[start - 1]))


def _is_straddled(view: Folded, start: int, end: int, frequency: Callable[[str], int]) -> bool:
    """Tell whether a word of the dictionary crosses an edge of [start, end); what was Latin makes no words."""
    text, marks = view.text, view.marks
    return any(
        _is_crossed(text, edge, frequency)
        for edge in (start, end)
        if 0 < edge < len(text) and not (marks[edge - 1] | marks[edge]) & _LATIN
    )


def _is_crossed(text: str, edge: int, frequency: Callable[[str], int]) -> bool:
    """Tell whether a common word of two characters, or any of three or four, goes over `edge` of `text`."""
    if frequency(text[edge - 1 : edge + 1]) > _COMMON:
        return True
    return any(
        frequency(text[first : first + length]) > _IDIOM
        for length in (3, 4)
        for first in range(max(0, edge - length + 1), edge)
    )


def is_in_idiom(text: str, start: int, end: int, *, frequency: Callable[[str], int]) -> bool:
    """Tell whether the two characters at [start, end) stand in the middle of an idiom of four: 死狗 in 兔死狗烹."""
    return end - start == _IN_IDIOM and start > 0 and frequency(text[start - 1 : end + 1]) > _IDIOM


def _reads_well(piece: str, form: str, frequency: Callable[[str], int]) -> bool:
    """Tell whether what differs is written with words and characters of every day: 钱吗 is no 欠骂, 有一丝 no 有意私."""
    differs = [at for at, (char, meant) in enumerate(zip(piece, form, strict=True)) if char != meant]
    known = [frequency(piece[at]) for at in differs]
    if not known:
        return False
    pairs = {piece[at : at + 2] for at in differs} | {piece[at - 1 : at + 1] for at in differs if at}
    ordinary = any(len(pair) > 1 and frequency(pair) > _COMMON for pair in pairs)
    if len(form) > _SHORT:
        return len(known) == 1 and (known[0] > _ALWAYS or (known[0] > _EVERYWHERE and ordinary))
    if len(known) == 1 and known[0] > _EVERYWHERE:
        return True
    kept = [frequency(char) for char, meant in zip(piece, form, strict=True) if char == meant]
    if len(form) < _SHORT and kept and min(kept) < _RARE and max(known) < _EVERYWHERE:
        return False
    if min(known) > _FAMILIAR or (len(form) < _SHORT and max(known) > _EVERYWHERE):
        return True
    return ordinary


def _cuts_latin(view: Folded, start: int, end: int) -> bool:
    starts, marks = view.starts, view.marks
    return (start > 0 and bool(marks[start] & _LATIN) and starts[start - 1] == starts[start]) or (
        end < len(starts) and bool(marks[end] & _LATIN) and starts[end] == starts[end - 1]
    )


@cache
def _heads() -> Set[str]:
    """Return how the ways to write characters as parts begin."""
    return frozenset(way[:2] for way in parts())


@cache
def _ways() -> Lexicon:
    return Lexicon(parts())
