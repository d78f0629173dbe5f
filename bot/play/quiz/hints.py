"""Hints: who asks pays, everybody reads it, and each halves what the question is worth."""

from dataclasses import replace

from bot.core.model import MemberId, MessageId
from bot.core.plays import Phase
from bot.core.texts import Text
from bot.play.quiz.rounds import KIND, Round, round_of, running, ticks, with_item
from bot.play.quiz.said import name_of
from bot.play.quiz.scoring import worth
from bot.play.quiz.steps import Step
from bot.play.turn import Turn
from bot.play.venue import Entry, Venue

HINT = Text("quiz.hint", "第 {place} 题的提示（{number}/{count}）：{hint}\n{paid}这题现在最多值 {worth} 积分。")
PAID = Text("quiz.hint_paid", "{name} 花了 {cost} 积分。")
NOT_ASKING = Text("quiz.hint_not_asking", "现在没有正在答的题。")
NO_HINTS = Text("quiz.hint_none", "第 {place} 题没有提示。")
ALL_SHOWN = Text("quiz.hint_all_shown", "第 {place} 题的提示都给过了。")
TOO_POOR = Text("quiz.hint_too_poor", "一条提示要 {cost} 积分，你现在有 {balance} 积分。发“签到”可以攒积分。")
NOT_FOR_YOU = Text("quiz.hint_not_for_you", "禁言期间不能要提示。")
TOO_LATE = Text("quiz.hint_too_late", "第 {place} 题马上公布答案，不用提示了。")
REASON = Text("quiz.hint_reason", "答题“{title}”第 {place} 题的提示")


def hinted(by: MemberId, message: MessageId, venue: Venue) -> Step:
    """Return what follows when `by` asks for a hint with `message`; who runs the room, and so has no credits, pays none."""
    play = running(venue.plays)
    body = None if play is None else round_of(play)
    if play is None or body is None or not body.is_asking or play.phase is Phase.PAUSED:
        return _refused(venue.texts.say(NOT_ASKING))
    item, place = body.current, body.place + 1
    cost = 0 if venue.is_staff(by) else body.terms.hint_cost
    refused = _refusal(by, body, venue) or _too_poor(by, cost, venue)
    if refused:
        return _refused(refused)
    count = len(item.hints)
    item = replace(item, hints=(*item.hints, ticks(venue.now)))
    entry = Entry(
        id=f"quiz-{play.number}-{place}-hint-{count + 1}",
        source=KIND,
        reason=venue.texts.say(REASON, title=play.title, place=place),
        message=message,
        play=play.number,
    )
    text = venue.texts.say(
        HINT,
        place=place,
        number=count + 1,
        count=len(item.question.hints),
        hint=item.question.hints[count],
        paid=venue.texts.say(PAID, name=name_of(by, venue), cost=cost) if cost > 0 else "",
        worth=worth(item, ticks(venue.now)),
    )
    after = replace(play, body=with_item(body, body.place, item))
    return Step(turn=Turn(plays=(after,), postings=venue.spend(by, cost, entry)), text=text)


def _refusal(by: MemberId, body: Round, venue: Venue) -> str:
    """Return why there is no hint for `by`, empty if there is one."""
    say, item, place, is_race = venue.texts.say, body.current, body.place + 1, body.terms.is_race
    if venue.is_muted(by):
        return say(NOT_FOR_YOU)
    if not item.question.hints:
        return say(NO_HINTS, place=place)
    if ticks(venue.now) > item.closes_at or (is_race and item.first):
        return say(TOO_LATE, place=place)
    return say(ALL_SHOWN, place=place) if len(item.hints) >= len(item.question.hints) else ""


def _too_poor(by: MemberId, cost: int, venue: Venue) -> str:
    balance = venue.purse(by).balance
    return venue.texts.say(TOO_POOR, cost=cost, balance=balance) if balance < cost else ""


def _refused(why: str) -> Step:
    return Step(turn=Turn(refused=why))
