"""The tables of plays, postings and purses; see `bot.storage.tables`."""

from sqlalchemy import BigInteger, Boolean, Index, Integer, MetaData, Text, UniqueConstraint
from sqlalchemy import text as sql_text
from sqlmodel import Field, SQLModel

from bot.storage import docket_tables

_Number = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER is the row's own number there
_LIVE = sql_text("NOT is_over")
_CALLED = sql_text("due_at_us IS NOT NULL AND phase = 'open'")
_OF_MESSAGE = sql_text("message <> ''")


class PlayRow(SQLModel, table=True):
    """A run of an activity. number: of the same row of numbers as cases. All but body: as in the body, which is JSON.

    due_at_us: NULL if it wants no call. ended_at_us: when it was over, NULL while it is not.
    """

    __tablename__ = "play"
    __table_args__ = (
        Index("ix_play_room", "room", "number"),
        Index("ix_play_room_live", "room", "number", sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_play_live", "number", sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_play_due", "due_at_us", "number", sqlite_where=_CALLED, postgresql_where=_CALLED),
    )
    number: int = Field(primary_key=True, sa_type=_Number, sa_column_kwargs={"autoincrement": False})
    room: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    phase: str = Field(sa_type=Text)
    opened_at_us: int = Field(sa_type=BigInteger)
    due_at_us: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    ended_at_us: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    is_over: bool = Field(sa_type=Boolean)
    body: str = Field(sa_type=Text)


class PostingRow(SQLModel, table=True):
    """A posting. number: rises in the order of booking. message, reverses: empty if none; play, action: 0 if none."""

    __tablename__ = "posting"
    __table_args__ = (
        UniqueConstraint("id", name="uq_posting_id"),
        Index("ix_posting_account", "account", "number"),
        Index("ix_posting_debit", "account", "debit", "number"),
        Index("ix_posting_credit", "account", "credit", "number"),
        Index(
            "ix_posting_message", "account", "at_us", "number", sqlite_where=_OF_MESSAGE, postgresql_where=_OF_MESSAGE
        ),
    )
    number: int | None = Field(default=None, primary_key=True, sa_type=_Number)
    id: str = Field(sa_type=Text)
    account: str = Field(sa_type=Text)
    room: str = Field(sa_type=Text)
    at_us: int = Field(sa_type=BigInteger)
    debit: str = Field(sa_type=Text)
    credit: str = Field(sa_type=Text)
    amount: int = Field(sa_type=BigInteger)
    source: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    earns: bool = Field(sa_type=Boolean)
    message: str = Field(sa_type=Text)
    play: int = Field(sa_type=BigInteger)
    action: int = Field(sa_type=BigInteger)
    reverses: str = Field(sa_type=Text)


class PurseRow(SQLModel, table=True):
    """What the postings of a member of an account come to. body: JSON."""

    __tablename__ = "purse"
    account: str = Field(primary_key=True, sa_type=Text)
    member: str = Field(primary_key=True, sa_type=Text)
    body: str = Field(sa_type=Text)


METADATA: MetaData = docket_tables.METADATA
