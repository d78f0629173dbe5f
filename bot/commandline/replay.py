"""`qunguan replay`: decides stored messages once more, by the rules of then, and tells where the outcome differs."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.commandline.arguments import CONFIG
from bot.core.errors import QunguanError
from bot.core.records import Stored
from bot.handlers.replaying import Court, Difference, look_up_in, remembered, replayed
from bot.handlers.rooms import Rooms
from bot.ruleset.sources import sources_from_json
from bot.runtime.clock import SystemClock
from bot.settings import SettingsError, accept_stored, environment, load_database
from bot.storage import revisions, stored
from bot.storage.beside import beside
from bot.text import segment
from bot.text.spans import parse_span
from bot.texts import all_texts

PAGE = 500  # chosen: messages decided at a time
LAST = 1_000  # chosen: messages, if nobody says which


@dataclass(slots=True)
class Replay:
    """Decides stored messages once more. base: what relative names in revisions are below. outcomes: how many of each."""

    connection: Connection
    base: Path
    outcomes: Counter[str] = field(default_factory=Counter)
    _courts: dict[int, Court | None] = field(default_factory=dict)

    def differences(self, after: int, until: int) -> Iterator[tuple[Stored, tuple[Difference, ...]]]:
        """Yield every message from behind `after` up to `until` that is decided differently now."""
        while page := stored.page(self.connection, after=after, limit=PAGE):
            after = page[-1].id
            wanted = [one for one in page if one.id <= until and one.scene]
            self.outcomes["没有经过规则"] += sum(one.id <= until and not one.scene for one in page)
            yield from self._decided(wanted)
            if after >= until:
                return

    def _decided(self, page: Sequence[Stored]) -> Iterator[tuple[Stored, tuple[Difference, ...]]]:
        looked_at = {one.id: remembered(one.scene) for one in page}
        messages = stored.messages(self.connection, (i for ids in looked_at.values() for i in ids))
        effects = stored.effects_of(self.connection, [one.id for one in page])
        look_up = look_up_in(messages)
        for one in page:
            court = self._court(one.revision)
            if court is None:
                self.outcomes["当时的规则已经没有"] += 1
            elif any(i not in messages for i in looked_at[one.id]):
                self.outcomes["要回看的消息已按保留期删除"] += 1
            elif found := replayed(one, effects.get(one.id, {}), court=court, look_up=look_up):
                self.outcomes["不一致"] += 1
                yield one, found
            else:
                self.outcomes["一致"] += 1

    def _court(self, revision: int) -> Court | None:
        """Return what `revision` decides with, compiled once; None if there is no such revision any more."""
        if revision not in self._courts:
            self._courts[revision] = self._compiled(revision)
        return self._courts[revision]

    def _compiled(self, revision: int) -> Court | None:
        files = revisions.files(self.connection, revision)
        if files is None:
            return None
        segment.load()
        try:
            accepted = accept_stored(sources_from_json(files), base=self.base, known=all_texts())
        except SettingsError as error:
            raise QunguanError(f"第 {revision} 版规则在这个版本的程序里不能用：\n{error}") from error
        content = accepted.content
        return Court(
            judge=accepted.judge(revision),
            policy=content.policy,
            policies=content.policies,
            texts=accepted.texts,
            rooms=Rooms(content.rooms, defaults=content.defaults),
            calendar=content.calendar,
        )


def run(options: argparse.Namespace) -> int:
    """Print every difference and a summary; return 1 if there is any, or if nothing could be decided again."""
    path = options.config or CONFIG
    with beside(load_database(path, environment())) as connection:
        after, until = _wanted(connection, options)
        replay = Replay(connection, path.resolve().parent)
        for one, found in replay.differences(after, until):
            print(_told(one, found))
    outcomes = replay.outcomes
    decided = outcomes["一致"] + outcomes["不一致"]
    others = [f"{what} {number} 条" for what, number in outcomes.items() if number and what not in {"一致", "不一致"}]
    besides = f"；另有{'，'.join(others)}" if others else ""
    print(f"重演了 {decided} 条：一致 {outcomes['一致']}，不一致 {outcomes['不一致']}{besides}。")
    return 1 if outcomes["不一致"] or outcomes["当时的规则已经没有"] else 0


def _wanted(connection: Connection, options: argparse.Namespace) -> tuple[int, int]:
    """Return (number before the first, number of the last) message to decide again."""
    if options.message is not None:
        return options.message - 1, options.message
    if options.since is not None:
        return stored.received_before(connection, SystemClock().now() - _span(options.since)), sys.maxsize
    return stored.last(connection, options.last or LAST), sys.maxsize


def _span(written: str) -> timedelta:
    try:
        return parse_span(written)
    except ValueError as error:
        raise QunguanError(f"--since：{error}") from error


def _told(one: Stored, found: Sequence[Difference]) -> str:
    lines = [f"消息 {one.id}（第 {one.revision} 版规则）："]
    for difference in found:
        lines += [
            f"  {difference.what}",
            f"    当时 {difference.then or '没有'}",
            f"    现在 {difference.now or '没有'}",
        ]
    return "\n".join(lines)
