"""The texts of late, by their fingerprints: which of them are like one that comes now."""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import final

from bot.core.model import Echo, Fingerprint
from bot.text.fingerprint import BITS, likeness_to

FLOOR = 0.5  # chosen: below `NEAR`, so that what is judged may be stricter than what is kept apart
BRIEF = 8  # chosen: characters; fewer are everybody's 收到谢谢, and left out unless rules ask for them
SHORTEST = 4  # chosen: pairs; shorter texts are alike only if they are the same
_INDEXED = 4  # measured: of the pairs; of texts as alike as `NEAR` 98 of 100 share two of so many
_CROWDED = 48  # chosen: the newest texts behind one mark
_ENOUGH = 48  # chosen: texts that are looked at for one


@final
class Echoes:
    """Echoes, added in the order of arrival; keeps those of the last `keeps`, the newest `most` of them.

    keeps: back from when the newest was sent. 20,000 echoes take 45 MB (measured).
    """

    __slots__ = ("_behind", "_by_id", "_keeps", "_most")

    def __init__(self, *, keeps: timedelta, most: int = 20_000) -> None:
        self._keeps = keeps
        self._most = most
        self._by_id: OrderedDict[int, Echo] = OrderedDict()
        self._behind: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def add(self, echo: Echo) -> None:
        """Take `echo` up, and let go of what is too old for the rest. A text in which nothing is written is left out."""
        if not echo.print.whole:
            return
        if echo.id in self._by_id:
            self.drop((echo.id,))
        self._by_id[echo.id] = echo
        for mark in _marks(echo.print):
            behind = self._behind.get(mark)
            if behind is None:
                self._behind[mark] = [echo.id]
                continue
            behind.append(echo.id)
            if len(behind) > _CROWDED:
                del behind[0]
        self._let_go(echo.sent_at - self._keeps)

    def like(self, print: Fingerprint, *, since: datetime) -> tuple[Echo, ...]:  # noqa: A002 - what it is called
        """Return echoes sent after `since` that may be like `print`, the one sent first first.

        Of more than some dozens, the newest; one as like as `NEAR` is missed in 2 of 100 cases (measured).
        """
        candidates = self._candidates(print) if print.whole else ()
        if not candidates:
            return ()
        likeness, least, most = likeness_to(print), print.size * FLOOR, print.size / FLOOR
        alike = [
            echo
            for echo in candidates
            if least <= echo.print.size <= most and echo.sent_at > since and likeness(echo.print) >= FLOOR
        ]
        return tuple(sorted(alike, key=lambda echo: (echo.sent_at, echo.id)))

    def _candidates(self, print: Fingerprint) -> list[Echo]:  # noqa: A002 - what it is called
        found = [behind for mark in _marks(print) if (behind := self._behind.get(mark))]
        if print.size >= SHORTEST:
            found.sort(key=len)  # what few texts share tells most
        ids: set[int] = set()
        for behind in found:
            ids.update(behind)
            if len(ids) >= _ENOUGH:
                break
        return [*map(self._by_id.__getitem__, ids)]

    def drop(self, ids: Iterable[int]) -> None:
        """Forget the echoes with these ids; others are passed over."""
        for number in ids:
            echo = self._by_id.pop(number, None)
            if echo is not None:
                self._take_out(echo)

    def _let_go(self, before: datetime) -> None:
        while self._by_id:
            oldest = next(iter(self._by_id.values()))
            if len(self._by_id) <= self._most and oldest.sent_at >= before:
                return
            del self._by_id[oldest.id]
            self._take_out(oldest)

    def _take_out(self, echo: Echo) -> None:
        for mark in _marks(echo.print):
            behind = self._behind.get(mark, [])
            if echo.id in behind:
                behind.remove(echo.id)
            if not behind:
                self._behind.pop(mark, None)


def _marks(print: Fingerprint) -> tuple[int, ...]:  # noqa: A002 - what it is called
    """What an echo is found by: its skeleton, and each two of its first pairs. A skeleton has 63 bits."""
    if print.size < SHORTEST:
        return (print.whole,)
    a, b, c, d = print.sketch[:_INDEXED]
    first, second = a << BITS, b << BITS
    return (print.whole, first | b, first | c, first | d, second | c, second | d, c << BITS | d)
