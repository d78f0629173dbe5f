"""`qunguan run` as a supervisor meets it."""

import socket
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.runtime.watch import Stamp, Watch
from tests.rulefiles import CONFIG, a_folder, write


def test_a_part_that_dies_is_told_in_plain_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot stops with it, with an exit code that makes a supervisor start it anew."""

    async def die(self: Watch, known: Stamp) -> None:
        raise RuntimeError(f"{type(self).__name__} of {len(known)} files died")

    monkeypatch.setattr(Watch, "run", die)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lines = [line for line in CONFIG.splitlines() if "archive:" not in line]
    write(a_folder(tmp_path), "config.yaml", "\n".join([*lines, f"server: {{port: {port}}}"]))

    assert main(["run", "--config", str(tmp_path / "config.yaml")]) == 1
    assert "机器人停下了：watch 意外结束，原因见日志。" in capsys.readouterr().err
