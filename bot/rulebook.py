"""The rules in force: read from the disk, kept as revisions, read again when they are saved, held down when they fall."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bot.core.errors import QunguanError, StorageError, UnstorableError
from bot.core.guard import Lowered
from bot.core.model import MemberId
from bot.core.ports import Annals, Clock
from bot.core.records import Outgoing, Revision
from bot.core.texts import Text
from bot.documents.problems import Problem, render
from bot.inforce import InForce, as_written, free_what_was, since_when
from bot.revising import differing, errors_in, owners_of, told, told_broken, told_fall, way_back
from bot.ruleset.changes import file_changes
from bot.ruleset.sources import ForeignSourcesError, Sources, sources_from_json
from bot.runtime.warden import Fall
from bot.runtime.watch import Stamp, stamp_of
from bot.settings import Accepted, Settings, SettingsError, accept, accept_stored, load_again, paths_of
from bot.settings.loading import content_from
from bot.settings.saving import settle
from bot.settings.sources import refuse_none, with_cold_of
from bot.text import segment

log = logging.getLogger(__name__)

BOT = "群管"
KNOWN = 200  # chosen: revisions among which an earlier one with the same files is looked for
TRIED = 20  # chosen: revisions tried when the files on the disk are broken
LISTED = 20  # chosen: revisions that people are shown
TIDY_SECONDS = 5.0  # chosen: after new rules are in force, until the old ones are cleared away
PAUSE_SECONDS = 1.0  # chosen: before trying again when the database fails


class _UnsettledError(Exception):
    """The files changed while they were read."""


class Rulebook:
    """Keeps what is in force. use: called in the event loop with what is in force from now on.

    settings: what the bot was started with; of later ones only what is HOT is taken over, see `bot.settings.sources`.
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
        try:
            self.stamp = await asyncio.to_thread(self.look)
            accepted = await asyncio.to_thread(self._accepted, self._settings)
            refuse_none(accepted, before=await self._newest())
        except SettingsError as error:
            accepted = await self._last_good(error)
        in_force = await self._take(accepted)
        if self.problems:
            texts, now = accepted.texts, self._clock.now()
            await self._store.lower((), told_broken(self.problems, in_force.revision, self._settings, texts, now))
        return in_force

    def look(self) -> Stamp:
        """Return the stamp of the configuration and of all files that it points at. Raises SettingsError."""
        paths = paths_of(self._seen)
        return stamp_of((self._settings.path, *(path for kind in paths.values() for path in kind)))

    async def reload(self, stamp: Stamp) -> bool:
        """Put the saved files in force, all of them or none; tell whether they were those of `stamp` throughout.

        Broken ones leave in force what is.
        """
        async with self._lock:
            try:
                await self._take_for_sure(await asyncio.to_thread(self._read_again, stamp))
            except _UnsettledError:
                return False
            except SettingsError as error:
                self._refuse(error.problems)
            except Exception as error:  # noqa: BLE001 — a save that nobody foresaw must not stop the bot
                self._refuse((Problem(file=self._settings.path.name, cause=f"{type(error).__name__}: {error}"),))
            else:
                self.problems = ()
        return True

    async def fall(self, falls: Sequence[Fall]) -> None:
        """Let rules fall back a stage and tell those who answer for their rooms. Raises StorageError.

        A rule that was read anew since it was found wanting is left alone: whoever watches will look at it again.
        """
        async with self._lock:
            now, in_force = self._clock.now(), self.in_force
            judging = {id(rule) for rule in in_force.accepted.rules.rules}
            known = [(fall, in_force.digests[fall.rule.id]) for fall in falls if id(fall.rule) in judging]
            lowered = [
                Lowered(rule=fall.rule.id, digest=digest, stage=fall.after, at=now, why=fall.why)
                for fall, digest in known
            ]
            outgoing: list[Outgoing] = []
            for fall, digest in known:
                outgoing += told_fall(fall, digest, self._settings, in_force.accepted.texts, now)
            if known:
                await self._store.lower(lowered, outgoing)
                await self._take(in_force.accepted)

    def report(self) -> dict[str, Any]:
        """Return what monitoring may know, JSON-ready."""
        return self.in_force.report(self.problems, self.needs_restart)

    async def rollback(self, revision: int, by: MemberId) -> str:
        """Put the rule files back to those of `revision`, and them in force; return what came of it, in Chinese.

        Raises QunguanError or OSError, and nothing is changed; StorageError.
        """
        kept = await self._store.files(revision)
        if kept is None:
            raise QunguanError(f"没有第 {revision} 版规则，没有改动。发“规则 历史”可以看有哪些。")
        content = self.in_force.accepted.content
        told = await asyncio.to_thread(way_back, revision, sources_from_json(kept), content, self._known)
        log.info("%s puts the rule files back to revision %s: %s", by, revision, told)
        await self.reload(await asyncio.to_thread(self.look))
        return "\n但是没有生效，文件有错：".join((told, *(f"{p.place} {p.cause}" for p in self.problems[:1])))

    def _accepted(self, settings: Settings) -> Accepted:
        segment.load()
        settle(self._settings.base)
        written = with_cold_of(settings.written, self._settings.written)
        return accept(content_from(written, self._settings.base), known=self._known)

    def _read_again(self, stamp: Stamp) -> Accepted:
        settings = self._seen = load_again(self._settings)
        accepted = self._accepted(settings)
        refuse_none(accepted, before=self.in_force.accepted.sources)
        if self.look() != stamp:
            raise _UnsettledError
        self.needs_restart = differing(settings, self._settings)
        if self.needs_restart:
            log.warning("%s changed in %s; restart the bot to use it", self.needs_restart, self._settings.path)
        return accepted

    async def _newest(self) -> Sources:
        """Return the newest revision; nothing if there is none, or none that this program can read."""
        try:
            newest = await self._store.revisions(limit=1)
            return await self._kept(newest[0].id) if newest else Sources()
        except ForeignSourcesError:
            return Sources()

    async def _kept(self, revision: int) -> Sources:
        return await asyncio.to_thread(sources_from_json, await self._store.files(revision) or "{}")

    async def _last_good(self, error: SettingsError) -> Accepted:
        for revision in await self._store.revisions(limit=TRIED):
            try:
                stored = await self._kept(revision.id)
                config = with_cold_of(stored.config, self._settings.written)
                sources = replace(stored, config=config, lowered={})
                accepted = await asyncio.to_thread(accept_stored, sources, base=self._settings.base, known=self._known)
            except (SettingsError, ForeignSourcesError) as worse:
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
        """Take `accepted`, as often as it takes for the database to keep it. Raises UnstorableError if it never will."""
        while True:
            try:
                await self._take(accepted)
            except UnstorableError:
                raise
            except StorageError:
                log.exception("The database does not keep the new rules; trying again in %s s", PAUSE_SECONDS)
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            return

    async def _take(self, accepted: Accepted) -> InForce:
        """Put `accepted` in force, less what fell back, once it is stored; if it is the same, what is in force stays."""
        digests = await asyncio.to_thread(accepted.digests)
        fallen = {one.rule: one for one in await self._store.lowered() if digests.get(one.rule) == one.digest}
        written = as_written(accepted, was=self._in_force)
        accepted = accepted.lowered({rule: one.stage for rule, one in fallen.items()})
        revision, was = await self._stored(accepted.sources), self._in_force
        if was is not None and was.revision == revision.id:
            return was
        now = InForce(
            accepted=accepted,
            revision=revision.id,
            digests=digests,
            since=since_when(digests, revision, was=was) | {rule: one.at for rule, one in fallen.items()},
            fallen=tuple(fallen.values()),
            written=written,
            revisions=await self._store.revisions(limit=LISTED),
        )
        self.use(now)
        self._in_force = now
        log.info("Revision %s of the rules is in force: %s", revision.id, revision.note)
        if was is not None:
            asyncio.get_running_loop().call_later(TIDY_SECONDS, free_what_was)
        return now

    async def _stored(self, sources: Sources) -> Revision:
        """Return the revision that `sources` are: the newest one, if it is the same, else a new one."""
        known = await self._store.revisions(limit=KNOWN)
        digest = await asyncio.to_thread(sources.digest)
        if known and known[0].digest == digest:
            return known[0]
        old = await self._newest()
        who, note = await asyncio.to_thread(self._told, old, sources, known)
        revision = Revision(at=self._clock.now(), who=who, note=note, digest=digest)
        return replace(revision, id=await self._store.revise(revision, await asyncio.to_thread(sources.to_json)))

    def _told(self, old: Sources, new: Sources, known: Sequence[Revision]) -> tuple[str, str]:
        """Return who made `new` of `old`, and what was changed."""
        is_same = old.files() == new.files() and old.config == new.config
        return BOT if is_same else self._who(old, new), told(old, new, known)

    def _who(self, old: Sources, new: Sources) -> str:
        names = [change.name for change in file_changes(old, new) if not change.is_gone]
        return owners_of(self._settings.base / name for name in names) or owners_of([self._settings.path])
