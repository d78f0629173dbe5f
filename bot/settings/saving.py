"""Writing rule files back to the disk: all of them or none, also when the power goes in between."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_IMODE

from bot.core.errors import QunguanError
from bot.documents.problems import Problem
from bot.documents.trouble import reason_of
from bot.ruleset.sources import OF_JUDGING, Sources, names
from bot.settings.loading import SettingsError
from bot.settings.model import Content
from bot.settings.sources import globs_of

JOURNAL = ".qunguan-rollback.json"
NEW = ".qunguan-new"


class StrayError(QunguanError):
    """Files that the bot would not read, were they written: the configuration looks for others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What is to become of the files below `base`. written: text by path. retired: files that get out of the way."""

    base: Path
    written: Mapping[Path, str]
    retired: Mapping[Path, Path]


def saving(now: Sources, then: Sources, *, content: Content, revision: int) -> Saving:
    """Return what makes the files `now` on the disk those of `then`; nothing is written outside of what `content` names.

    Files that were not there then are renamed to NAME.bak-`revision`; those of activities stay if it had none at all, for
    revisions did not always keep them. The configuration is not written. Where a file is a
    link, what it leads to is written. Raises StrayError, and QunguanError for what must not or cannot be written.
    """
    base, wanted, present = content.base, then.files(), now.files()
    _refuse_strays(then, content)
    kept = {kind: files for kind, files in now.by_kind().items() if kind in OF_JUDGING or then.knows_activities()}
    gone = [base / name for files in kept.values() for name in files if name not in wanted]
    return Saving(
        base=base,
        written={_target(base / name, content): text for name, text in wanted.items() if present.get(name) != text},
        retired={path: _free(path.with_name(f"{path.name}.bak-{revision}")) for path in gone},
    )


def _refuse_strays(sources: Sources, content: Content) -> None:
    globs = globs_of(content)
    astray = {
        name: kind
        for kind, files in sources.by_kind().items()
        for name in files
        if not names(globs.get(kind, ()), content.base / name, content.base)
    }
    if astray:
        kinds = "、".join(dict.fromkeys(astray.values()))
        raise StrayError(f"config.yaml 里的 {kinds} 现在不包括 {'、'.join(astray)}，写回去也不会被读取。")


def _target(path: Path, content: Content) -> Path:
    """Return the file that is written for `path`."""
    target = path.resolve()
    globs = [glob for kind in globs_of(content).values() for glob in kind]
    is_plain = target == Path(os.path.normpath(path))
    if not (is_plain or target.is_relative_to(content.base) or names(globs, target, content.base)):
        raise QunguanError(f"{path} 是一个链接，指到 {content.base} 之外的 {target}：不会改写，请手工处理。")
    if target.exists() and not target.is_file():
        raise QunguanError(f"{path} 的位置上有一个同名的文件夹或别的东西，写不了文件：请先移开它。")
    return target


def _free(path: Path) -> Path:
    """Return `path`, numbered if it is taken."""
    names = (path, *(path.with_name(f"{path.name}-{number}") for number in range(2, 1000)))
    return next(name for name in names if not name.exists())


def carry_out(plan: Saving) -> None:
    """Do what `plan` says. Killed before the journal is written it changed nothing; after that `settle` finishes it.

    Raises OSError with nothing changed, and SettingsError if the disk fails in the very act of renaming.
    """
    moves: list[tuple[Path, Path]] = []
    journal = plan.base / JOURNAL
    beside = journal.with_name(f"{JOURNAL}{NEW}")
    try:
        for path, text in plan.written.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_name(f".{path.name}{NEW}")
            moves.append((new, path))
            _write(new, text)
            _dress(new, like=path)
        moves += plan.retired.items()
        _write(beside, json.dumps([[str(old), str(new)] for old, new in moves]))
        beside.replace(journal)
        _sync(plan.base)
    except OSError:
        for new in (beside, *(new for new, _ in moves[: len(plan.written)])):
            new.unlink(missing_ok=True)
        raise
    settle(plan.base)


def settle(base: Path) -> bool:
    """Finish a saving that was cut off; tell whether there was one. Whoever comes second finds nothing left to do.

    Raises SettingsError if it cannot be finished: the files are then neither the old ones nor the new ones.
    """
    journal = base / JOURNAL
    try:
        written = journal.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        raise _stuck(error) from error
    try:
        _move(base, [(Path(old), Path(new)) for old, new in json.loads(written)])
        journal.unlink(missing_ok=True)
    except (OSError, ValueError, TypeError) as error:
        raise _stuck(error) from error
    return True


def _move(base: Path, moves: list[tuple[Path, Path]]) -> None:
    folders = {base}
    for old, new in moves:
        with suppress(FileNotFoundError):  # moved before
            old.replace(new)
            folders.add(new.parent)
    for folder in folders:
        _sync(folder)


def _stuck(error: Exception) -> SettingsError:
    why = f"{error.filename or ''} {reason_of(error)}".strip() if isinstance(error, OSError) else "这个文件的内容坏了"
    mend = f"排除原因后运行 qunguan rules history，会接着写完；不想写完，就删掉 {JOURNAL}，再核对规则文件。"
    return SettingsError((Problem(file=JOURNAL, cause=f"上一次退回只做了一部分：{why}", mend=mend),))


def _dress(path: Path, *, like: Path) -> None:
    """Give `path` the mode of `like`, if that is there, and its owner, where we may and the system has owners."""
    try:
        told = like.stat()
    except FileNotFoundError:
        return
    with suppress(OSError, AttributeError):
        os.chown(path, told.st_uid, told.st_gid)
    path.chmod(S_IMODE(told.st_mode))


def _write(path: Path, text: str) -> None:
    with path.open("wb") as file:
        file.write(text.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make what was renamed in `folder` last; not every system can."""
    try:
        number = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(number)
    except OSError:
        return
    finally:
        os.close(number)
