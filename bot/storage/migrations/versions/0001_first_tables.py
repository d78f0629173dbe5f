"""The first tables.

There is no way back but a backup: data is not dropped to please an older version.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _inbox()
    _message()
    _standing()
    _effect()
    _room()
    op.create_table("position", _text("name"), _time("value"), sa.PrimaryKeyConstraint("name"))
    op.create_table(
        "schedule_run",
        _text("schedule"),
        sa.Column("due_at_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("schedule", "due_at_us"),
    )


def _text(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=None if default is None else sa.text(default), nullable=False)


def _time(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _number(*, autoincrement: bool) -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", number, autoincrement=autoincrement, nullable=False)


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _inbox() -> None:
    op.create_table(
        "inbox",
        _number(autoincrement=True),
        _text("channel"),
        _text("key"),
        _text("body"),
        _time("received_at_us"),
        sa.Column("state", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        _text("error", "''"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel", "key", name="uq_inbox_channel_key"),
    )
    _partial_index("ix_inbox_pending", "inbox", ["id"], "state = 0")
    _partial_index("ix_inbox_set_aside", "inbox", ["id"], "state = 2")


def _message() -> None:
    op.create_table(
        "message",
        _number(autoincrement=False),
        *(_text(c) for c in ("message", "channel", "room", "sender", "role", "kind", "text", "quoted")),
        _time("sent_at_us"),
        _text("folded"),
        _text("findings"),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("total", sa.Double(), nullable=False),
        _text("note"),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_message_room_sent_at", "message", ["room", "sent_at_us"])
    op.create_table("heard", _text("room"), _text("channel"), sa.PrimaryKeyConstraint("room", "channel"))


def _standing() -> None:
    op.create_table(
        "standing",
        _text("room"),
        _text("member"),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("points_at_us", sa.BigInteger(), nullable=True),
        sa.Column("muted_at_us", sa.BigInteger(), nullable=True),
        sa.Column("muted_until_us", sa.BigInteger(), nullable=True),
        sa.Column("offences", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("room", "member"),
    )


def _effect() -> None:
    op.create_table(
        "effect",
        _number(autoincrement=True),
        _text("key"),
        _text("cause"),
        sa.Column("inbox", sa.BigInteger(), nullable=True),
        _text("room"),
        _text("kind"),
        _text("payload"),
        _time("due_at_us"),
        _time("first_due_at_us"),
        _text("state"),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _text("refused_by", "'[]'"),
        _text("channel", "''"),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("settled_at_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name="uq_effect_key"),
    )
    _partial_index("ix_effect_waiting", "effect", ["due_at_us", "id"], "state = 'waiting'")
    _partial_index("ix_effect_first_due", "effect", ["first_due_at_us"], "state = 'waiting'")
    tried = "state = 'waiting' AND (attempts > 0 OR refused_by <> '[]')"
    _partial_index("ix_effect_tried", "effect", ["room", "id", "due_at_us"], tried)
    _partial_index("ix_effect_refused", "effect", ["id"], "state = 'refused'")
    _partial_index("ix_effect_sent", "effect", ["settled_at_us", "id"], "state = 'sent'")
    op.create_index("ix_effect_inbox", "effect", ["inbox"])


def _room() -> None:
    op.create_table(
        "room",
        *(_text(c) for c in ("id", "name", "chats", "ear", "mouths", "roles")),
        sa.PrimaryKeyConstraint("id"),
    )
