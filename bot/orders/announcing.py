"""What an announcement says: 主题, when, until when, for how many, where, by whom."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.words import plain as without_marks
from bot.orders.moments import until_at
from bot.orders.plain import EDGES, plain

LONGEST = 60  # characters of a topic, a place, a name; chosen
_FIELDS = re.compile(
    r"(?P<seats>(?:人数|名额|限)[:：\s]*(?P<count>[0-9]{1,9})\s*[人位个名]?|(?P<heads>[0-9]{1,9})\s?[人位名](?=[\s,，。;；]|$))"
    r"|(?P<who>(?:主讲|嘉宾|分享人|讲师)[:：\s]*@?(?P<speaker>\S+))"
    r"|(?P<room>(?:地点|会议室|腾讯会议|会议号|会议|链接|地址)[:：\s]*(?P<place>.+?)(?=\s*(?:人数|名额|限[0-9]|主讲|嘉宾|分享人|讲师)|$))"
)
_NAMED = ("腾讯会议", "会议号")
_HOUR = re.compile(r"[0-9一二三四五六七八九十]\s?(?:点|时|:)|[0-9]\s?[ap]m")
_UNTIL = re.compile(r"\s*(?:-|~|到|至|直到)\s*(?=[0-9一二三四五六七八九十上下晚中早凌])")
_STARTS = re.compile(r"(?:^|(?<=[\s,，。;；、()（）]))\S")
_PAST = re.compile(
    r"(?:昨[天晚日]|前[天晚]|上个?(?:周|星期|礼拜)[一二三四五六日天]|上个?月\S*?[日号])\s?\S*?(?:[点时]半?|:[0-9]{2})"
)
_MOST_LOOKS = 40
_LASTS = timedelta(hours=12)  # chosen: nothing announced so lasts longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What was read. begins: None if no time, or one of `offers`, was said. said: the time as written. seats: None for no limit.

    past: a time that is named and over, as written; only if there is no other.
    """

    topic: str = ""
    begins: datetime | None = None
    ends: datetime | None = None
    seats: int | None = None
    place: str = ""
    speaker: str = ""
    said: str = ""
    offers: tuple[str, ...] = ()
    past: str = ""


def announced_in(text: str, *, now: datetime) -> Announced:
    """Return what `text` announces. now: local."""
    text = " ".join(text.split())
    seats: int | None = None
    place = speaker = ""
    kept, at = [], 0
    for match in _FIELDS.finditer(text):
        if match.start() and not text[match.start() - 1].isspace() and text[match.start() - 1] not in "，,、。；;":
            continue
        kept.append(text[at : match.start()])
        at = match.end()
        seats = int(match["count"] or match["heads"]) if match["seats"] else seats
        speaker = match["speaker"] if match["who"] else speaker
        place = _place(match) if match["room"] else place
    rest = " ".join("".join([*kept, " ", text[at:]]).split())
    start, end, begins, offers = _time(rest, now)
    past = None if end else _PAST.search(plain(rest))
    ends, end = _end(rest, end, begins)
    topic = f"{rest[:start]} {rest[end:]}" if end else rest
    return Announced(
        topic=_short(topic),
        begins=begins,
        ends=ends,
        seats=seats,
        place=_short(place),
        speaker=_short(speaker),
        said=rest[start:end].strip(EDGES),
        offers=offers,
        past=past[0] if past else "",
    )


def _place(match: re.Match[str]) -> str:
    written = match["room"]
    return written if written.startswith(_NAMED) else match["place"]


def _short(text: str) -> str:
    return without_marks(" ".join(text.split()).strip(EDGES))[:LONGEST]


def _time(text: str, now: datetime) -> tuple[int, int, datetime | None, tuple[str, ...]]:
    """Return where the time stands, what it is, and what it may be; (0, 0, None, ()) if none with an hour stands there."""
    seen = plain(text)
    for _, match in zip(range(_MOST_LOOKS), _STARTS.finditer(seen), strict=False):
        start = match.start()
        moment = until_at(f"到{seen[start:]}", 0, now=now)
        if moment is None or not _HOUR.search(seen, start, start + moment.end - 1):
            continue
        end = start + moment.end - 1
        return start, end, moment.at, tuple(one.removeprefix("到") for one in moment.offers)
    return 0, 0, None, ()


def _end(text: str, at: int, begins: datetime | None) -> tuple[datetime | None, int]:
    """Return until when it lasts, if that stands behind the time at `at`, and the place behind it."""
    gap = _UNTIL.match(text, at) if begins is not None else None
    if gap is None or begins is None:
        return None, at
    moment = until_at(f"到{plain(text)[gap.end() :]}", 0, now=begins)
    if moment is None:
        return None, at
    offered = [found.at for one in moment.offers if (found := until_at(one, 0, now=begins))]
    ends = moment.at or next(iter(offered), None)
    if ends is None or ends - begins > _LASTS:
        return None, at
    return ends, gap.end() + moment.end - 1
