"""What activities keep: plays, the books of credits, and what the books come to."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _play()
    _posting()
    _purse()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _large(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _number(*, rises: bool) -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("number", number, nullable=False, autoincrement=rises)


def _part_index(name: str, of: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, of, columns, sqlite_where=condition, postgresql_where=condition)


def _play() -> None:
    op.create_table(
        "play",
        _number(rises=False),
        _text("room"),
        _text("kind"),
        _text("phase"),
        _large("opened_at_us"),
        _large("due_at_us", nullable=True),
        _large("ended_at_us", nullable=True),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        _text("body"),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_play_room", "play", ["room", "number"])
    _part_index("ix_play_room_live", "play", ["room", "number"], "NOT is_over")
    _part_index("ix_play_live", "play", ["number"], "NOT is_over")
    _part_index("ix_play_due", "play", ["due_at_us", "number"], "due_at_us IS NOT NULL AND phase = 'open'")


def _posting() -> None:
    op.create_table(
        "posting",
        _number(rises=True),
        _text("id"),
        _text("account"),
        _text("room"),
        _large("at_us"),
        _text("debit"),
        _text("credit"),
        _large("amount"),
        _text("source"),
        _text("reason"),
        sa.Column("earns", sa.Boolean(), nullable=False),
        _text("message"),
        _large("play"),
        _large("action"),
        _text("reverses"),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id", name="uq_posting_id"),
    )
    op.create_index("ix_posting_account", "posting", ["account", "number"])
    op.create_index("ix_posting_debit", "posting", ["account", "debit", "number"])
    op.create_index("ix_posting_credit", "posting", ["account", "credit", "number"])
    _part_index("ix_posting_message", "posting", ["account", "at_us", "number"], "message <> ''")


def _purse() -> None:
    op.create_table(
        "purse", _text("account"), _text("member"), _text("body"), sa.PrimaryKeyConstraint("account", "member")
    )
