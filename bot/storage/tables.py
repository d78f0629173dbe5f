"""The tables. Times are whole microseconds since 1970, UTC, in columns named `…_us`; JSON is kept as text.

Whole microseconds because they sort, compare and index alike in every database and need no conversion on the way in.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import (
    text as sql_text,
)
from sqlmodel import Field, SQLModel

from bot.storage import play_tables

_Id = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER is the row's own number there
_PENDING = sql_text("state = 0")
_SET_ASIDE = sql_text("state = 2")
_WAITING = sql_text("state = 'waiting'")
_TRIED = sql_text("state = 'waiting' AND (attempts > 0 OR refused_by <> '[]')")
_REFUSED = sql_text("state = 'refused'")
_SENT = sql_text("state = 'sent'")
_FOUND = sql_text("findings <> '[]'")
_UNDONE = sql_text("undone_at_us IS NOT NULL")


class InboxRow(SQLModel, table=True):
    """A delivery. state: see `bot.storage.states`. body: empty once pruned while the key is still remembered."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "key", name="uq_inbox_channel_key"),
        Index("ix_inbox_pending", "id", sqlite_where=_PENDING, postgresql_where=_PENDING),
        Index("ix_inbox_set_aside", "id", sqlite_where=_SET_ASIDE, postgresql_where=_SET_ASIDE),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=_Id)
    channel: str = Field(sa_type=Text)
    key: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    received_at_us: int = Field(sa_type=BigInteger)
    state: int = Field(default=0, sa_type=SmallInteger, sa_column_kwargs={"server_default": sql_text("0")})
    error: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": sql_text("''")})


class MessageRow(SQLModel, table=True):
    """A judged message. id: of its delivery.

    revision: of the rules that judged it. scene: JSON of all else that the decision was made from (see
    `bot.core.scenes`), empty if it was not judged. decided_by: id of the rule that gave the points, empty if none did.
    undone_at_us: when a person took the decision back.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_room_sent_at", "room", "sent_at_us"),
        Index("ix_message_found", "sent_at_us", sqlite_where=_FOUND, postgresql_where=_FOUND),
        Index("ix_message_room_found", "room", "sent_at_us", sqlite_where=_FOUND, postgresql_where=_FOUND),
        Index("ix_message_undone", "undone_at_us", sqlite_where=_UNDONE, postgresql_where=_UNDONE),
    )
    id: int = Field(primary_key=True, sa_type=_Id, sa_column_kwargs={"autoincrement": False})
    message: str = Field(sa_type=Text)
    channel: str = Field(sa_type=Text)
    room: str = Field(sa_type=Text)
    sender: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    quoted: str = Field(sa_type=Text)
    sent_at_us: int = Field(sa_type=BigInteger)
    folded: str = Field(sa_type=Text)
    findings: str = Field(sa_type=Text)
    points: float = Field(sa_type=Double)
    total: float = Field(sa_type=Double)
    note: str = Field(sa_type=Text)
    counts: bool = Field(sa_type=Boolean)
    seconds: int = Field(default=0, sa_type=Integer, sa_column_kwargs={"server_default": sql_text("0")})
    seen: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": sql_text("''")})
    revision: int = Field(default=0, sa_type=Integer, sa_column_kwargs={"server_default": sql_text("0")})
    scene: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": sql_text("''")})
    decided_by: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": sql_text("''")})
    undone_at_us: int | None = Field(default=None, sa_type=BigInteger, nullable=True)


class HeardRow(SQLModel, table=True):
    """A channel that brought at least one message of a room; outlives the messages."""

    __tablename__ = "heard"
    room: str = Field(primary_key=True, sa_type=Text)
    channel: str = Field(primary_key=True, sa_type=Text)


class StandingRow(SQLModel, table=True):
    """The standing of a member. room: the account, see `bot.core.model.Room.account`. charges, mutes: JSON."""

    __tablename__ = "standing"
    room: str = Field(primary_key=True, sa_type=Text)
    member: str = Field(primary_key=True, sa_type=Text)
    charges: str = Field(default="[]", sa_type=Text, sa_column_kwargs={"server_default": sql_text("'[]'")})
    mutes: str = Field(default="[]", sa_type=Text, sa_column_kwargs={"server_default": sql_text("'[]'")})
    answered_at_us: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    offences: int = Field(sa_type=Integer)


class EffectRow(SQLModel, table=True):
    """The outbox. inbox: delivery it comes from, NULL if none. refused_by, answer, payload: JSON."""

    __tablename__ = "effect"
    __table_args__ = (
        UniqueConstraint("key", name="uq_effect_key"),
        Index("ix_effect_waiting", "due_at_us", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_effect_first_due", "first_due_at_us", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_effect_tried", "room", "id", "due_at_us", sqlite_where=_TRIED, postgresql_where=_TRIED),
        Index("ix_effect_refused", "id", sqlite_where=_REFUSED, postgresql_where=_REFUSED),
        Index("ix_effect_sent", "settled_at_us", "id", sqlite_where=_SENT, postgresql_where=_SENT),
        Index("ix_effect_inbox", "inbox"),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=_Id)
    key: str = Field(sa_type=Text)
    cause: str = Field(sa_type=Text)
    inbox: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    room: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    payload: str = Field(sa_type=Text)
    due_at_us: int = Field(sa_type=BigInteger)
    first_due_at_us: int = Field(sa_type=BigInteger)
    state: str = Field(sa_type=Text)
    attempts: int = Field(default=0, sa_type=Integer, sa_column_kwargs={"server_default": sql_text("0")})
    refused_by: str = Field(default="[]", sa_type=Text, sa_column_kwargs={"server_default": sql_text("'[]'")})
    channel: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": sql_text("''")})
    answer: str | None = Field(default=None, sa_type=Text, nullable=True)
    settled_at_us: int | None = Field(default=None, sa_type=BigInteger, nullable=True)


class RoomRow(SQLModel, table=True):
    """A room taken up. chats, mouths, roles: JSON."""

    __tablename__ = "room"
    id: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)
    chats: str = Field(sa_type=Text)
    ear: str = Field(sa_type=Text)
    mouths: str = Field(sa_type=Text)
    roles: str = Field(sa_type=Text)


class MemberRow(SQLModel, table=True):
    """A member ever heard of in a room, and what is known of them besides what they said. tags: JSON; the empty room holds for all rooms.

    removed_for: what they were last found doing before they were removed, empty if nothing.
    """

    __tablename__ = "member"
    __table_args__ = (Index("ix_member_member", "member", "room"),)
    room: str = Field(primary_key=True, sa_type=Text)
    member: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)
    joined_at_us: int | None = Field(sa_type=BigInteger, nullable=True)
    left_at_us: int | None = Field(sa_type=BigInteger, nullable=True)
    removed_at_us: int | None = Field(sa_type=BigInteger, nullable=True)
    removed_for: str = Field(sa_type=Text)
    invited_by: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": sql_text("''")})
    tags: str = Field(default="[]", sa_type=Text, sa_column_kwargs={"server_default": sql_text("'[]'")})


class RevisionRow(SQLModel, table=True):
    """A set of rule files that was accepted. who: saved it. files: JSON, text by name, deflated. digest: of the files, hex."""

    __tablename__ = "revision"
    id: int | None = Field(default=None, primary_key=True, sa_type=_Id)
    at_us: int = Field(sa_type=BigInteger)
    who: str = Field(sa_type=Text)
    note: str = Field(sa_type=Text)
    digest: str = Field(sa_type=Text)
    files: bytes = Field(sa_type=LargeBinary)


class LoweredRow(SQLModel, table=True):
    """A rule that fell back a stage by itself. digest: of the rule as it was written, for one written anew starts anew."""

    __tablename__ = "lowered"
    rule: str = Field(primary_key=True, sa_type=Text)
    digest: str = Field(primary_key=True, sa_type=Text)
    stage: str = Field(sa_type=Text)
    at_us: int = Field(sa_type=BigInteger)
    why: str = Field(sa_type=Text)


class PositionRow(SQLModel, table=True):
    """How far a pulled source was read."""

    __tablename__ = "position"
    name: str = Field(primary_key=True, sa_type=Text)
    value: int = Field(sa_type=BigInteger)


class ScheduleRunRow(SQLModel, table=True):
    """A timed job that some process took up."""

    __tablename__ = "schedule_run"
    schedule: str = Field(primary_key=True, sa_type=Text)
    due_at_us: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})


METADATA: MetaData = play_tables.METADATA


def table(name: str) -> Table:
    """Return one of the tables above by its name in the database."""
    return METADATA.tables[name]
