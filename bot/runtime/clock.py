"""The only source of time and luck."""

import random
import secrets
from datetime import UTC, datetime
from typing import final

DRAWN = 512  # chosen: seeds drawn from the machine at a time; each draw lets another thread in


@final
class SystemClock:
    """The machine's clock and randomness. Not for: sharing between threads."""

    def __init__(self) -> None:
        self._luck: list[int] = []

    def now(self) -> datetime:
        """Return the present, aware, UTC."""
        return datetime.now(UTC)

    def seed(self) -> int:
        """Return fresh luck: 63 bits."""
        if not self._luck:
            drawn = secrets.token_bytes(8 * DRAWN)
            self._luck = [int.from_bytes(drawn[at : at + 8], "big") >> 1 for at in range(0, len(drawn), 8)]
        return self._luck.pop()


def jitter(seed: int) -> float:
    """Return a factor from [0.5, 1.5) drawn from `seed`."""
    return 0.5 + random.Random(seed).random()  # noqa: S311 — spreads retries, guards nothing
