"""What rules meet in the rooms of a configuration, and the lints that look at both."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePath

from bot.core.model import Room
from bot.documents.composing import LINE_BREAK
from bot.documents.parsing import parse
from bot.documents.problems import Problem
from bot.documents.tree import Document
from bot.rules import Need
from bot.ruleset.book import Book, Surroundings, entries_of
from bot.ruleset.linting import lint
from bot.ruleset.loading import read_words
from bot.ruleset.rules import RuleSet
from bot.ruleset.sources import Sources
from bot.settings.holidays import blank_years
from bot.settings.model import Content, Settings

INNOCENT = Path(__file__).parent.parent / "ruleset" / "linting" / "innocent.txt"
HEAR_ALL = "请接入会话存档（wecom.archive，并让群的 ear 为 auto 或 archive），或用 rooms 把这个群排除。"
TELL_NAMES = "企业微信现在不告诉机器人群昵称：请先把规则写成 stage: shadow，或去掉这个条件。"
TELL_JOINS = "只有客户群会通知谁进群、谁退群；chats 里写了 app 的是应用创建的内部群：是客户群就写 customer: true，不是就请用 rooms 把它排除。"


def surroundings(content: Content) -> tuple[Surroundings, ...]:
    """Return every room of `content` as rules meet it; the last, without id, stands for all that are not configured."""
    others = replace(content.defaults, name="没有写在 rooms 里的群")
    rooms = tuple(Surroundings(room=r, lacks=_lacks(r, content), speaks=_speaks(r, content)) for r in content.rooms)
    return (
        *rooms,
        Surroundings(room=others, lacks=_lacks(others, content), speaks=_speaks(others, content), is_known=False),
    )


def lint_sources(
    sources: Sources, content: Content, ruleset: RuleSet, *, today: date | None = None
) -> tuple[Problem, ...]:
    """Return what lints say of `ruleset`, which was made from `sources`, in the rooms of `content`.

    today: None if nobody asks whether the calendar is up to date.
    """
    documents = [parse(text, name=name)[0] for name, text in sources.rules.items()]
    book = Book(
        entries=entries_of(ruleset, documents),
        ruleset=ruleset,
        lists=read_words(sources.words)[0],
        list_files={PurePath(name).stem: _lines(name, text) for name, text in sources.words.items()},
        rooms=surroundings(content),
        policy=content.policy,
        innocent=innocent_lines(),
        files=tuple(documents),
        blank_years=blank_years(content.calendar, today) if today is not None else (),
    )
    return lint(book)


def innocent_lines() -> tuple[str, ...]:
    """Return the lines of daily chat that no rule should find."""
    lines = INNOCENT.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line.strip() and not line.startswith("#"))


def _lines(name: str, text: str) -> Document:
    return Document(name=name, lines=tuple(LINE_BREAK.split(text)), root=None)


def _lacks(room: Room, content: Content) -> Mapping[Need, str]:
    """Return what `room` cannot tell, with what to do about it."""
    has_archive = not isinstance(content, Settings) or content.wecom.archive is not None
    hearing = {"archive", "auto"} if has_archive else {"archive"}
    deaf = {Need.EVERY_MESSAGE: HEAR_ALL, Need.MEDIA: HEAR_ALL} if room.ear not in hearing else {}
    inside = {Need.JOINS: TELL_JOINS} if "app" in room.chats and not room.is_customer else {}
    return {Need.NAMES: TELL_NAMES, **deaf, **inside}


def _speaks(room: Room, content: Content) -> bool:
    """Tell whether one of the mouths of `room` can be set up to say anything there."""
    return any(_is_open(mouth, room, content) for mouth in room.mouths)


def _is_open(mouth: str, room: Room, content: Content) -> bool:
    """Tell whether `mouth` is set up; each of those that may be written can say something."""
    if mouth == "app" or not isinstance(content, Settings):
        return True
    return room.id in content.webhooks if mouth == "webhook" else content.wecom.aibot is not None
