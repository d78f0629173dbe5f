"""What the page and tests see of the platform: GET under `/sim/`, and the event stream."""

import asyncio
import json
from dataclasses import asdict

from aiohttp import web

from bot.simulator.asking import number_of
from bot.simulator.platform import Platform
from bot.simulator.talk import BOT
from bot.simulator.views import MOST_PEOPLE, MOST_ROOMS, members_view, person_view, room_view
from bot.simulator.world import Group

ALIVE_EVERY = 15.0  # chosen: s between signs of life on a quiet stream


class Watch:
    """Views of one platform."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def mount(self, app: web.Application) -> None:
        """Serve all views on `app`."""
        app.router.add_get("/sim/state", self.state)
        app.router.add_get("/sim/events", self.events)
        app.router.add_get("/sim/calls", self.calls)
        app.router.add_get("/sim/callbacks", self.callbacks)

    async def state(self, request: web.Request) -> web.Response:
        """Return everything the page needs to draw itself. room: chat id of another room than the demo's."""
        platform = self._platform
        group = self._group(request.query.get("room", platform.room))
        shown = {
            "room": room_view(group),
            "members": members_view(group, platform.world),
            "rooms": [
                {**room_view(g), "members": members_view(g, platform.world)}
                for g in platform.world.groups()[:MOST_ROOMS]
            ],
            "people": [person_view(p) for p in platform.world.people()[:MOST_PEOPLE]],
            "bot": {"userid": BOT.userid, "name": BOT.name},
            "day": platform.day.view(),
            "faults": platform.faults.view(),
            "notify_seconds": platform.notify_seconds,
        }
        return web.json_response(shown)

    async def calls(self, request: web.Request) -> web.Response:
        """Return what the bot called, oldest first."""
        del request
        return web.json_response({"calls": self._platform.calls.view()})

    async def callbacks(self, request: web.Request) -> web.Response:
        """Return every try to bring a callback, oldest first."""
        del request
        tries = [asdict(a) for a in self._platform.courier.attempts]
        return web.json_response({"callbacks": tries, "idle": self._platform.courier.idle()})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Stream what happens, from `after` or `Last-Event-ID` on."""
        after = number_of(request.headers.get("Last-Event-ID") or request.query.get("after") or "0")
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        await stream.prepare(request)
        self._platform.trace.watched(+1)
        try:
            await self._stream(stream, min(after, self._platform.hub.last))
        except ConnectionError:
            pass  # the page is gone
        finally:
            self._platform.trace.watched(-1)
        return stream

    async def _stream(self, stream: web.StreamResponse, after: int) -> None:
        await stream.write(b"retry: 1000\n\n")
        while not self._platform.closing.is_set():
            try:
                async with asyncio.timeout(ALIVE_EVERY):
                    news = await self._platform.hub.wait(after)
            except TimeoutError:
                await stream.write(b": alive\n\n")
                continue
            lines = (f"id: {e.id}\nevent: {e.kind}\ndata: {json.dumps(e.data)}\n\n" for e in news)
            await stream.write("".join(lines).encode())
            after = news[-1].id

    def _group(self, chat: str) -> Group:
        group = self._platform.world.group(chat)
        if group is None:
            raise web.HTTPNotFound(text=json.dumps({"error": f"没有群 {chat}"}), content_type="application/json")
        return group
