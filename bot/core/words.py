"""How points, times, acts and what somebody said are written for people."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from bot.core.measures import Act, Step
from bot.core.model import MemberId, Room, span_in_words

QUOTE_LIMIT = 60  # chosen: characters of a message shown as evidence
BROKEN_MUTE = "禁言期间发言"
SOMEBODY, SOMEBODY_IN_CHARGE = "这位成员", "群主"  # who is meant in the group where nobody told a name
MOST_OF_ACCOUNT = 12  # chosen: characters of an account that stands for a name


def masked(text: str) -> str:
    """Return `text` fit to be shown in the group: its first character, the rest hidden; at most 6 characters."""
    return text[:1] + "*" * min(max(len(text) - 1, 0), 5)


def plain(text: str) -> str:
    """Return `text` without anything that an app takes for mark-up: `<@all>` of somebody else calls nobody."""
    return text.replace("<", "＜").replace(">", "＞")


def quoted(text: str) -> str:
    """Return `text` on one line, cut to `QUOTE_LIMIT` characters, as evidence for the owner; no mark-up survives."""
    line = plain(" ".join(text.split()))
    return line if len(line) <= QUOTE_LIMIT else line[: QUOTE_LIMIT - 1] + "…"


def number(points: float) -> str:
    """Return `points` without a needless decimal part: 3, 2.5."""
    return f"{points:g}"


def day_and_time(at: datetime, zone: tzinfo) -> str:
    """Return `at` as people in `zone` say it: 11月20日 10:10."""
    local = at.astimezone(zone)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def act_in_words(act: str, lasts: timedelta = timedelta(0)) -> str:
    """Return what the value of an `Act` means, as a noun: 警告, 禁言10分钟; for none at all: 记分."""
    words = {Act.HINT: "提醒", Act.WARN: "警告", Act.TAG: "贴标签", Act.NOTIFY: "告知群主", Act.REMOVE: "移出本群"}
    if act == Act.MUTE:
        return f"禁言{span_in_words(lasts)}" if lasts else "禁言"
    return {act.value: said for act, said in words.items()}.get(act, "记分")


def step_in_words(step: Step) -> str:
    """Return what happens to who reaches `step`: 被警告, 被禁言10分钟."""
    words = {Act.TAG: "被贴上标签", Act.NOTIFY: "告知群主"}
    return words.get(step.act) or f"被{act_in_words(step.act, step.lasts)}"


def relayed(text: str, room: Room, calls: Callable[[MemberId], str]) -> str:
    """Return `text` as a person may post it in `room`: `<@userid>` by name, and never by the account.

    calls: the name as the group sees it, empty where nobody told.
    """

    def called(mention: re.Match[str]) -> str:
        member = MemberId(mention[1])
        name, behind = calls(member), mention[2]
        if name:
            return f"@{name}{behind}"
        return f"{SOMEBODY_IN_CHARGE if member in room.owners() else SOMEBODY}{'，' if behind else ''}"

    return re.sub(r"<@([^<>]+)>( ?)", called, text)


def unread(member: MemberId) -> str:
    """Return how those in charge read of `member`, whose name nobody told."""
    short = member if len(member) <= MOST_OF_ACCOUNT else f"{member[: MOST_OF_ACCOUNT - 1]}…"
    return f"{short}（还没有读到名字）"
