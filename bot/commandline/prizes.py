"""`qunguan prizes export`: what was won and bought, for a spreadsheet."""

import argparse
import json
from pathlib import Path

from sqlalchemy import Connection, select

from bot.commandline.arguments import CONFIG
from bot.commandline.rooms import room_named
from bot.core.model import MemberId
from bot.core.vouchers import VOUCHER
from bot.play.lottery.vouchers import all_of, as_csv
from bot.settings import environment, load_content, load_database
from bot.storage import stored
from bot.storage.beside import beside
from bot.storage.reads import rooms
from bot.storage.tables import table


def run(options: argparse.Namespace) -> int:
    """Write the prizes of one room, or of all. Raises SettingsError and StorageError."""
    path = options.config or CONFIG
    content = load_content(path, environment())
    with beside(load_database(path, environment())) as connection:
        wanted = options.room and room_named(options.room, (*content.rooms, *rooms(connection)))
        states = _states(connection, wanted)
        names = {(room, member): name for (room, member), (name, _) in stored.members(connection).items()}
    pages: list[str] = []
    for room, state in states.items():
        known = {MemberId(member): name for (where, member), name in names.items() if where == room and name}
        page = as_csv(all_of(state), known, content.zone)
        pages.append(page if not pages else page.split("\r\n", 1)[1])
    text = "".join(pages) or as_csv((), {}, content.zone)
    if options.output is None:
        print(text.removeprefix("\ufeff").replace("\r\n", "\n"), end="")
        return 0
    Path(options.output).write_text(text, "utf-8", newline="")
    print(f"已写入 {options.output}，{sum(len(all_of(state)) for state in states.values())} 条。")
    return 0


def _states(connection: Connection, room: str | None) -> dict[str, dict[str, object]]:
    """Return the vouchers as rooms remember them: JSON by key, by room."""
    state = table("state").c
    wanted = select(state.room, state.key, state.value).where(state.key.startswith(VOUCHER, autoescape=True))
    if room is not None:
        wanted = wanted.where(state.room == room)
    found: dict[str, dict[str, object]] = {}
    for where, key, value in connection.execute(wanted.order_by(state.room, state.key)):
        found.setdefault(where, {})[key] = json.loads(value)
    return found
