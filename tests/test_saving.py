"""Rule files are written back all together or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.errors import QunguanError
from bot.ruleset.sources import Sources
from bot.settings import Content, SettingsError
from bot.settings import saving as saving_module
from bot.settings.loading import content_from
from bot.settings.saving import JOURNAL, StrayError, carry_out, saving, settle
from tests.rulefiles import write

ROOT = Path(__file__).parents[1]
NOW = Sources(rules={"rules/a.yaml": "一", "rules/b.yaml": "二"}, words={"words/w.txt": "词"})
THEN = Sources(rules={"rules/a.yaml": "旧一"}, words={"words/w.txt": "词", "words/old.txt": "旧词"})
KILLED = """
import os, sys
from pathlib import Path
from bot.settings import saving
from tests.test_saving import NOW, THEN, content_of
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
saving.carry_out(saving.saving(NOW, THEN, content=content_of(Path(sys.argv[1])), revision=4))
"""


def a_folder(folder: Path) -> Path:
    """Write the files of now."""
    for name, text in NOW.files().items():
        write(folder, name, text)
    return folder


def content_of(folder: Path) -> Content:
    """What a configuration there looks for."""
    return content_from("rules: rules/*.yaml\nwords: words/*.txt\n", folder.resolve())


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
        carry_out(saving(NOW, THEN, content=content_of(folder), revision=4))

    assert there(folder) == THEN.files()
    assert (folder / "rules/b.yaml.bak-4").read_text(encoding="utf-8") == "二"
    assert (folder / "rules/b.yaml.bak-4-2").read_text(encoding="utf-8") == "另一个"
    assert not list(folder.rglob(".*"))


def test_what_is_the_same_is_not_touched(tmp_path: Path) -> None:
    """Its time stays."""
    folder = a_folder(tmp_path)
    before = (folder / "words/w.txt").stat().st_mtime_ns
    carry_out(saving(NOW, THEN, content=content_of(folder), revision=4))

    assert (folder / "words/w.txt").stat().st_mtime_ns == before
    assert (saving(THEN, THEN, content=content_of(folder), revision=4).written, settle(folder)) == ({}, False)


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
        carry_out(saving(NOW, THEN, content=content_of(folder), revision=4))
    monkeypatch.setattr(saving_module.os, "fsync", os.fsync)

    assert there(folder) == NOW.files()
    assert not list(folder.rglob(".*"))


@pytest.mark.parametrize(
    "name", ["/elsewhere/x.yaml", "../x.yaml", "rules/../../x.yaml", "regeln/a.yaml", "rules/a.txt"]
)
def test_nothing_is_written_that_the_configuration_does_not_look_for(tmp_path: Path, name: str) -> None:
    """Whatever a stored revision names, in whatever way."""
    folder = a_folder(tmp_path)
    with pytest.raises(StrayError, match="不包括"):
        saving(NOW, Sources(rules={"rules/a.yaml": "旧", name: "别的"}), content=content_of(folder), revision=4)


def test_a_link_stays_one_and_modes_stay(tmp_path: Path) -> None:
    """What it leads to is written, and whoever could read a file before still can."""
    folder = a_folder(tmp_path)
    shared = folder / "shared.yaml"
    (folder / "rules/a.yaml").rename(shared)
    (folder / "rules/a.yaml").symlink_to(shared)
    shared.chmod(0o664)
    carry_out(saving(NOW, THEN, content=content_of(folder), revision=4))

    assert (folder / "rules/a.yaml").is_symlink()
    assert (shared.read_text(encoding="utf-8"), shared.stat().st_mode & 0o777) == ("旧一", 0o664)


def test_a_link_to_elsewhere_is_not_followed(tmp_path: Path) -> None:
    """Unless the configuration itself looks there."""
    folder = a_folder(tmp_path / "base")
    write(tmp_path, "other/shared.yaml", "一")
    (folder / "rules/a.yaml").unlink()
    (folder / "rules/a.yaml").symlink_to(tmp_path / "other/shared.yaml")
    with pytest.raises(QunguanError, match="之外"):
        saving(NOW, THEN, content=content_of(folder), revision=4)

    globs = f"rules: [rules/*.yaml, {tmp_path.resolve()}/other/*.yaml]\nwords: words/*.txt\n"
    carry_out(saving(NOW, THEN, content=content_from(globs, folder.resolve()), revision=4))
    assert (tmp_path / "other/shared.yaml").read_text(encoding="utf-8") == "旧一"


def test_a_folder_in_the_way_is_told_before_anything_is_written(tmp_path: Path) -> None:
    """And nothing is left to be finished."""
    folder = a_folder(tmp_path)
    (folder / "words/old.txt").mkdir()
    with pytest.raises(QunguanError, match="同名的文件夹"):
        saving(NOW, THEN, content=content_of(folder), revision=4)

    assert not settle(folder)


@pytest.mark.parametrize("journal", ["[", "{}x", "[1]", '[["{0}/rules/a.yaml", "{0}/words"]]'])
def test_a_way_back_that_cannot_be_finished_is_told(tmp_path: Path, journal: str) -> None:
    """With what to do."""
    folder = a_folder(tmp_path)
    write(folder, JOURNAL, journal.replace("{0}", str(folder)))
    with pytest.raises(SettingsError, match="只做了一部分"):
        settle(folder)
