"""Whether what somebody wrote is the answer to a question with a free answer."""

import re
from collections.abc import Iterable, Iterator

from bot.play.answers.counted import counted
from bot.play.answers.near import SOUND, near
from bot.play.answers.ready import RIGHT, Met, Ready, Way, Wording
from bot.play.answers.unwrapped import is_filler, joined, key, parts, readings

_SUM = re.compile(r"[0-9a-z+\-*/().加减乘除以的]+(?:=|等于)(?=[0-9])")
_MOST_LINKS = 3  # chosen: places at which a sentence is looked at as 首都是北京
_NEGATION = frozenset("不没非无未否莫别")
_LINK = re.compile(
    r"^(?:的?是|就是|才是|为|叫做?|名叫|等于|=|在|有|指的是|即)|(?:的?是|就是|才是|为|叫做?|名叫|等于|=|在|有|指的是|即)$"
)
_LINKED = re.compile(r"的?是|就是|有|一?共有?|为|等于|=|大?约|占")
_PLACES = ("市", "省", "县")
_SLOT = re.compile(r"什么|谁|哪(?:里|儿|[1一]?[个位种座条本])?")
_KEYS = re.compile(r"(?:[a-z]{2,}\+)+[a-z0-9]+$")
_CONTRAST = re.compile(
    r"不是[^是不,]{1,10}?[,\s]*而?(?<!就)是(?P<then>[^是不]+)$|(?P<first>[^不]*是[^是不]+?)[,\s]*(?:而|并)?不是[^是不,吧吗对]{2,10}$"
)
_BESIDE = frozenset("和与跟或、,/及还")


def met(text: str, asked: Ready) -> Met | None:
    """Return which wording folded `text` meets, None if none. The plainest way wins; what is refused beats tolerance."""
    found = _met(text, asked)
    if "不是" not in text or (found is not None and found.way in RIGHT):
        return found
    contrast = _CONTRAST.match(text)  # 不是上海是北京, 是北京不是上海
    return (_met(contrast["then"] or contrast["first"], asked) if contrast else None) or found


def _met(text: str, asked: Ready) -> Met | None:
    keys = tuple(dict.fromkeys(key(one) for one in readings(text)))
    found = _exact(text, keys, asked) or counted(keys, asked) or _listed(text, asked) or _echoed(keys, asked)
    if found is not None and found.way in RIGHT:
        return found
    told = tuple(dict.fromkeys(tail for one in keys for tail in _told(one, asked.asked)))
    echoed = (_exact(text, told, asked) or counted(told, asked)) if told else None
    if echoed is not None and echoed.way in RIGHT:
        return Met(wording=echoed.wording, way=Way.ECHO)
    return found or _placed(keys, asked) or _nearly(keys, asked)


def other_parts(text: str, asked: Ready) -> tuple[Met | None, bool]:
    """Return what a part of folded `text` meets, None if none does, and whether another part names something else."""
    pieces = parts(text)
    if len(pieces) < 2:  # not in parts
        pieces = joined(text)
    found = [(met(piece, asked), piece) for piece in pieces[:12]]
    rights = [one for one, _ in found if one is not None and one.way in RIGHT]
    strange = any(not (one is not None and one.way in RIGHT) and not is_filler(piece) for one, piece in found)
    return (rights[0] if rights else None), strange or len(pieces) > len(found)


def _exact(text: str, keys: Iterable[str], asked: Ready) -> Met | None:
    for place, one in enumerate(keys):
        for wanted in asked.accepted:
            if one == wanted.key and one:
                return Met(wording=wanted, way=_plain_way(text, wanted) if place == 0 else Way.UNWRAPPED)
            if _KEYS.match(wanted.key) and one == wanted.key.replace("+", ""):
                return Met(wording=wanted, way=Way.FOLDED)
            if place == 0 and _is_doubled(one, wanted.key):
                return Met(wording=wanted, way=Way.FOLDED)
        if one in asked.refused:
            return Met(wording=asked.accepted[0], way=Way.REFUSED)
    return None


def _plain_way(text: str, wanted: Wording) -> Way:
    return Way.SAME if text == wanted.whole else Way.FOLDED


def _is_doubled(one: str, wanted: str) -> bool:
    """Tell whether `one` is `wanted` several times over; never of numbers, for 88 is no 8."""
    times, rest = divmod(len(one), len(wanted) or 1)
    return times > 1 and rest == 0 and not wanted[-1:].isdigit() and len(wanted) > 1 and one == wanted * times


def _listed(text: str, asked: Ready) -> Met | None:
    for wanted in asked.accepted:
        if not wanted.listed:
            continue
        for one in readings(text):
            if frozenset(map(key, joined(one))) == wanted.listed:
                return Met(wording=wanted, way=Way.LISTED)
    return None


def _echoed(keys: Iterable[str], asked: Ready) -> Met | None:
    for one in keys:
        for wanted in asked.accepted:
            behind = one.removeprefix(wanted.key) if wanted.key else one
            is_said = behind != one and _is_said_of(behind, asked.asked)
            rests = _rests(one, wanted.key)
            if (
                is_said
                or _fills(one, wanted.key, asked.asked)
                or any(_is_echo(rest, asked.asked, linked=linked) for rest, linked in rests)
            ):
                return Met(wording=wanted, way=Way.ECHO)
    return None


def _fills(one: str, wanted: str, asked: str) -> bool:
    """Tell whether `one` is a piece of the question with `wanted` in it: 绕太阳转, asked 地球绕什么转."""
    if not wanted or wanted not in one or len(joined(one + asked)) > 1:  # A与B哪个在前: BA
        return False
    return any(one in asked[: at.start()] + wanted + asked[at.end() :] for at in _SLOT.finditer(asked))


def _told(one: str, asked: str) -> Iterator[str]:
    """Yield what `one` says of what was asked: 24小时 in 一天有24小时."""
    if sum_of := _SUM.match(one):
        yield one[sum_of.end() :]
    for _, match in zip(range(_MOST_LINKS), _LINKED.finditer(one), strict=False):
        if match.start() and _is_echo(one[: match.start()], asked, linked=True):
            yield one[match.end() :]


def _rests(one: str, wanted: str) -> Iterator[tuple[str, bool]]:
    """Yield what stands before or behind `wanted` in `one`, without what links them, and whether something did."""
    size = len(wanted)
    if not wanted or len(one) <= size:
        return
    if one.endswith(wanted) and not (
        wanted[0].isalnum() and wanted[0].isascii() and one[-size - 1].isascii() and one[-size - 1] != "="
    ):
        bare = _LINK.sub("", one[:-size])
        yield bare, bare != one[:-size]
    if one.startswith(wanted) and not (wanted[-1].isascii() and one[size].isascii()):
        bare = _LINK.sub("", one[size:])
        yield bare, bare != one[size:]


def _is_said_of(rest: str, asked: str) -> bool:
    """Tell whether one character behind an answer is of the question: 说的 in 谁说的, 花 in 什么花."""
    bare = rest.removesuffix("的")
    return len(bare) == 1 and (
        (bare != rest and bare in asked) or re.search(f"(?:什么|哪[种个]?){re.escape(bare)}", asked) is not None
    )


def _is_echo(rest: str, asked: str, *, linked: bool) -> bool:
    """Tell whether `rest` only repeats the question, and not one of two things that it asks between."""
    if len(rest) < 2:  # one character proves nothing
        return False
    if _SLOT.fullmatch(rest):  # 哪里是北京
        return False
    if not _NEGATION.isdisjoint(rest):
        return linked is False and len(rest) > 2 and rest in asked and not rest.endswith("是")
    rest, asked = (one.replace("的", "").replace("了", "") for one in (rest, asked))
    at = asked.find(rest) if len(rest) > 1 else -1
    if at >= 0:
        around = asked[max(at - 1, 0) : at] + asked[at + len(rest) : at + len(rest) + 1]
        is_between = asked.endswith("还是", 0, at)  # 五言还是七言: 五言七言
        return linked or (not is_between and _BESIDE.isdisjoint(around + rest[0] + rest[-1]))
    wanted = iter(asked)
    return linked and all(char in wanted for char in rest)


def _placed(keys: Iterable[str], asked: Ready) -> Met | None:
    """Return the place that is met but for its rank: 北京市 for 北京."""
    for one in keys:
        for wanted in asked.accepted:
            short, long = sorted((one, wanted.key), key=len)
            if len(short) > 1 and not short.isascii() and any(long == short + rank for rank in _PLACES):
                return Met(wording=wanted, way=Way.PLACE)
    return None


def _nearly(keys: Iterable[str], asked: Ready) -> Met | None:
    for one in keys:
        if one in asked.others:
            return None
        for wanted in asked.accepted:
            way = near(one, wanted.key)
            if way and not any(near(one, other) for other in asked.refused | asked.others):
                return Met(wording=wanted, way=Way.SOUND if way == SOUND else Way.SLIP)
    return None
