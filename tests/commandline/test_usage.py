"""What is typed is understood, or its mistake is told in Chinese."""

import re

import pytest

from bot.commandline.arguments import parser

COMMANDS = ("demo", "run", "simulator", "check", "judge", "migrate", "init")
ENGLISH = re.compile(
    r"usage|options?:|positional|show this|error|invalid|required|unrecognized|argument|expected|choose"
)

WRONG = [
    ([], "缺少 命令。用 qunguan --help 看说明。"),
    (["chekc"], "没有 “chekc” 这个命令。你是不是想写 “check”？用 qunguan --help 看说明。"),
    (["xyz"], "没有 “xyz” 这个命令。用 qunguan --help 看说明。"),
    (["check", "--confg"], "不认识 “--confg”。你是不是想写 “--config”？用 qunguan --help 看说明。"),
    (["run", "--con", "x"], "不认识 “--con x”。"),
    (["init"], "缺少 目录。用 qunguan init --help 看说明。"),
    (["demo", "--port", "x"], "--port 要写整数，这里是 “x”。用 qunguan demo --help 看说明。"),
    (["demo", "--port"], "--port 后面要写一个值。"),
    (["--version=3"], "--version 后面不能写值，这里是 “3”。"),
]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_chinese(command: str, capsys: pytest.CaptureFixture[str]):
    """Headings, the option for help and every other line of it."""
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([*([command] if command else []), "--help"])

    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert told.startswith("用法：qunguan")
    assert "选项" in told
    assert "显示这份说明" in told
    assert ENGLISH.search(told.replace("[options]", "")) is None


@pytest.mark.parametrize(("typed", "told"), WRONG, ids=[" ".join(typed) for typed, _ in WRONG])
def test_a_wrong_command_is_told_in_chinese(typed: list[str], told: str, capsys: pytest.CaptureFixture[str]):
    """What is wrong, what was probably meant, and where to look; the exit code is 2."""
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(typed)

    usage, message = capsys.readouterr().err.split("\n", 1)
    assert ended.value.code == 2
    assert usage.startswith("用法：qunguan")
    assert told in message
    assert ENGLISH.search(message) is None


def test_good_commands_are_understood():
    """The name of the command is the name of its module."""
    options = parser().parse_args(["judge", "a.txt", "--config", "b.yaml"])

    assert (options.command, options.file, str(options.config), options.verbose) == ("judge", "a.txt", "b.yaml", False)
    assert parser().parse_args(["-v", "demo"]).port == 8000
