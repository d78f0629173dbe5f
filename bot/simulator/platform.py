"""All parts of one simulated platform, put together."""

import asyncio
from dataclasses import dataclass
from random import Random  # noqa: TID251 - the faults have luck of their own, so that it can be repeated

from bot.simulator.aibot import Aibot
from bot.simulator.archive import Archive
from bot.simulator.calls import Calls
from bot.simulator.cards import Cards
from bot.simulator.clock import Clock
from bot.simulator.courier import Courier
from bot.simulator.customers import Customers
from bot.simulator.day import Day, read_script
from bot.simulator.events import Hub
from bot.simulator.faults import Faults
from bot.simulator.people import People
from bot.simulator.settings import SimulatorSettings
from bot.simulator.talk import Talk
from bot.simulator.trace import TraceFeed
from bot.simulator.world import Credentials, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """Everything that has a state. room: chat id of the room the page shows. closing: set when streams must end."""

    credentials: Credentials
    room: str
    notify_seconds: float
    clock: Clock
    world: World
    hub: Hub
    talk: Talk
    calls: Calls
    faults: Faults
    courier: Courier
    archive: Archive
    aibot: Aibot
    cards: Cards
    people: People
    customers: Customers
    day: Day
    trace: TraceFeed
    closing: asyncio.Event


def build(settings: SimulatorSettings, *, credentials: Credentials, clock: Clock, world: World) -> Platform:
    """Return a platform at its beginning; nothing of it runs yet."""
    hub = Hub()
    talk, calls = Talk(hub, clock), Calls(hub, clock)
    faults = Faults(Random(clock.luck.getrandbits(64)), hub)  # noqa: S311
    courier = Courier(credentials, clock=clock, faults=faults, pace=settings.pace())
    people = People(
        corp_id=credentials.corp_id,
        agent_id=credentials.agent_id,
        world=world,
        clock=clock,
        talk=talk,
        archive=Archive(
            credentials.corp_id, clock=clock, courier=courier, faults=faults, notify_seconds=settings.notify_seconds
        ),
        aibot=Aibot(clock=clock, courier=courier, talk=talk, calls=calls),
        courier=courier,
        cards=Cards(clock=clock, talk=talk),
    )
    return _around(people, settings, credentials=credentials, calls=calls, faults=faults, hub=hub)


def _around(
    people: People, settings: SimulatorSettings, *, credentials: Credentials, calls: Calls, faults: Faults, hub: Hub
) -> Platform:
    """Return the platform that `people` live on."""
    room = people.world.groups()[0].chatid
    customers = Customers(
        corp_id=people.corp_id,
        agent_id=people.agent_id,
        world=people.world,
        clock=people.clock,
        hub=hub,
        courier=people.courier,
    )
    return Platform(
        credentials=credentials,
        room=room,
        notify_seconds=settings.notify_seconds,
        clock=people.clock,
        world=people.world,
        hub=hub,
        talk=people.talk,
        calls=calls,
        faults=faults,
        courier=people.courier,
        archive=people.archive,
        aibot=people.aibot,
        cards=people.cards,
        people=people,
        customers=customers,
        day=Day(read_script(settings.day), people=people, customers=customers, hub=hub, clock=people.clock, room=room),
        trace=TraceFeed(hub),
        closing=asyncio.Event(),
    )
