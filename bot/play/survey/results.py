"""What came of a survey: in words, as pictures, as a table; reminders and the end."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from io import StringIO

from bot.core.effects import Chart, Effect, Planned, Say, Tell
from bot.core.model import MemberId, span_in_words
from bot.core.playbook import Inquiry
from bot.core.plays import Play
from bot.core.texts import Text
from bot.core.words import day_and_time, plain, quoted
from bot.play.portions import portions
from bot.play.survey.sheets import Survey
from bot.play.survey.tallies import HIGHEST, LOWEST, attitudes, counted, lettered, mean, net_promoter_score, share
from bot.play.turn import Turn, ended
from bot.play.venue import Venue

REMIND = Text("survey.remind", "【问卷】“{title}”还有{span}就截止了，已有 {count} 人填写。{how}")
REMIND_PRIVATE = Text("survey.remind_private", "还没填的朋友请私信“群管”应用“开始”，或在群里发“填问卷”。")
REMIND_HERE = Text("survey.remind_here", "还没回答的朋友，在群里回一句就行。")
REMIND_DRAFT = Text("survey.remind_draft", "你的“{title}”还差 {left} 题，{until} 截止。发“开始”接着填。")
CLOSED = Text("survey.closed", "【问卷】“{title}”结束了，一共收到 {count} 份，谢谢大家！")
RESULT = Text("survey.result", "【问卷结果】{title}（编号 {number}）：收到 {count} 份。\n{lines}")
TABLE = Text("survey.table", "发“问卷导出 {number}”拿表格。")
NO_ANSWERS = Text("survey.no_answers", "【问卷结果】{title}（编号 {number}）：没有收到答卷。")
TOO_FEW = Text(
    "survey.too_few",
    "【问卷结果】{title}（编号 {number}）：只收到 {count} 份。匿名问卷少于 {few} 份不出结果，以免猜出是谁填的。",
)
STILL_OPEN = Text(
    "survey.still_open",
    "【问卷】{title}（编号 {number}）：已收到 {count} 份。匿名问卷截止后才出结果，免得从先后看出是谁填的。{until} 截止。",
)
HEAD = Text("survey.head", "{number}. {text}（{count} 人答）")
OPTION = Text("survey.option", "　{option}：{count}（{share}）")
MEAN = Text("survey.mean", "　平均 {mean} 分；{counts}")
POINTS = Text("survey.points", "{score} 分")
NPS_LINE = Text(
    "survey.nps_line",
    "　NPS {nps}（推荐者 {promoters}、中立者 {passives}、贬损者 {detractors}；推荐者占比减贬损者占比）",
)
WORDS = Text("survey.words", "　· {text}")
MORE_WORDS = Text("survey.more_words", "　还有 {count} 条，见导出的表格。")
PROMOTERS = Text("survey.promoters", "推荐者 9–10 分")
PASSIVES = Text("survey.passives", "中立者 7–8 分")
DETRACTORS = Text("survey.detractors", "贬损者 0–6 分")
TITLE_MEAN = Text("survey.title_mean", "{text} · 平均 {mean} 分")
TITLE_NPS = Text("survey.title_nps", "{text} · NPS {nps}")
PEOPLE = Text("survey.people", " 人")
STATUS = Text("survey.status", "问卷“{title}”：收到 {count} 份，{until} 截止")
NOT_YET = Text("survey.not_yet", "匿名问卷截止后才能导出，免得从先后看出是谁填的。")
FEW = Text("survey.few", "匿名问卷少于 {few} 份不导出，以免猜出是谁填的。")
COLUMN_MEMBER = Text("survey.column_member", "成员")
SHOWN_WORDS = 5  # chosen: free answers in a message, the rest stand in the table
MOST_CHARTS = 5  # chosen: pictures sent at once
_BOM = "\ufeff"  # or Excel takes the table for GBK
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def due(play: Play, survey: Survey, venue: Venue) -> Turn:
    """Return what is due: a reminder once, then the end."""
    if venue.now >= survey.closes_at:
        return closed(play, survey, venue)
    after = replace(play, body=replace(survey, reminded=True), due_at=survey.closes_at)
    if survey.reminded:
        return Turn(plays=(after,))
    how = venue.texts.say(REMIND_PRIVATE if survey.private else REMIND_HERE)
    span = span_in_words(survey.closes_at - venue.now)
    told = {"title": plain(survey.title), "span": span, "count": len(survey.answers), "how": how}
    said = Planned(
        effect=Say(room=venue.room.id, text=venue.texts.say(REMIND, **told)), key=f"play-{play.number}-remind"
    )
    return Turn(plays=(after,), planned=(said, *_reminders(play, survey, venue)))


def _reminders(play: Play, survey: Survey, venue: Venue) -> Iterator[Planned]:
    """Yield a word in private to each who has begun and not gone on."""
    until = day_and_time(survey.closes_at, venue.zone)
    for member, draft in survey.drafts.items():
        if venue.whispers(MemberId(member)):
            left = len(survey.inquiries) - len(draft)
            text = venue.texts.say(REMIND_DRAFT, title=plain(survey.title), left=left, until=until)
            tell = Tell(room=venue.room.id, to=MemberId(member), text=text)
            yield Planned(effect=tell, key=f"play-{play.number}-remind-{member}")


def closed(play: Play, survey: Survey, venue: Venue) -> Turn:
    """Return what ends the survey: thanks in the group, the result to who began it and the owner."""
    after = replace(ended(play, venue.now), body=replace(survey, drafts={}, paused=(), stamps={}))
    text = venue.texts.say(CLOSED, title=plain(survey.title), count=len(survey.answers))
    thanks = Planned(effect=Say(room=venue.room.id, text=text), key=f"play-{play.number}-closed")
    told = (
        Planned(effect=effect, key=f"play-{play.number}-result-{member}-{at}")
        for member in dict.fromkeys(one for one in (play.by, *venue.room.owners()[:1]) if one)
        for at, effect in enumerate(result_to(member, play, survey, venue))
    )
    return Turn(plays=(after,), planned=(thanks, *told))


def result_to(member: MemberId, play: Play, survey: Survey, venue: Venue) -> tuple[Effect, ...]:
    """Return what tells `member` in private how the survey stands: words, then pictures."""
    told = result_and_table(play, survey, venue)
    tells = (Tell(room=venue.room.id, to=member, text=text) for text in portions(told.split("\n")))
    return (*tells, *(replace(chart, to=member) for chart in charts(survey, venue)))


def shows(survey: Survey, venue: Venue) -> bool:
    """Tell whether there are answers, and nobody is found out by them."""
    return not is_veiled(survey, venue.now) and enough(survey, venue.customs.survey.few)


def is_veiled(survey: Survey, now: datetime) -> bool:
    """Tell whether nobody may see answers yet: what came of an anonymous one, seen twice, tells who came in between."""
    return survey.anonymous and now < survey.closes_at


def enough(survey: Survey, few: int) -> bool:
    """Tell whether the answers may be shown. few: how many an anonymous survey needs, at least."""
    return len(survey.answers) >= (max(few, 1) if survey.anonymous else 1)


def result(play: Play, survey: Survey, venue: Venue) -> str:
    """Return how the survey stands, in words."""
    say, count = venue.texts.say, len(survey.answers)
    told = {"title": plain(survey.title), "number": play.number, "count": count}
    if not count:
        return say(NO_ANSWERS, **told)
    if is_veiled(survey, venue.now):
        return say(STILL_OPEN, until=day_and_time(survey.closes_at, venue.zone), **told)
    if not shows(survey, venue):
        return say(TOO_FEW, few=venue.customs.survey.few, **told)
    lines = (line for at in range(len(survey.inquiries)) for line in lines_of(survey, at, venue))
    return say(RESULT, lines="\n".join(lines), **told)


def result_and_table(play: Play, survey: Survey, venue: Venue) -> str:
    """Return the same, and behind it how who may see all sheets gets them."""
    told = result(play, survey, venue)
    return f"{told}\n{venue.texts.say(TABLE, number=play.number)}" if shows(survey, venue) else told


def told_of(survey: Survey, at: int) -> tuple[str, ...]:
    """Return the answers to question `at`, without those who left it out."""
    return tuple(sheet[at] for sheet in survey.answers if at < len(sheet) and sheet[at])


def lines_of(survey: Survey, at: int, venue: Venue) -> Iterator[str]:
    """Yield what question `at` brought, in words."""
    one, told, say = survey.inquiries[at], told_of(survey, at), venue.texts.say
    yield say(HEAD, number=at + 1, text=plain(one.text), count=len(told))
    if one.options:
        for option, count in zip(lettered(one.options), _counts(one, told), strict=True):
            yield say(OPTION, option=plain(option), count=count, share=share(count, len(told)))
    elif one.kind == "score":
        rows = (
            f"{say(POINTS, score=score)}：{told.count(str(score))}{say(PEOPLE)}"
            for score in range(HIGHEST, LOWEST - 1, -1)
        )
        yield say(MEAN, mean=mean(_scores(told)), counts="，".join(rows))
    elif one.kind == "nps":
        promoters, passives, detractors = attitudes(_scores(told))
        nps = net_promoter_score(_scores(told))
        yield say(NPS_LINE, nps=nps, promoters=promoters, passives=passives, detractors=detractors)
    else:
        shown = sorted(told) if survey.anonymous else told
        yield from (say(WORDS, text=quoted(text)) for text in shown[:SHOWN_WORDS])
        if len(told) > SHOWN_WORDS:
            yield say(MORE_WORDS, count=len(told) - SHOWN_WORDS)


def charts(survey: Survey, venue: Venue) -> tuple[Chart, ...]:
    """Return pictures of the first questions that can be counted; none while too few have answered."""
    if not shows(survey, venue):
        return ()
    places = [at for at, one in enumerate(survey.inquiries) if one.kind != "text" and told_of(survey, at)]
    return tuple(_chart(survey, at, venue) for at in places[:MOST_CHARTS])


def _chart(survey: Survey, at: int, venue: Venue) -> Chart:
    one, told, say = survey.inquiries[at], told_of(survey, at), venue.texts.say
    text, scores = plain(one.text), _scores(told)
    rows: tuple[tuple[str, float], ...]
    if one.options:
        rows = tuple((option, float(n)) for option, n in zip(lettered(one.options), _counts(one, told), strict=True))
    elif one.kind == "score":
        rows = tuple((say(POINTS, score=n), float(scores.count(n))) for n in range(HIGHEST, LOWEST - 1, -1))
        text = say(TITLE_MEAN, text=text, mean=mean(scores))
    else:
        names = (say(PROMOTERS), say(PASSIVES), say(DETRACTORS))
        rows = tuple((name, float(n)) for name, n in zip(names, attitudes(scores), strict=True))
        text = say(TITLE_NPS, text=text, nps=net_promoter_score(scores))
    words = "\n".join(lines_of(survey, at, venue))
    return Chart(room=venue.room.id, title=text, rows=rows, unit=say(PEOPLE), text=words)


def _counts(one: Inquiry, told: tuple[str, ...]) -> tuple[int, ...]:
    return counted(len(one.options), (map(int, answer.split(",")) for answer in told))


def _scores(told: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(int(answer) for answer in told if answer.isdecimal())


def status(survey: Survey, venue: Venue) -> str:
    """Return how it stands in one line."""
    until = day_and_time(survey.closes_at, venue.zone)
    return venue.texts.say(STATUS, title=plain(survey.title), count=len(survey.answers), until=until)


def table(survey: Survey, *, member: str, name: Callable[[MemberId], str]) -> str:
    """Return all sheets as CSV that Excel opens as it should; who handed in stands there only if it is not anonymous.

    member: heading of their column. What would be a formula in a cell is made words.
    """
    out = StringIO()
    writer = csv.writer(out)
    names = () if survey.anonymous else (member,)
    writer.writerow([_cell(text) for text in (*names, *(one.text for one in survey.inquiries))])
    unnamed = (((), paper) for paper in survey.papers)
    named = (((name(MemberId(one)),), sheet) for one, sheet in survey.sheets.items())
    for head, sheet in unnamed if survey.anonymous else named:
        cells = (_readable(inquiry, told) for inquiry, told in zip(survey.inquiries, sheet, strict=True))
        writer.writerow([_cell(text) for text in (*head, *cells)])
    return _BOM + out.getvalue()


def _readable(one: Inquiry, told: str) -> str:
    if not one.options or not told:
        return told
    return "；".join(one.options[int(at)] for at in told.split(","))


def _cell(text: str) -> str:
    """Return `text` as no program takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
