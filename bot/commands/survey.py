"""问卷: begins a survey from a form, or ends it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall, answer_of
from bot.core.model import Role, span_in_words
from bot.core.playbook import Form, for_room
from bot.core.plays import Play, PlayChange
from bot.core.texts import Text
from bot.core.words import plain as shown
from bot.orders import Order, Piece
from bot.orders.plain import plain
from bot.orders.planned import TIME
from bot.orders.spans import span_at
from bot.play.survey.answering import KIND, announced, opened
from bot.play.survey.ballots import KIND as VOTE
from bot.play.survey.results import closed
from bot.play.survey.sheets import Survey as Sheets
from bot.play.survey.sheets import survey_of

NO_FORMS = Text("survey.no_forms", "还没有问卷表：请管理员在 content/surveys 里写一份。")
FORMS = Text("survey.forms", "可以发起的问卷：\n{lines}\n发“问卷 表名 3天”开始，也可以写上“匿名”“群里”。")
FORM = Text("survey.form", "· {title}（{count} 题{anonymous}，{span}）")
UNKNOWN = Text("survey.unknown", "没有叫“{name}”的问卷表。\n{forms}")
PREVIEW = Text("survey.preview", "将在群里发起问卷：\n{text}")
BEGUN = Text(
    "survey.started", "问卷已发起（编号 {number}）。看结果发“问卷结果 {number}”，提前结束发“结束问卷 {number}”。"
)
ONE_HERE = Text("survey.one_here", "在群里只能问一题的问卷；“{title}”有 {count} 题，请用私聊。")
NOT_UNNAMED_HERE = Text("survey.not_unnamed_here", "匿名问卷只能私聊填：在群里回答，大家都看得见是谁。")
CUSTOMERS = Text("survey.customers", "客户群里的外部联系人没法私信“群管”应用，这里只能用一题的问卷，写上“群里”。")
RUNNING = Text("survey.running", "“{title}”（编号 {number}）还没结束，请先结束它。")
NONE = Text("survey.none", "没有进行中的问卷。")
WHICH = Text("survey.which", "要哪一份问卷？请写上编号：\n{lines}")
LINE = Text("survey.line", "· {number} {title}")
END_PREVIEW = Text(
    "survey.end_preview", "将结束问卷“{title}”（已收到 {count} 份，{drafts} 人还没填完），结果私信给你和群主。"
)
ENDED = Text("survey.ended", "问卷“{title}”已结束，结果私信给你了。")
UNNAMED = Text("survey.form_unnamed", "，匿名")
END = "结束"
LONGEST, SHORTEST = timedelta(days=60), timedelta(minutes=1)  # chosen
_HERE, _PRIVATE, _UNNAMED = ("群里", "群内", "在群里"), ("私聊", "私信", "私下"), ("匿名", "不记名")


@final
class Survey(Command):
    """Begins a survey, lists the forms, or ends a survey."""

    title: ClassVar[str] = "问卷"
    words: ClassVar[tuple[str, ...]] = ("问卷", "survey")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "问卷：看有哪些表；问卷 表名 [3天] [群里] [匿名]：发起；结束问卷：提前收"
    examples: ClassVar[tuple[str, ...]] = ("问卷", "问卷 满意度 3天", "结束问卷 65")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})
    begins: ClassVar[tuple[str, ...]] = ("问卷", "问卷调查")
    plans: ClassVar[re.Pattern[str] | None] = re.compile(rf"(?<=\S)\s{TIME}$")
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {END: ("结束", "截止", "停止", "停掉", "终止", "关闭", "关掉", "取消", "删除", "end")}
    )

    def preview(self, order: Order, hall: Hall) -> str:
        """Show the call as the group will read it."""
        if order.sub == END:
            play = chosen(order.text, running(hall), hall)
            if isinstance(play, str):
                return ""
            body = play.body
            told = {"count": len(body.answers), "drafts": len(body.drafts)}
            return hall.texts.say(END_PREVIEW, title=shown(play.title), **told)
        survey = _survey(order.text, hall)
        return "" if isinstance(survey, str) else hall.texts.say(PREVIEW, text=announced(survey, hall.venue))

    def run(self, order: Order, hall: Hall) -> Answer:
        """Begin it, or end the one that is meant."""
        if order.sub == END:
            play = chosen(order.text, running(hall), hall)
            if isinstance(play, str):
                return Answer(text=play)
            return _ended(play, hall)
        survey = _survey(order.text, hall)
        if isinstance(survey, str):
            return Answer(text=survey)
        turn = opened(survey, hall.venue)
        turn = replace(turn, plays=tuple(replace(play, by=hall.by) for play in turn.plays))
        return answer_of(turn, hall.texts.say(BEGUN, number=hall.number), hall)


def _ended(play: Play, hall: Hall) -> Answer:
    """End `play`. What is written down of it has no sheet that was not handed in."""
    turn = closed(play, replace(play.body, closes_at=hall.now), hall.venue)
    answer = answer_of(turn, hall.texts.say(ENDED, title=shown(play.title)), hall)
    if not play.body.anonymous:
        return answer
    before = replace(play, body=replace(play.body, drafts={}, paused=()))
    return replace(answer, plays=(PlayChange(before=before, after=answer.plays[0].after),), is_final=True)


def running(hall: Hall) -> tuple[Play, ...]:
    """Return the surveys that are open."""
    return tuple(play for play in hall.plays.values() if play.kind == KIND and not play.is_over)


def chosen(text: str, plays: Iterable[Play], hall: Hall) -> Play | str:
    """Return which of `plays` is meant by the number in `text`, or the only one; else what to ask."""
    plays = tuple(plays)
    wanted = "".join(char for char in plain(text) if char.isdigit())
    found = tuple(play for play in plays if not wanted or str(play.number) == wanted)
    if len(found) == 1:
        return found[0]
    lines = "\n".join(hall.texts.say(LINE, number=play.number, title=shown(play.title)) for play in found or plays)
    return hall.texts.say(WHICH, lines=lines) if plays else hall.texts.say(NONE)


def _survey(text: str, hall: Hall) -> Sheets | str:
    """Return the survey that is ordered, or why there can be none."""
    forms = for_room(hall.playbook.forms.values(), hall.room.id)
    name, flags, span = _taken(text, hall)
    if not name:
        return _forms(forms, hall)
    form = _named(name, forms)
    if form is None:
        return hall.texts.say(UNKNOWN, name=shown(name[:20]), forms=_forms(forms, hall))
    here = "here" in flags or (not form.private and not form.anonymous and not flags)
    unnamed = form.anonymous or "unnamed" in flags
    closes_at = hall.now + min(max(span or form.lasts, SHORTEST), LONGEST)
    survey = survey_of(form, closes_at, anonymous=unnamed, private=not here)
    return _hindrance(form, hall, here=here, unnamed=unnamed) or survey


def _hindrance(form: Form, hall: Hall, *, here: bool, unnamed: bool) -> str:
    """Return why `form` cannot be asked as ordered, empty if it can."""
    if here and unnamed:
        return hall.texts.say(NOT_UNNAMED_HERE)
    if here and len(form.inquiries) > 1:
        return hall.texts.say(ONE_HERE, title=shown(form.title), count=len(form.inquiries))
    if not here and hall.room.is_customer:
        return hall.texts.say(CUSTOMERS)
    other = _other(hall) if here else None
    if other is not None:
        return hall.texts.say(RUNNING, title=shown(other.title), number=other.number)
    return ""


def _named(name: str, forms: Iterable[Form]) -> Form | None:
    """Return the form with that id or title, or the only one whose title holds `name`."""
    forms, said = tuple(forms), plain(name).casefold()
    for form in forms:
        if said in (form.id.casefold(), plain(form.title).casefold()):
            return form
    near = tuple(form for form in forms if said in plain(form.title).casefold())
    return near[0] if len(near) == 1 else None


def _other(hall: Hall) -> Play | None:
    """Return what is answered with letters in the group already."""
    here = (play for play in hall.plays.values() if play.kind in (VOTE, KIND) and not play.is_over)
    return next((play for play in here if not getattr(play.body, "private", False)), None)


def _taken(text: str, hall: Hall) -> tuple[str, frozenset[str], timedelta | None]:
    """Return the name in `text`, what the words beside it say, and how long."""
    flags: set[str] = set()
    names: list[str] = []
    span: timedelta | None = None
    for word in text.split():
        length = span_at(plain(word), 0, now=hall.now, zone=hall.zone)
        if word in _HERE or word in _PRIVATE or word in _UNNAMED:
            flags.add("here" if word in _HERE else "private" if word in _PRIVATE else "unnamed")
        elif length is not None and length.span is not None and length.end == len(word):
            span = length.span
        else:
            names.append(word)
    return " ".join(names), frozenset(flags), span


def _forms(forms: Iterable[Form], hall: Hall) -> str:
    """Return which forms there are."""
    say = hall.texts.say
    lines = [
        say(
            FORM,
            title=shown(form.title),
            count=len(form.inquiries),
            anonymous=say(UNNAMED) if form.anonymous else "",
            span=span_in_words(form.lasts),
        )
        for form in forms
    ]
    return say(FORMS, lines="\n".join(lines)) if lines else say(NO_FORMS)
