"""Rule files are written back all together or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.ruleset.sources import Sources
from bot.settings import saving as saving_module
from bot.settings.saving import JOURNAL, carry_out, saving, settle
from tests.rulefiles import write

ROOT = Path(__file__).parents[1]
NOW = Sources(rules={"rules/a.yaml": "一", "rules/b.yaml": "二"}, words={"words/w.txt": "词"})
THEN = Sources(rules={"rules/a.yaml": "旧一"}, words={"words/w.txt": "词", "words/old.txt": "旧词"})
KILLED = """
import os, sys
from pathlib import Path
from bot.settings import saving
from tests.test_saving import NOW, THEN
left = [int(sys.argv[2])]
def counted(real):
    def call(*given, **named):
        if not left[0]:
            os.kill(os.getpid(), 9)
        left[0] -= 1
        return real(*given, **named)
    return call
Path.replace = counted(Path.replace)
saving._write = counted(saving._write)
saving.os.fsync = counted(os.fsync)
Path.unlink = counted(Path.unlink)
saving.carry_out(saving.saving(NOW, THEN, base=Path(sys.argv[1]), revision=4))
"""


def a_folder(folder: Path) -> Path:
    """Write the files of now."""
    for name, text in NOW.files().items():
        write(folder, name, text)
    return folder


def there(folder: Path) -> dict[str, str]:
    """Return every file that rules are read from."""
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in {".yaml", ".txt"}
    }


def test_what_was_not_there_gets_out_of_the_way(tmp_path: Path) -> None:
    """Under a name that says where to; it is not overwritten by the next one."""
    folder = a_folder(tmp_path)
    for text in ("二", "另一个"):
        write(folder, "rules/b.yaml", text)
        carry_out(saving(NOW, THEN, base=folder, revision=4))

    assert there(folder) == THEN.files()
    assert (folder / "rules/b.yaml.bak-4").read_text(encoding="utf-8") == "二"
    assert (folder / "rules/b.yaml.bak-4-2").read_text(encoding="utf-8") == "另一个"
    assert not list(folder.rglob(".*"))


def test_what_is_the_same_is_not_touched(tmp_path: Path) -> None:
    """Its time stays."""
    folder = a_folder(tmp_path)
    before = (folder / "words/w.txt").stat().st_mtime_ns
    carry_out(saving(NOW, THEN, base=folder, revision=4))

    assert (folder / "words/w.txt").stat().st_mtime_ns == before
    assert (saving(THEN, THEN, base=folder, revision=4).written, settle(folder)) == ({}, False)


@pytest.mark.slow
def test_killed_at_any_step_it_is_all_or_nothing(tmp_path: Path) -> None:
    """SIGKILL before every single write, sync and rename; whoever looks next finishes what was begun."""
    seen = set()
    for step in range(40):
        folder = a_folder(tmp_path / str(step))
        command = [sys.executable, "-c", KILLED, str(folder), str(step)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
        assert done.returncode in {0, -9}, done.stderr
        was_begun = (folder / JOURNAL).exists()
        settle(folder)
        seen.add((done.returncode, was_begun))
        assert there(folder) == (THEN.files() if was_begun or done.returncode == 0 else NOW.files())
        if done.returncode == 0:
            break

    assert {(-9, False), (-9, True), (0, False)} <= seen


def test_a_disk_that_is_full_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves nothing behind."""
    folder = a_folder(tmp_path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saving_module.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        carry_out(saving(NOW, THEN, base=folder, revision=4))
    monkeypatch.setattr(saving_module.os, "fsync", os.fsync)

    assert there(folder) == NOW.files()
    assert not list(folder.rglob(".*"))
