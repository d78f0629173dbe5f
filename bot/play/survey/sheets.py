"""The questions of a survey and the sheets with their answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.model import MemberId
from bot.core.playbook import Form, Inquiry
from bot.core.texts import Text
from bot.core.words import plain
from bot.play.survey.tallies import HIGHEST, LOWEST, TOP, lettered, picked, scored
from bot.play.venue import Venue

QUESTION = Text("survey.question", "第 {number}/{count} 题：{text}{how}")
CHOICE = Text("survey.choice", "\n{options}\n请回复一个字母。")
SEVERAL = Text("survey.several", "\n{options}\n可以多选，请回复字母，例如“AC”。")
SCORE = Text("survey.score", "\n请回复 1 到 5 分（1 很不满意，5 非常满意）。")
NPS = Text("survey.nps", "\n请回复 0 到 10 分（0 完全不愿意，10 非常愿意）。")
FREE = Text("survey.free", "\n请用一段话回答。")
OPTIONAL = Text("survey.optional", "不想答可以发“跳过”。")
_SHOWN = {"choice": CHOICE, "several": SEVERAL, "score": SCORE, "nps": NPS, "text": FREE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What is asked, and who answered what. Answers are stored as text: places of options (0,2), a score, words.

    closes_at: what is said before counts. drafts: answers so far of those who have begun and not handed in. paused: of
    those, who will go on later. sheets: by member; empty if anonymous: then `papers` are the sheets, sorted so that nothing
    tells when one came, and `done` tells who handed in, sorted. stamps: of answers in the group, when they were received.
    """

    title: str
    inquiries: tuple[Inquiry, ...]
    closes_at: datetime
    anonymous: bool = False
    private: bool = True
    reminded: bool = False
    drafts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    paused: tuple[str, ...] = ()
    sheets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    papers: tuple[tuple[str, ...], ...] = ()
    done: tuple[str, ...] = ()
    stamps: Mapping[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> tuple[tuple[str, ...], ...]:
        """All sheets that were handed in."""
        return self.papers if self.anonymous else tuple(self.sheets.values())

    def has_done(self, member: MemberId) -> bool:
        """Tell whether `member` has handed in."""
        return member in self.done if self.anonymous else member in self.sheets


def survey_of(form: Form, closes_at: datetime, *, anonymous: bool, private: bool) -> Survey:
    """Return the survey that asks `form`. An anonymous one is always private."""
    return Survey(
        title=form.title,
        inquiries=form.inquiries,
        closes_at=closes_at,
        anonymous=anonymous or form.anonymous,
        private=private or anonymous or form.anonymous,
    )


def asked(survey: Survey, at: int, venue: Venue) -> str:
    """Return question `at` as a member reads it."""
    one, say = survey.inquiries[at], venue.texts.say
    how = how_to(one, venue) + (say(OPTIONAL) if one.optional else "")
    return say(QUESTION, number=at + 1, count=len(survey.inquiries), text=plain(one.text), how=how)


def how_to(one: Inquiry, venue: Venue) -> str:
    """Return what stands behind a question: its options, and how to answer."""
    options = "\n".join(plain(option) for option in lettered(one.options))
    return venue.texts.say(_SHOWN[one.kind], **({"options": options} if one.options else {}))


def answer_in(one: Inquiry, said: str) -> str | None:
    """Return `said` as it is stored; None if it is no answer to `one`."""
    if one.kind in ("choice", "several"):
        return ",".join(map(str, picked(one.options, said, many=one.kind == "several"))) or None
    if one.kind == "text":
        return said.strip() or None
    score = scored(said, LOWEST, HIGHEST) if one.kind == "score" else scored(said, 0, TOP)
    return None if score is None else str(score)
