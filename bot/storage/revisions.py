"""Revisions of the rule files, and rules that fell back by themselves."""

import zlib
from collections.abc import Sequence

from sqlalchemy import Connection, desc, func, insert, select

from bot.core.findings import Stage
from bot.core.guard import Lowered
from bot.core.records import Outgoing, Revision
from bot.storage import statements
from bot.storage.plain import microseconds, moment, storable
from bot.storage.rows import effect_row, values_of
from bot.storage.statements import Row
from bot.storage.tables import table

Revising = tuple[Revision, str]
Lowering = tuple[Sequence[Row], Sequence[Row]]
"""Rows of `lowered`, rows of `effect`."""


def revisions(connection: Connection, limit: int) -> Sequence[Revision]:
    """Return the newest revisions, newest first."""
    stored = table("revision").c
    columns = (stored.id, stored.at_us, stored.who, stored.note, stored.digest)
    rows = connection.execute(select(*columns).order_by(desc(stored.id)).limit(limit))
    return tuple(
        Revision(id=number, at=moment(at_us), who=who, note=note, digest=digest)
        for number, at_us, who, note, digest in rows
    )


def files(connection: Connection, revision: int) -> str | None:
    """Return the files of a revision, as JSON; None if there is no such revision."""
    stored = table("revision").c
    deflated = connection.scalar(select(stored.files).where(stored.id == revision))
    return None if deflated is None else zlib.decompress(deflated).decode("utf-8")


def revise(connection: Connection, calls: Sequence[Revising]) -> Sequence[int]:
    """Store revisions, each with its files; return their numbers."""
    stored = table("revision")
    newest = connection.scalar(select(func.max(stored.c.id))) or 0
    rows = [
        {
            "id": number,
            "at_us": microseconds(revision.at),
            "who": storable(revision.who),
            "note": storable(revision.note),
            "digest": revision.digest,
            "files": zlib.compress(storable(text).encode("utf-8")),
        }
        for number, (revision, text) in enumerate(calls, start=newest + 1)
    ]
    connection.execute(insert(stored), rows)
    return [newest + place for place in range(1, len(calls) + 1)]


def lowered(connection: Connection) -> Sequence[Lowered]:
    """Return the rules that fell back, by id and digest; one that was written anew in between may be there twice."""
    stored = table("lowered").c
    rows = connection.execute(select(stored.rule, stored.digest, stored.stage, stored.at_us, stored.why))
    found = (
        Lowered(rule=rule, digest=digest, stage=Stage(stage), at=moment(at_us), why=why)
        for rule, digest, stage, at_us, why in rows
    )
    return tuple(
        sorted(found, key=lambda one: (one.rule, one.digest))
    )  # here, because databases differ in how they sort text


@values_of("lower")
def lowering(fallen: Sequence[Lowered], outgoing: Sequence[Outgoing]) -> Lowering:
    """Return the rows of one call of lower()."""
    rows = [
        (storable(one.rule), one.digest, one.stage.value, microseconds(one.at), storable(one.why)) for one in fallen
    ]
    return rows, [effect_row(out, None) for out in outgoing]


def lower(connection: Connection, calls: Sequence[Lowering]) -> Sequence[None]:
    """Store rules that fell back, the last of each as it was written, and what is told about it."""
    rows = {row[:2]: row for rows, _ in calls for row in rows}
    statements.PUT_LOWERED.run(connection, list(rows.values()))
    statements.ADD_EFFECTS.run(connection, [effect for _, effects in calls for effect in effects])
    return [None] * len(calls)
