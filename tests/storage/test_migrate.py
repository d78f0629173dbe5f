"""Tables and migrations: the same, made by themselves, never run backwards."""

import json
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.core.coding import encoded
from bot.core.errors import StorageError
from bot.core.model import Charge, MemberId, MuteSpan, Standing
from bot.storage.engines import storage_url, writing_engine
from bot.storage.migrate import SCRIPTS, VERSION, migrate
from bot.storage.plain import microseconds, to_json
from bot.storage.sql import SqlStore
from bot.storage.tables import METADATA
from tests.storage.samples import DAY, action, handle, play, posting, span
from tests.values import ROOM, T0, ZHANG


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/folder/qunguan.db"
    return str(request.getfixturevalue("empty_database"))


def test_the_migrations_make_the_tables(empty: str) -> None:
    """After all migrations the database has exactly the tables, columns, defaults and indexes the code declares."""
    migrate(empty)

    with writing_engine(storage_url(empty)).connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []


def test_migrating_again_changes_nothing(empty: str) -> None:
    """A database that is up to date is left alone."""
    migrate(empty)
    engine = writing_engine(storage_url(empty))
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO position (name, value) VALUES ('archive', 7)"))

    migrate(empty)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT value FROM position")).scalar_one() == 7


async def test_a_newer_database_is_refused(empty: str) -> None:
    """A store does not open what a newer version wrote, and says what to do."""
    migrate(empty)
    with writing_engine(storage_url(empty)).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    store = SqlStore(empty)
    with pytest.raises(StorageError, match=r"at version 9999.*Install that or a later version"):
        await store.open()
    await store.close()


def test_a_failed_migration_leaves_nothing(tmp_path: Path) -> None:
    """If a table is in the way, migrating fails with its name and no other table is left behind."""
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE room (id TEXT)")
    other.close()

    with pytest.raises(StorageError, match="table room already exists"):
        migrate(f"sqlite:///{tmp_path}/other.db")

    with sqlite3.connect(tmp_path / "other.db") as other:
        assert other.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall() == [("room",)]
    other.close()


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    """A file of another kind is left alone and named."""
    (tmp_path / "notes.txt").write_text("这不是数据库" * 100)

    with pytest.raises(StorageError, match=r"notes\.txt.*name another one"):
        migrate(f"sqlite:///{tmp_path}/notes.txt")

    assert (tmp_path / "notes.txt").read_text() == "这不是数据库" * 100


def made_by_version(url: str, version: str, *statements: str) -> None:
    """Make the tables that an older version had, with something in them."""
    engine = writing_engine(storage_url(url))
    if engine.dialect.name == "sqlite":
        Path(str(engine.url.database)).parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


async def test_standings_of_before_keep_their_points_and_mutes(empty: str) -> None:
    """Points become a charge, a mute a span, both without a number; offences stay, and so do members who said something."""
    at, until = microseconds(T0), microseconds(T0 + DAY)
    of = "INSERT INTO standing (room, member, points, points_at_us, muted_at_us, muted_until_us, offences) VALUES "
    said = (
        "INSERT INTO message (id, message, channel, room, sender, role, kind, text, quoted, sent_at_us, folded, findings,"
        " points, total, note, counts) VALUES "
    )
    words = f"'member', 'text', '你好', '', {at}, '', '[]', 0, 0, '', true"
    made_by_version(
        empty,
        "0002",
        f"{of} ('r1', 'zhang', 4.35, {at}, {at}, {until}, 3)",
        f"{of} ('r1', 'li', 0, NULL, NULL, NULL, 1), ('r1', 'wang', 0, {at}, NULL, NULL, 0)",
        f"{of} ('r2', 'zhang', 1e-2, {at}, NULL, NULL, 1)",
        f"{said} (1, 'a', 'archive', 'r1', 'zhang', {words}), (2, 'b', 'archive', 'r1', 'zhang', {words})",
        f"{said} (3, 'c', 'archive', 'r2', 'zhang', {words}), (4, 'd', 'app', 'private:li', 'li', {words})",
        "INSERT INTO member (room, member, name, removed_for) VALUES ('r1', 'zhang', '张三', ''), ('r3', 'zhang', '', '')",
    )

    store = SqlStore(empty)
    await store.open()

    one = Charge(number=0, points=4.35, at=T0)
    muted = (MuteSpan(number=0, since=T0, until=T0 + DAY),)
    history = await store.history(ROOM.id, **span())
    assert history.standings == {
        ZHANG: Standing(charges=(one,), mutes=muted, answered_at=T0, offences=3),
        "li": Standing(offences=1),
        "wang": Standing(answered_at=T0),
    }
    other = Standing(charges=(Charge(number=0, points=0.01, at=T0),), answered_at=T0, offences=1)
    assert (await store.history(ROOM.id, **span(account="r2"))).standings == {ZHANG: other}
    assert history.profiles[ZHANG].name == "张三"
    assert await store.rooms_of(ZHANG) == ("r1", "r2", "r3")
    assert await store.rooms_of(MemberId("li")) == ()
    await store.close()


async def test_what_was_kept_before_activities_is_kept_and_can_go_on(empty: str) -> None:
    """Orders, cases and what rooms remember stay as they were; plays and credits begin empty, with the next number."""
    before = action(7)
    body = to_json(encoded(before)).replace(":", "\\:")  # or it would be taken for a parameter
    of = "INSERT INTO action (number, room, who, at_us, body) VALUES "
    made_by_version(
        empty,
        "0003",
        f"{of} (7, 'r1', 'owner', {microseconds(T0)}, '{body}')",
        "INSERT INTO state (room, key, value) VALUES ('r1', 'silent', '{\"until\"\\: null}')",
    )

    store = SqlStore(empty)
    await store.open()

    history = await store.history(ROOM.id, **span())
    assert history.actions == {7: before}
    assert (history.state, history.plays, history.purses) == ({"silent": {"until": None}}, {}, {})
    assert await store.last_number() == 7
    await handle(store, "a", plays=(play(8),), postings=(posting(),))
    assert list((await store.history(ROOM.id, **span())).plays) == [8]
    await store.close()


def test_very_many_standings_are_migrated(empty: str) -> None:
    """More than one part of them, in no time that matters."""
    of = "INSERT INTO standing (room, member, points, points_at_us, muted_at_us, muted_until_us, offences) VALUES "
    rows = ",".join(f"('r{n % 7}', 'm{n}', {n / 100}, {n}, NULL, NULL, 1)" for n in range(1, 2_502))
    made_by_version(empty, "0002", of + rows)

    migrate(empty)

    engine = writing_engine(storage_url(empty))
    with engine.connect() as connection:
        charges = connection.execute(text("SELECT member, charges FROM standing ORDER BY answered_at_us")).all()
    engine.dispose()
    assert [(member, json.loads(told)) for member, told in charges] == [
        (f"m{n}", [{"number": 0, "points": n / 100, "at": n}]) for n in range(1, 2_502)
    ]


def test_the_version_in_the_code_is_that_of_the_newest_script() -> None:
    """Else a new script would never run."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))

    assert ScriptDirectory.from_config(config).get_current_head() == VERSION
