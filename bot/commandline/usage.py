"""argparse that speaks Chinese: headings, help, and what is wrong with a command."""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from bot.documents.problems import nearest

HELP = "显示这份说明"
WRONG: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (?P<what>.*)", "缺少 {what}"),
    (r"unrecognized arguments: (?P<what>.*)", "不认识 “{what}”"),
    (r"argument (?P<name>.*?): invalid choice: '(?P<what>.*?)' \(choose from .*\)", "没有 “{what}” 这个{name}"),
    (r"argument (?P<name>.*?): invalid int value: '(?P<what>.*)'", "{name} 要写整数，这里是 “{what}”"),
    (r"argument (?P<name>.*?): expected one argument", "{name} 后面要写一个值"),
    (r"argument (?P<name>.*?): ignored explicit argument '(?P<what>.*)'", "{name} 后面不能写值，这里是 “{what}”"),
)


class ChineseHelp(argparse.HelpFormatter):
    """Help whose first word is 用法."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Add the line that shows how the command is called."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class ChineseParser(argparse.ArgumentParser):
    """A parser that takes no abbreviations and says everything in Chinese."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 # argparse's own
        super().__init__(**settings, add_help=False, allow_abbrev=False, formatter_class=ChineseHelp)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help=HELP)

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and how the command is called; exit with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}：{self._in_chinese(message)}用 {self.prog} --help 看说明。\n")

    def _in_chinese(self, message: str) -> str:
        for pattern, sentence in WRONG:
            match = re.fullmatch(pattern, message, re.DOTALL)
            if match is not None:
                return f"{sentence.format(**match.groupdict())}。{self._hint(match.groupdict().get('what', ''))}"
        return f"写法不对（{message}）。"

    def _hint(self, word: str) -> str:
        """Return which option or command `word` was probably meant to be."""
        close = nearest(word, self.words())
        return f"你是不是想写 “{close}”？" if close else ""

    def words(self) -> Iterator[str]:
        """Yield every option and command that may be typed, those of the commands included."""
        for action in self._actions:
            yield from action.option_strings
            choices = action.choices if isinstance(action.choices, dict) else {}
            for name, command in choices.items():
                yield name
                yield from command.words()
