"""问卷结果: how a survey stands, to who asks, to the group, or as a table."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.commands.survey import chosen
from bot.core.effects import Attach, Planned, Say, Tell
from bot.core.model import Role
from bot.core.plays import Phase, Play
from bot.core.texts import Text
from bot.core.words import plain
from bot.orders import Order, Piece
from bot.play.portions import begun, portions
from bot.play.survey.answering import KIND
from bot.play.survey.results import (
    COLUMN_MEMBER,
    FEW,
    NOT_YET,
    charts,
    is_veiled,
    result,
    result_and_table,
    shows,
    table,
)

PUBLISH_PREVIEW = Text("survey_result.publish_preview", "将把这份结果发到群里：\n{text}")
PUBLISHED = Text("survey_result.published", "结果已发到群里。")
FILE = Text("survey_result.file", "问卷“{title}”的全部答卷（{count} 份），用 Excel 打开。")
FILE_NAME = Text("survey_result.file_name", "问卷{number}.csv")
SENT = Text("survey_result.sent", "表格私信给你了。")
NOTHING = Text("survey_result.nothing", "“{title}”还没有可以导出的答卷。{why}")
PUBLISH, EXPORT = "公布", "导出"


@final
class SurveyResult(Command):
    """Tells in private how a survey stands, with pictures; publishes it, or sends the table."""

    title: ClassVar[str] = "问卷结果"
    words: ClassVar[tuple[str, ...]] = ("问卷结果", "问卷导出", "导出问卷", "results")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "问卷结果 [编号]：私信给你；问卷结果 公布：发到群里；问卷导出：拿表格"
    examples: ClassVar[tuple[str, ...]] = ("问卷结果", "问卷结果 公布 65", "问卷导出 65")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({PUBLISH: ("公布",), EXPORT: ("导出",)})

    def preview(self, order: Order, hall: Hall) -> str:
        """Show what the group would read."""
        play = _play(order, hall)
        if order.sub != PUBLISH or isinstance(play, str) or is_veiled(play.body, hall.now):
            return ""
        return hall.texts.say(PUBLISH_PREVIEW, text=begun(result(play, play.body, hall.venue)))

    def run(self, order: Order, hall: Hall) -> Answer:
        """Tell it, publish it or send the table."""
        play = _play(order, hall)
        if isinstance(play, str):
            return Answer(text=play, private=True)
        if EXPORT in (order.sub, order.word.replace("问卷", "")):
            return _exported(play, hall)
        pictures = charts(play.body, hall.venue)
        if order.sub == PUBLISH and not is_veiled(play.body, hall.now):
            texts = portions(result(play, play.body, hall.venue).split("\n"))
            said = (Say(room=hall.room.id, text=text) for text in texts)
            return Answer(text=hall.texts.say(PUBLISHED), effects=(*said, *pictures))
        first, *rest = portions(result_and_table(play, play.body, hall.venue).split("\n"))
        told = (Tell(room=hall.room.id, to=hall.by, text=text) for text in rest)
        mine = (replace(chart, to=hall.by) for chart in pictures)
        return Answer(text=first, private=True, effects=(*told, *mine))


def _play(order: Order, hall: Hall) -> Play | str:
    """Return the survey that is meant: by its number, the only open one, or the latest."""
    plays = tuple(p for p in hall.plays.values() if p.kind == KIND and p.phase is not Phase.CANCELLED)
    if not any(char.isdigit() for char in order.text):
        plays = tuple(play for play in plays if not play.is_over) or plays[-1:]
    return chosen(order.text, plays, hall)


def _exported(play: Play, hall: Hall) -> Answer:
    survey, say = play.body, hall.texts.say
    if not shows(survey, hall.venue):
        few = say(FEW, few=hall.customs.survey.few) if survey.answers else ""
        why = say(NOT_YET) if is_veiled(survey, hall.now) else few
        return Answer(text=say(NOTHING, title=plain(play.title), why=why), private=True)
    attach = Attach(
        room=hall.room.id,
        to=hall.by,
        name=say(FILE_NAME, number=play.number),
        content=table(survey, member=say(COLUMN_MEMBER), name=hall.name),
        text=say(FILE, title=plain(play.title), count=len(survey.answers)),
    )
    return Answer(text=say(SENT), private=True, planned=(Planned(effect=attach),))
