"""Look-ups stay quick however much is stored: none of them walks through a whole table."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, Select
from sqlalchemy.dialects import sqlite

from bot.core.model import MemberId, RoomId
from bot.storage import books, docket, history, reads, tracing, turns
from bot.storage.engines import storage_url, writing_engine
from bot.storage.migrate import migrate
from bot.storage.plain import microseconds
from tests.values import T0

NOW = microseconds(T0)
TABLES = (
    "SCAN message",
    "SCAN inbox",
    "SCAN effect",
    "SCAN casefile",
    "SCAN action",
    "SCAN member",
    "SCAN play",
    "SCAN posting",
    "SCAN purse",
)


DOCKET = (
    (docket.due_statement(NOW, 100), "ix_casefile_due"),
    (docket.next_case_statement(), "ix_casefile_due"),
    (docket.late_cases_statement("r1", NOW), "ix_casefile_account_opened"),
    (docket.account_open_statement("r1"), "ix_casefile_account_open"),
    (docket.open_cases_statement(50, None), "ix_casefile_open"),
    (docket.cases_statement(50, RoomId("r1")), "ix_casefile_room"),
    (docket.audit_statement(50, RoomId("r1")), "ix_action_room"),
    (docket.rooms_statement(["zhang", "li"]), "ix_member_member"),
    (docket.in_charge_statement("r1", NOW), "ix_message_room_sent_at"),
)
"""Look-ups of cases and orders, each with its index."""
OF_ZHANG = books.postings_statements("r1", 50, MemberId("zhang"))
BOOKS = (
    (books.due_plays_statement(NOW, 100), "ix_play_due"),
    (books.next_play_statement(), "ix_play_due"),
    (books.plays_statement(50, RoomId("r1")), "ix_play_room"),
    (books.open_plays_statement(50, RoomId("r1")), "ix_play_room_live"),
    (books.open_plays_statement(50, None), "ix_play_live"),
    (books.over_plays_statement(RoomId("r1")), "ix_play_room"),
    *((statement, "ix_posting_account") for statement in books.postings_statements("r1", 50, None)),
    *zip(OF_ZHANG, ("ix_posting_debit", "ix_posting_credit"), strict=True),
    (books.late_postings_statement("r1", NOW), "ix_posting_message"),
)
"""Look-ups of plays and postings, each with its index."""


@pytest.fixture
def connection(tmp_path: Path) -> Connection:
    """Return a connection to an SQLite file with tables."""
    url = f"sqlite:///{tmp_path}/q.db"
    migrate(url)
    return writing_engine(storage_url(url)).connect()


def plan(connection: Connection, statement: Select) -> str:
    """Return how SQLite means to carry out `statement`."""
    compiled = statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
    return "\n".join(row.detail for row in rows)


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (reads.pending_statement(0, 100), "ix_inbox_pending"),
        (history.recent_statement("r1", NOW, 20), "ix_message_room_sent_at"),
        (history.today_statement("r1", NOW), "ix_message_room_sent_at"),
        (turns.due_statement(NOW, 100, [RoomId("r1")]), "ix_effect_waiting"),
        (turns.due_statement(NOW, 100), "ix_effect_tried"),
        (turns.next_due_statement([RoomId("r1")]), "ix_effect_waiting"),
        (turns.next_due_statement(), "ix_effect_tried"),
        (turns.oldest_due_statement(), "ix_effect_first_due"),
        (turns.recently_sent_statement(NOW), "ix_effect_sent"),
        (reads.oldest_pending_statement(), "ix_inbox_pending"),
        (history.early_statement("r1", NOW), "ix_message_room_sent_at"),
        (history.crowd_statement("r1", NOW, 20), "ix_message_room_sent_at"),
        (history.counts_statement("r1"), "ix_message_room_sent_at"),
        (history.found_statement("r1", NOW), "ix_message_room_found"),
        (tracing.trace_statement(50, RoomId("r1")), "ix_message_room_sent_at"),
        (tracing.effects_statement([1, 2]), "ix_effect_inbox"),
        *DOCKET,
        *BOOKS,
    ],
)
def test_a_look_up_uses_its_index(connection: Connection, statement: Select, index: str) -> None:
    """Each hot look-up searches by the index made for it and never scans a table."""
    found = plan(connection, statement)

    assert index in found
    assert not [line for line in found.splitlines() if line.startswith(TABLES) and index not in line]


@pytest.mark.parametrize("statement", [statement for statement, _ in (*DOCKET, *BOOKS)])
def test_what_is_kept_of_rooms_comes_sorted_from_their_index(connection: Connection, statement: Select) -> None:
    """However many there are, the first are found without sorting all."""
    assert "TEMP B-TREE" not in plan(connection, statement)


def test_counts_walk_only_through_open_rows(connection: Connection) -> None:
    """The counts behind /healthz read the small indexes of open rows, not the tables."""
    for statement, index in zip(
        reads.count_statements(), ("pending", "set_aside", "first_due", "refused"), strict=True
    ):
        assert f"_{index}" in plan(connection, statement)
