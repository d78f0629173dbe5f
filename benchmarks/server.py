"""The servers that are compared, each in a process and on a core of its own.

`python -m benchmarks.server MODE PORT DATABASE`: MODE is `bare` (verify, decrypt, parse, answer), `ack` (the bot's
doors and inbox: durable before answered) or `full` (also decided by the starter rules, effects recorded, none sent).
"""

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import ClientSession, web

from benchmarks.traffic import AES_KEY, AIBOT, CORP, TOKEN
from bot.core.model import Room, RoomId
from bot.core.policy import Policy
from bot.core.texts import Texts
from bot.handlers.bench import Bench
from bot.handlers.mouths import Mouths
from bot.handlers.rooms import Rooms
from bot.runtime.clock import SystemClock
from bot.runtime.health import Vitals, add_health
from bot.runtime.inbox import Inbox
from bot.runtime.web import Refusals, make_web
from bot.settings import load_content, load_rules
from bot.storage.sql import SqlStore
from bot.storage.warm import Warm
from bot.text import segment
from bot.wecom.aibot import Aibot
from bot.wecom.app import App
from bot.wecom.client import Client
from bot.wecom.crypt import Crypt
from bot.wecom.guard import Guard

ROOT = Path(__file__).parent.parent


def bare(doors: dict[str, App | Aibot]) -> web.Application:
    """A handler that verifies, decrypts and parses, and does nothing with it."""
    clock = SystemClock()

    def hearing(door: App | Aibot) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def hear(request: web.Request) -> web.Response:
            delivery = door.open(await request.read(), request.query, now=clock.now())
            door.understand(delivery, lambda _, chat: RoomId(chat))
            return web.Response()

        return hear

    app = web.Application()
    for name, door in doors.items():
        app.router.add_post(f"/wecom/{name}", hearing(door))
    return app


def healthy(clock: SystemClock) -> Vitals:
    """Nothing stopped, no archive."""
    return Vitals(
        stopped=lambda: (),
        refused=lambda: 0,
        archive_at=lambda: None,
        archive_patience=None,
        started_at=clock.now(),
    )


async def serve(mode: str, port: int, database: str) -> None:
    """Run one server until killed."""
    clock = SystemClock()
    session = ClientSession()
    client = Client("http://127.0.0.1:9", CORP, "secret", session, clock)
    doors: dict[str, App | Aibot] = {
        "app": App(crypt=Crypt(TOKEN, AES_KEY, CORP), guard=Guard(), client=client, agent_id=1000002),
        "aibot": Aibot(crypt=AIBOT.crypt, guard=Guard(), session=session, clock=clock, name="群管"),
    }
    app = bare(doors)
    if mode != "bare":
        segment.load()
        content = load_content(ROOT / "config.yaml", {})
        rules = load_rules(content)
        store = SqlStore(f"sqlite:///{database}")
        await store.open()
        mouths = Mouths(doors)
        inbox = Inbox(
            store=store,
            channels=doors,
            rooms=Rooms((), defaults=Room(id=RoomId(""))),
            warm=Warm(store, reach=rules.reach, zone=content.zone, calendar=content.calendar),
            bench=Bench(judge=rules, policy=Policy(), texts=Texts(), possible=mouths.can, house_rules=rules.titles),
            clock=clock,
        )
        app = make_web(doors=doors, inbox=inbox, refusals=Refusals(clock), clock=clock)
        add_health(app, store=store, clock=clock, vitals=healthy(clock))
        if mode == "full":
            asyncio.create_task(inbox.run())  # noqa: RUF006 — until killed
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    gc.collect()
    gc.freeze()  # as bot/app.py does
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
