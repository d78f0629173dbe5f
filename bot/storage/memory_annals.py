"""What the store in memory keeps of the rules themselves and of what guards look at."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from bot.core.guard import Judgement, Lowered
from bot.core.records import Judged, Outgoing, Revision
from bot.storage.memory_outbox import MemoryOutbox
from bot.storage.plain import finding_to_json, microseconds, scrubbed, storable, to_json
from bot.storage.revisions import lowering
from bot.storage.stored import judgement


class MemoryAnnals:
    """See `bot.core.ports.Annals`."""

    def __init__(self) -> None:
        self._judged: dict[int, Judged] = {}
        self._undone: dict[int, datetime] = {}
        self._outbox = MemoryOutbox()
        self._revisions: list[tuple[Revision, str]] = []
        self._lowered: dict[tuple[str, str], Lowered] = {}

    async def revisions(self, *, limit: int) -> Sequence[Revision]:
        """Return the newest revisions, newest first."""
        return tuple(revision for revision, _ in reversed(self._revisions))[:limit]

    async def files(self, revision: int) -> str | None:
        """Return the files of a revision, as JSON; None if there is no such revision."""
        return self._revisions[revision - 1][1] if 0 < revision <= len(self._revisions) else None

    async def revise(self, revision: Revision, files: str) -> int:
        """Store a revision; return its number."""
        number = len(self._revisions) + 1
        self._revisions.append((replace(scrubbed(revision), id=number), storable(files)))
        return number

    async def lowered(self) -> Sequence[Lowered]:
        """Return the rules that fell back, by id and digest."""
        return tuple(self._lowered[key] for key in sorted(self._lowered))

    async def lower(self, lowered: Sequence[Lowered], outgoing: Sequence[Outgoing]) -> None:
        """Store rules that fell back and what is told about it."""
        lowering(lowered, outgoing)  # fails for what no database takes
        self._lowered |= {(one.rule, one.digest): one for one in map(scrubbed, lowered)}
        self._outbox.post(map(scrubbed, outgoing), inbox=None)

    async def judgements(self, *, after: int, limit: int) -> Sequence[Judgement]:
        """Return judged messages with an id above `after`, in the order of arrival."""
        return tuple(islice((one for one in self._judgements() if one.id > after), limit))

    async def undone(self, *, since: datetime) -> Sequence[Judgement]:
        """Return what was taken back from `since` on."""
        return tuple(one for one in self._judgements() if one.undone_at is not None and one.undone_at >= since)

    async def hits(self, *, since: datetime) -> Sequence[Judgement]:
        """Return messages sent from `since` on in which a rule found something."""
        return tuple(one for one in self._judgements() if one.rules and one.sent_at >= since)

    def _undo(self, undone: Sequence[tuple[int, datetime | None]]) -> None:
        """Mark decisions as taken back, or as holding again."""
        for number, at in undone:
            if number not in self._judged:
                continue
            self._undone.pop(number, None)
            if at is not None:
                self._undone[number] = at

    def _judgements(self) -> Iterator[Judgement]:
        for number in sorted(self._judged):
            one = self._judged[number]
            if not one.counts:
                continue
            undone_at = self._undone.get(number)
            yield judgement(
                number,
                one.message.room,
                microseconds(one.message.sent_at),
                to_json([finding_to_json(finding) for finding in one.findings]),
                one.decided_by,
                None if undone_at is None else microseconds(undone_at),
            )
