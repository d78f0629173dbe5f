"""The message archive and its sidecar: everything said in groups, in order, pulled by the bot.

Source: developer.work.weixin.qq.com/document/path/91774 (contents, limits), 95039 (notice).
"""

import asyncio
import json
from bisect import bisect_right
from datetime import datetime, timedelta
from typing import Any

from bot.simulator.clock import Clock, milliseconds, unix
from bot.simulator.courier import APP, Courier, Letter
from bot.simulator.faults import Faults
from bot.simulator.wire import xml
from bot.simulator.world import ARCHIVE_AGENT, word

KEPT_FOR = timedelta(days=5)  # platform: path/91774
LARGEST_PAGE = 1000  # platform: WeWorkFinanceSdk_C.h


class Archive:
    """Lines with rising `seq`, announced by `msgaudit_notify` at most every `notify_seconds`."""

    def __init__(self, corp_id: str, *, clock: Clock, courier: Courier, faults: Faults, notify_seconds: float) -> None:
        self._corp_id = corp_id
        self._clock = clock
        self._courier = courier
        self._faults = faults
        self._notify_seconds = notify_seconds
        self._noticed_at: datetime | None = None
        self._notice: asyncio.Task[None] | None = None
        self._last = 0
        self._seqs: list[int] = []
        self._times: list[datetime] = []
        self._lines: list[bytes] = []

    @property
    def last(self) -> int:
        """Return the newest seq, 0 before the first."""
        return self._last

    def message_id(self) -> str:
        """Return a fresh msgid of an internal chat."""
        return f"{self._clock.luck.randrange(10**18, 10**19)}_{milliseconds(self._clock.now())}"

    def add(self, record: dict[str, Any]) -> int:
        """Keep `record`, a plaintext message without its `seq`; return the seq it got. Announces it when due."""
        self._last += 1
        self._seqs.append(self._last)
        self._times.append(self._clock.now())
        self._lines.append(json.dumps({"seq": self._last, **record}, ensure_ascii=False).encode("utf-8", "replace"))
        self._announce()
        return self._last

    def page(self, *, after: int, limit: int) -> bytes:
        """Return up to `limit` kept messages after seq `after`, as JSON lines."""
        gone = bisect_right(self._times, self._clock.now() - KEPT_FOR)
        for kept in (self._seqs, self._times, self._lines):
            del kept[:gone]
        start = bisect_right(self._seqs, after)
        return b"".join(line + b"\n" for line in self._lines[start : start + limit])

    def _announce(self) -> None:
        """Send a notice now, or one for all when the throttle allows it again."""
        if self._notice is not None and not self._notice.done():
            return
        now = self._clock.now()
        wait = 0.0
        if self._noticed_at is not None:
            wait = self._notify_seconds - (now - self._noticed_at).total_seconds()
        if wait <= 0:
            self._notify()
            return
        self._notice = asyncio.create_task(self._notify_later(wait))

    async def _notify_later(self, wait: float) -> None:
        await self._clock.sleep(wait)
        self._notify()

    def _notify(self) -> None:
        now = self._clock.now()
        self._noticed_at = now
        if self._faults.strike("no_notify"):
            return
        body = xml(
            {
                "ToUserName": self._corp_id,
                "FromUserName": "sys",
                "CreateTime": unix(now),
                "MsgType": "event",
                "AgentID": ARCHIVE_AGENT,
                "Event": "msgaudit_notify",
            }
        )
        notice = Letter(
            channel=APP, kind="msgaudit_notify", id=word(self._clock.luck, 12), body=body.encode(), agent=ARCHIVE_AGENT
        )
        self._courier.bring(notice)

    async def stop(self) -> None:
        """Drop a notice that waits."""
        if self._notice is not None:
            self._notice.cancel()
            await asyncio.gather(self._notice, return_exceptions=True)
