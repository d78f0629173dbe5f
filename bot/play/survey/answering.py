"""How a survey goes: the call, the answers of each member one after the other, and how a sheet is handed in."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.effects import Effect, Planned, Say, Tell
from bot.core.model import MemberId, span_in_words
from bot.core.plays import Play
from bot.core.texts import Text
from bot.core.words import day_and_time, plain
from bot.play.stamps import is_calm, stamp_of
from bot.play.survey.ballots import in_quiz
from bot.play.survey.sheets import Survey, answer_in, asked, how_to
from bot.play.survey.tallies import folded, led
from bot.play.turn import Claim, Turn
from bot.play.venue import Heard, Venue

OPENED = Text(
    "survey.opened",
    "【问卷】{title}（{count} 题{anonymous}）\n请打开企业微信里的“群管”应用，私信它“开始”，一题一题回答，{until} 截止（还有{span}）。"
    "也可以在群里发“填问卷”，我来私信你。",
)
OPENED_HERE = Text(
    "survey.opened_here", "【问卷】{title}\n{question}\n在群里回答就算，{until} 截止（还有{span}）。以最后一次为准。"
)
LED = Text("survey.led", "回答时请以“答”开头，例如“答 {example}”。")
UNNAMED = Text("survey.unnamed", "，匿名")
BEGUN = Text("survey.begun", "“{title}”共 {count} 题，随时可以停下，发“开始”接着填；发“重填”从头来。{anonymous}")
PROMISE = Text(
    "survey.promise", "这份问卷匿名：交上来的答卷不带姓名，谁也看不到是谁填的；因此交卷后找不回来，不能再改。"
)
NOT_THAT = Text("survey.not_that", "没看懂这个回答，再来一次吧（想停下就发“退出”）。\n{question}")
NEEDED = Text("survey.needed", "这一题不能跳过。\n{question}")
TOO_LONG = Text("survey.too_long", "太长了，请缩短到 {most} 个字以内。\n{question}")
HANDED_IN = Text("survey.handed_in", "填好了，谢谢！想改的话，{until} 之前发“重填”。")
HANDED_IN_UNNAMED = Text("survey.handed_in_unnamed", "填好了，谢谢！答卷已经不带姓名地收下。")
AGAIN = Text("survey.again", "好，从头来。")
NO_AGAIN = Text("survey.no_again", "你已经交卷。匿名答卷交上来就不带姓名，找不回是哪一份，所以不能重填。")
DONE = Text("survey.done", "你已经填过“{title}”，想改就发“重填”。")
DONE_UNNAMED = Text("survey.done_unnamed", "你已经填过“{title}”了，谢谢！")
PAUSED = Text("survey.paused", "先停在这里，已经填的都留着。{until} 之前发“开始”接着填。")
NO_REACH = Text(
    "survey.no_reach", "<@{member}> 我没法主动私信你：请在企业微信“工作台”里打开“群管”应用，发“开始”就能填。"
)
KIND = "survey"
LONGEST = 500  # characters of a free answer; chosen
_START, _AGAIN, _SKIP, _STOP = ("开始", "填问卷", "start"), ("重填", "重新填"), ("跳过", "skip"), ("退出", "先不填了")
_CALLS = ("填问卷",)


def opened(survey: Survey, venue: Venue) -> Turn:
    """Return what begins the survey."""
    play = Play(
        number=venue.number,
        room=venue.room.id,
        kind=KIND,
        title=survey.title,
        opened_at=venue.now,
        due_at=first_due(survey, venue),
        body=survey,
    )
    return Turn(plays=(play,), planned=(Say(room=venue.room.id, text=announced(survey, venue)),))


def first_due(survey: Survey, venue: Venue) -> datetime:
    """Return when to remind, or when to close if that is too soon to remind."""
    remind_at = survey.closes_at - venue.customs.survey.remind
    return remind_at if remind_at - venue.now >= (survey.closes_at - venue.now) / 4 else survey.closes_at


def announced(survey: Survey, venue: Venue) -> str:
    """Return the call to answer, also what is shown before it begins."""
    say, left = venue.texts.say, span_in_words(max(survey.closes_at - venue.now, timedelta(seconds=1)))
    told = {"title": plain(survey.title), "until": day_and_time(survey.closes_at, venue.zone), "span": left}
    if survey.private:
        anonymous = say(UNNAMED) if survey.anonymous else ""
        return say(OPENED, count=len(survey.inquiries), anonymous=anonymous, **told)
    one = survey.inquiries[0]
    question = f"{plain(one.text)}{how_to(one, venue)}"
    if one.kind == "text" or in_quiz(venue):
        question += "\n" + say(LED, example={"score": "5", "nps": "9", "text": "都挺好"}.get(one.kind, "A"))
    return say(OPENED_HERE, question=question, **told)


def told_here(survey: Survey, heard: Heard, venue: Venue) -> str | None:
    """Return the answer that `heard` gives in the group, None if it is none: free text only behind 答."""
    if survey.private or heard.is_private or heard.at >= survey.closes_at:
        return None
    one, (rest, is_led) = survey.inquiries[0], led(heard.text)
    if one.kind == "text":
        raw = heard.text.strip()
        said = raw[1:].strip(" :：") if raw.startswith("答") and raw[1:2] in " :：" else ""
        return answer_in(one, said) if len(said) <= LONGEST else None
    if in_quiz(venue, heard.at) and not is_led:
        return None
    return answer_in(one, rest if is_led else heard.text)


def moves(survey: Survey, heard: Heard, venue: Venue) -> bool:
    """Tell whether `heard` is an answer in the group, or calls for the questions, for the first time, and no rule about pace need look at it."""
    if called_for(survey, heard):
        return venue.whispers(heard.by) and not (heard.by in survey.drafts or survey.has_done(heard.by))
    return told_here(survey, heard, venue) is not None and is_calm(survey.stamps.get(heard.by, ""), heard)


def answered_here(play: Play, survey: Survey, heard: Heard, venue: Venue) -> Turn | None:
    """Return what follows from an answer in the group, None if it is none; nobody is answered."""
    told = None if heard.is_muted else told_here(survey, heard, venue)
    if told is None:
        return None
    stamp = stamp_of(heard)
    if stamp <= survey.stamps.get(heard.by, ""):
        return Turn(note="问卷（较早的一次）")
    sheets, stamps = {**survey.sheets, heard.by: (told,)}, {**survey.stamps, heard.by: stamp}
    return Turn(plays=(replace(play, body=replace(survey, sheets=sheets, stamps=stamps)),), note="问卷")


def called_for(survey: Survey, heard: Heard) -> bool:
    """Tell whether somebody in the group asks to be sent the questions."""
    return survey.private and not heard.is_private and folded(heard.text) in _CALLS


def answered(play: Play, survey: Survey, heard: Heard, venue: Venue) -> Turn | None:
    """Return what follows from `heard`, said in private or calling for the questions; None if it is about something else."""
    said, by = folded(heard.text), heard.by
    if heard.at >= survey.closes_at or heard.is_muted:
        return None
    if not heard.is_private and not venue.whispers(by):
        return Turn(planned=(Say(room=venue.room.id, text=venue.texts.say(NO_REACH, member=by)),), note="问卷")
    if said in _START or said == f"开始{play.number}":
        return _begun(play, survey, by, venue)
    if said in _AGAIN:
        return _begun_again(play, survey, by, venue)
    return _gone_on(play, survey, heard, venue) if by in survey.drafts and by not in survey.paused else None


def _gone_on(play: Play, survey: Survey, heard: Heard, venue: Venue) -> Turn:
    """Return what follows from what somebody says who is at a question; of an anonymous sheet nobody keeps what it was."""
    said, by = folded(heard.text), heard.by
    if said in _STOP:
        text = venue.texts.say(PAUSED, until=day_and_time(survey.closes_at, venue.zone))
        turn = _kept(play, replace(survey, paused=(*survey.paused, by)), by, text, venue)
    else:
        turn = replace(_next(play, survey, heard, venue), unseen=survey.anonymous)
    return replace(turn, claim=Claim.ASKED)


def _begun(play: Play, survey: Survey, by: MemberId, venue: Venue) -> Turn:
    if survey.has_done(by) and by not in survey.drafts:
        text = venue.texts.say(DONE_UNNAMED if survey.anonymous else DONE, title=plain(survey.title))
        return replace(_kept(play, survey, by, text, venue), claim=Claim.AGAIN)
    drafts = {**survey.drafts, by: survey.drafts.get(by, ())}
    paused = tuple(one for one in survey.paused if one != by)
    promise = venue.texts.say(PROMISE) if survey.anonymous else ""
    head = venue.texts.say(BEGUN, title=plain(survey.title), count=len(survey.inquiries), anonymous=promise)
    text = f"{head}\n{asked(survey, len(drafts[by]), venue)}"
    claim = Claim.ASKED if by in survey.drafts else Claim.LIKELY  # what was begun goes on before anything else begins
    return replace(_kept(play, replace(survey, drafts=drafts, paused=paused), by, text, venue), claim=claim)


def _begun_again(play: Play, survey: Survey, by: MemberId, venue: Venue) -> Turn | None:
    if by not in survey.drafts and not survey.has_done(by):
        return None
    if survey.anonymous and survey.has_done(by):
        return replace(_kept(play, survey, by, venue.texts.say(NO_AGAIN), venue), claim=Claim.AGAIN)
    claim = Claim.ASKED if by in survey.drafts else Claim.LIKELY
    after = replace(
        survey, drafts={**survey.drafts, by: ()}, paused=tuple(one for one in survey.paused if one != by)
    )  # what was handed in counts until the new sheet is whole
    return replace(_kept(play, after, by, f"{venue.texts.say(AGAIN)}\n{asked(survey, 0, venue)}", venue), claim=claim)


def _next(play: Play, survey: Survey, heard: Heard, venue: Venue) -> Turn:
    """Return what follows from an answer to the question that is asked now."""
    by, say = heard.by, venue.texts.say
    draft = survey.drafts[by]
    one, question = survey.inquiries[len(draft)], asked(survey, len(draft), venue)
    told = answer_in(one, heard.text)
    if folded(heard.text) in _SKIP:
        if not one.optional:
            return _kept(play, survey, by, say(NEEDED, question=question), venue)
        told = ""
    if told is None:
        return _kept(play, survey, by, say(NOT_THAT, question=question), venue)
    if len(told) > LONGEST:
        return _kept(play, survey, by, say(TOO_LONG, most=LONGEST, question=question), venue)
    draft = (*draft, told)
    if len(draft) == len(survey.inquiries):
        return _handed_in(play, survey, by, draft, venue)
    after = replace(survey, drafts={**survey.drafts, by: draft})
    return _kept(play, after, by, asked(survey, len(draft), venue), venue)


def _handed_in(play: Play, survey: Survey, by: MemberId, sheet: tuple[str, ...], venue: Venue) -> Turn:
    drafts = {member: draft for member, draft in survey.drafts.items() if member != by}
    if survey.anonymous:
        papers, done = tuple(sorted((*survey.papers, sheet))), tuple(sorted((*survey.done, by)))
        after = replace(survey, drafts=drafts, papers=papers, done=done)
        return _kept(play, after, by, venue.texts.say(HANDED_IN_UNNAMED), venue)
    after = replace(survey, drafts=drafts, sheets={**survey.sheets, by: sheet})
    text = venue.texts.say(HANDED_IN, until=day_and_time(survey.closes_at, venue.zone))
    return _kept(play, after, by, text, venue)


def _kept(play: Play, survey: Survey, by: MemberId, text: str, venue: Venue) -> Turn:
    """Return that `survey` is as it is now and that `by` is told `text` in private."""
    told: tuple[Planned | Effect, ...] = (Tell(room=venue.room.id, to=by, text=text),)
    plays = () if survey is play.body else (replace(play, body=survey),)
    return Turn(plays=plays, planned=told, note="问卷")
