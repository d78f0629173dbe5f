"""`qunguan check`: everything wrong with a configuration and its rules, at once."""

import argparse

from bot.commandline.arguments import CONFIG
from bot.documents.problems import has_errors, render
from bot.settings import check_files, environment
from bot.texts import all_texts


def run(options: argparse.Namespace) -> int:
    """Print all problems; return 1 if there are errors."""
    problems = check_files(options.files, options.config or CONFIG, environment(), known_texts=all_texts())
    if problems:
        print(render(problems))
    if has_errors(problems):
        return 1
    print("没有发现错误。" if problems else "没有发现问题。")
    return 0
