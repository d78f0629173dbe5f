"""`qunguan survey export`: the sheets of a survey, for a spreadsheet."""

import argparse
import sys
from pathlib import Path

from bot.activities import revived
from bot.commandline.arguments import CONFIG
from bot.core.model import MemberId
from bot.core.texts import Texts
from bot.play.survey.results import COLUMN_MEMBER, FEW, NOT_YET, enough, table
from bot.play.survey.sheets import Survey
from bot.settings import environment, load_content, load_database
from bot.storage import stored
from bot.storage.beside import beside
from bot.storage.books import plays


def run(options: argparse.Namespace) -> int:
    """Write the sheets of one survey; return 1 if there is none, or somebody could be found out by them.

    Raises SettingsError and StorageError.
    """
    path = options.config or CONFIG
    content = load_content(path, environment())
    with beside(load_database(path, environment())) as connection:
        play = next(iter(plays(connection, (options.number,))), None)
        names = {(room, member): name for (room, member), (name, _) in stored.members(connection).items()}
    known = None if play is None else revived(play)
    if known is None or not isinstance(known.body, Survey):
        print(f"没有编号为 {options.number} 的问卷。", file=sys.stderr)
        return 1
    room, survey = known.room, known.body
    if survey.anonymous and not known.is_over:
        print(Texts().say(NOT_YET), file=sys.stderr)
        return 1
    few = content.customs_by_room.get(room, content.customs).survey.few
    if not enough(survey, few):
        print(Texts().say(FEW, few=few) if survey.answers else "还没有人交卷。", file=sys.stderr)
        return 1

    def name(member: MemberId) -> str:
        return names.get((room, member)) or member

    text = table(survey, member=Texts().say(COLUMN_MEMBER), name=name)
    if options.output is None:
        print(text.removeprefix("\ufeff").replace("\r\n", "\n"), end="")
        return 0
    Path(options.output).write_text(text, "utf-8", newline="")
    print(f"已写入 {options.output}，{len(survey.answers)} 份。")
    return 0
