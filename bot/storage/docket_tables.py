"""The tables of cases, orders and what rooms remember; see `bot.storage.tables`."""

from sqlalchemy import BigInteger, Boolean, Index, Integer, MetaData, Text
from sqlalchemy import text as sql_text
from sqlmodel import Field, SQLModel

_Number = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER is the row's own number there
_OPEN = sql_text("is_open")
_WITH_TIME = sql_text("due_at_us IS NOT NULL")


class CaseRow(SQLModel, table=True):
    """A case. account, room, rule, is_open, due_at_us: as in the body, which is JSON; due_at_us is NULL if nothing is due."""

    __tablename__ = "casefile"
    __table_args__ = (
        Index("ix_casefile_due", "due_at_us", "number", sqlite_where=_WITH_TIME, postgresql_where=_WITH_TIME),
        Index("ix_casefile_account_opened", "account", "opened_at_us", "number"),
        Index("ix_casefile_room", "room", "number"),
        Index("ix_casefile_account_open", "account", "number", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_casefile_open", "number", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
    number: int = Field(primary_key=True, sa_type=_Number, sa_column_kwargs={"autoincrement": False})
    account: str = Field(sa_type=Text)
    room: str = Field(sa_type=Text)
    rule: str = Field(sa_type=Text)
    opened_at_us: int = Field(sa_type=BigInteger)
    due_at_us: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    is_open: bool = Field(sa_type=Boolean)
    body: str = Field(sa_type=Text)


class ActionRow(SQLModel, table=True):
    """What a person ordered. number: of the same row of numbers as cases. who: ordered it. body: JSON."""

    __tablename__ = "action"
    __table_args__ = (Index("ix_action_room", "room", "number"),)
    number: int = Field(primary_key=True, sa_type=_Number, sa_column_kwargs={"autoincrement": False})
    room: str = Field(sa_type=Text)
    who: str = Field(sa_type=Text)
    at_us: int = Field(sa_type=BigInteger)
    body: str = Field(sa_type=Text)


class StateRow(SQLModel, table=True):
    """Something that a room remembers under a key. value: JSON, never null."""

    __tablename__ = "state"
    room: str = Field(primary_key=True, sa_type=Text)
    key: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)


METADATA: MetaData = SQLModel.metadata
