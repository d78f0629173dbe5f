"""The only source of time and luck."""

import random
import secrets
from datetime import UTC, datetime
from typing import final


@final
class SystemClock:
    """The machine's clock and randomness."""

    def now(self) -> datetime:
        """Return the present, aware, UTC."""
        return datetime.now(UTC)

    def seed(self) -> int:
        """Return fresh luck: 63 bits."""
        return secrets.randbits(63)


def jitter(seed: int) -> float:
    """Return a factor from [0.5, 1.5) drawn from `seed`."""
    return 0.5 + random.Random(seed).random()  # noqa: S311 — spreads retries, guards nothing
