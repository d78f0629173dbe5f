"""`qunguan credits`: check the books of the credits, or write them out for a spreadsheet."""

import argparse
import csv
import sys
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from typing import TextIO

from sqlalchemy import Connection

from bot.commandline.arguments import CONFIG
from bot.commandline.rooms import room_named
from bot.core.credits import Posting
from bot.core.model import RoomId
from bot.play.credit.auditing import differences, loose_ends, recomputed
from bot.settings import Content, environment, load_content, load_database
from bot.storage import stored
from bot.storage.beside import beside
from bot.storage.reads import rooms

COLUMNS = ("编号", "账本", "群", "时间", "从", "到", "积分", "来源", "原因", "消息", "活动", "指令", "冲正")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def run(options: argparse.Namespace) -> int:
    """Do what was asked; return 1 if the books are not in order. Raises SettingsError and StorageError."""
    path = options.config or CONFIG
    content = load_content(path, environment())
    with beside(load_database(path, environment())) as connection:
        if options.action == "export":
            return _export(connection, content, options)
        return _audit(connection, content)


def _audit(connection: Connection, content: Content) -> int:
    """Compare every purse with what its postings come to; print each difference."""
    kept = {(account, member): purse for account, member, purse in stored.purses(connection)}
    booked = recomputed(stored.postings(connection), lambda room: _zone(room, content))
    found = (*loose_ends(stored.postings(connection)), *differences(booked, kept))
    for one in found:
        whose = f"{one.account} {one.member}".strip()
        print(f"{whose}：{one.what}应为 {one.booked}，现为 {one.kept}")
    if found:
        print(f"有 {len(found)} 处不一致。", file=sys.stderr)
        return 1
    print(f"账是平的：{len(booked)} 人的积分和流水一致。")
    return 0


def _export(connection: Connection, content: Content, options: argparse.Namespace) -> int:
    """Write every posting, oldest first, into the file that is named, else to standard output."""
    rows = _rows(connection, content, options.room and _wanted(connection, content, options.room))
    if options.output is None:
        _written(rows, sys.stdout)
        return 0
    path: Path = options.output
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        count = _written(rows, file)
    print(f"已写入 {path}，{count} 条。")
    return 0


def _wanted(connection: Connection, content: Content, said: str) -> str:
    """Return the room, or the book that rooms share, that `said` names. Raises QunguanError if there is neither."""
    known = (*content.rooms, *rooms(connection))
    return said if any(said == room.account for room in known) else room_named(said, known)


def _written(rows: Iterator[tuple[str, ...]], file: TextIO) -> int:
    sheet = csv.writer(file, lineterminator="\r\n" if file is not sys.stdout else "\n")
    sheet.writerow(COLUMNS)
    count = 0
    for row in rows:
        sheet.writerow(row)
        count += 1
    return count


def _rows(connection: Connection, content: Content, room: str | None) -> Iterator[tuple[str, ...]]:
    for one in stored.postings(connection):
        if room is None or room in (one.room, one.account):
            yield _row(one, _zone(one.room, content))


def _row(one: Posting, zone: tzinfo) -> tuple[str, ...]:
    """Return `one` as a line; what people wrote begins no formula."""
    at = f"{one.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    play, action = str(one.play or ""), str(one.action or "")
    texts = (one.source, one.reason, one.message, play, action, one.reverses)
    accounts = (_account(one.debit), _account(one.credit))
    return (one.id, one.account, one.room, at, *accounts, str(one.amount), *map(_harmless, texts))


def _account(name: str) -> str:
    """Return a house account as 系统:签到 would be read: `@` begins formulas."""
    return f"系统:{name[1:]}" if name.startswith("@") else _harmless(name)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _zone(room: RoomId, content: Content) -> tzinfo:
    return content.zones.get(room, content.zone)
