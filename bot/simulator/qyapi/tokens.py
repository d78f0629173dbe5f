"""Access tokens: one per app, two hours, or shorter when the platform feels like it.

Source: developer.work.weixin.qq.com/document/path/91039.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.simulator.clock import Clock
from bot.simulator.codes import PlatformError
from bot.simulator.limits import HOUR, Blocking, Limit
from bot.simulator.world import Credentials, word

LIVES = timedelta(seconds=7200)  # platform: path/91039
WRONG_SECRETS = Limit(count=10, window=HOUR)  # block of 1 h: note to 45009; the number is chosen
_REMEMBERED = 64  # chosen: dead tokens that are still told apart from invented ones


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    value: str
    expires_at: datetime


class Tokens:
    """The app's token and those before it."""

    def __init__(self, credentials: Credentials, clock: Clock) -> None:
        self._credentials = credentials
        self._clock = clock
        self._current: _Token | None = None
        self._expired: dict[str, None] = {}
        self._wrong = Blocking(WRONG_SECRETS)
        self._banned_until: dict[str, datetime] = {}

    def issue(self, corp_id: str, secret: str, ip: str) -> dict[str, Any]:
        """Return the answer of gettoken: the same token while it is valid. Raises PlatformError."""
        now = self._clock.now()
        if not corp_id:
            raise PlatformError(41002)
        if not secret:
            raise PlatformError(41004)
        if now < self._banned_until.get(ip, now):
            raise PlatformError(45009)
        if corp_id != self._credentials.corp_id:
            raise PlatformError(40013)
        if secret != self._credentials.app_secret:
            if not self._wrong.allows(ip, now):
                self._banned_until[ip] = now + HOUR
            raise PlatformError(40001)
        token = self._valid(now) or self._fresh(now)
        left = int((token.expires_at - now).total_seconds())
        return {"access_token": token.value, "expires_in": left}

    def check(self, value: str) -> None:
        """Raise PlatformError unless `value` is the valid token."""
        if not value:
            raise PlatformError(41001)
        token = self._valid(self._clock.now())
        if token is not None and token.value == value:
            return
        raise PlatformError(42001 if value in self._expired else 40014)

    def kill(self) -> None:
        """Make the current token invalid before its time: 40014 from now on."""
        self._current = None

    def expire(self) -> None:
        """End the current token's time now: 42001 from now on."""
        if self._current is not None:
            self._retire(self._current.value)

    def _valid(self, now: datetime) -> _Token | None:
        if self._current is not None and now >= self._current.expires_at:
            self._retire(self._current.value)
        return self._current

    def _retire(self, value: str) -> None:
        self._expired[value] = None
        while len(self._expired) > _REMEMBERED:
            del self._expired[next(iter(self._expired))]
        self._current = None

    def _fresh(self, now: datetime) -> _Token:
        self._current = _Token(value=word(self._clock.luck, 214), expires_at=now + LIVES)
        return self._current
