"""What activities name and nobody has written, and hours that never come. Warnings, told by `check`."""

from collections.abc import Collection, Iterator, Mapping

from bot.core.playbook import Playbook
from bot.documents.parsing import parse
from bot.documents.problems import Problem, Severity, did_you_mean
from bot.documents.tree import Document, Node
from bot.ruleset.sources import Sources
from bot.settings.model import Content


def vain_in(sources: Sources, content: Content, playbook: Playbook) -> Iterator[Problem]:
    """Yield a warning for all that `sources` and `content` say in vain: names that nothing in `playbook` has, empty hours."""
    yield from _unknown_packs(content, playbook)
    yield from _no_hours(content)
    festivals = {festival.name for festival in playbook.festivals}
    for document, node in _named(sources.topics, "festival"):
        mend = "这个话题永远不会发。"
        yield from _unless_known(document, node, festivals, ("节日", mend))
    customs = (content.customs, *content.customs_by_room.values())
    levels = {level.title for one in customs for level in one.credits.levels}
    for document, node in _named(sources.wares, "level"):
        yield from _unless_known(document, node, levels, ("等级", "没有人能换到它。"))


def _unknown_packs(content: Content, playbook: Playbook) -> Iterator[Problem]:
    told = (content.customs, *content.customs_by_room.values())
    wanted = dict.fromkeys(times.what for one in told for times in one.quiz.times if times.what)
    known = (*playbook.packs, *(pack.title for pack in playbook.packs.values()))
    for name in wanted:
        if name not in known:
            cause = f"activities.quiz.times 里的题库 “{name}” 不存在，到时候不会开始"
            mend = did_you_mean(name, known) or "请补上这个题库，或去掉 what。"
            yield Problem(file="config.yaml", cause=cause, mend=mend, severity=Severity.WARNING)


def _no_hours(content: Content) -> Iterator[Problem]:
    """Yield a warning for every room in which the hours of a group end before they begin: its keys came from two places."""
    for room, customs in (("", content.customs), *content.customs_by_room.items()):
        for name, hours in (("topics", customs.topics), ("care", customs.care)):
            if hours.until <= hours.since:
                where = f"群 “{room}” 的 " if room else ""
                cause = f"{where}activities.{name} 只在 {hours.since:%H:%M} 到 {hours.until:%H:%M} 之间：永远不会说话"
                mend = "请把 since 和 until 写在同一处，since 要早于 until。"
                yield Problem(file="config.yaml", cause=cause, mend=mend, severity=Severity.WARNING)


def _named(files: Mapping[str, str], key: str) -> Iterator[tuple[Document, Node]]:
    """Yield every text under `key` of every element in `files`."""
    for name, text in files.items():
        document = parse(text, name=name)[0]
        for element in document.root.elements() if document.root is not None else ():
            told = element.children.get(key)
            for node in (told.elements() or [told]) if told is not None else ():
                if isinstance(node.data, str):
                    yield document, node


def _unless_known(document: Document, node: Node, known: Collection[str], words: tuple[str, str]) -> Iterator[Problem]:
    """Yield the warning that `node` is none of `known`. words: (what it should be, what comes of it)."""
    what, outcome = words
    if node.data not in known:
        mend = f"{outcome}{did_you_mean(str(node.data), known)}"
        yield document.warning(node.mark, f"没有叫 “{node.data}” 的{what}", mend=mend)
