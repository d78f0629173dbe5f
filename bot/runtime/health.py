"""Whether the bot does what it is for: the truth, for monitoring."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from bot.core.errors import StorageError
from bot.core.ports import Clock, Store

LATE = timedelta(minutes=1)  # chosen: what waits longer is stuck


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What only the running process knows.

    stopped: names of the parts that ended unasked. refused: callbacks refused since the start.
    archive_at: when the archive last answered, None if never or if there is none. archive_patience: how long it may
    stay silent; None without an archive. rules: which are in force, and what keeps others from it.
    """

    stopped: Callable[[], tuple[str, ...]]
    refused: Callable[[], int]
    archive_at: Callable[[], datetime | None]
    archive_patience: timedelta | None
    started_at: datetime
    rules: Callable[[], dict[str, Any]] = dict


def add_health(app: web.Application, *, store: Store, clock: Clock, vitals: Vitals) -> None:
    """Add `GET /healthz`: 200 and JSON when all is well, else 503 with the reasons under `problems`."""

    async def healthz(request: web.Request) -> web.Response:
        del request
        try:
            report = await _report(store, clock.now(), vitals)
        except StorageError as error:
            return web.json_response({"ok": False, "problems": ["database"], "database": str(error)}, status=503)
        return web.json_response(report, status=200 if report["ok"] else 503)

    app.router.add_get("/healthz", healthz)


async def _report(store: Store, now: datetime, vitals: Vitals) -> dict[str, Any]:
    health = await store.health(now)
    pending, unsent = _age(health.oldest_pending_at, now), _age(health.oldest_due_at, now)
    silent = None
    if vitals.archive_patience is not None:
        silent = _age(vitals.archive_at() or vitals.started_at, now)
    problems = [f"stopped: {name}" for name in vitals.stopped()]
    if pending > LATE:
        problems.append("backlog is stuck")
    if unsent > LATE:
        problems.append("effects are not sent")
    if silent is not None and vitals.archive_patience is not None and silent > vitals.archive_patience:
        problems.append("archive does not answer")
    return {
        "ok": not problems,
        "problems": problems,
        "database": "ok",
        "backlog": health.pending,
        "oldest_pending_seconds": round(pending.total_seconds(), 3),
        "set_aside": health.set_aside,
        "unsent_effects": health.waiting,
        "oldest_unsent_effect_seconds": round(unsent.total_seconds(), 3),
        "refused_effects": health.refused,
        "refused_callbacks": vitals.refused(),
        "rules": vitals.rules(),
        "archive_silent_seconds": None if silent is None else round(silent.total_seconds(), 3),
    }


def _age(since: datetime | None, now: datetime) -> timedelta:
    return timedelta(0) if since is None else max(now - since, timedelta(0))
