"""`qunguan check`: everything wrong with a configuration and its rules, at once."""

import argparse
import json

from bot.commandline.arguments import CONFIG
from bot.documents.problems import has_errors, problems_to_json, render
from bot.runtime.clock import SystemClock
from bot.settings import check_files, environment
from bot.texts import all_texts


def run(options: argparse.Namespace) -> int:
    """Print all problems; return 1 if there are errors."""
    today = SystemClock().now().date()
    config = options.config or CONFIG
    problems = check_files(options.files, config, environment(), known_texts=all_texts(), today=today)
    if options.format == "json":
        print(json.dumps(problems_to_json(problems), ensure_ascii=False, indent=2))
        return 1 if has_errors(problems) else 0
    if problems:
        print(render(problems))
    if has_errors(problems):
        return 1
    print("没有发现错误。" if problems else "没有发现问题。")
    return 0
