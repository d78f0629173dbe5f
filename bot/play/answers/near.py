"""Whether a written answer is meant although a character is wrong: it sounds the same, or one slipped."""

import re
from itertools import pairwise

from bot.text.pinyin import sounds
from bot.text.segment import frequency

SOUND, SLIP = "sound", "slip"
_SOUNDS_FROM = 3  # Han characters
_HAN_FROM, _LATIN_FROM = 5, 6  # characters from which on one may be wrong
_COMMON = 30  # measured: rarer pairs of the dictionary are accidents, see `bot.text.sound`
_HAN = re.compile("[\u3007\u3400-\u9fff]+")
_SPOKEN = re.compile("[\u3007\u3400-\u9fff0-9]+")
_WRITTEN = re.compile("[\u3007\u3400-\u9fffa-z0-9]+")
_TELLING = frozenset(
    "不没非无未反否莫东西南北左右上下前后内外大小多少高低长短正负男女父母阴阳新旧老古冷热红黄蓝绿黑白金银铜铁春夏秋冬日月年甲乙丙丁省市县州国木水火土风天地人"
)
"""Characters that make another thing of a name: never taken for a slip."""

_OTHERS = frozenset(
    frozenset(pair.split("/"))
    for pair in re.split(
        " ",
        "山西/陕西 权利/权力 法治/法制 期中/期终 化妆/化装 截止/截至 必须/必需 定金/订金 抚养/扶养 致癌/治癌 受权/授权 受精/授精 "
        "静脉/经脉 检查/监察 启示/启事 年青/年轻 元音/原音 视力/势力 ",
    )
)
"""Words that sound the same and are different things."""


def near(said: str, wanted: str) -> str:
    """Return how `said` may be taken for `wanted`, both keys: `sound`, `slip`; empty if it may not. Never in numbers."""
    if said == wanted or abs(len(said) - len(wanted)) > 1 or _digits(said) != _digits(wanted):
        return ""
    if _sounds_same(said, wanted):
        return SOUND
    return SLIP if _slipped(said, wanted) else ""


def _digits(text: str) -> list[str]:
    return re.findall(r"[0-9.+\-%/:]+", text)


def _sounds_same(said: str, wanted: str) -> bool:
    han = sum(map(len, _HAN.findall(wanted)))
    if han < _SOUNDS_FROM or len(said) != len(wanted) or not _SPOKEN.fullmatch(said + wanted):
        return False
    return sounds(said) == sounds(wanted) and not _is_other_word(said, wanted)


def _is_other_word(said: str, wanted: str) -> bool:
    """Tell whether a word of `said` is a known twin of the word of `wanted` in its place."""
    return any(frozenset((said[at : at + 2], wanted[at : at + 2])) in _OTHERS for at in range(len(wanted) - 1))


def _slipped(said: str, wanted: str) -> bool:
    """Tell whether one character is wrong, missing, too much or changed places with the next, by accident."""
    han = sum(map(len, _HAN.findall(wanted)))
    if not _WRITTEN.fullmatch(said) or not _WRITTEN.fullmatch(wanted):
        return False
    if han < _HAN_FROM and not (han == 0 and len(wanted) >= _LATIN_FROM):
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(said, wanted, strict=False)) if a != b), min(len(said), len(wanted))
    )
    if said[start + 2 :] == wanted[start + 2 :] and said[start : start + 2] == wanted[start : start + 2][::-1]:
        return not han or frequency(said[start : start + 2]) <= _COMMON
    for here, there in ((1, 1), (0, 1), (1, 0)):
        if said[start + here :] == wanted[start + there :]:
            changed = said[start : start + here] + wanted[start : start + there]
            if changed == "大" and here and start < len(wanted):
                return True  # 撒哈拉大沙漠
            return not han or (_TELLING.isdisjoint(changed) and not _is_word(said, start, start + here))
    return False


def _is_word(said: str, start: int, end: int) -> bool:
    """Tell whether what stands changed at [start, end), with a neighbour, is a word of every day: no accident then."""
    around = said[max(start - 1, 0) : end + 1]
    return start < end and any(frequency(a + b) > _COMMON for a, b in pairwise(around))
