"""分享会: announce a meet-up, move it, call it off, see who comes."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar, final

from bot.activities import all_activities
from bot.commands import IN_CHARGE, Answer, Command, Hall, answer_of
from bot.core.effects import Say
from bot.core.model import Role
from bot.core.plays import Play
from bot.core.texts import Text
from bot.orders import Order, Piece
from bot.orders.announcing import Announced, announced_in
from bot.orders.planned import TIME
from bot.play.meetup.meetups import KIND, MOST_SEATS, Meetup, Stage, moved, next_due, open_ones
from bot.play.meetup.words import announcement, names, rescheduled
from bot.play.turn import Turn

NO_TIME = Text(
    "meetup.no_time", "没看懂是什么时候。请写清日期和几点，例如“分享会 AI 画图入门 周五20:00 人数 30 地点 3楼会议室”。"
)
NO_TOPIC = Text("meetup.no_topic", "还差主题。例如“分享会 AI 画图入门 周五20:00”。")
PAST = Text("meetup.past", "{begins} 已经过去了，请写一个还没到的时间。")
OPEN_HOUR = Text("meetup.open_hour", "“{said}”可能是：{offers}。请写清上午还是下午，例如“周五20:00”。")
TOO_MANY = Text("meetup.too_many", "名额要在 1 到 {most} 之间；不限人数就不用写“人数”。")
PREVIEW = Text(
    "meetup.preview",
    "会在群里发：\n{text}\n开始前会提醒，结束后会感谢和收集打分。发了之后可以用“分享会 改期”“分享会 取消”。",
)
DONE = Text("meetup.done", "分享会已发布（编号 {number}）。看报名发“分享会 名单”。")
NO_MEETUP = Text(
    "meetup.no_meetup", "现在没有分享会。发起一场：“分享会 主题 时间”，例如“分享会 AI 画图入门 周五20:00 人数 30”。"
)
WHICH_RUN = Text("meetup.which_run", "现在有几场：\n{those}\n请写编号，例如“分享会 {sub} {number}”。")
PREVIEW_MOVE = Text("meetup.preview_move", "“{topic}”会从 {before} 改到 {after}，并通知群里和已报名的 {count} 人。")
DONE_MOVE = Text("meetup.done_move", "“{topic}”已改到 {after}。")
PREVIEW_CANCEL = Text("meetup.preview_cancel", "“{topic}”（{begins}）会取消，并通知群里和已报名的 {count} 人。")
DONE_CANCEL = Text("meetup.done_cancel", "“{topic}”已取消。")
STARTED = Text("meetup.started", "“{topic}”已经开始或结束，不能改期了。")
LIST = Text("meetup.list", "{status}\n报名：{going}{waiting}{came}")
LIST_WAITING = Text("meetup.list_waiting", "\n候补：{names}")
LIST_CAME = Text("meetup.list_came", "\n到场：{names}")
NOBODY_YET = Text("meetup.nobody_yet", "还没有人")


@final
class MeetupCommand(Command):
    """Runs meet-ups; one with people's names in it is shown only to who runs the room."""

    title: ClassVar[str] = "分享会"
    words: ClassVar[tuple[str, ...]] = ("分享会", "meetup")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "分享会 主题 时间 [人数 30] [地点 …] [主讲 …]：发起分享会；也可以改期、取消、看名单"
    examples: ClassVar[tuple[str, ...]] = (
        "分享会 AI画图入门 周五20:00 人数 30 地点 3楼会议室 主讲 李四",
        "分享会 改期 周六20:00",
        "分享会 取消",
        "分享会 名单",
    )
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {
            "改期": ("改时间", "move"),
            "取消": ("停止", "停掉", "终止", "关闭", "关掉", "删除", "cancel"),
            "名单": ("列表", "list"),
        }
    )
    begins: ClassVar[tuple[str, ...]] = ("分享会",)
    plans: ClassVar[re.Pattern[str] | None] = re.compile(rf"^\W*(?=.*?[a-z\u3400-\u9fff]{{2}})(?P<free>.*{TIME})")

    def preview(self, order: Order, hall: Hall) -> str:
        """Return what would be said, and to how many; empty where there is nothing to confirm."""
        say = hall.texts.say
        if order.sub == "名单" or (not order.sub and not order.text.strip()):
            return ""
        if not order.sub:
            meetup = _planned(order.text, hall)
            if isinstance(meetup, str):
                return ""
            return say(PREVIEW, text=announcement(hall.number, meetup, hall.venue))
        play, rest = _chosen(order, hall)
        return _foreseen(play, order.sub, rest, hall) if play is not None else ""

    def run(self, order: Order, hall: Hall) -> Answer:
        """Announce it, or do with one what the second word says."""
        if not order.sub:
            return _announced(order.text, hall) if order.text.strip() else Answer(text=_status(hall))
        play, rest = _chosen(order, hall)
        if play is None:
            return Answer(text=rest)
        if order.sub == "名单":
            return Answer(text=_list(play, hall), private=True)
        if order.sub == "取消":
            turn = all_activities()[KIND].cancel(play, hall.venue)
            return answer_of(turn, hall.texts.say(DONE_CANCEL, topic=play.body.topic), hall)
        after = _rescheduled(play, rest, hall)
        if isinstance(after, str):
            return Answer(text=after)
        turn = Turn(
            plays=(replace(play, body=after, due_at=next_due(after, hall.venue)),),
            planned=rescheduled(after, hall.venue),
        )
        return answer_of(turn, hall.texts.say(DONE_MOVE, topic=after.topic, after=hall.when(after.begins)), hall)


def _foreseen(play: Play, sub: str, rest: str, hall: Hall) -> str:
    """Return what would become of `play`; empty if it cannot be done."""
    meetup: Meetup = play.body
    count, begins = len(meetup.going) + len(meetup.waiting), hall.when(meetup.begins)
    if sub == "取消":
        return hall.texts.say(PREVIEW_CANCEL, topic=meetup.topic, begins=begins, count=count)
    after = _rescheduled(play, rest, hall)
    if isinstance(after, str):
        return ""
    return hall.texts.say(PREVIEW_MOVE, topic=meetup.topic, before=begins, after=hall.when(after.begins), count=count)


def _announced(text: str, hall: Hall) -> Answer:
    meetup = _planned(text, hall)
    if isinstance(meetup, str):
        return Answer(text=meetup)
    play = Play(
        number=hall.number,
        room=hall.room.id,
        kind=KIND,
        title=meetup.topic,
        opened_at=hall.now,
        by=hall.by,
        due_at=next_due(meetup, hall.venue),
        body=meetup,
    )
    said = Say(room=hall.room.id, text=announcement(play.number, meetup, hall.venue))
    return answer_of(Turn(plays=(play,), planned=(said,)), hall.texts.say(DONE, number=play.number), hall)


def _planned(text: str, hall: Hall) -> Meetup | str:
    """Return the meet-up that `text` announces, or what is missing."""
    told = announced_in(text, now=hall.now.astimezone(hall.zone))
    wrong = _wrong(told, hall)
    if wrong or told.begins is None:
        return wrong
    if not told.topic:
        return hall.texts.say(NO_TOPIC)
    ends = told.ends or told.begins + hall.customs.meetup.lasts
    return Meetup(
        topic=told.topic, begins=told.begins, ends=ends, seats=told.seats or 0, place=told.place, speaker=told.speaker
    )


def _wrong(told: Announced, hall: Hall) -> str:
    say = hall.texts.say
    if told.begins is None and told.past:
        return say(PAST, begins=told.past)
    if told.begins is None:
        return say(OPEN_HOUR, said=told.said, offers="，".join(told.offers)) if told.offers else say(NO_TIME)
    if told.begins <= hall.now:
        return say(PAST, begins=hall.when(told.begins))
    fits = told.seats is None or 1 <= told.seats <= MOST_SEATS
    return "" if fits else say(TOO_MANY, most=MOST_SEATS)


def _chosen(order: Order, hall: Hall) -> tuple[Play | None, str]:
    """Return the meet-up that is meant and what else the order says; None and why, if it cannot be told."""
    plays, rest = tuple(open_ones(hall.plays)), order.text.strip()
    head, _, behind = rest.lstrip("#").partition(" ")
    named = next((play for play in plays if head == str(play.number)), None)
    if named is not None:
        return named, behind.strip()
    if len(plays) == 1:
        return plays[0], rest
    if not plays:
        return None, hall.texts.say(NO_MEETUP)
    return None, hall.texts.say(WHICH_RUN, those=_status(hall), sub=order.sub, number=plays[0].number)


def _rescheduled(play: Play, text: str, hall: Hall) -> Meetup | str:
    """Return the meet-up at the time that `text` says, or why not."""
    meetup: Meetup = play.body
    if meetup.stage is not Stage.ANNOUNCED or meetup.begins <= hall.now:
        return hall.texts.say(STARTED, topic=meetup.topic)
    told = announced_in(text, now=hall.now.astimezone(hall.zone))
    wrong = _wrong(told, hall)
    if wrong or told.begins is None:
        return wrong
    return moved(meetup, told.begins, told.ends or told.begins + (meetup.ends - meetup.begins))


def _status(hall: Hall) -> str:
    activity = all_activities()[KIND]
    lines = [f"· {play.number} {activity.status(play, hall.venue)}" for play in open_ones(hall.plays)]
    return "\n".join(lines) or hall.texts.say(NO_MEETUP)


def _list(play: Play, hall: Hall) -> str:
    meetup: Meetup = play.body
    say, venue = hall.texts.say, hall.venue
    return say(
        LIST,
        status=all_activities()[KIND].status(play, venue),
        going=names(meetup.going, venue) or say(NOBODY_YET),
        waiting=say(LIST_WAITING, names=names(meetup.waiting, venue)) if meetup.waiting else "",
        came=say(LIST_CAME, names=names(meetup.came, venue)) if meetup.came else "",
    )
