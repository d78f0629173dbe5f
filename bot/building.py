"""Puts the parts of one bot together; nothing of them runs yet."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from aiohttp import ClientSession, ClientTimeout

from bot.channels import channels_of
from bot.core.model import MemberId, RoomId
from bot.core.ports import Clock, Store
from bot.handlers.bench import naming
from bot.handlers.mouths import Mouths
from bot.handlers.petition import prepare
from bot.handlers.playing import venues_of
from bot.handlers.rooms import Rooms
from bot.inforce import InForce
from bot.rulebook import Rulebook
from bot.runtime.caller import Caller
from bot.runtime.inbox import Inbox
from bot.runtime.outbox import Outbox
from bot.runtime.pull import ArchivePull
from bot.runtime.schedule import Schedule
from bot.runtime.sending import Powers
from bot.runtime.timetable import timers_in
from bot.settings import Settings
from bot.storage.sql import SqlStore
from bot.storage.warm import Warm
from bot.texts import all_texts
from bot.wecom import Channel
from bot.wecom.aibot import WELCOME
from bot.wecom.archive import Puller

CALL_TIMEOUT = ClientTimeout(total=15, connect=5)  # chosen: one call to the platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The parts of one bot, put together."""

    settings: Settings
    clock: Clock
    store: Store
    channels: Mapping[str, Channel]
    inbox: Inbox
    outbox: Outbox
    caller: Caller
    pull: ArchivePull | None
    rulebook: Rulebook
    schedule: Schedule


async def built(stack: AsyncExitStack, settings: Settings, clock: Clock) -> Bot:
    """Return the bot that `settings` describe; `stack` closes what is opened for it.

    Raises SettingsError for rules that cannot be used, StorageError if the database does not open.
    """
    store = SqlStore(settings.storage.url.reveal())
    await store.open()
    stack.push_async_callback(store.close)
    rulebook = Rulebook(settings, store=store, clock=clock, known=all_texts())
    in_force = await rulebook.open()
    await asyncio.to_thread(prepare)
    texts = in_force.accepted.texts
    session = await stack.enter_async_context(ClientSession(timeout=CALL_TIMEOUT))
    channels = channels_of(settings, session, clock, welcome=texts.say(WELCOME), rollback=rulebook.rollback)
    rooms = Rooms(settings.rooms, defaults=settings.defaults, known=await store.rooms())
    mouths = Mouths(channels)
    bench = in_force.bench(mouths.can, has_aibot="aibot" in channels)
    warm = Warm(
        store,
        reach=bench.reach,
        zone=settings.zone,
        has_archive=settings.wecom.archive is not None,
        calendar=settings.calendar,
    )
    inbox = Inbox(store=store, channels=channels, rooms=rooms, warm=warm, bench=bench, clock=clock)
    powers = Powers(
        channels=channels, mouths=mouths, rooms=rooms, texts=texts, clock=clock, name=partial(_name_in, warm)
    )
    outbox = Outbox(store=store, powers=powers)
    schedule = Schedule(
        store=store,
        clock=clock,
        zone=settings.zone,
        keep=settings.storage.keep,
        tidy=outbox.tidy,
        timers=lambda: timers_in(venues_of(rooms.all(), inbox.bench, clock.now())),
        put=inbox.put_pulled,
    )

    def use(now: InForce) -> None:
        inbox.use(now.bench(mouths.can, has_aibot="aibot" in channels))
        outbox.use(now.accepted.texts)
        schedule.refresh()

    rulebook.use = use
    pull = _pull(settings, session, inbox=inbox, store=store, clock=clock)
    caller = Caller(
        store=store,
        inbox=inbox,
        clock=clock,
        rooms=(room.id for room in settings.rooms),
        has_caught_up=lambda: pull is None or pull.has_caught_up,
    )
    return Bot(
        settings=settings,
        clock=clock,
        store=store,
        channels=channels,
        inbox=inbox,
        outbox=outbox,
        caller=caller,
        pull=pull,
        rulebook=rulebook,
        schedule=schedule,
    )


def _pull(
    settings: Settings, session: ClientSession, *, inbox: Inbox, store: Store, clock: Clock
) -> ArchivePull | None:
    """Return what pulls the archive, None where there is none."""
    archive = settings.wecom.archive
    if archive is None:
        return None
    puller = Puller(archive.source, archive.token.reveal(), session, clock)
    return ArchivePull(puller=puller, inbox=inbox, store=store, clock=clock, poll=archive.poll)


def _name_in(warm: Warm, room: RoomId, member: MemberId) -> str:
    """Return what `room` calls `member`; the account if that is not in memory."""
    memory = warm.known(room)
    return member if memory is None else naming(memory)(member)
