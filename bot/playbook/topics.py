"""话题: what the bot brings up when a group has gone quiet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, final

from bot.core.playbook import Topic
from bot.documents.checking import check, mark_of
from bot.documents.problems import Problem
from bot.documents.tree import Document
from bot.play.writing.values import AnyDay, Id, Seasons, Shorts, Twins, When, Words, elements_of, folded, id_for
from bot.playbook import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTopic:
    """One topic."""

    text: Words
    when: When | None = None
    season: Seasons = ()
    festival: Shorts = ()
    tags: Shorts = ()
    until: AnyDay | None = None
    rooms: Shorts = ()
    id: Id | None = None

    notes: ClassVar[Mapping[str, str]] = {
        "text": "机器人说的话",
        "when": "什么时候可以发：每天 20:00、工作日 10:00（周一至周五）、周一 周三 15:30、每月1日 9:00，或 cron 五段；"
        "不写就是 activities.topics.at 的时间都可以",
        "season": "只在哪些季节发：春、夏、秋、冬",
        "festival": "只在哪些节日当天发：content/festivals 里的名字，例如 中秋节",
        "until": "最后一天，例如 2026-12-31；不写就一直有",
    }

    def topic(self) -> Topic:
        """Return it as the rest of the bot knows it."""
        return Topic(
            id=self.id or id_for(self.text),
            text=self.text,
            cron=self.when or "",
            seasons=self.season,
            festivals=self.festival,
            tags=self.tags,
            until=self.until,
            rooms=self.rooms,
        )


@final
class Topics(Kind):
    """Each file is a list of topics."""

    title: ClassVar = "话题"
    what: ClassVar = "群里安静时机器人说起的话题"
    holds: ClassVar = "topics"
    shape: ClassVar = WrittenTopic
    sample: ClassVar = """\
- text: 这周有什么想推荐给大家的好书吗？
  when: 周一 20:00
  tags: [生活]
- text: 下雪了吗？拍一张你窗外的照片吧。
  season: 冬
- text: 月亮圆了，你们那里吃什么馅的月饼？
  festival: 中秋节
- text: 年会想看什么节目？
  when: 0 10 * * mon-fri
  until: 2026-12-31
  rooms: [sales-*]
"""

    def read(self, documents: Sequence[Document]) -> tuple[tuple[Topic, ...], tuple[Problem, ...]]:
        """Return the topics of all files, in their order, and all problems."""
        topics: list[Topic] = []
        problems: list[Problem] = []
        ids, texts = Twins("话题的编号"), Twins("话题")
        for document in documents:
            nodes, found = elements_of(document, what="话题", example="- text: …")
            problems += found
            for node in nodes:
                checked = check(document, node, WrittenTopic)
                problems += checked.problems
                if checked.problems:
                    continue
                topic = checked.value.topic()
                twins = tuple(texts.told(document, mark_of(node, "text"), folded(topic.text), topic.text))
                problems += twins or ids.told(document, mark_of(node, "id"), topic.id, topic.id)
                topics.append(topic)
        return tuple(topics), tuple(problems)
