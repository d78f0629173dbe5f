"""Writing rule files back to the disk: all of them or none, also when the power goes in between."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.ruleset.sources import Sources

JOURNAL = ".qunguan-rollback.json"
NEW = ".qunguan-new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What is to become of the files below `base`. written: text by path. retired: files that get out of the way."""

    base: Path
    written: Mapping[Path, str]
    retired: Mapping[Path, Path]


def saving(now: Sources, then: Sources, *, base: Path, revision: int) -> Saving:
    """Return what makes the files `now` on the disk those of `then`.

    Files that were not there then are renamed to NAME.bak-`revision`. The configuration is not written.
    """
    wanted, present = then.files(), now.files()
    gone = [base / name for name in present if name not in wanted]
    return Saving(
        base=base,
        written={base / name: text for name, text in wanted.items() if present.get(name) != text},
        retired={path: _free(path.with_name(f"{path.name}.bak-{revision}")) for path in gone},
    )


def _free(path: Path) -> Path:
    """Return `path`, numbered if it is taken."""
    names = (path, *(path.with_name(f"{path.name}-{number}") for number in range(2, 1000)))
    return next(name for name in names if not name.exists())


def carry_out(plan: Saving) -> None:
    """Do what `plan` says. Killed before the journal is written it changed nothing; after that `settle` finishes it.

    Raises OSError, with nothing changed unless the disk fails in the very act of renaming.
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
    """Finish a saving that was cut off; tell whether there was one. Whoever comes second finds nothing left to do."""
    journal = base / JOURNAL
    try:
        moves = json.loads(journal.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    folders = {base}
    for old, new in moves:
        try:
            Path(old).replace(new)
        except FileNotFoundError:  # moved before
            continue
        folders.add(Path(new).parent)
    for folder in folders:
        _sync(folder)
    journal.unlink(missing_ok=True)
    return True


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
