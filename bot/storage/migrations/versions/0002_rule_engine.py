"""What the rule engine keeps: revisions, members, rules that fell back, and what each decision was made from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("seconds", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("message", _text("seen", "''"))
    op.add_column("message", sa.Column("revision", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("message", _text("scene", "''"))
    op.add_column("message", _text("decided_by", "''"))
    op.add_column("message", _time("undone_at_us", nullable=True))
    _part_index("ix_message_found", ["sent_at_us"], "findings <> '[]'")
    _part_index("ix_message_room_found", ["room", "sent_at_us"], "findings <> '[]'")
    _part_index("ix_message_undone", ["undone_at_us"], "undone_at_us IS NOT NULL")
    _member()
    _revision()
    _lowered()


def _text(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=None if default is None else sa.text(default))


def _time(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _part_index(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "message", columns, sqlite_where=condition, postgresql_where=condition)


def _member() -> None:
    op.create_table(
        "member",
        _text("room"),
        _text("member"),
        _text("name"),
        _time("joined_at_us", nullable=True),
        _time("left_at_us", nullable=True),
        _time("removed_at_us", nullable=True),
        _text("removed_for"),
        _text("invited_by", "''"),
        _text("tags", "'[]'"),
        sa.PrimaryKeyConstraint("room", "member"),
    )


def _revision() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        _time("at_us"),
        _text("who"),
        _text("note"),
        _text("digest"),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _lowered() -> None:
    op.create_table(
        "lowered",
        _text("rule"),
        _text("digest"),
        _text("stage"),
        _time("at_us"),
        _text("why"),
        sa.PrimaryKeyConstraint("rule", "digest"),
    )
