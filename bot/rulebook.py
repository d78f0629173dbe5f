"""The rules in force: read from the disk, kept as revisions, read again when they are saved, held down when they fall."""

import asyncio
import gc
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.core.errors import StorageError
from bot.core.guard import Lowered
from bot.core.ports import Annals, Clock
from bot.core.records import Outgoing, Revision
from bot.core.texts import Text
from bot.documents.problems import Problem, render
from bot.inforce import InForce
from bot.revising import differing, errors_in, owners_of, told, told_broken, told_fall
from bot.ruleset.changes import file_changes
from bot.ruleset.sources import Sources, sources_from_json
from bot.runtime.warden import Fall
from bot.runtime.watch import Stamp, stamp_of
from bot.settings import Accepted, Settings, SettingsError, accept, accept_stored, load_again, paths_of
from bot.settings.loading import content_from
from bot.settings.saving import settle
from bot.settings.sources import with_cold_of
from bot.text import segment

log = logging.getLogger(__name__)

BOT = "群管"
KNOWN = 200  # chosen: revisions among which an earlier one with the same files is looked for
TRIED = 20  # chosen: revisions tried when the files on the disk are broken
SHOWN = 3  # chosen: problems shown where there is little room
TIDY_SECONDS = 5.0  # chosen: after new rules are in force, until the old ones are cleared away
PAUSE_SECONDS = 1.0  # chosen: before trying again when the database fails


class _UnsettledError(Exception):
    """The files changed while they were read."""


class Rulebook:
    """Keeps what is in force. use: called in the event loop with what is in force from now on.

    settings: what the bot was started with; of later ones only policy, rules, words and texts are taken over.
    known: all texts there are. problems: of the last save, empty if it is in force.
    """

    def __init__(self, settings: Settings, *, store: Annals, clock: Clock, known: Sequence[Text]) -> None:
        self._settings = self._seen = settings
        self._store = store
        self._clock = clock
        self._known = known
        self._lock = asyncio.Lock()
        self._in_force: InForce | None = None
        self.stamp: Stamp = ()
        self.problems: tuple[Problem, ...] = ()
        self.needs_restart: tuple[str, ...] = ()
        self.use: Callable[[InForce], None] = lambda in_force: None

    @property
    def in_force(self) -> InForce:
        """What judges now. Raises RuntimeError before `open`."""
        if self._in_force is None:
            raise RuntimeError("open() comes first")
        return self._in_force

    async def open(self) -> InForce:
        """Return what is in force: the files on the disk or, if they are broken, the newest revision that works.

        Raises SettingsError if there is none, StorageError.
        """
        self.stamp = await asyncio.to_thread(self.look)
        try:
            accepted = await asyncio.to_thread(self._accepted, self._settings)
        except SettingsError as error:
            accepted = await self._last_good(error)
        in_force = await self._take(accepted)
        if self.problems:
            texts, now = accepted.texts, self._clock.now()
            await self._store.lower((), told_broken(self.problems, in_force.revision, self._settings, texts, now))
        return in_force

    def look(self) -> Stamp:
        """Return the stamp of the configuration and of all files that it points at."""
        paths = paths_of(self._seen)
        return stamp_of((self._settings.path, *(path for kind in paths.values() for path in kind)))

    async def reload(self, stamp: Stamp) -> bool:
        """Put the saved files in force, all of them or none; tell whether they were those of `stamp` throughout.

        Broken ones leave in force what is.
        """
        async with self._lock:
            try:
                accepted = await asyncio.to_thread(self._read_again, stamp)
            except _UnsettledError:
                return False
            except SettingsError as error:
                self._refuse(error.problems)
            except Exception as error:  # noqa: BLE001 — a save that nobody foresaw must not stop the bot
                self._refuse((Problem(file=self._settings.path.name, cause=f"{type(error).__name__}: {error}"),))
            else:
                await self._take_for_sure(accepted)
                self.problems = ()
        return True

    async def fall(self, falls: Sequence[Fall]) -> None:
        """Let rules fall back a stage and tell those who answer for their rooms. Raises StorageError."""
        async with self._lock:
            now, texts = self._clock.now(), self.in_force.accepted.texts
            known = [
                (fall, self.in_force.digests[fall.rule.id]) for fall in falls if fall.rule.id in self.in_force.digests
            ]
            lowered = [
                Lowered(rule=fall.rule.id, digest=digest, stage=fall.after, at=now, why=fall.why)
                for fall, digest in known
            ]
            outgoing: list[Outgoing] = []
            for fall, _ in known:
                outgoing += told_fall(fall, self._settings, texts, now)
            await self._store.lower(lowered, outgoing)
            await self._take(self.in_force.accepted)

    def report(self) -> dict[str, Any]:
        """Return what monitoring may know, JSON-ready."""
        return {
            "revision": self.in_force.revision,
            "broken": [f"{problem.place} {problem.cause}" for problem in self.problems[:SHOWN]],
            "broken_count": len(self.problems),
            "needs_restart": list(self.needs_restart),
            "lowered": dict(self.in_force.accepted.sources.lowered),
        }

    def _accepted(self, settings: Settings) -> Accepted:
        segment.load()
        settle(self._settings.base)
        written = with_cold_of(settings.written, self._settings.written)
        return accept(content_from(written, self._settings.base), known=self._known)

    def _read_again(self, stamp: Stamp) -> Accepted:
        settings = self._seen = load_again(self._settings)
        accepted = self._accepted(settings)
        if self.look() != stamp:
            raise _UnsettledError
        self.needs_restart = differing(settings, self._settings)
        if self.needs_restart:
            log.warning("%s changed in %s; restart the bot to use it", self.needs_restart, self._settings.path)
        return accepted

    async def _last_good(self, error: SettingsError) -> Accepted:
        for revision in await self._store.revisions(limit=TRIED):
            stored = sources_from_json(await self._store.files(revision.id) or "{}")
            config = with_cold_of(stored.config, self._settings.written)
            sources = replace(stored, config=config, lowered={})
            try:
                accepted = await asyncio.to_thread(accept_stored, sources, base=self._settings.base, known=self._known)
            except SettingsError as worse:
                log.warning("Revision %s cannot be used by this version:\n%s", revision.id, worse)
                continue
            self.problems = errors_in(error.problems)
            log.error("The rule files have errors; starting with revision %s instead:\n%s", revision.id, error)
            return accepted
        raise error

    def _refuse(self, problems: Sequence[Problem]) -> None:
        self.problems = errors_in(problems)
        shown = render(self.problems)
        log.error("The saved files have errors; revision %s stays in force:\n%s", self.in_force.revision, shown)

    async def _take_for_sure(self, accepted: Accepted) -> None:
        """Take `accepted`, as often as it takes for the database to keep it."""
        while True:
            try:
                await self._take(accepted)
            except StorageError:
                log.exception("The database does not keep the new rules; trying again in %s s", PAUSE_SECONDS)
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            return

    async def _take(self, accepted: Accepted) -> InForce:
        """Put `accepted` in force, less what fell back, once it is stored."""
        digests = accepted.digests()
        fallen = {one.rule: one for one in await self._store.lowered() if digests.get(one.rule) == one.digest}
        accepted = accepted.lowered({rule: one.stage for rule, one in fallen.items()})
        revision = await self._stored(accepted.sources)
        since = self._since(digests, revision) | {rule: one.at for rule, one in fallen.items()}
        was, now = self._in_force, InForce(accepted=accepted, revision=revision.id, digests=digests, since=since)
        self._in_force = now
        if was is None or was.revision != now.revision:
            log.info("Revision %s of the rules is in force: %s", revision.id, revision.note)
            self.use(now)
        if was is not None:
            asyncio.get_running_loop().call_later(TIDY_SECONDS, _freeze)
        return now

    def _since(self, digests: Mapping[str, str], revision: Revision) -> dict[str, datetime]:
        """Return from when on each rule is as it is; those that did not change keep their time."""
        was = self._in_force
        if was is None:
            return dict.fromkeys(digests, revision.at)
        return {rule: was.since[rule] if was.digests.get(rule) == d else revision.at for rule, d in digests.items()}

    async def _stored(self, sources: Sources) -> Revision:
        """Return the revision that `sources` are: the newest one, if it is the same, else a new one."""
        known = await self._store.revisions(limit=KNOWN)
        digest = sources.digest()
        if known and known[0].digest == digest:
            return known[0]
        old = sources_from_json(await self._store.files(known[0].id) or "{}") if known else Sources()
        note = told(old, sources, known)
        who = BOT if old.files() == sources.files() and old.config == sources.config else self._who(old, sources)
        revision = Revision(at=self._clock.now(), who=who, note=note, digest=digest)
        return replace(revision, id=await self._store.revise(revision, sources.to_json()))

    def _who(self, old: Sources, new: Sources) -> str:
        names = [change.name for change in file_changes(old, new) if not change.is_gone]
        return owners_of(self._settings.base / name for name in names) or owners_of([self._settings.path])


def _freeze() -> None:
    """Free the rules that are no longer in force, then let the collector leave alone what judges now, as at the start.

    What is frozen is never freed: without this each save would cost some MB for good (measured: 4; it takes 0.15 s).
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
