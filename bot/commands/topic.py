"""话题: the owner posts one now, sees how they do, stops and starts them, brings one back."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall, answer_of
from bot.core.model import Role, span_in_words
from bot.core.playbook import Topic
from bot.core.plays import Play
from bot.core.texts import Text
from bot.core.words import quoted
from bot.orders import Order, Piece
from bot.play.topic.conversation import Conversation
from bot.play.topic.raising import brief, closed, is_talking, posted, wording
from bot.play.topic.topics import STOPPED, Record, chosen, pool, record_of, recorded
from bot.play.turn import Turn
from bot.play.venue import Venue

LIST, STOP, START, RESTORE = "列表", "停", "开", "恢复"
SHOWN = 30  # chosen: topics listed
PREVIEW = Text("topic.preview", "将在群里发出话题：\n{text}")
BEGUN = Text("topic.begun", "话题已发出：“{text}”。过{listens}我来数数有多少人回复。")
BEGUN_ASKED = Text(
    "topic.begun_asked", "机器人在本群不能发言，话题“{text}”已请群主代发。过{listens}我来数数有多少人回复。"
)
NONE = Text(
    "topic.none", "现在没有可以发的话题：都在休息，或者过了日子。可以发“话题 你想聊的事”，或在 content/topics 里添加。"
)
LISTED = Text(
    "topic.listed", "本群的话题（每天最多 {daily} 个{stopped}）：\n{lines}\n发“话题”现在发一个，发“话题 停”不再自动发。"
)
NO_TOPICS = Text("topic.no_topics", "还没有话题。可以在 content/topics 里添加，成员也可以发“投稿 话题”。")
AND_MORE = Text("topic.and_more", "……还有 {count} 个")
STOPPED_NOW = Text("topic.stopped", "好的，本群不再自动发话题。想恢复，发“话题 开”；想现在发一个，发“话题”。")
STARTED = Text("topic.started", "好的，群里安静的时候我会发话题，每天最多 {daily} 个。")
STARTED_NONE = Text(
    "topic.started_none",
    "已打开。不过配置里本群每天的话题数是 0，要在 config.yaml 的 activities.topics.daily 里改大才会自动发。",
)
WHICH = Text("topic.which", "请写上话题的编号，例如“话题 恢复 {id}”。发“话题 列表”看有哪些。")
RESTORED = Text("topic.restored", "话题“{text}”已恢复，以后会再轮到它。")
NOT_RETIRED = Text("topic.not_retired", "话题“{text}”没有停用。")
ON_HOLD = "，已停止自动发"


@final
class TopicCommand(Command):
    """Posts a topic now, or says and changes which ones come by themselves."""

    title: ClassVar[str] = "话题"
    words: ClassVar[tuple[str, ...]] = ("话题", "topic")
    is_play: ClassVar[bool] = True
    is_quote: ClassVar[bool] = True
    usage: ClassVar[str] = "话题：现在发一个（话题 想聊的事、话题 列表、话题 停、话题 开、话题 恢复 编号）"
    examples: ClassVar[tuple[str, ...]] = ("话题", "话题 周末去哪里走走", "话题 列表", "话题 停")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})
    begins: ClassVar[tuple[str, ...]] = ("话题",)
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {
            LIST: ("list",),
            STOP: ("停止", "暂停", "关", "关闭", "off"),
            START: ("开启", "打开", "继续", "on"),
            RESTORE: ("找回", "restore"),
        }
    )

    def run(self, order: Order, hall: Hall) -> Answer:
        """Do what the second word says; post one without it."""
        match order.sub:
            case "列表":
                return Answer(text=_listed(hall.venue), private=True)
            case "停":
                states = () if STOPPED in hall.state else (hall.venue.noted(STOPPED, after=True),)
                return Answer(text=hall.texts.say(STOPPED_NOW), states=states)
            case "开":
                return _started(hall)
            case "恢复":
                return _restored(order, hall)
            case _:
                return _raised(order, hall)

    def preview(self, order: Order, hall: Hall) -> str:
        """Say which topic would be posted."""
        topic = _wanted(order, hall.venue)
        if order.sub or topic is None:
            return ""
        return hall.texts.say(PREVIEW, text=wording(topic, hall.venue))


def _wanted(order: Order, venue: Venue) -> Topic | None:
    """Return the topic that is meant: by its number, in the owner's own words, or the next one."""
    said = order.text.strip()
    if not said:
        return chosen(venue)
    named = next((one for one in pool(venue) if one.id == said), None)
    own = hashlib.blake2s(said.encode(), digest_size=4).hexdigest()
    return named or Topic(id=f"said-{own}", text=said)


def _raised(order: Order, hall: Hall) -> Answer:
    venue = hall.venue
    topic = _wanted(order, venue)
    if topic is None:
        return Answer(text=hall.texts.say(NONE))
    before = next((play for play in venue.plays.values() if is_talking(play)), None)
    end = Turn() if before is None else closed(before, venue)
    play = Play(
        number=venue.number,
        room=hall.room.id,
        kind="topic",
        title="",
        by=hall.by,
        opened_at=hall.now,
        body=Conversation(),
    )
    turn = end + posted(play, topic, venue.after(end))
    listens = span_in_words(hall.customs.topics.listens)
    begun = BEGUN if hall.speaks else BEGUN_ASKED
    return answer_of(turn, hall.texts.say(begun, text=brief(topic.text), listens=listens), hall)


def _started(hall: Hall) -> Answer:
    states = (hall.venue.noted(STOPPED, None),) if STOPPED in hall.state else ()
    daily = hall.customs.topics.daily
    return Answer(text=hall.texts.say(STARTED, daily=daily) if daily else hall.texts.say(STARTED_NONE), states=states)


def _restored(order: Order, hall: Hall) -> Answer:
    topics = {one.id: one for one in pool(hall.venue)}
    retired = [id_ for id_ in topics if record_of(id_, hall.state).retired]
    topic = topics.get(order.text.strip())
    if topic is None:
        return Answer(text=hall.texts.say(WHICH, id=next(iter((*retired, *topics)), "t1")))
    record = record_of(topic.id, hall.state)
    if not record.retired:
        return Answer(text=hall.texts.say(NOT_RETIRED, text=brief(topic.text)))
    change = recorded(topic.id, replace(Record(), last_at=record.last_at), hall.venue)
    return Answer(text=hall.texts.say(RESTORED, text=brief(topic.text)), states=(change,))


def _listed(venue: Venue) -> str:
    topics = pool(venue)
    if not topics:
        return venue.texts.say(NO_TOPICS)
    ranked = sorted(topics, key=lambda one: (-record_of(one.id, venue.state).posted, one.id))
    lines = [_line(one, venue) for one in ranked[:SHOWN]]
    if len(ranked) > SHOWN:
        lines.append(venue.texts.say(AND_MORE, count=len(ranked) - SHOWN))
    stopped = ON_HOLD if STOPPED in venue.state else ""
    return venue.texts.say(LISTED, daily=venue.customs.topics.daily, stopped=stopped, lines="\n".join(lines))


def _line(topic: Topic, venue: Venue) -> str:
    record = record_of(topic.id, venue.state)
    told = "没发过"
    if record.posted:
        told = f"发过 {record.posted} 次，平均 {record.replies / record.posted:.1f} 条回复"
    elif record.last_at is not None:
        told = "发过，还没有统计"
    return f"{topic.id}　{quoted(topic.text)}（{told}{'，已停用' if record.retired else ''}）"
