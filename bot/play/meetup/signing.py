"""Signing up for a meet-up and off again: what changes, and what is said."""

from dataclasses import replace
from datetime import datetime

from bot.core.model import MemberId
from bot.core.plays import Play
from bot.core.texts import Text
from bot.core.words import day_and_time
from bot.play.meetup.meetups import Meetup, joinable, signed_off, signed_up
from bot.play.meetup.words import risen
from bot.play.turn import Turn
from bot.play.venue import Venue

NONE_OPEN = Text("meetup.none_open", "现在没有可以报名的活动。")
WHICH = Text("meetup.which", "现在有几场活动可以选：\n{those}\n请带上编号，例如“{word} {number}”。")
WHICH_ONE = Text("meetup.which_one", "· {number} “{topic}”（{begins}）")
NO_SUCH = Text("meetup.no_such", "没有编号是 {number} 的活动可以报名。{those}")
IN = Text("meetup.in", "已报名“{topic}”（{begins}），你是第 {place} 位{free}。去不了了发“取消报名”。")
FREE = Text("meetup.free", "，还剩 {count} 个名额")
LAST = Text("meetup.last", "，名额刚好报满")
WAITS = Text("meetup.waits", "“{topic}”的名额满了，你排在候补第 {place} 位；有人退出会按顺序转为正式报名，到时通知你。")
ALREADY = Text("meetup.already", "你已经报过“{topic}”了（{begins}），到时见。")
ALREADY_WAITS = Text("meetup.already_waits", "你已经在“{topic}”的候补里了，排第 {place} 位。")
OUT = Text("meetup.out", "已取消你在“{topic}”的报名，谢谢告知。")
NOT_IN = Text("meetup.not_in", "你没有报名“{topic}”，不用取消。")
MUTED = Text("meetup.muted", "你现在不能报名，禁言结束后再来。")


def asked_for(number: int, word: str, member: MemberId, venue: Venue) -> Play | str:
    """Return the meet-up that is meant; why it cannot be told otherwise. number: 0 if none was said.

    Without one it is the only one there is, or for signing off the only one that `member` signed up for.
    """
    plays, say = joinable(venue.plays), venue.texts.say
    if number:
        found = next((play for play in plays if play.number == number), None)
        return found or say(NO_SUCH, number=number, those=_listed(plays, word, venue))
    if word.startswith("取消"):
        plays = tuple(play for play in plays if member in play.body.going or member in play.body.waiting) or plays
    if not plays:
        return say(NONE_OPEN)
    return plays[0] if len(plays) == 1 else _listed(plays, word, venue)


def signing_up(play: Play, member: MemberId, at: datetime, venue: Venue) -> tuple[Turn, str]:
    """Return what follows when `member` signs up, and what is said. at: when the platform received it."""
    before: Meetup = play.body
    say, topic, begins = venue.texts.say, before.topic, day_and_time(before.begins, venue.zone)
    if venue.is_muted(member):
        return Turn(refused=say(MUTED)), ""
    after = signed_up(before, member, at)
    if after == before:
        waits = member in before.waiting
        place = before.waiting.index(member) + 1 if waits else 0
        text = say(ALREADY_WAITS, topic=topic, place=place) if waits else say(ALREADY, topic=topic, begins=begins)
        return Turn(refused=text), ""
    turn = Turn(plays=(replace(play, body=after),), planned=risen(before, after, venue))
    if member in after.waiting:
        return turn, say(WAITS, topic=topic, place=after.waiting.index(member) + 1)
    free = "" if after.free is None else say(FREE, count=after.free) if after.free else say(LAST)
    return turn, say(IN, topic=topic, begins=begins, place=after.going.index(member) + 1, free=free)


def signing_off(play: Play, member: MemberId, venue: Venue) -> tuple[Turn, str]:
    """Return what follows when `member` signs off, and what is said."""
    before: Meetup = play.body
    after = signed_off(before, member)
    if after == before:
        return Turn(refused=venue.texts.say(NOT_IN, topic=before.topic)), ""
    turn = Turn(plays=(replace(play, body=after),), planned=risen(before, after, venue))
    return turn, venue.texts.say(OUT, topic=before.topic)


def _listed(plays: tuple[Play, ...], word: str, venue: Venue) -> str:
    if not plays:
        return ""
    say = venue.texts.say
    those = "\n".join(
        say(WHICH_ONE, number=one.number, topic=one.body.topic, begins=day_and_time(one.body.begins, venue.zone))
        for one in plays
    )
    return say(WHICH, those=those, word=word, number=plays[0].number)
