"""Judging a question of a round anew: everybody's points are counted again from what was answered."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.core.model import MemberId
from bot.core.playbook import Question
from bot.core.plays import Play
from bot.core.texts import Text
from bot.core.words import plain
from bot.play.answers.judging import RIGHT
from bot.play.quiz.counting import replayed
from bot.play.quiz.items import after_rescore, item_of
from bot.play.quiz.rounds import FIELDS, Asked, Round, Ruling, first_right, round_of
from bot.play.quiz.said import LIMIT, clipped, cut, listed, name_of, standing_line, verdict
from bot.play.quiz.scoring import totals
from bot.play.quiz.starting import counted
from bot.play.quiz.steps import Step
from bot.play.turn import Turn
from bot.play.venue import Venue

HOW = Text("quiz.rescore_how", "请这样写：重判 第3题 接受 北京市；重判 第3题 作废；重判 第3题 维持。")
NO_ROUND = Text("quiz.rescore_no_round", "这个群还没有可以重判的答题。")
NOT_SETTLED = Text("quiz.rescore_not_settled", "“{title}”的第 {place} 题还没有结果，不能重判。")
SKIPPED = Text("quiz.rescore_skipped", "“{title}”的第 {place} 题是跳过的，没有计分，不用重判。")
SAME = Text("quiz.rescore_same", "第 {place} 题照这样重判，谁的积分都不会变：没有人答过“{answer}”，或者本来就算对。")
AGAIN = Text("quiz.rescore_again", "第 {place} 题已经这样判过了，积分不用再改。")
PREVIEW = Text("quiz.rescore_preview", "将重判“{title}”第 {place} 题（{ruling}）：{changes}")
CHANGES = Text("quiz.rescore_changes", "{gain} 人补记积分，{lose} 人收回或减少积分。{names}")
KEPT = Text("quiz.rescore_kept", "“{title}”第 {place} 题维持原判，积分不变。")
ACCEPTED = Text("quiz.rescore_accepted", "“{title}”第 {place} 题重判：也接受“{answer}”。")
VOIDED = Text("quiz.rescore_voided", "“{title}”第 {place} 题作废，不计分。")
CHANGED = Text("quiz.rescore_changed", "这一轮已为所有人重算：{names}。\n{standing}")
UNCHANGED = Text("quiz.rescore_unchanged", "没有人的积分因此改变。")
DELTA = Text("quiz.rescore_delta", "{name} {change}")

_ORDER = re.compile(
    r"\s*第?\s*([0-9]{1,3}|[一二两三四五六七八九十]{1,3})\s*题?[\s，,：:]*(接受|作废|维持)(?:原判)?[\s，,：:]*(.*)",
    re.DOTALL,
)
_QUOTES = "“”\"'「」<>＜＞ "


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was ordered about a question. number: counted from 1. answer: what is accepted, too; empty but for that ruling."""

    number: int
    ruling: Ruling
    answer: str = ""


def decision_in(text: str) -> Decision | None:
    """Return what `text` behind 重判 orders; None if it cannot be told: 第3题 接受 北京市, 3 作废."""
    found = _ORDER.fullmatch(text)
    if found is None:
        return None
    ruling, answer = Ruling(found[2]), found[3].strip().strip(_QUOTES)
    if bool(answer) != (ruling is Ruling.ACCEPT):
        return None
    return Decision(number=counted(found[1]), ruling=ruling, answer=answer)


def rescored(play: Play, ordered: Decision, venue: Venue) -> Step:
    """Return what follows from a ruling: differences are posted, everybody reads them in one text."""
    body, say = round_of(play), venue.texts.say
    place = ordered.number - 1
    if not 0 <= place < body.place:
        return Step(turn=Turn(refused=say(NOT_SETTLED, title=play.title, place=ordered.number)))
    if body.items[place].is_skipped:
        return Step(turn=Turn(refused=say(SKIPPED, title=play.title, place=ordered.number)))
    item = ruled(body.items[place], ordered)
    after, postings = replayed(play, place, item, venue)
    turn = Turn(plays=(replace(play, body=after),), postings=postings)
    if ordered.ruling is Ruling.KEEP:
        return Step(turn=turn, text=say(KEPT, title=play.title, place=ordered.number))
    before = body.items[place]
    if before == replace(item, ruling=before.ruling, extra=before.extra):
        is_again = not ordered.answer or ordered.answer in before.extra
        answer = cut(plain(ordered.answer), 30)
        return Step(turn=Turn(refused=say(AGAIN if is_again else SAME, place=ordered.number, answer=answer)))
    state = venue.noted(item.key, after_rescore(item_of(venue.state, item.key), before, item))
    return Step(turn=turn + Turn(states=(state,)), text=_announced(play, after, ordered, venue))


def preview(play: Play, ordered: Decision, venue: Venue) -> str:
    """Return who would gain and who would lose; empty if nothing can be ruled."""
    step = rescored(play, ordered, venue)
    if step.turn.refused:
        return ""
    changes = deltas(round_of(play), round_of(step.turn.plays[0]))
    said = f"{ordered.ruling.value}{f'“{cut(plain(ordered.answer), 30)}”' if ordered.answer else ''}"
    told = venue.texts.say(UNCHANGED)
    if changes:
        gain, lose = sum(change > 0 for change in changes.values()), sum(change < 0 for change in changes.values())
        names = listed(_lines(changes, venue), len(changes), venue)
        told = venue.texts.say(CHANGES, gain=gain, lose=lose, names=names)
    return clipped(venue.texts.say(PREVIEW, title=play.title, place=ordered.number, ruling=said, changes=told), LIMIT)


def ruled(item: Asked, ordered: Decision) -> Asked:
    """Return `item` with what was answered judged by the ruling."""
    item = replace(item, ruling=ordered.ruling.value)
    if ordered.ruling is Ruling.VOID:
        return replace(item, is_void=True)
    if ordered.ruling is Ruling.KEEP:
        return item
    question = accepting(item.question, ordered.answer)
    answers = {member: _rejudged(packed, question) for member, packed in item.answers.items()}
    extra = (*item.extra, ordered.answer)
    return replace(item, answers=answers, first=first_right(answers), extra=extra, is_void=False)


def accepting(question: Question, answer: str) -> Question:
    """Return `question` as if `answer` were the only right one."""
    refused = tuple(one for one in question.refused if one.strip() != answer)
    answers = (
        tuple(answer.upper()) if question.kind == "several" and answer.isascii() and answer.isalpha() else (answer,)
    )
    if question.kind == "choice" and len(answer) == 1:
        answers = (answer.upper(),)
    return replace(question, answers=answers, refused=refused)


def deltas(before: Round, after: Round) -> Mapping[MemberId, int]:
    """Return by how much the points of the round change, of those whose do, the largest gain first."""
    old, new = totals(before.done), totals(after.done)
    changes = {member: new.get(member, 0) - old.get(member, 0) for member in {**new, **old}}
    return {member: changes[member] for member in sorted(changes, key=lambda one: -changes[one]) if changes[member]}


def _rejudged(packed: tuple[int | str, ...], question: Question) -> tuple[int | str, ...]:
    values = list(packed)
    for at in range(0, len(values), FIELDS):
        is_right = values[at + 3] == 1 or verdict(question, str(values[at + 2])).verdict == RIGHT
        values[at + 3] = int(is_right)
    return tuple(values)


def _announced(play: Play, after: Round, ordered: Decision, venue: Venue) -> str:
    """Return what the room reads about a ruling that changed how the question is judged."""
    say = venue.texts.say
    head = ACCEPTED if ordered.ruling is Ruling.ACCEPT else VOIDED
    told = say(head, title=play.title, place=ordered.number, answer=venue.concealed(cut(plain(ordered.answer), 30)))
    changes = deltas(round_of(play), after)
    if not changes:
        return f"{told}\n{say(UNCHANGED)}"
    names = listed(_lines(changes, venue), len(changes), venue)
    return clipped(f"{told}\n{say(CHANGED, names=names, standing=standing_line(after, venue))}".rstrip(), LIMIT)


def _lines(changes: Mapping[MemberId, int], venue: Venue) -> Iterator[str]:
    for member, change in changes.items():
        yield venue.texts.say(DELTA, name=name_of(member, venue), change=f"{change:+d}")
