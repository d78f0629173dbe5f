"""How a quiz begins: what was wished for, which questions there are, how it is opened."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.core.model import MemberId
from bot.core.playbook import Pack, for_room
from bot.core.plays import Play
from bot.core.texts import Text
from bot.core.words import plain
from bot.play.quiz.items import Stock, item_of, picked, stock
from bot.play.quiz.rounds import KIND, Round, Terms, running, terms_of
from bot.play.quiz.said import LIMIT, clipped, cut, opening, rules
from bot.play.quiz.steps import Step
from bot.play.turn import Turn
from bot.play.venue import Venue

NO_PACKS = Text("quiz.no_packs", "还没有题库：请把题库放进 content/quizzes，写好后再发“开始答题”。")
NO_SUCH_PACK = Text("quiz.no_such_pack", "没有找到题库“{name}”。现有：{packs}。")
SEVERAL_PACKS = Text("quiz.several_packs", "“{name}”对得上好几个题库：{packs}。请把名字写全。")
NONE_LEFT = Text(
    "quiz.none_left",
    "“{title}”里现在没有可以出的题：{resting} 题最近问过，{retired} 题已停用。换个题库，或者添几道新题吧。",
)
RUNNING = Text("quiz.running", "“{title}”还在进行；要换一轮，请先发“结束答题”。")
NO_VOICE = Text("quiz.no_voice", "我在这个群里发不了言，开不了答题：题目和答案都要按秒发出来，没法请人代劳。")
BAD_COUNT = Text("quiz.bad_count", "一轮可以有 1 到 {most} 题。")
BAD_SECONDS = Text("quiz.bad_seconds", "每题的时间可以是 {least} 到 {most} 秒。")
PREVIEW = Text(
    "quiz.preview", "将开始答题：{title}，{count} 题，每题 {seconds} 秒。{rules}\n可以出的题还有 {fresh} 道{rest}。"
)
FEWER = Text("quiz.fewer", "，所以这轮只有 {count} 题")
RESTING = Text("quiz.resting", "（另有 {resting} 道最近问过，{retired} 道已停用）")
ANY = Text("quiz.any", "综合题库")
STATISTICS = Text("quiz.statistics", "题库统计\n{lines}")
PACK_LINE = Text("quiz.pack_line", "{title}：共 {all} 题，可出 {fresh}，最近问过 {resting}，停用 {retired}")
ITEM_LINE = Text("quiz.item_line", "· {text}：问过 {asked} 次，{answers} 人答，答对 {share}%{disputed}{retired}")
DISPUTED = Text("quiz.item_disputed", "，改判 {count} 次")
RETIRED = Text("quiz.item_retired", "，已停用")

MOST_QUESTIONS = 100  # chosen, as in the settings
LEAST_SECONDS, MOST_SECONDS = 5, 3600  # chosen, as in the settings
ITEMS_SHOWN = 8  # chosen: the weakest questions
_COUNT = re.compile(r"(?:共|来|出)?\s*([0-9]{1,4}|[一二两三四五六七八九十]{1,3})\s*(?:道题?|题|个题目?)")
_SECONDS = re.compile(
    r"(?:每题|每道题?)?\s*([0-9]{1,5}|[一二两三四五六七八九十]{1,3})\s*(秒钟?|s(?![a-z])|分钟?)", re.IGNORECASE
)
_WORDS: Mapping[str, Callable[[Terms], Terms]] = {
    "抢答": lambda terms: replace(terms, scoring="first"),
    "限时": lambda terms: replace(terms, scoring="all"),
    "速度加分": lambda terms: replace(terms, speed=True),
    "连对加分": lambda terms: replace(terms, streak=True),
}
_QUOTES = '《》“”"，,。'
_DIGITS = {numeral: at for at, numeral in enumerate("零一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A round as it was wished for. packs: whose questions are asked. refused: why it cannot begin, empty if it can."""

    title: str = ""
    packs: tuple[Pack, ...] = ()
    count: int = 0
    terms: Terms = field(default_factory=Terms)
    refused: str = ""


def wish(text: str, venue: Venue) -> Wish:
    """Return what `text` behind 开始答题 wishes for: 常识 5题 每题20秒 抢答 速度加分; what is left out is as usual."""
    customs, terms = venue.customs.quiz, terms_of(venue.customs.quiz)
    name, text = _named(text, venue)
    text, seconds = _taken(_SECONDS, text)
    text, count = _taken(_COUNT, text)
    for word, change in _WORDS.items():
        if word in text:
            text, terms = text.replace(word, " "), change(terms)
    terms = replace(terms, seconds=terms.seconds if seconds is None else seconds)
    asked_for = customs.questions if count is None else count
    found = _packs(name or " ".join(text.split()).strip(_QUOTES), venue)
    if found.refused:
        return found
    return replace(found, count=asked_for, terms=terms, refused=_refusal(asked_for, terms, venue))


def of_pack(name: str, venue: Venue) -> Wish:
    """Return the usual round with the questions of the pack with that id or title, of all if it is empty."""
    return replace(_packs(name, venue), count=venue.customs.quiz.questions, terms=terms_of(venue.customs.quiz))


def preview(wished: Wish, venue: Venue) -> str:
    """Return what will begin; empty if it cannot."""
    if wished.refused or cannot_begin(venue):
        return ""
    there = stock(wished.packs, venue)
    count = min(wished.count, len(there.fresh))
    if not count:
        return ""
    fewer = venue.texts.say(FEWER, count=count) if count < wished.count else ""
    aside = len(there.resting) + len(there.retired)
    rest = venue.texts.say(RESTING, resting=len(there.resting), retired=len(there.retired)) if aside else ""
    told = rules(wished.terms, venue)
    return venue.texts.say(
        PREVIEW,
        title=wished.title,
        count=count,
        seconds=wished.terms.seconds,
        rules=told,
        fresh=len(there.fresh),
        rest=rest + fewer,
    )


def begun(wished: Wish, venue: Venue, *, by: MemberId = MemberId("")) -> Step:
    """Return what follows when a round begins: its questions are drawn by `venue.seed` alone."""
    refused = wished.refused or cannot_begin(venue)
    if refused:
        return Step(turn=Turn(refused=refused))
    there = stock(wished.packs, venue)
    items = picked(there.fresh, wished.count, seed=venue.seed)
    if not items:
        return Step(turn=Turn(refused=_none_left(wished.title, there, venue)))
    body = Round(terms=wished.terms, items=items)
    play = Play(
        number=venue.number,
        room=venue.room.id,
        kind=KIND,
        title=wished.title,
        opened_at=venue.now,
        by=by,
        due_at=venue.now + body.terms.rest,
        body=body,
    )
    return Step(turn=Turn(plays=(play,)), text=opening(wished.title, body, venue))


def cannot_begin(venue: Venue) -> str:
    """Return why no round can begin in the room now, empty if one can."""
    going_on = running(venue.plays)
    if going_on is not None:
        return venue.texts.say(RUNNING, title=going_on.title)
    return "" if venue.speaks else venue.texts.say(NO_VOICE)


def statistics(wished: Wish, venue: Venue) -> str:
    """Return how many questions each pack has left, and how the weakest did in this room."""
    if wished.refused:
        return wished.refused
    lines: list[str] = []
    weak: list[tuple[float, str]] = []
    for pack in wished.packs:
        there = stock((pack,), venue)
        sizes = {"fresh": len(there.fresh), "resting": len(there.resting), "retired": len(there.retired)}
        lines.append(venue.texts.say(PACK_LINE, title=pack.title, all=len(pack.questions), **sizes))
        retired = {one.key for one in there.retired}
        weak += [
            _weak(one.key, one.question.text, venue, retired) for one in (*there.fresh, *there.resting, *there.retired)
        ]
    lines += [line for _, line in sorted(weak)[:ITEMS_SHOWN] if line]
    return clipped(venue.texts.say(STATISTICS, lines="\n".join(lines)), LIMIT)


def _weak(key: str, text: str, venue: Venue, retired: set[str]) -> tuple[float, str]:
    """Return the share of right answers and the line about a question; a line only if it was asked."""
    item = item_of(venue.state, key)
    if not item.asked and not item.disputed:
        return 2.0, ""
    return item.share, venue.texts.say(
        ITEM_LINE,
        text=cut(text, 24),
        asked=item.asked,
        answers=item.answers,
        share=round(100 * item.share),
        disputed=venue.texts.say(DISPUTED, count=item.disputed) if item.disputed else "",
        retired=venue.texts.say(RETIRED) if key in retired else "",
    )


def _named(text: str, venue: Venue) -> tuple[str, str]:
    """Return the longest title of a pack that `text` holds, and the rest; for a title may read like a wish: 限时挑战."""
    titles = (one.title for one in for_room(venue.playbook.packs.values(), venue.room.id) if one.title in text)
    title = max(titles, key=len, default="")
    return title, text.replace(title, " ") if title else text


def _packs(name: str, venue: Venue) -> Wish:
    """Return the packs of the room that `name` means: by id or title, else by a part of the title; all if it is empty."""
    packs = for_room(venue.playbook.packs.values(), venue.room.id)
    if not packs:
        return Wish(refused=venue.texts.say(NO_PACKS))
    if not name:
        return Wish(title=packs[0].title if len(packs) == 1 else venue.texts.say(ANY), packs=packs)
    exact = tuple(one for one in packs if name.casefold() in {one.id.casefold(), one.title.casefold()})
    found = exact or tuple(one for one in packs if name.casefold() in one.title.casefold())
    if len(found) == 1:
        return Wish(title=found[0].title, packs=found)
    shown = "、".join(one.title for one in (found or packs)[:10])
    return Wish(
        refused=venue.texts.say(SEVERAL_PACKS if found else NO_SUCH_PACK, name=cut(plain(name), 20), packs=shown)
    )


def _refusal(count: int, terms: Terms, venue: Venue) -> str:
    if not 1 <= count <= MOST_QUESTIONS:
        return venue.texts.say(BAD_COUNT, most=MOST_QUESTIONS)
    if not LEAST_SECONDS <= terms.seconds <= MOST_SECONDS:
        return venue.texts.say(BAD_SECONDS, least=LEAST_SECONDS, most=MOST_SECONDS)
    return ""


def _none_left(title: str, there: Stock, venue: Venue) -> str:
    return venue.texts.say(NONE_LEFT, title=title, resting=len(there.resting), retired=len(there.retired))


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, int | None]:
    """Return `text` without the first match of `pattern`, and the number in it, minutes as seconds; None if there is none."""
    found = pattern.search(text)
    if found is None:
        return text, None
    number = counted(found[1])
    is_minutes = found.lastindex == 2 and found[2].startswith("分")
    return f"{text[: found.start()]} {text[found.end() :]}", number * 60 if is_minutes else number


def counted(said: str) -> int:
    """Return the number from 0 to 99 that `said` writes: 12, 十二, 两."""
    if said.isdigit():
        return int(said)
    tens, ten, ones = said.rpartition("十") if "十" in said else ("", "", said)
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)
