"""`qunguan rules`: the history of the rules, how revisions differ, the way back, and how each rule does."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from bot.commandline.arguments import CONFIG
from bot.commandline.rule_status import status
from bot.core.errors import QunguanError
from bot.ruleset.changes import CONFIG as CONFIG_NAME
from bot.ruleset.changes import diff, file_changes, rule_changes
from bot.ruleset.sources import Sources, has_same_files, sources_from_json
from bot.runtime.clock import SystemClock
from bot.settings import Content, SettingsError, accept_stored, environment, load_content, load_database, sweep
from bot.settings.saving import Saving, StrayError, carry_out, saving, settle
from bot.settings.sources import with_cold_of
from bot.storage import revisions
from bot.storage.beside import beside
from bot.texts import all_texts

SHOWN = 30  # chosen: revisions listed unless more are asked for


def run(options: argparse.Namespace) -> int:
    """Do what was asked; return 1 if it was not done. Raises SettingsError, StorageError and QunguanError."""
    path = options.config or CONFIG
    content = load_content(path, environment())
    _settle(content, options)
    with beside(load_database(path, environment())) as connection:
        if options.action == "history":
            return _history(connection, content, options.limit)
        if options.action == "diff":
            return _diff(connection, content, options.revisions)
        if options.action == "rollback":
            return _rollback(connection, content, options)
        for line in status(connection, content, SystemClock().now()):
            print(line)
    return 0


def _settle(content: Content, options: argparse.Namespace) -> None:
    """Finish a way back that was cut off; one that cannot be finished keeps nobody from looking."""
    try:
        settle(content.base)
    except SettingsError as error:
        if options.action == "rollback":
            raise
        print(error, file=sys.stderr)


def _history(connection: Connection, content: Content, limit: int) -> int:
    found = revisions.revisions(connection, limit)
    if not found:
        print("还没有保存过规则：机器人运行后，每次改动都会记在这里。")
        return 0
    print("版本   时间                 谁          改了什么")
    for place, revision in enumerate(found):
        at = revision.at.astimezone(content.zone)
        mark = "●" if place == 0 else " "
        print(f"{mark}{revision.id:>4}   {at:%Y-%m-%d %H:%M:%S}  {revision.who:<10}  {revision.note}")
    print("● 是最新的一版，运行中的机器人用的就是它。看改动：qunguan rules diff A B；退回：qunguan rules rollback N")
    return 0


def _diff(connection: Connection, content: Content, asked: list[int]) -> int:
    newest = revisions.revisions(connection, 1)
    if not newest:
        raise QunguanError("还没有保存过规则，没有可比较的版本。")
    old = asked[0] if asked else newest[0].id
    before = _stored(connection, old)
    after = _stored(connection, asked[1]) if len(asked) > 1 else _on_disk(content)
    told = f"第 {asked[1]} 版" if len(asked) > 1 else "磁盘上的文件"
    lines = list(_compared(before, after))
    print("\n".join(lines) if lines else f"第 {old} 版和{told}没有不同。")
    return 0


def _compared(before: Sources, after: Sources) -> Iterator[str]:
    """Yield how two sets of files differ: by rule, by file, line by line."""
    changes = file_changes(before, after)
    if not changes and before.lowered == after.lowered:
        return
    yield from (change.told() for change in rule_changes(before, after))
    yield from (f"文件 {change.told()}" for change in changes)
    yield ""
    yield from diff(before, after)


def _stored(connection: Connection, number: int) -> Sources:
    text = revisions.files(connection, number)
    if text is None:
        raise QunguanError(f"没有第 {number} 版。用 qunguan rules history 看有哪些。")
    return sources_from_json(text)


def _on_disk(content: Content) -> Sources:
    sources, unread = sweep(content)
    if unread:
        raise SettingsError(unread)
    return replace(sources, config=with_cold_of(content.written, content.written))


def _rollback(connection: Connection, content: Content, options: argparse.Namespace) -> int:
    number: int = options.revision
    then, now = _stored(connection, number), _on_disk(content)
    _usable(then, content.base, number)
    plan = _planned(now, then, content, number)
    if not plan.written and not plan.retired:
        print(f"磁盘上的文件和第 {number} 版一样，不用退回。")
        _tell_config(now, then, number)
        return 0
    for line in _compared(now, replace(then, config=now.config, lowered={})):
        print(line)
    for old, new in plan.retired.items():
        print(f"第 {number} 版里没有 {_short(old, content.base)}：会改名为 {new.name}")
    _tell_config(now, then, number)
    if not (options.yes or _agreed(number)):
        print("没有改动。")
        return 1
    carry_out(plan)
    after, _ = sweep(content)
    if not has_same_files(after.digest(), then.digest()):
        print("文件已写回，但通配符还匹配到别的文件，所以和那一版不完全相同。", file=sys.stderr)
    print(f"已退回到第 {number} 版的文件。如果机器人在运行，它会在一秒内读取，并记为新的一版。")
    return 0


def _planned(now: Sources, then: Sources, content: Content, number: int) -> Saving:
    try:
        return saving(now, then, content=content, revision=number)
    except StrayError as error:
        _tell_config(now, then, number)
        mend = f"请先把 config.yaml 里找文件的这几项改成第 {number} 版时那样（不同的地方见上），再退回。"
        raise QunguanError(f"没有改动：{error}\n{mend}") from error


def _usable(sources: Sources, base: Path, number: int) -> None:
    """Make sure that this version of the program can use `sources`. Raises QunguanError."""
    try:
        accept_stored(sources, base=base, known=all_texts())
    except SettingsError as error:
        raise QunguanError(f"第 {number} 版在这个版本的程序里不能用，没有改动：\n{error}") from error


def _tell_config(now: Sources, then: Sources, number: int) -> None:
    if now.config == then.config:
        return
    print(f"\n{CONFIG_NAME} 不会改写。第 {number} 版时，里面与判断有关的设置不同的地方（- 现在，+ 那时）：")
    for line in diff(Sources(config=now.config), Sources(config=then.config)):
        print(line)


def _agreed(number: int) -> bool:
    if not sys.stdin.isatty():
        raise QunguanError("这里没有人可以确认。确定要退回，请加上 --yes。")
    return input(f"\n把以上文件退回到第 {number} 版？输入 y 确认：").strip().lower() in {"y", "yes", "是"}


def _short(path: Path, base: Path) -> str:
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)
