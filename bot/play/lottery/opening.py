"""Opening a lottery: what is promised, said to everybody before anybody enters."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.effects import Planned, Say
from bot.core.model import MemberId
from bot.core.plays import Play
from bot.core.texts import Text
from bot.play.lottery.drawing import Prize, Terms, commitment_of, round_after, secret_of
from bot.play.lottery.terms import LATE, WORD, Conditions, Raffle, Stage, folded, lotteries
from bot.play.lottery.winning import clock
from bot.play.portions import fits
from bot.play.turn import Turn
from bot.play.venue import Venue

OPENED = Text(
    "lottery.opened",
    "抽奖“{title}”（编号 {number}）开始了！\n奖品：{prizes}\n参加：发“{word}”，{closes} 截止。{conditions}管理人员不参加。\n"
    "公平：截止时封存名单，开奖时公布密钥，密钥的校验码现在就公布，事后换不了。{source}\n"
    "密钥校验码：{commitment}\n开奖后谁都可以发“验证 {number}”核对每一步。",
)
SALTS = Text(
    "lottery.by_salts",
    "名单封存以后大家加盐，名次由名单、密钥和盐一起算出。群主和成员看不到密钥，做不了手脚；除非运营机器人的人自己加盐、漏收盐，或和加盐的人串通。",
)
DRAND = Text(
    "lottery.by_drand",
    "名次用公共随机源 drand（quicknet）第 {named} 轮的随机数算出，它要到名单封存以后才公布。只要 drand 的多数节点没有串通，谁也做不了手脚；随机数由群主填，对不对谁都可以查。",
)
INDEX = Text(
    "lottery.by_index",
    "名次用“{named}”算出，它要到名单封存以后才公布。只要没有人能左右它，谁也做不了手脚；数值由群主填，对不对谁都可以查。",
)
SAME_WORD = Text(
    "lottery.same_word", "“{title}”（编号 {number}）正用着口令“{word}”。请换一个，例如在后面加上：口令 我要中奖"
)
TOO_LONG = Text("lottery.too_long", "写得太长，公告一条消息放不下。请把奖品、标题或口令写短一点，或者分成几次抽奖。")
DAYS = "入群满 {days} 天"
CREDITS = "累计得过 {credits} 积分"
NOT_WON = "{days} 天内没有中过奖"
CHECKED_IN = "今天签到过"
QUIZ = "本月答题得过 {quiz} 分"
TOP = "上一轮答题前 {top} 名"
INVITED = "邀请过 {invited} 人入群"
ASKED = "要求：{asked}。"
TICKETS = "每人一张签；发“{word} 50”这样的，可以用积分加签，一分一张，最多加 {tickets} 张，取消会退。"
UNTITLED = "幸运抽奖"
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=30)  # chosen
DRAND_MARGIN = timedelta(seconds=60)  # chosen: between the end of entering and the round


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A lottery as it was ordered. closes_at: None for ten minutes from now. source: empty for the room's custom.

    unread: what is written like a time and is none that can be, empty if nothing is.
    """

    prizes: tuple[Prize, ...]
    title: str = UNTITLED
    word: str = WORD
    closes_at: datetime | None = None
    conditions: Conditions = field(default_factory=Conditions)
    source: str = ""
    named: str = ""
    unread: str = ""


def opened(setup: Setup, by: MemberId, venue: Venue) -> Turn:
    """Return what follows when `by` opens it; refused if the word is another lottery's, or what is promised too long."""
    clash = clashing(setup, venue)
    if clash:
        return Turn(refused=clash)
    closes_at = setup.closes_at or venue.now + timedelta(minutes=10)
    secret = secret_of(venue.seed, venue.number)
    source, named = sourced(setup, closes_at)
    terms = Terms(
        number=venue.number,
        title=setup.title,
        commitment=commitment_of(secret),
        source=source,
        named=named,
        prizes=setup.prizes,
    )
    body = Raffle(
        terms=terms,
        secret=secret,
        closes_at=closes_at,
        word=setup.word,
        conditions=setup.conditions,
        claim=venue.customs.lottery.claim,
    )
    play = Play(
        number=venue.number,
        room=venue.room.id,
        kind="lottery",
        title=setup.title,
        opened_at=venue.now,
        by=by,
        due_at=closes_at + LATE,
        body=body,
    )
    said = Say(room=venue.room.id, text=announcement(body, venue))
    if not fits(said.text):
        return Turn(refused=venue.texts.say(TOO_LONG))
    return Turn(plays=(play,), planned=(Planned(effect=said, key=f"play-{play.number}-open"),))


def clashing(setup: Setup, venue: Venue) -> str:
    """Return why the word cannot be used, empty if it can."""
    for play in lotteries(venue.plays):
        if not play.is_over and play.body.stage is Stage.ENTERING and folded(play.body.word) == folded(setup.word):
            return venue.texts.say(SAME_WORD, title=play.title, number=play.number, word=setup.word)
    return ""


def sourced(setup: Setup, closes_at: datetime) -> tuple[str, str]:
    """Return where the public value comes from, and which one it is."""
    if setup.source == "drand":
        return "drand", str(round_after(closes_at + DRAND_MARGIN))
    if setup.source == "index" and setup.named:
        return "index", setup.named
    return "salts", "-"


def announcement(body: Raffle, venue: Venue) -> str:
    """Return everything that is promised."""
    terms = body.terms
    by_source = {"salts": SALTS, "drand": DRAND, "index": INDEX}[terms.source]
    return venue.texts.say(
        OPENED,
        title=terms.title,
        number=terms.number,
        prizes=prizes_in_words(terms.prizes),
        word=body.word,
        closes=clock(body.closes_at, venue),
        conditions=conditions_in_words(body.conditions, body.word),
        source=venue.texts.say(by_source, named=terms.named),
        commitment=terms.commitment,
    )


def prizes_in_words(prizes: tuple[Prize, ...]) -> str:
    """Return 一等奖·耳机 1 份；二等奖·书签 3 份."""
    return "；".join(f"{prize.called} {prize.count} 份" for prize in prizes)


def conditions_in_words(asked: Conditions, word: str) -> str:
    """Return who may enter, and how tickets are bought; empty if everybody may and none are."""
    parts = [
        DAYS.format(days=asked.days) if asked.days else "",
        CREDITS.format(credits=asked.credits) if asked.credits else "",
        NOT_WON.format(days=asked.not_won.days) if asked.not_won else "",
        CHECKED_IN if asked.checked_in else "",
        QUIZ.format(quiz=asked.quiz) if asked.quiz else "",
        TOP.format(top=asked.top) if asked.top else "",
        INVITED.format(invited=asked.invited) if asked.invited else "",
    ]
    told = "，".join(filter(None, parts))
    tickets = TICKETS.format(word=word, tickets=asked.tickets) if asked.tickets else ""
    return (ASKED.format(asked=told) if told else "") + tickets
