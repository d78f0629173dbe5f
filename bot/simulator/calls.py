"""What the bot called and what the platform answered, for tests and for the page."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from bot.simulator.clock import Clock, milliseconds
from bot.simulator.events import Hub

_KEPT = 20_000  # chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call. key: its `Idempotency-Key`, empty if none. shown: numbers of the posts it made. note: why none, if so.

    at: ms.
    """

    path: str
    query: dict[str, str]
    body: Any
    key: str
    errcode: int
    errmsg: str
    at: int
    shown: tuple[int, ...] = ()
    note: str = ""


class Calls:
    """The newest calls, oldest first; each is also told to the page."""

    def __init__(self, hub: Hub, clock: Clock) -> None:
        self._hub = hub
        self._clock = clock
        self._calls: deque[Call] = deque(maxlen=_KEPT)

    def record(self, **fields: Any) -> None:  # noqa: ANN401 - fields of Call
        """Keep a call made now, and tell the page."""
        call = Call(at=milliseconds(self._clock.now()), **fields)
        self._calls.append(call)
        told = {name: getattr(call, name) for name in ("path", "errcode", "errmsg", "key", "at", "note")}
        self._hub.publish("platform", {**told, "shown": list(call.shown)})

    def view(self) -> list[dict[str, Any]]:
        """Return all kept calls as JSON."""
        return [asdict(call) for call in self._calls]

    def forget(self) -> None:
        """Drop all calls."""
        self._calls.clear()
