"""How a simulated platform is set up."""

from dataclasses import dataclass
from pathlib import Path

from bot.simulator.clock import Clock
from bot.simulator.courier import Pace
from bot.simulator.day import SCRIPT
from bot.simulator.world import Credentials, World


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorSettings:
    """Where it listens and how it behaves.

    host: only loopback makes sense. port: 0 takes a free one. bot_url, console_token: see `Simulator.point_at`.
    credentials: None draws fresh ones. world: None is the demo's; its first group is the one the page shows.
    clock: None is the machine's, with `seed` for its luck. notify_seconds: least time between archive notices.
    callback_timeout, retry_after: s. retries: after the first try. same_bytes_on_retry: else sealed afresh.
    trusted_ips: 企业可信IP; empty trusts all. at_once: calls of one API that may run at the same time. day: script of the scripted day.
    """

    host: str = "127.0.0.1"
    port: int = 0
    bot_url: str = ""
    console_token: str = ""
    credentials: Credentials | None = None
    world: World | None = None
    clock: Clock | None = None
    seed: int | None = None
    notify_seconds: float = 15.0  # platform: path/95039
    callback_timeout: float = 5.0  # platform: path/90238
    retry_after: float = 5.0
    retries: int = 3  # platform: path/90238
    same_bytes_on_retry: bool = False
    trusted_ips: frozenset[str] = frozenset()
    at_once: int = 100  # chosen: the platform does not say
    day: Path = SCRIPT

    def pace(self) -> Pace:
        """Return how callbacks are tried."""
        return Pace(
            timeout=self.callback_timeout,
            retry_after=self.retry_after,
            retries=self.retries,
            same_bytes=self.same_bytes_on_retry,
        )
