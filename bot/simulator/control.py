"""What the page and tests make people and the platform do: JSON posted under `/sim/`.

Refusals are `{"error"}` in Chinese with 400, 403, 404 or 409.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from aiohttp import web

from bot.simulator.asking import (
    Body,
    body_of,
    choice_in,
    count_in,
    form_in,
    objects_in,
    seconds_in,
    text_in,
    word_in,
)
from bot.simulator.courier import AIBOT, APP
from bot.simulator.customers import INVITED, LEFT, REMOVED, SCANNED
from bot.simulator.faults import SWITCHES, SwitchError, read_switch
from bot.simulator.people import ImpossibleError, Saying
from bot.simulator.platform import Platform
from bot.simulator.world import Person, changed


class Control:
    """Handlers over one platform."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def mount(self, app: web.Application) -> None:
        """Serve all controls on `app`."""
        actions = {
            "say": self.say,
            "private": self.private,
            "enter": self.enter,
            "press": self.press,
            "recall": self.recall,
            "join": self.join,
            "leave": self.leave,
            "day": self.day,
            "faults": self.faults,
            "verify": self.verify,
            "reset": self.reset,
        }
        for name, act in actions.items():
            app.router.add_post(f"/sim/{name}", _taking_json(act))

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

    async def recall(self, body: Body) -> Body:
        """Take back an own message of a group."""
        self._platform.people.recall(word_in(body, "userid"), count_in(body, "n"))
        return {}

    async def join(self, body: Body) -> Body:
        """Let people into a customer group. people: [{userid, name}], the name only for who is new. scene: 0 or 3.

        invitor: the colleague who invites them, of scene 0.
        """
        people = [self._newcomer(told) for told in objects_in(body, "people")]
        scene = choice_in(body, "scene", (SCANNED, INVITED))
        inviter = word_in(body, "invitor") if scene == INVITED and "invitor" in body else ""
        room, form = word_in(body, "room"), form_in(body)
        group = self._platform.customers.join(room, people, scene=scene, form=form, inviter=inviter)
        return {"members": list(group.members)}

    async def leave(self, body: Body) -> Body:
        """Let people leave a customer group; with `removed: true` somebody takes them out.

        by: who does that on their phone, checked if given. after: s until it happens.
        """
        customers, room = self._platform.customers, word_in(body, "room")
        userids = [word_in(told, "userid") for told in objects_in(body, "people")]
        scene = REMOVED if body.get("removed") is True else LEFT
        seconds = seconds_in(body, "after")
        if "by" in body:
            customers.check_remover(room, word_in(body, "by"))
        if seconds:
            group = customers.go_later(room, userids, scene=scene, seconds=seconds)
            return {"members": list(group.members)}
        group = customers.go(room, userids, scene=scene, form=form_in(body))
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


def _taking_json(act: Callable[[Body], Awaitable[Body]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return a handler that gives `act` the posted object and answers with what it returns, or why it will not."""

    async def handle(request: web.Request) -> web.Response:
        try:
            return web.json_response(await act(await body_of(request)))
        except ImpossibleError as why:
            return web.json_response({"error": str(why)}, status=why.status)

    return handle
