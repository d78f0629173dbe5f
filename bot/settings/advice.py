"""What a sound configuration will not do though its admin may think so: warnings, told by `check`."""

from collections.abc import Iterator
from dataclasses import replace

from bot.core.model import Room
from bot.documents.problems import Problem
from bot.documents.tree import Document, Mark, Node
from bot.settings.model import Settings

NO_ARCHIVE = "但没有配置 wecom.archive：这个群的发言都听不到"
NO_AIBOT = "但没有配置 wecom.aibot：@机器人 的话都听不到"


def advice(document: Document, settings: Settings) -> Iterator[Problem]:
    """Yield the warnings about `settings`, which were read from `document`."""
    if document.root is None:
        return
    yield from _deaf(document, document.root, settings)
    for node, room in _rooms(document.root, settings):
        yield from _ear(document, node, room, settings)
        yield from _mouths(document, node, settings)
        yield from _nobody(document, node, room)


def _rooms(root: Node, settings: Settings) -> Iterator[tuple[Node, Room]]:
    """Yield every room with its place, at last the defaults; those stand at the beginning if they are not written."""
    written = root.children["rooms"].elements() if "rooms" in root.children else ()
    yield from zip(written, settings.rooms, strict=True)
    others = root.children.get("defaults", Node(mark=root.mark))
    yield replace(others, mark=root.keys.get("defaults", Mark(line=1, column=1))), settings.defaults


def _deaf(document: Document, root: Node, settings: Settings) -> Iterator[Problem]:
    if settings.wecom.aibot is None and settings.wecom.archive is None:
        cause = "既没有 wecom.archive 也没有 wecom.aibot：机器人听不到任何群里的发言，只会回答私聊"
        mend = (
            "要判断群里的发言，请接入会话内容存档（archive，听得到所有发言）或智能机器人（aibot，只听得到 @它 的话）。"
        )
        yield document.warning(root.keys["wecom"], cause, mend=mend)


def _ear(document: Document, node: Node, room: Room, settings: Settings) -> Iterator[Problem]:
    missing = {"archive": settings.wecom.archive is None, "aibot": settings.wecom.aibot is None}
    if "ear" in node.children and missing.get(room.ear, False):
        what = NO_ARCHIVE if room.ear == "archive" else NO_AIBOT
        mend = f"请补上 wecom.{room.ear}，或把 ear 改成 auto。"
        yield document.warning(node.children["ear"].mark, f"ear 是 {room.ear}，{what}", mend=mend)


def _mouths(document: Document, node: Node, settings: Settings) -> Iterator[Problem]:
    if settings.wecom.aibot is not None or "mouths" not in node.children:
        return
    for mouth in node.children["mouths"].elements():
        if mouth.source == "aibot":
            cause = "mouths 里有 aibot，但没有配置 wecom.aibot：这个渠道做不了任何事"
            yield document.warning(mouth.mark, cause, mend="请去掉它，或补上 wecom.aibot。")


def _nobody(document: Document, node: Node, room: Room) -> Iterator[Problem]:
    if room.owners():
        return
    name, where = (f"群 “{room.name or room.id}” ", "在这里") if room.id else ("defaults ", "在没有写进 rooms 的群里")
    cause = f"{name}没有写群主、群助手或管理员：{where}，企业微信不让机器人移人或发言时，没有人会收到待办"
    mend = "请写上 owner、helpers 或 admins，至少一个，否则这些处理和发言会落空。"
    yield document.warning(node.mark, cause, mend=mend)
