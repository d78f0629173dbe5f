"""A quick vote in the group: its questions, who chose what, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.effects import Chart, Planned, Say, Tell
from bot.core.model import span_in_words
from bot.core.plays import Play
from bot.core.texts import Text
from bot.core.words import plain
from bot.play.stamps import is_calm, stamp_of
from bot.play.survey.tallies import LETTERS, counted, led, lettered, picked, share
from bot.play.turn import Claim, Turn, ended
from bot.play.venue import Heard, Venue

OPENED = Text(
    "vote.opened",
    "【投票】{title}\n{options}\n{how}{many}，{until} 截止（还有{span}）。改主意可以再投，以最后一次为准。",
)
OPENED_ANONYMOUS = Text(
    "vote.opened_anonymous",
    "【匿名投票】{title}\n{options}\n请打开企业微信里的“群管”应用，私信它字母（例如“A”）{many}，{until} 截止（还有{span}）。"
    "每人投一次，投后不能改；在群里发的不算，免得别人看见。",
)
HOW = Text("vote.how", "在群里回复字母（例如“A”）就算投票")
HOW_QUIZ = Text("vote.how_quiz", "在群里回复“投A”这样算投票（正在答题，单个字母会算作答题）")
HOW_CALLED = Text("vote.how_called", "@我 加字母（例如“@群管 A”）就算投票")
MANY = Text("vote.many", "，可以多选（例如“AC”）")
ONE = Text("vote.one", "，只能选一个")
TAKEN = Text("vote.taken", "记下了，你在“{title}”里的一票已匿名计入。{until} 截止后公布结果。")
TWICE = Text("vote.twice", "你已经投过匿名投票“{title}”了。为了不记下谁投了什么，投后不能再改。")
NOBODY = Text("vote.nobody", "【投票结束】{title}\n没有人投票。")
WON = Text("vote.won", "【投票结束】{title}\n{winner}，得 {count} 票（{share}）。一共 {voters} 人投票，谢谢大家！")
TIED = Text(
    "vote.tied", "【投票结束】{title}\n{winners}并列第一，各 {count} 票（{share}）。一共 {voters} 人投票，谢谢大家！"
)
LINE = Text("vote.line", "{option}：{count} 票（{share}）")
STATUS = Text("vote.status", "投票“{title}”：{voters} 人已投，{until} 截止")
CHART = Text("vote.chart", "投票：{title}")
UNIT = Text("vote.unit", " 票")
KIND, QUIZ = "vote", "quiz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """What is voted on. votes: by member, when the vote was received and which letters it is; empty if anonymous.

    anonymous: then `voters` tells who has voted, sorted, and `counts` how often each option was chosen, and nothing joins
    them. closes_at: votes received before count.
    """

    title: str
    options: tuple[str, ...]
    closes_at: datetime
    many: bool = False
    anonymous: bool = False
    votes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    voters: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()

    @property
    def tally(self) -> tuple[int, ...]:
        """How often each option was chosen, in order."""
        if self.anonymous:
            return self.counts or (0,) * len(self.options)
        return counted(len(self.options), (map(LETTERS.index, letters) for _, letters in self.votes.values()))

    @property
    def size(self) -> int:
        """How many people voted."""
        return len(self.voters) if self.anonymous else len(self.votes)


def opened(ballot: Ballot, venue: Venue) -> Turn:
    """Return what begins the vote."""
    play = Play(
        number=venue.number,
        room=venue.room.id,
        kind=KIND,
        title=ballot.title,
        opened_at=venue.now,
        due_at=due_at(ballot, venue),
        body=ballot,
    )
    return Turn(plays=(play,), planned=(Say(room=venue.room.id, text=announced(ballot, venue)),))


def announced(ballot: Ballot, venue: Venue) -> str:
    """Return the call to vote, also what is shown before it begins."""
    say, how = venue.texts.say, HOW if venue.hears_all else HOW_CALLED
    return say(
        OPENED_ANONYMOUS if ballot.anonymous else OPENED,
        title=plain(ballot.title),
        options="\n".join(plain(one) for one in lettered(ballot.options)),
        how=say(HOW_QUIZ if in_quiz(venue) else how),
        many=say(MANY if ballot.many else ONE),
        until=_clock(ballot.closes_at, venue),
        span=span_in_words(max(ballot.closes_at - venue.now, timedelta(seconds=1))),
    )


def in_quiz(venue: Venue, at: datetime | None = None) -> bool:
    """Tell whether a quiz goes on, to which bare letters belong; at: or went on then, for what was said may arrive late."""
    quizzes = (play for play in venue.plays.values() if play.kind == QUIZ)
    return any(play.ended_at is None or (at is not None and at <= play.ended_at) for play in quizzes)


def choice_of(ballot: Ballot, heard: Heard, venue: Venue) -> tuple[int, ...]:
    """Return what `heard` votes for, nothing if it is no vote: only private words count where nobody may see them."""
    if heard.is_private is not ballot.anonymous or heard.at >= ballot.closes_at:
        return ()
    if not heard.is_private and in_quiz(venue, heard.at) and not led(heard.text)[1]:
        return ()
    return picked(ballot.options, heard.text, many=ballot.many)


def moves(ballot: Ballot, heard: Heard, venue: Venue) -> bool:
    """Tell whether `heard` is a vote that no rule about pace need look at: not one right after another."""
    stamp = ballot.votes.get(heard.by, ("", ""))[0]
    return bool(choice_of(ballot, heard, venue)) and is_calm(stamp, heard)


def voted(play: Play, ballot: Ballot, heard: Heard, venue: Venue) -> Turn | None:
    """Return what follows from `heard`, None if it is no vote of somebody who may vote."""
    choice = () if heard.is_muted else choice_of(ballot, heard, venue)
    if not choice:
        return None
    if ballot.anonymous:
        return _voted_unseen(play, ballot, heard, choice, venue)
    stamp = stamp_of(heard)
    if stamp <= ballot.votes.get(heard.by, ("", ""))[0]:
        return Turn(note="投票（较早的一次）")
    letters = "".join(LETTERS[at] for at in choice)
    after = replace(ballot, votes={**ballot.votes, heard.by: (stamp, letters)})
    return Turn(plays=(replace(play, body=after),), note=f"投票 {letters}")


def _voted_unseen(play: Play, ballot: Ballot, heard: Heard, choice: tuple[int, ...], venue: Venue) -> Turn:
    say, room, title = venue.texts.say, venue.room.id, plain(ballot.title)
    if heard.by in ballot.voters:
        told = Tell(room=room, to=heard.by, text=say(TWICE, title=title))
        return Turn(planned=(told,), note="匿名投票（重复）", claim=Claim.AGAIN, unseen=True)
    counts = tuple(count + (at in choice) for at, count in enumerate(ballot.tally))
    after = replace(ballot, voters=tuple(sorted((*ballot.voters, heard.by))), counts=counts)
    told = Tell(room=room, to=heard.by, text=say(TAKEN, title=title, until=_clock(ballot.closes_at, venue)))
    return Turn(plays=(replace(play, body=after),), planned=(told,), note="匿名投票", unseen=True)


def settled(play: Play, ballot: Ballot, venue: Venue) -> Turn:
    """Return what ends the vote: who won, and how the rest stands as a picture."""
    said = Planned(effect=Say(room=venue.room.id, text=_outcome(ballot, venue)), key=f"play-{play.number}-result")
    over = replace(ended(play, venue.now), body=ballot)
    if not ballot.size:
        return Turn(plays=(over,), planned=(said,))
    chart = Chart(
        room=venue.room.id,
        title=venue.texts.say(CHART, title=plain(ballot.title)),
        rows=tuple((option, float(n)) for option, n in zip(lettered(ballot.options), ballot.tally, strict=True)),
        unit=venue.texts.say(UNIT),
        text="\n".join(lines(ballot, venue)),
    )
    return Turn(plays=(over,), planned=(said, Planned(effect=chart, key=f"play-{play.number}-chart")))


def lines(ballot: Ballot, venue: Venue) -> tuple[str, ...]:
    """Return one line per option, the most chosen first."""
    ranked = sorted(zip(lettered(ballot.options), ballot.tally, strict=True), key=lambda one: -one[1])
    return tuple(
        venue.texts.say(LINE, option=plain(option), count=count, share=share(count, ballot.size))
        for option, count in ranked
    )


def _outcome(ballot: Ballot, venue: Venue) -> str:
    say, title, tally = venue.texts.say, plain(ballot.title), ballot.tally
    if not ballot.size:
        return say(NOBODY, title=title)
    most = max(tally)
    best = tuple(plain(one) for one, count in zip(lettered(ballot.options), tally, strict=True) if count == most)
    told = {"title": title, "count": most, "share": share(most, ballot.size), "voters": ballot.size}
    return say(WON, winner=best[0], **told) if len(best) == 1 else say(TIED, winners="、".join(best), **told)


def status(ballot: Ballot, venue: Venue) -> str:
    """Return how it stands, without what would sway anybody."""
    until = _clock(ballot.closes_at, venue)
    return venue.texts.say(STATUS, title=plain(ballot.title), voters=ballot.size, until=until)


def due_at(ballot: Ballot, venue: Venue) -> datetime:
    """Return when votes that were given in time have arrived."""
    return ballot.closes_at + venue.customs.quiz.late


def _clock(at: datetime, venue: Venue) -> str:
    """Return `at` as people read it: the time alone on the same day."""
    local = at.astimezone(venue.zone)
    return f"{local:%H:%M}" if local.date() == venue.today else f"{local.month}月{local.day}日 {local:%H:%M}"
