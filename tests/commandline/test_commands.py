"""The commands as an admin meets them: a real process, what it prints, and its exit code."""

import json
import os
import pkgutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import bot.commandline
from bot.commandline.arguments import parser
from tests.test_settings import ENVIRON

ROOT = Path(__file__).parents[2]
HEAVY = ("aiohttp", "sqlalchemy", "alembic", "sqlmodel", "apscheduler", "bot.simulator", "bot.storage", "bot.wecom")
LOADED = f"""
import sys
from bot.__main__ import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print("loaded:", *[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
sys.exit(code)
"""


def qunguan(
    *typed: str, cwd: Path, given: str = "", variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command in the folder `cwd`; what it has loaded stands in the last line of its stderr."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("WECOM_", "QUNGUAN_"))}  # noqa: TID251
    environment = {**inherited, **(variables or {}), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", LOADED, *typed]
    return subprocess.run(  # noqa: S603 # our own program
        command, cwd=cwd, input=given, capture_output=True, encoding="utf-8", env=environment, check=False, timeout=60
    )


def small(folder: Path) -> None:
    """Write a configuration with one small rule into `folder`."""
    (folder / "config.yaml").write_text("rules: r.yaml\nwords: none\n", encoding="utf-8")
    rule = "- {id: a, title: 甲, when: {phrases: [加微信]}, then: {points: 3}}\n"
    (folder / "r.yaml").write_text(rule, encoding="utf-8")


def test_every_command_has_its_module():
    """What help offers can be called."""
    modules = {info.name for info in pkgutil.iter_modules(bot.commandline.__path__)}

    actions = {"history", "diff", "rollback", "status", "list", "export", "audit", "verify"}
    assert {name for name in parser().words() if not name.startswith("-")} - actions <= modules


@pytest.mark.parametrize("typed", [("--help",), ("judge",), ("check", "r.yaml")], ids=["help", "judge", "check"])
def test_trying_out_loads_neither_server_nor_database(typed: tuple[str, ...], tmp_path: Path):
    """These commands start at once."""
    small(tmp_path)
    done = qunguan(*typed, cwd=tmp_path, given="你好\n")

    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "loaded:")


def test_judging_goes_on_after_a_bad_line(tmp_path: Path):
    """Every line has its answer; a summary and the exit code tell that some were bad."""
    small(tmp_path)
    lines = ["加微信\r", '{"text": 3}', '{"text": "加微信", "sendr": 1}', "{捂脸} a\rb"]
    done = qunguan("judge", cwd=tmp_path, given="\n".join(lines) + "\n")

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["text"] for answer in answers] == ["加微信", '{"text": 3}', "加微信", "{捂脸} a\rb"]
    assert [answer["points"] for answer in answers] == [3, 0, 3, 0]
    assert done.returncode == 1
    assert done.stderr.splitlines()[:2] == [
        "警告：忽略了不认识的键 “sendr”（1 行，你是不是想写 “sender”？）。认识的有：text、sender、role、room、sent_at、kind、"
        "name、seconds、seen、joined_at、tags。",
        "有 1 行不能判断，第一处在第 2 行；原因见输出里的 error。",
    ]


def test_judging_tells_why(tmp_path: Path):
    """As text for people, or within each line of JSON; the strength of all words can be set."""
    small(tmp_path)
    (tmp_path / "r.yaml").write_text(
        "- {id: a, title: 甲, when: {words: [加微信]}, then: {points: 3}}\n", encoding="utf-8"
    )
    text = qunguan("judge", "--explain", cwd=tmp_path, given="加.微信\n")
    told = qunguan("judge", "--explain", "--format", "json", cwd=tmp_path, given='加.微信\n{"text": 3}\n')
    exact = qunguan("judge", "--evasion", "off", cwd=tmp_path, given="加.微信\n")

    assert text.stdout.splitlines()[:4] == [
        "原文：加.微信",
        "  读作：加微信（中）",
        "    第 2 字 “.” 被去掉（分隔）",
        "✓ a（甲）：命中，含“加微信”（原文“加.微信”，识别：分隔）；记 3 分",
    ]
    first, broken = (json.loads(line) for line in told.stdout.splitlines())
    assert (first["points"], first["explain"]["rules"][0]["verdict"], "explain" in broken) == (3, "hit", False)
    assert json.loads(exact.stdout)["findings"] == []


def test_judging_needs_the_configuration_that_was_named(tmp_path: Path):
    """Only where none is named the rules that come with the bot are used."""
    named = qunguan("judge", "--config", "none.yaml", cwd=tmp_path, given="你好\n")
    unnamed = qunguan("judge", cwd=tmp_path, given="加我薇❤ abc123 领福利\n")

    assert (named.returncode, named.stdout) == (1, "")
    assert named.stderr.startswith("none.yaml  文件打不开：没有这个文件或文件夹")
    assert "contact-ads" in [finding["rule"] for finding in json.loads(unnamed.stdout)["findings"]]


def test_a_missing_file_is_told_with_place_cause_and_mend(tmp_path: Path):
    """In Chinese."""
    small(tmp_path)
    done = qunguan("judge", "none.txt", cwd=tmp_path)

    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "none.txt：没有这个文件或文件夹。请检查路径是否正确、是否有权限。"


def test_nobody_reading_on_is_no_error(tmp_path: Path):
    """`qunguan judge | head -1` ends quietly."""
    small(tmp_path)
    (tmp_path / "many.txt").write_text("你好\n" * 20000, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # noqa: TID251
    command = [sys.executable, "-m", "bot", "judge", "many.txt"]
    with subprocess.Popen(  # noqa: S603 # our own program
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()
        code = process.wait(timeout=60)

    assert (code, told) == (0, b"")


def test_a_port_that_is_taken_is_told_with_place_cause_and_mend(tmp_path: Path):
    """Which key of which file, and what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        text = (ROOT / "config.yaml").read_text(encoding="utf-8")
        (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
        small_rules = {**ENVIRON, "QUNGUAN_PORT": str(port), "QUNGUAN_DATABASE": "sqlite:///x.db"}
        done = qunguan("run", cwd=tmp_path, variables=small_rules)

    assert done.returncode == 1
    assert (
        f"config.yaml 的 server：不能在 127.0.0.1:{port} 上等待回调，端口已经被别的程序占用。"
        "请换一个 host 或 port，或先停掉占用它的程序。"
    ) in done.stderr
    assert "Traceback" not in done.stderr


def test_init_writes_what_check_takes(tmp_path: Path):
    """With the variables set nothing is wrong with it; the demo's people and rooms are not in it."""
    done = qunguan("init", "new", cwd=tmp_path)
    checked = qunguan("check", cwd=tmp_path / "new", variables=ENVIRON)

    assert (done.returncode, checked.returncode) == (0, 0)
    assert "defaults 没有写群主、群助手或管理员" in checked.stdout
    assert checked.stdout.count("警告：") == 1
