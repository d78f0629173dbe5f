"""申诉: a member's word against a penalty, or against how a question of a quiz was judged."""

import re
from dataclasses import replace
from typing import ClassVar, final

from bot.commands import Answer, Command, Hall, answer_of
from bot.core.actions import CaseChange, Dialogue
from bot.core.cases import Case
from bot.core.justice.appealing import appeal, refusal
from bot.core.pages import case_line
from bot.core.texts import Text
from bot.orders import Order, Piece
from bot.play.quiz.disputes import disputed, is_asked
from bot.play.quiz.rounds import with_result
from bot.play.quiz.starting import counted

NO_ROUND = Text("appeal.no_round", "本群没有可以申诉的答题。")
NOTHING = Text("appeal.nothing", "你在本群没有可以申诉的处罚。")
UNKNOWN = Text("appeal.unknown", "没有找到编号 {number}：请看处罚说明里的编号，或发“我的记录”。")
WHICH = Text("appeal.which", "要申诉哪一件？请回复序号：\n{lines}")
MOST = 5  # chosen: cases offered
PICK = "numbers"
_QUESTION = re.compile(r"第\s*([0-9]{1,3}|[一二两三四五六七八九十]{1,3})\s*题[\s，,：:]*(.*)", re.DOTALL)


@final
class Appeal(Command):
    """Files an appeal: of the case named, else of the one that can be appealed, or asks which.

    A number that is no case of who appeals, but a question of the latest round of a quiz, is that question.
    """

    title: ClassVar[str] = "申诉"
    words: ClassVar[tuple[str, ...]] = ("申诉", "appeal")
    usage: ClassVar[str] = "申诉 编号 理由：觉得处罚不对，请另一位管理人员来看（答题判得不对：申诉 第3题 理由）"
    examples: ClassVar[tuple[str, ...]] = ("申诉 58 我发的是活动链接，群主同意过", "申诉 第3题 我答的是同一个地方")
    even_muted: ClassVar[bool] = True
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.NUMBERS, Piece.REASON})

    def run(self, order: Order, hall: Hall) -> Answer:
        """File it, or ask which one is meant."""
        question = _question(order, hall)
        if question is not None:
            return _disputed(question, hall)
        if order.numbers:
            case = hall.cases.get(order.numbers[0])
            if case is None:
                return Answer(text=hall.texts.say(UNKNOWN, number=order.numbers[0]), private=True)
            return _filed(case, order, hall)
        mine = _mine(hall)
        still_open = tuple(case for case in mine if not refusal(case, hall.by, hall.court))[:MOST]
        if len(still_open) > 1:
            return _which(still_open, order, hall)
        if not mine:
            return Answer(text=hall.texts.say(NOTHING), private=True)
        return _filed((still_open or mine)[0], order, hall)


def _question(order: Order, hall: Hall) -> tuple[int, str] | None:
    """Return the number of the question that is meant, and why; None if none is."""
    found = _QUESTION.fullmatch(order.reason.strip())
    if found is not None and not order.numbers:
        return counted(found[1]), found[2]
    if not order.numbers:
        return None
    if order.reason.startswith("题"):
        return order.numbers[0], order.reason[1:].strip(" ，,：:")
    if not is_asked(with_result(hall.plays, order.numbers[0]), order.numbers[0]):
        return None
    case = hall.cases.get(order.numbers[0])
    is_mine = case is not None and case in _mine(hall)
    return None if is_mine else (order.numbers[0], order.reason)


def _disputed(question: tuple[int, str], hall: Hall) -> Answer:
    play = with_result(hall.plays, question[0])
    if play is None:
        return Answer(text=hall.texts.say(NO_ROUND), private=True)
    step = disputed(play, question[0], hall.by, question[1], hall.venue)
    return replace(answer_of(step.turn, step.text, hall, private=True), is_unfiled=True)


def _filed(case: Case, order: Order, hall: Hall) -> Answer:
    ruling = appeal(case, hall.by, order.reason, cases=hall.cases.values(), court=hall.court)
    if ruling.refused:
        return Answer(text=ruling.refused, private=True)
    change = CaseChange(before=case, after=ruling.case)
    return Answer(text=ruling.says, private=True, planned=ruling.planned, cases=(change,))


def _mine(hall: Hall) -> tuple[Case, ...]:
    """Return the cases that count against who asks, or that they appealed, the newest first."""
    mine = (
        case
        for case in hall.cases.values()
        if _has_appealed(case, hall) or any(one.member == hall.by and not one.is_undone for one in case.offences)
    )
    return tuple(sorted(mine, key=lambda case: -case.number))


def _has_appealed(case: Case, hall: Hall) -> bool:
    return case.appeal is not None and case.appeal.member == hall.by


def _which(cases: tuple[Case, ...], order: Order, hall: Hall) -> Answer:
    labels = [case_line(case, hall.court) for case in cases]
    choices = tuple((label, {PICK: str(case.number)}) for label, case in zip(labels, cases, strict=True))
    dialogue = Dialogue(kind="choose", order=order.said, by=hall.by, room=hall.room.id, until=hall.now, choices=choices)
    lines = "\n".join(f"{place}. {label}" for place, label in enumerate(labels, start=1))
    return Answer(text=hall.texts.say(WHICH, lines=lines), private=True, dialogue=dialogue)
