"""有奖问答: questions are asked one after the other; who answers rightly, and first or in time, earns credits."""

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar, final

from bot.activities import CHANGED_SINCE, ENDED_AGAIN, RESUMED, Activity
from bot.core.effects import Say, Tell
from bot.core.model import Role
from bot.core.plays import Phase, Play
from bot.core.texts import Text
from bot.play.answers.judging import NONE, RIGHT, is_candidate
from bot.play.quiz.counting import put_back
from bot.play.quiz.rounds import (
    FIELDS,
    Asked,
    Round,
    Said,
    most_answers,
    round_of,
    running,
    ticks,
    with_answer,
    with_item,
)
from bot.play.quiz.said import verdict
from bot.play.quiz.starting import begun, of_pack
from bot.play.quiz.steps import is_forgotten, next_step, resumed, stopped, with_heard
from bot.play.turn import NOTHING, Firing, Timer, Turn, ended
from bot.play.venue import Heard, Venue

TIMER = Text("quiz.timer", "开始一轮答题：{what}")
ANY_PACK = Text("quiz.timer_any", "综合题库")
STAFF = Text("quiz.staff", "谢谢参与！你是这个群的管理人员，答题不计分，把机会留给群友吧。（这一轮只提醒一次）")
MUTED = Text("quiz.muted", "你现在在禁言期间，这一轮的回答不计分；到期后就能参加。（这一轮只提醒一次）")
RULING_AGAIN = Text("quiz.ruling_again", "“{title}”的那次重判重新生效，这一轮按它算积分。")
RULING_UNDONE = Text("quiz.ruling_undone", "“{title}”的那次重判已撤销，这一轮恢复原来的判定和积分。")
TOLD_ALREADY = Text("quiz.told_already", "答案已经公布，这一题不能重来；可以发“继续答题”或另开一轮。")
CALLED_OFF = Text("quiz.called_off", "答题“{title}”取消了；前面答完的题，积分都保留。")
ASKING = Text("quiz.status_asking", "答题“{title}”：正在答第 {place}/{count} 题，{answers} 人作答")
WAITING = Text("quiz.status_waiting", "答题“{title}”：已答完 {place}/{count} 题")
LONGEST = 200  # chosen: characters; longer talk is never an answer


@final
class Quiz(Activity):
    """Hears answers, settles each question when all can have been heard, and asks the next."""

    title: ClassVar[str] = "答题"
    body: ClassVar[type | None] = Round

    def concerns(self, play: Play, heard: Heard, venue: Venue) -> bool:
        """Tell whether somebody who plays says what may be an answer, and has answers left."""
        body = round_of(play)
        item = body.current if body.is_asking else body.items[body.place - 1]
        if not item.asked_at or not _competes(heard, venue) or not _may_answer(item, heard):
            return False
        used = len(item.answers.get(heard.by, ())) // FIELDS
        is_left = used < most_answers(item.question, body.terms)
        return is_left and verdict(item.question, heard.text).verdict != NONE

    def hear(self, play: Play, heard: Heard, venue: Venue) -> Turn | None:
        """Keep an answer by when it was said; nobody is answered singly."""
        body = round_of(play)
        item = body.current
        if not body.is_asking or not item.asked_at <= (at := ticks(heard.at)) <= item.closes_at:
            return None
        if not _may_answer(item, heard):
            return None
        judged = verdict(item.question, heard.text).verdict
        if judged == NONE:
            return None
        if not _competes(heard, venue):
            return _told(play, body, heard, venue)
        said = Said(at=at, id=heard.message.id, text=heard.text, right=judged == RIGHT)
        after = with_answer(item, heard.by, said, most=most_answers(item.question, body.terms))
        if after is None:
            return NOTHING
        return Turn(plays=(with_heard(play, with_item(body, body.place, after), venue),))

    def tick(self, play: Play, venue: Venue) -> Turn:
        """Settle the open question, or ask the next."""
        return next_step(play, venue).said(venue)

    def timers(self, venue: Venue) -> Iterable[Timer]:
        """Yield when rounds begin by themselves."""
        for times in venue.customs.quiz.times:
            what = times.what or venue.texts.say(ANY_PACK)
            title = venue.texts.say(TIMER, what=what)
            yield Timer(
                id=f"{times.cron} {times.what}".strip(), cron=times.cron, title=title, told={"pack": times.what}
            )

    def ring(self, firing: Firing, venue: Venue) -> Turn:
        """Begin a round unless one goes on, and end one that was forgotten; nobody is bothered with why none can begin."""
        left, over = running(venue.plays), NOTHING
        if left is not None and is_forgotten(left, venue.now):
            over = stopped(left, venue).said(venue)
            venue = venue.after(over)
        step = begun(of_pack(str(firing.told.get("pack", "")), venue), venue)
        return Turn(note=step.turn.refused) if step.turn.refused else over + step.said(venue)

    def status(self, play: Play, venue: Venue) -> str:
        """Return how far the round is."""
        body = round_of(play)
        if not body.is_asking:
            return venue.texts.say(WAITING, title=play.title, place=body.place, count=len(body.items))
        answers = len(body.current.answers)
        return venue.texts.say(ASKING, title=play.title, place=body.place + 1, count=len(body.items), answers=answers)

    def cancel(self, play: Play, venue: Venue) -> Turn:
        """Call the round off; what was earned stays."""
        text = venue.texts.say(CALLED_OFF, title=play.title)
        return Turn(plays=(ended(play, venue.now, Phase.CANCELLED),), planned=(Say(room=venue.room.id, text=text),))

    def revert(self, before: Play | None, after: Play, play: Play, venue: Venue) -> Turn:
        """Take an order back: a ruling is put back, an early end goes on; a question whose answer was told is not asked again."""
        if before is None or before.phase is Phase.CANCELLED:
            return NOTHING if play.is_over else self.cancel(play, venue)
        old, new = round_of(before), round_of(after)
        if any(one.ruling != other.ruling for one, other in zip(old.items, new.items, strict=True)):
            turn = put_back(before, after, play, venue)
            is_again = any(one.ruling and not other.ruling for one, other in zip(old.items, new.items, strict=True))
            text = venue.texts.say(RULING_AGAIN if is_again else RULING_UNDONE, title=play.title)
            return turn if turn.refused else turn + Turn(planned=(Say(room=venue.room.id, text=text),))
        if any(len(one.hints) != len(other.hints) for one, other in zip(old.items, new.items, strict=True)):
            return NOTHING
        return _put_back(before, after, play, venue)


def _put_back(before: Play, after: Play, play: Play, venue: Venue) -> Turn:
    """Return what follows when an order about how the round goes on is taken back."""
    old, new = round_of(before), round_of(after)
    if play != after:
        return Turn(refused=venue.texts.say(CHANGED_SINCE, title=play.title))
    if after.is_over and not new.is_over:
        return Turn(plays=(resumed(play, venue),), planned=(_told_all(RESUMED, play, venue),))
    if new.place != old.place:
        return Turn(refused=venue.texts.say(TOLD_ALREADY))
    due_at = None if before.due_at is None else max(before.due_at, venue.now)
    said = (_told_all(ENDED_AGAIN, play, venue),) if before.is_over and not after.is_over else ()
    return Turn(plays=(replace(before, due_at=due_at),), planned=said)


def _told_all(text: Text, play: Play, venue: Venue) -> Say:
    return Say(room=venue.room.id, text=venue.texts.say(text, title=play.title))


def _may_answer(item: Asked, heard: Heard) -> bool:
    return not heard.is_private and len(heard.text) <= LONGEST and is_candidate(item.question, heard.text)


def _competes(heard: Heard, venue: Venue) -> bool:
    return not heard.is_muted and heard.role is Role.MEMBER and not venue.is_staff(heard.by)


def _told(play: Play, body: Round, heard: Heard, venue: Venue) -> Turn:
    """Tell somebody once that they do not score."""
    if heard.by in body.told:
        return NOTHING
    text = venue.texts.say(MUTED if heard.is_muted else STAFF)
    after = replace(play, body=replace(body, told=(*body.told, heard.by)))
    room = venue.room.id
    if venue.whispers(heard.by):
        return Turn(plays=(after,), planned=(Tell(room=room, to=heard.by, text=text),))
    return Turn(plays=(after,), planned=(Say(room=room, text=f"{venue.name(heard.by)}，{text}"),))
