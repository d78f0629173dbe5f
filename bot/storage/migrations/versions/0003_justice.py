"""What justice keeps: cases, orders, what rooms remember, and standings whose points and mutes each have a number."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OLD = ("points", "points_at_us", "muted_at_us", "muted_until_us")
_PART = 1_000  # chosen: standings rewritten in one step


def upgrade() -> None:
    _casefile()
    _action()
    _state()
    _standings()
    _members()


def _text(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=None if default is None else sa.text(default))


def _time(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _number() -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("number", number, nullable=False, autoincrement=False)


def _part_index(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "casefile", columns, sqlite_where=condition, postgresql_where=condition)


def _casefile() -> None:
    op.create_table(
        "casefile",
        _number(),
        _text("account"),
        _text("room"),
        _text("rule"),
        _time("opened_at_us"),
        _time("due_at_us", nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        _text("body"),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_casefile_account_opened", "casefile", ["account", "opened_at_us", "number"])
    op.create_index("ix_casefile_room", "casefile", ["room", "number"])
    _part_index("ix_casefile_due", ["due_at_us", "number"], "due_at_us IS NOT NULL")
    _part_index("ix_casefile_account_open", ["account", "number"], "is_open")
    _part_index("ix_casefile_open", ["number"], "is_open")


def _action() -> None:
    op.create_table(
        "action",
        _number(),
        _text("room"),
        _text("who"),
        _time("at_us"),
        _text("body"),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_action_room", "action", ["room", "number"])


def _state() -> None:
    op.create_table("state", _text("room"), _text("key"), _text("value"), sa.PrimaryKeyConstraint("room", "key"))


def _standings() -> None:
    """Points and mutes of before become a charge and a mute without a number."""
    op.add_column("standing", _text("charges", "'[]'"))
    op.add_column("standing", _text("mutes", "'[]'"))
    op.add_column("standing", _time("answered_at_us", nullable=True))
    _rewrite()
    with op.batch_alter_table("standing") as standing:
        for name in _OLD:
            standing.drop_column(name)


def _rewrite() -> None:
    keys, changed = ("room", "member"), ("charges", "mutes", "answered_at_us")
    columns: list[sa.ColumnClause[object]] = [sa.column(name) for name in (*keys, *changed, *_OLD)]
    standing = sa.table("standing", *columns)
    connection = op.get_bind()
    rows = connection.execute(sa.select(*(standing.c[name] for name in (*keys, *_OLD)))).all()
    whose = [standing.c[name] == sa.bindparam(f"{name}_") for name in keys]
    statement = sa.update(standing).where(*whose).values({name: sa.bindparam(f"{name}_") for name in changed})
    for start in range(0, len(rows), _PART):
        connection.execute(statement, [_rewritten(*row) for row in rows[start : start + _PART]])


def _rewritten(
    room: str, member: str, points: float, points_at: int | None, muted_at: int | None, muted_until: int | None
) -> dict[str, object]:
    charges = [{"number": 0, "points": points, "at": points_at}] if points and points_at is not None else []
    is_muted = muted_at is not None and muted_until is not None
    mutes = [{"number": 0, "since": muted_at, "until": muted_until}] if is_muted else []
    told = {"charges_": json.dumps(charges), "mutes_": json.dumps(mutes), "answered_at_us_": points_at}
    return {"room_": room, "member_": member, **told}


def _members() -> None:
    """Whoever said something is known as a member from now on."""
    op.create_index("ix_member_member", "member", ["member", "room"])
    op.execute(
        "INSERT INTO member (room, member, name, removed_for) "
        "SELECT DISTINCT room, sender, '', '' FROM message WHERE room NOT LIKE 'private:%' "
        "AND NOT EXISTS (SELECT 1 FROM member AS m WHERE m.room = message.room AND m.member = message.sender)"
    )
