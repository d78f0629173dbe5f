"""What is said about meet-ups."""

from datetime import timedelta

from bot.core.effects import Effect, Planned, Say, Tell
from bot.core.model import MemberId, span_in_words
from bot.core.plays import Play
from bot.core.texts import Text
from bot.core.words import day_and_time
from bot.play.meetup.meetups import Meetup, moved_up
from bot.play.names import called
from bot.play.venue import Venue

ANNOUNCED = Text(
    "meetup.announced", "📣 分享会“{topic}”（编号 {number}）\n{details}\n发“报名”参加，去不了了发“取消报名”。"
)
WHEN = Text("meetup.when", "时间：{begins}（约{lasts}）")
WHERE = Text("meetup.where", "地点：{place}")
SPEAKER = Text("meetup.speaker", "主讲：{speaker}")
SEATS = Text("meetup.seats", "名额：{seats} 人，报满后可以排候补")
REMINDER = Text("meetup.reminder", "⏰ “{topic}”还有{left}开始：\n{details}\n已报名 {count} 人。{call}")
CALL_OPEN = Text("meetup.call_open", "想来的朋友发“报名”。")
CALL_FULL = Text("meetup.call_full", "名额已满，发“报名”可以排候补。")
REMINDER_OWN = Text(
    "meetup.reminder_own",
    "⏰ 你报名的“{topic}”（“{room}”）还有{left}开始。\n{details}\n去不了了，请在群里发“取消报名”，把名额让给别人。",
)
BEGUN = Text("meetup.begun", "🎤 “{topic}”开始了！{place}到了的朋友发“到了”签个到。")
BEGUN_WHERE = Text("meetup.begun_where", "{place}。")
THANKS = Text("meetup.thanks", "👏 “{topic}”结束了，谢谢{speaker}{people}！")
THANKS_SPEAKER = Text("meetup.thanks_speaker", "主讲 {speaker} 的分享，也谢谢")
THANKS_CAME = Text("meetup.thanks_came", "到场的 {count} 位朋友：{names}")
THANKS_ALL = Text("meetup.thanks_all", "各位朋友的参与")
RATE = Text("meetup.rate", "“{topic}”你觉得怎么样？请打 1 到 5 分，直接发一个数字就行（5 分最好），一天之内有效。")
RATE_OWN = Text(
    "meetup.rate_own", "你参加的“{topic}”（“{room}”）觉得怎么样？请回复 1 到 5 的一个数字（5 分最好），一天之内有效。"
)
RATED = Text("meetup.rated", "谢谢！你给“{topic}”打了 {stars} 分。想改的话再发一个数字。")
RESULT = Text("meetup.result", "“{topic}”（“{room}”）小结：报名 {going} 人，到场 {came} 人，{rating}。")
RATING = Text("meetup.rating", "{count} 人打分，平均 {mean} 分（{spread}）")
NOT_RATED = Text("meetup.not_rated", "没有人打分")
CALLED_OFF = Text(
    "meetup.called_off", "“{topic}”（原定 {begins}）取消了。{people}抱歉让大家白等，以后有消息再告诉大家。"
)
CALLED_OFF_OWN = Text("meetup.called_off_own", "你报名的“{topic}”（“{room}”，原定 {begins}）取消了，抱歉。")
MOVED = Text("meetup.moved", "“{topic}”改时间了：\n{details}\n已经报名的不用重新报；时间不合适请发“取消报名”。")
MOVED_OWN = Text(
    "meetup.moved_own",
    "你报名的“{topic}”（“{room}”）改时间了：\n{details}\n不用重新报名；去不了了，请在群里发“取消报名”。",
)
RESUMED = Text("meetup.resumed", "“{topic}”不取消了，照常进行：\n{details}\n已经报名的不用重新报。")
RESUMED_OWN = Text(
    "meetup.resumed_own",
    "你报名的“{topic}”（“{room}”）不取消了，照常进行：\n{details}\n不用重新报名；去不了了，请在群里发“取消报名”。",
)
UP = Text("meetup.up", "{names} 从候补转为正式报名“{topic}”，到时见！")
UP_OWN = Text("meetup.up_own", "好消息：“{topic}”（“{room}”）空出名额，你已经从候补转为正式报名。\n{details}")
MOST_NAMES = 30  # chosen: names in one text
A_MINUTE = timedelta(minutes=1)


def details(meetup: Meetup, venue: Venue) -> str:
    """Return when, where, by whom and for how many, a line each."""
    say = venue.texts.say
    lasts = span_in_words(meetup.ends - meetup.begins)
    lines = [say(WHEN, begins=day_and_time(meetup.begins, venue.zone), lasts=lasts)]
    lines += [say(WHERE, place=meetup.place)] if meetup.place else []
    lines += [say(SPEAKER, speaker=meetup.speaker)] if meetup.speaker else []
    lines += [say(SEATS, seats=meetup.seats)] if meetup.seats else []
    return "\n".join(lines)


def announcement(number: int, meetup: Meetup, venue: Venue) -> str:
    """Return what the room reads when a meet-up is announced."""
    return venue.texts.say(ANNOUNCED, number=number, topic=meetup.topic, details=details(meetup, venue))


def names(members: tuple[str, ...], venue: Venue) -> str:
    """Return what `members` are called, the first of many with how many there are."""
    shown = "、".join(called(MemberId(one), venue) for one in members[:MOST_NAMES])
    return shown if len(members) <= MOST_NAMES else f"{shown}等 {len(members)} 人"


def left_until(meetup: Meetup, venue: Venue) -> str:
    """Return how long it is to the begin, to the minute."""
    left = meetup.begins - venue.now
    return span_in_words(max(A_MINUTE, timedelta(minutes=round(left / A_MINUTE))))


def said(play: Play, what: str, text: str, venue: Venue) -> Planned:
    """Return that the room is told `text`, once for `what`."""
    return Planned(effect=Say(room=venue.room.id, text=text), key=f"play-{play.number}-{what}")


def told(members: tuple[str, ...], text: str, venue: Venue) -> tuple[Planned | Effect, ...]:
    """Return that each of `members` who is still in the room is told `text` in private, as far as they can be."""
    those = (MemberId(one) for one in members)
    reached = (one for one in those if venue.whispers(one) and not venue.profile(one).is_gone)
    return tuple(Tell(room=venue.room.id, to=one, text=text) for one in reached)


def risen(before: Meetup, after: Meetup, venue: Venue) -> tuple[Planned | Effect, ...]:
    """Return what is said to and of those who got a seat from the waiting list between `before` and `after`."""
    up = moved_up(before, after)
    if not up:
        return ()
    say = venue.texts.say
    own = say(UP_OWN, topic=after.topic, room=venue.room.name, details=details(after, venue))
    room = Say(room=venue.room.id, text=say(UP, names=names(up, venue), topic=after.topic))
    return (room, *told(up, own, venue))


def called_off(meetup: Meetup, venue: Venue) -> tuple[Planned | Effect, ...]:
    """Return what the room and those who signed up are told when it does not take place."""
    say, begins = venue.texts.say, day_and_time(meetup.begins, venue.zone)
    people = f"{names(meetup.going, venue)}，" if meetup.going else ""
    room = say(CALLED_OFF, topic=meetup.topic, begins=begins, people=people)
    own = say(CALLED_OFF_OWN, topic=meetup.topic, room=venue.room.name, begins=begins)
    return (Say(room=venue.room.id, text=room), *told((*meetup.going, *meetup.waiting), own, venue))


def rescheduled(meetup: Meetup, venue: Venue) -> tuple[Planned | Effect, ...]:
    """Return what the room and those who signed up are told when it takes place at another time."""
    return _announced_anew(MOVED, MOVED_OWN, meetup, venue)


def resumed(meetup: Meetup, venue: Venue) -> tuple[Planned | Effect, ...]:
    """Return what the room and those who signed up are told when it takes place after all."""
    return _announced_anew(RESUMED, RESUMED_OWN, meetup, venue)


def _announced_anew(text: Text, own: Text, meetup: Meetup, venue: Venue) -> tuple[Planned | Effect, ...]:
    say, lines = venue.texts.say, details(meetup, venue)
    room = Say(room=venue.room.id, text=say(text, topic=meetup.topic, details=lines))
    private = say(own, topic=meetup.topic, room=venue.room.name, details=lines)
    return (room, *told((*meetup.going, *meetup.waiting), private, venue))


def result(meetup: Meetup, venue: Venue) -> str:
    """Return for the owner how it was."""
    say = venue.texts.say
    rating = say(NOT_RATED)
    if meetup.stars:
        spread = "，".join(
            f"{star} 分 {meetup.stars.count(star)} 人" for star in (5, 4, 3, 2, 1) if star in meetup.stars
        )
        rating = say(
            RATING, count=len(meetup.stars), mean=f"{sum(meetup.stars) / len(meetup.stars):.1f}", spread=spread
        )
    return say(
        RESULT, topic=meetup.topic, room=venue.room.name, going=len(meetup.going), came=len(meetup.came), rating=rating
    )
