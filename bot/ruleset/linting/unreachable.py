"""到不了: rooms that no rule can ever hold in."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import ClassVar, final

from bot.core.model import MemberId, Room, private_room
from bot.documents.problems import Problem, nearest
from bot.documents.tree import Node
from bot.ruleset.book import Book, Entry
from bot.ruleset.linting import Lint

PLATFORM = re.compile(r"w[ro][A-Za-z0-9_-]*[*?\[]?|[A-Za-z0-9_-]{16,}")  # platform: chat ids begin with wr or wo
PRIVATE = private_room(MemberId(""))
WILD = re.compile(r"[*?\[]")


@final
class Unreachable(Lint):
    """Warns of ids and globs in `rooms` that fit no room of the configuration and cannot fit another.

    Rooms that are not configured have the platform's id of the chat, so what looks like one is left alone, and so is
    everything but private talks while no room is configured.
    """

    title: ClassVar = "不存在的群"

    def look(self, book: Book) -> Iterator[Problem]:
        """Yield one for every pattern."""
        rooms = [one.room for one in book.rooms if one.is_known]
        sets: set[str] = set()
        for entry in book.entries:
            yield from _of(entry, entry.node if entry.over is None else entry.over, rooms)
            if entry.document.name not in sets:
                sets.add(entry.document.name)
                yield from _of(entry, entry.document.root, rooms)


def _of(entry: Entry, holder: Node | None, rooms: list[Room]) -> Iterator[Problem]:
    written = holder.children.get("rooms") if holder is not None else None
    if written is None:
        return
    for node in written.elements():
        pattern = node.source
        if pattern.startswith(PRIVATE):
            cause = f"“{pattern}” 是和机器人的私聊，规则只判断群里的发言：规则 “{entry.rule.id}” 在这里不起作用"
            yield entry.warning(node.mark, cause, mend="请去掉它。")
            continue
        if not rooms or _may_fit(pattern, rooms):
            continue
        cause = f"没有群符合 “{pattern}”：规则 “{entry.rule.id}” 在这里不起作用"
        yield entry.warning(node.mark, cause, mend=_mend(pattern, rooms))


def _may_fit(pattern: str, rooms: list[Room]) -> bool:
    if any(fnmatchcase(room.id, pattern) for room in rooms):
        return True
    begins = WILD.split(pattern)[0]
    return not begins or PLATFORM.fullmatch(pattern) is not None or begins.startswith(("wr", "wo"))


def _mend(pattern: str, rooms: list[Room]) -> str:
    by_name = {room.name: room.id for room in rooms if room.name}
    by_chat = {chat: room.id for room in rooms for chat in room.chats.values()}
    meant = by_name.get(pattern) or by_chat.get(pattern) or nearest(pattern, [room.id for room in rooms])
    if meant:
        return f"rooms 里写 config.yaml 中群的 id：你是不是想写 “{meant}”？"
    return f"rooms 里写 config.yaml 中群的 id，现在有：{'、'.join(room.id for room in rooms[:10])}。"
