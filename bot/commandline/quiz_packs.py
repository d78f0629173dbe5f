"""`qunguan quiz list`: which packs of questions there are, and what is in them."""

import argparse
from collections import Counter
from pathlib import Path

from bot.core.playbook import Pack
from bot.documents.problems import has_errors
from bot.playbook import read_playbook
from bot.settings import environment, load_content, paths_of
from bot.starter import config_path

KINDS = {"choice": "单选", "several": "多选", "judge": "判断", "text": "填空", "picture": "看图"}


def listed(options: argparse.Namespace) -> int:
    """Print a line for each pack; return 1 if a file has an error. Raises SettingsError and OSError."""
    content = load_content(options.config or config_path(), environment())
    files = {path.name: _text(path) for path in paths_of(content).get("quizzes", ())}
    playbook, problems = read_playbook({"quizzes": files})
    for pack in playbook.packs.values():
        print(line_of(pack))
    if not playbook.packs:
        print("还没有题库。题库是 content/quizzes/*.yaml，写法见 docs/reference。")
    if has_errors(problems):
        print("有些文件写错了，其中的题目没有列出。用 qunguan check 看是哪里。")
        return 1
    return 0


def line_of(pack: Pack) -> str:
    """Return `pack` in one line: id, title, how many questions of which kind, what they are worth."""
    counts = Counter(question.kind for question in pack.questions)
    kinds = "，".join(f"{name} {counts[kind]}" for kind, name in KINDS.items() if counts[kind])
    points = sum(question.points for question in pack.questions)
    where = f"；只用于 {'、'.join(pack.rooms)}" if pack.rooms else ""
    return f"{pack.id}：{pack.title}，{len(pack.questions)} 题（{kinds}），共 {points} 分{where}"


def _text(path: Path) -> str:
    """Return what `path` holds; what is not UTF-8 in it is shown as such, and `qunguan check` tells where. Raises OSError."""
    return path.read_text("utf-8-sig", errors="replace")
