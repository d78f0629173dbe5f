"""The controls of the page and of tests: JSON under `/sim/`.

Refusals are `{"error"}` in Chinese with 400, 403, 404 or 409.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace

from aiohttp import web

from bot.simulator.asking import Body, body_of, choice_in, count_in, form_in, number_of, objects_in, text_in, word_in
from bot.simulator.courier import AIBOT, APP
from bot.simulator.customers import INVITED, LEFT, REMOVED, SCANNED
from bot.simulator.faults import SWITCHES, SwitchError, read_switch
from bot.simulator.people import ImpossibleError, Saying
from bot.simulator.platform import Platform
from bot.simulator.talk import BOT
from bot.simulator.world import Group, Person, changed

ALIVE_EVERY = 15.0  # chosen: s between signs of life on a quiet stream


class Control:
    """Handlers over one platform."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def mount(self, app: web.Application) -> None:
        """Serve all controls on `app`."""
        app.router.add_get("/sim/state", self.state)
        app.router.add_get("/sim/events", self.events)
        app.router.add_get("/sim/calls", self.calls)
        app.router.add_get("/sim/callbacks", self.callbacks)
        actions = {
            "say": self.say,
            "private": self.private,
            "enter": self.enter,
            "press": self.press,
            "join": self.join,
            "leave": self.leave,
            "day": self.day,
            "faults": self.faults,
            "verify": self.verify,
            "reset": self.reset,
        }
        for name, act in actions.items():
            app.router.add_post(f"/sim/{name}", _taking_json(act))

    async def state(self, request: web.Request) -> web.Response:
        """Return everything the page needs to draw itself. room: chat id of another room than the demo's."""
        platform = self._platform
        group = self._group(request.query.get("room", platform.room))
        people = (platform.world.person(m) for m in (*group.members, *group.gone))
        shown = {
            "room": {
                "id": group.chatid,
                "name": group.name,
                "chatid": group.chatid,
                "archive_id": group.archive_id,
                "aibot_id": group.aibot_id,
            },
            "members": [
                {"userid": p.userid, "name": p.name, "role": p.role, "removed": p.userid in group.gone}
                for p in people
                if p
            ],
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

    async def say(self, body: Body) -> Body:
        """Speak in a group as somebody."""
        text, payload = text_in(body), body.get("payload")
        if payload is not None and not isinstance(payload, dict):
            raise ImpossibleError("payload 要是对象")
        saying = Saying(
            text=text, quote=count_in(body, "quote"), kind=word_in(body, "msgtype", "text"), payload=payload
        )
        post = self._platform.people.say(word_in(body, "userid"), word_in(body, "room", self._platform.room), saying)
        return {"n": post.n, "ids": dict(post.ids)}

    async def private(self, body: Body) -> Body:
        """Write to the app, or with `to: aibot` to the 智能机器人, in private."""
        people, userid, text = self._platform.people, word_in(body, "userid"), text_in(body)
        write = people.write_to_aibot if body.get("to") == AIBOT else people.write
        post = write(userid, text)
        return {"n": post.n, "ids": dict(post.ids)}

    async def enter(self, body: Body) -> Body:
        """Open the private chat with the aibot, or with `to: app` the app."""
        if body.get("to") == APP:
            self._platform.people.enter_app(word_in(body, "userid"))
            return {"first": True}
        return {"first": self._platform.people.enter_aibot(word_in(body, "userid"))}

    async def press(self, body: Body) -> Body:
        """Press a button of a card."""
        self._platform.people.press(word_in(body, "userid"), count_in(body, "n"), word_in(body, "key"))
        return {}

    async def join(self, body: Body) -> Body:
        """Let people into a customer group. people: [{userid, name}], the name only for who is new. scene: 0 or 3."""
        people = [self._newcomer(told) for told in objects_in(body, "people")]
        scene = choice_in(body, "scene", (SCANNED, INVITED))
        group = self._platform.customers.join(word_in(body, "room"), people, scene=scene, form=form_in(body))
        return {"members": list(group.members)}

    async def leave(self, body: Body) -> Body:
        """Let people leave a customer group; with `removed: true` somebody takes them out."""
        userids = [word_in(told, "userid") for told in objects_in(body, "people")]
        scene = REMOVED if body.get("removed") is True else LEFT
        group = self._platform.customers.go(word_in(body, "room"), userids, scene=scene, form=form_in(body))
        return {"members": list(group.members)}

    def _newcomer(self, told: Body) -> Person:
        userid = word_in(told, "userid")
        known = self._platform.world.person(userid)
        return known or Person(userid=userid, name=word_in(told, "name"))

    async def day(self, body: Body) -> Body:
        """Start or stop the scripted day."""
        day, action, pace = self._platform.day, body.get("action"), body.get("pace", 1.0)
        if isinstance(pace, bool) or not isinstance(pace, int | float):
            raise ImpossibleError("pace 要是数字")
        if action == "start":
            day.start(float(pace))
        elif action == "stop":
            await day.stop()
        else:
            raise ImpossibleError("action 只能是 start 或 stop")
        return day.view()

    async def faults(self, body: Body) -> Body:
        """Set switches by name; `seed` makes their luck repeatable. All or nothing."""
        seed = body.pop("seed", None)
        unknown = [name for name in body if name not in SWITCHES]
        if unknown:
            raise ImpossibleError(f"没有故障开关 {'、'.join(unknown)}；可用的是 {'、'.join(SWITCHES)}")
        try:
            switches = {name: read_switch(wanted) for name, wanted in body.items()}
        except SwitchError as error:
            raise ImpossibleError(str(error)) from error
        if isinstance(seed, int):
            self._platform.faults.reseed(seed)
        self._platform.faults.set(switches)
        return self._platform.faults.view()

    async def verify(self, body: Body) -> Body:
        """Do what the admin console does when callback URLs are saved; empty texts mean success."""
        del body
        return {channel: await self._platform.courier.verify(channel) for channel in (APP, AIBOT)}

    async def reset(self, body: Body) -> Body:
        """Empty the chat, bring everybody back, switch faults off. Archive and tokens go on."""
        del body
        platform = self._platform
        await platform.day.stop()
        for part in (platform.talk, platform.calls, platform.hub):
            part.forget()
        platform.faults.clear()
        for group in platform.world.groups():
            platform.world.put(replace(changed(group, added=group.gone), gone=()))
            for userid in group.gone:
                platform.hub.publish("member", {"userid": userid, "removed": False, "room": group.chatid})
        platform.hub.publish("reset", {})
        return {}

    def _group(self, chat: str) -> Group:
        group = self._platform.world.group(chat)
        if group is None:
            raise web.HTTPNotFound(text=json.dumps({"error": f"没有群 {chat}"}), content_type="application/json")
        return group


def _taking_json(act: Callable[[Body], Awaitable[Body]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return a handler that gives `act` the posted object and answers with what it returns, or why it will not."""

    async def handle(request: web.Request) -> web.Response:
        try:
            return web.json_response(await act(await body_of(request)))
        except ImpossibleError as why:
            return web.json_response({"error": str(why)}, status=why.status)

    return handle
