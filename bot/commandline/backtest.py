"""`qunguan backtest`: a draft against the rules in force, over stored messages or a file of them."""

import argparse
import gc
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commandline.backtest_text import in_words
from bot.core.errors import QunguanError
from bot.ruleset.backtesting import Backtest
from bot.ruleset.judging import Tally, Trial
from bot.ruleset.lines import BadLineError, Line, parse_line
from bot.ruleset.sharing import Heard
from bot.ruleset.sources import Sources, sources_from_json
from bot.runtime.clock import SystemClock
from bot.settings import (
    Accepted,
    Content,
    SettingsError,
    accept_stored,
    environment,
    load_content,
    load_database,
    sweep,
)
from bot.settings.drafts import alike, drafted
from bot.settings.sources import with_cold_of
from bot.starter import config_path
from bot.text import segment
from bot.texts import all_texts

if TYPE_CHECKING:
    from sqlalchemy import Connection

EVERY = 500  # chosen: messages between two looks at the progress
BAR = 30  # chosen: characters
PAGE = 2_000  # chosen: messages read at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """What to judge. total: how many there are, 0 if nobody knows. tally: what was wrong with lines of a file."""

    lines: Iterable[Line]
    total: int
    tally: Tally


def run(options: argparse.Namespace) -> int:
    """Print what the draft would change. Raises SettingsError, StorageError, QunguanError and OSError."""
    path = options.config or config_path()
    content = load_content(path, environment())
    now = SystemClock().now()
    segment.load()
    with ExitStack() as stack:
        connection = _database(path, stack)
        disk = _on_disk(content)
        force = _newest(connection) or disk
        draft = drafted(force, options.drafts, content) if options.drafts else disk
        draft = replace(draft, lowered={})
        before, after = (accept_stored(one, base=content.base, known=all_texts()) for one in (force, draft))
        judge = Heard(before.rules)
        test = Backtest(
            force=_trial(before, judge, content, now),
            draft=_trial(after, alike(before, after, judge), content, now),
            samples=options.samples,
        )
        messages = _messages(options, connection, now, content)
        gc.collect()
        gc.freeze()  # the rules stay: the collector need not look at them again (measured: −10 % time)
        _go(test, messages)
    if options.format == "json":
        print(json.dumps(test.as_json(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(in_words(test)))
    for sentence in messages.tally.summary():
        print(sentence, file=sys.stderr)
    return 0


def _database(path: Path, stack: ExitStack) -> "Connection | None":
    """Return a connection to the database, None if there is none to be read."""
    from bot.storage.beside import beside, is_there  # noqa: PLC0415 — takes a while to load, and is not always needed

    url = load_database(path, environment())
    if not is_there(url):
        return None
    opened: AbstractContextManager[Connection] = beside(url)
    return stack.enter_context(opened)


def _newest(connection: "Connection | None") -> Sources | None:
    if connection is None:
        return None
    from bot.storage import revisions  # noqa: PLC0415 — see above

    found = revisions.revisions(connection, 1)
    return sources_from_json(revisions.files(connection, found[0].id) or "{}") if found else None


def _on_disk(content: Content) -> Sources:
    sources, unread = sweep(content)
    if unread:
        raise SettingsError(unread)
    return replace(sources, config=with_cold_of(content.written, content.written))


def _trial(accepted: Accepted, judge: Heard, content: Content, now: datetime) -> Trial:
    return Trial(
        judge=judge,
        policy=accepted.content.policy,
        texts=accepted.texts,
        now=now,
        rooms={room.id: room for room in content.rooms},
        zone=content.zone,
        calendar=content.calendar,
    )


def _messages(
    options: argparse.Namespace, connection: "Connection | None", now: datetime, content: Content
) -> Messages:
    tally = Tally()
    if options.file is not None:
        text = options.file.read_text(encoding="utf-8-sig", errors="replace")
        raw = [line for line in text.split("\n") if line.strip()]
        lines = (line for line in _parsed(raw, tally, content) if options.room in {None, line.room})
        return Messages(lines=lines, total=len(raw), tally=tally)
    if connection is None:
        raise QunguanError("还没有数据库，没有存下的消息：请用 --file 给一个消息文件（JSONL，和 qunguan judge 一样）。")
    from bot.storage import stored  # noqa: PLC0415 — see above

    after = stored.received_before(connection, now - timedelta(days=options.days))
    total = stored.count(connection, after=after, room=options.room or "")
    return Messages(lines=_stored(connection, after, options.room or ""), total=total, tally=tally)


def _parsed(lines: Iterable[str], tally: Tally, content: Content) -> Iterator[Line]:
    for number, raw in enumerate(lines, start=1):
        try:
            line = parse_line(raw, content.zone)
        except BadLineError:
            tally.bad += 1
            tally.first = tally.first or number
            continue
        tally.ignored.update(line.ignored)
        yield line


def _stored(connection: "Connection", after: int, room: str) -> Iterator[Line]:
    from bot.storage import stored  # noqa: PLC0415 — see above

    members = stored.members(connection)
    while page := stored.page(connection, after=after, limit=PAGE, room=room):
        after = page[-1].id
        yield from (stored.line_of(one, members) for one in page if one.counts)


def _go(test: Backtest, messages: Messages) -> None:
    """Judge everything; where somebody is watching, show how far it is."""
    is_watched = sys.stderr.isatty()
    for number in test.judge(messages.lines):
        if is_watched and number % EVERY == 0:
            sys.stderr.write(f"\r{_bar(number, messages.total)}")
    if is_watched:
        sys.stderr.write(f"\r{_bar(test.messages, test.messages)}\n")


def _bar(number: int, total: int) -> str:
    if not total:
        return f"已判 {number} 条"
    full = min(number * BAR // total, BAR)
    return f"{'█' * full}{'░' * (BAR - full)} {number}/{total}"
