"""Replays: an envelope that is genuine, but was posted before or long ago."""

from datetime import datetime, timedelta

from bot.core.errors import ForgedError
from bot.wecom.fields import moment

WINDOW = timedelta(minutes=10)  # chosen; covers clocks that are off and WeCom's own retries
RETRY = timedelta(minutes=1)  # chosen; WeCom tries again three times, 5 s apart (path/90238)
CAPACITY = 100_000  # chosen; some 25 MB


class Guard:
    """Remembers the nonces of one callback for as long as their timestamps would be accepted.

    capacity: nonces remembered at most; above it the oldest half is forgotten early.
    Not for: several processes behind one address; there the dedupe key of a delivery stops the second.
    """

    __slots__ = ("_half", "_old", "_young", "_young_since")

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._half = max(1, capacity // 2)
        self._old: dict[str, tuple[str, datetime]] = {}
        self._young: dict[str, tuple[str, datetime]] = {}
        self._young_since: datetime | None = None

    def __len__(self) -> int:
        return len(self._old) + len(self._young)

    def check(self, timestamp: str, nonce: str, signature: str, *, now: datetime) -> None:
        """Take note of a genuine envelope.

        Raises ForgedError for one that is more than `WINDOW` off, for a nonce seen under another signature, and for the
        very same envelope later than `RETRY` after it came first. Raises WireError if `timestamp` is no number.
        """
        if abs(now - moment(timestamp)) > WINDOW:
            raise ForgedError(f"回调的时间戳与本机时间相差超过 {WINDOW.seconds} 秒：请核对本机时钟")
        self._turn(now)
        seen = self._young.get(nonce) or self._old.get(nonce)
        if seen is None or now - seen[1] > 2 * WINDOW:
            self._young[nonce] = (signature, now)
            return
        first_signature, first_at = seen
        if first_signature != signature:
            raise ForgedError("回调的 nonce 已经用过")
        if now - first_at > RETRY:
            raise ForgedError("回调被重放：同样的内容早已收到过")

    def _turn(self, now: datetime) -> None:
        """Forget in two generations: no nonce is dropped before 2 × WINDOW, no search is needed to drop it."""
        if self._young_since is None:
            self._young_since = now
        if now - self._young_since < 2 * WINDOW and len(self._young) < self._half:
            return
        self._old, self._young, self._young_since = self._young, {}, now
