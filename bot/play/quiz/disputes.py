"""Who disputes how a question was judged, and how often which answer to it was refused."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from bot.core.effects import Planned, Tell
from bot.core.model import MemberId
from bot.core.plays import Play
from bot.core.texts import Text
from bot.core.words import plain, quoted
from bot.play.quiz.rounds import Asked, Round, round_of, with_item
from bot.play.quiz.said import LIMIT, clipped, cut, name_of, shown_answer
from bot.play.quiz.steps import Step
from bot.play.turn import Turn
from bot.play.venue import Venue

FILED = Text(
    "quiz.dispute_filed", "已记下你对第 {place} 题的异议，由群主裁定；改判的话，这一轮所有人的积分会一起重算。"
)
KNOWN = Text("quiz.dispute_known", "你对第 {place} 题的异议已经记下了，正等群主裁定。")
RULED = Text("quiz.dispute_ruled", "第 {place} 题已经裁定过（{ruling}），不再重复受理。")
SKIPPED = Text("quiz.dispute_skipped", "第 {place} 题是跳过的，谁都没有计分，不用申诉。")
NOT_YET = Text("quiz.dispute_not_yet", "第 {place} 题还没有公布答案，公布后再申诉。")
NO_SUCH = Text("quiz.dispute_no_such", "“{title}”这一轮没有第 {place} 题，一共答了 {count} 题。")
TOO_LATE = Text("quiz.dispute_too_late", "“{title}”结束已经超过 24 小时，题目的判定不再更改。")
NOT_IN = Text("quiz.dispute_not_in", "参加过“{title}”这一轮的人才能对题目提出异议。")
TOLD = Text(
    "quiz.dispute_told",
    "“{title}”第 {place} 题有人申诉（{name}）{reason}\n题目：{question}\n答案：{answer}\n没算对的回答：{refused}\n"
    "请在群里裁定：\n· 重判 第{place}题 接受 答案\n· 重判 第{place}题 作废\n· 重判 第{place}题 维持",
)
BECAUSE = Text("quiz.dispute_because", "：{reason}")
TALLY = Text("quiz.dispute_tally", "“{said}”{count} 次")
NO_REFUSED = Text("quiz.dispute_no_refused", "没有")

WITHIN = timedelta(hours=24)  # chosen
GATHERED = timedelta(minutes=1)  # chosen: so soon the owner is told; once a question, however many dispute it
SHOWN = 10  # chosen: refused answers told


def is_asked(play: Play | None, number: int) -> bool:
    """Tell whether `play` is a round with a question of that number, asked or still to come."""
    return play is not None and 1 <= number <= len(round_of(play).items)


def disputed(play: Play, number: int, by: MemberId, reason: str, venue: Venue) -> Step:
    """Return what follows when `by` disputes the question of that number, counted from 1."""
    body, say = round_of(play), venue.texts.say
    refused = _refusal(play, number, by, venue)
    if refused:
        return Step(turn=Turn(refused=refused))
    item = body.items[number - 1]
    after = replace(play, body=with_item(body, number - 1, replace(item, disputes=(*item.disputes, by))))
    told = () if item.disputes else _told(play, number, by, reason, venue)
    return Step(turn=Turn(plays=(after,), planned=told), text=say(FILED, place=number))


def _refusal(play: Play, number: int, by: MemberId, venue: Venue) -> str:
    """Return why the dispute is not filed, empty if it is."""
    body, say = round_of(play), venue.texts.say
    if play.ended_at is not None and venue.now - play.ended_at > WITHIN:
        return say(TOO_LATE, title=play.title)
    if not 1 <= number <= body.place:
        if number > 0 and not play.is_over:
            return say(NOT_YET, place=number)
        return say(NO_SUCH, title=play.title, place=number, count=body.place)
    if not has_played(body, by):
        return say(NOT_IN, title=play.title)
    return _refusal_of(body.items[number - 1], number, by, venue)


def _refusal_of(item: Asked, number: int, by: MemberId, venue: Venue) -> str:
    """Return why the dispute of a question that was asked is not filed, empty if it is."""
    say = venue.texts.say
    if item.is_skipped:
        return say(SKIPPED, place=number)
    if item.ruling:
        return say(RULED, place=number, ruling=item.ruling)
    return say(KNOWN, place=number) if by in item.disputes else ""


def has_played(body: Round, member: MemberId) -> bool:
    """Tell whether `member` answered anything in the round."""
    return any(member in item.answers for item in body.items)


def tally(item: Asked) -> tuple[tuple[str, int], ...]:
    """Return the answers that were refused and how often, the most frequent first."""
    texts = (one.text.strip() for member in item.answers for one in item.said_by(member) if not one.right)
    return tuple(sorted(Counter(texts).items(), key=lambda one: (-one[1], one[0])))


def _told(play: Play, number: int, by: MemberId, reason: str, venue: Venue) -> tuple[Planned, ...]:
    """Return that who answers for the room is told, once a question; nothing if nobody does."""
    owners = venue.room.owners()
    if not owners:
        return ()
    item = round_of(play).items[number - 1]
    say = venue.texts.say
    lines = [say(TALLY, said=cut(plain(said), 30), count=count) for said, count in tally(item)[:SHOWN]]
    text = say(
        TOLD,
        title=play.title,
        place=number,
        name=name_of(by, venue),
        reason=say(BECAUSE, reason=quoted(reason)) if reason else "",
        question=cut(item.question.text, 80),
        answer=cut(shown_answer(item.question), 60),
        refused="、".join(lines) or say(NO_REFUSED),
    )
    to = next((one for one in owners if venue.whispers(one)), owners[0])
    effect = Tell(room=venue.room.id, to=to, text=clipped(text, LIMIT))
    key = f"quiz-{play.number}-{number}-dispute-{venue.number}"
    return (Planned(effect=effect, key=key, due_at=venue.now + GATHERED),)
