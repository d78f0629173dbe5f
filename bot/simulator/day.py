"""A scripted day: who says what and when, with a caption for whoever watches.

The script is JSON: {"title", "steps": [{"caption", "wait", "act", "userid", "text", "times", "every", "room"}]}; `wait`
and `every` are seconds at pace 1, `{i}` in a text counts its repetitions.
"""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.simulator.clock import Clock
from bot.simulator.customers import REMOVED, Customers
from bot.simulator.events import Hub
from bot.simulator.people import ImpossibleError, People, Saying
from bot.simulator.world import Person

SCRIPT = Path(__file__).with_name("day.json")
ACTS = ("say", "write", "join", "remove")
SLOWEST, FASTEST = 0.1, 1000.0  # chosen: factors of the script's own speed


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens. wait: s before it. times, every: repetitions and s between them.

    act: `say`, `write` (to the app in private), `join` or `remove` (by the owner's hand; customer groups only).
    text: what is said; the name of who joins. room: chat it happens in, empty for the first.
    """

    caption: str
    userid: str
    text: str = ""
    act: str = "say"
    wait: float = 1.0
    times: int = 1
    every: float = 0.0
    room: str = ""

    def __post_init__(self) -> None:
        if self.act not in ACTS:
            raise ValueError(f"act {self.act!r} is none of {', '.join(ACTS)}")


def read_script(path: Path) -> tuple[Step, ...]:
    """Return the steps of the script at `path`. Raises ValueError that names the file and the step."""
    try:
        steps = json.loads(path.read_text("utf-8"))["steps"]
        return tuple(Step(**step) for step in steps)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: not a script of a day ({error}); compare it with the one that is shipped") from error


class Day:
    """Plays the script, one at a time. room: chat that steps without one happen in."""

    def __init__(
        self, steps: tuple[Step, ...], *, people: People, customers: Customers, hub: Hub, clock: Clock, room: str
    ) -> None:
        self._steps = steps
        self._people = people
        self._customers = customers
        self._hub = hub
        self._clock = clock
        self._room = self._shown = room
        self._task: asyncio.Task[None] | None = None
        self._step = 0
        self._caption = ""

    def view(self) -> dict[str, Any]:
        """Return where the day stands, as the page reads it."""
        running = self._task is not None and not self._task.done()
        progress = {"running": running, "step": self._step, "steps": len(self._steps)}
        return {**progress, "caption": self._caption, "room": self._shown}

    def start(self, pace: float) -> None:
        """Play from the beginning, `pace` times as fast as written. Raises ImpossibleError for a pace out of range."""
        if not SLOWEST <= pace <= FASTEST:
            raise ImpossibleError(f"pace 要在 {SLOWEST:g} 到 {FASTEST:g} 之间")
        if self.view()["running"]:
            raise ImpossibleError("这一天正在播放", status=409)
        self._step, self._caption, self._shown = 0, "新的一天开始了。", self._room
        self._task = asyncio.create_task(self._play(pace))
        self._tell()

    async def stop(self) -> None:
        """End the day where it is."""
        if self._task is None or self._task.done():
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._caption = "提前停止"
        self._tell()

    async def _play(self, pace: float) -> None:
        for number, step in enumerate(self._steps, 1):
            await self._clock.sleep(step.wait / pace)
            self._step, self._caption, self._shown = number, step.caption, step.room or self._room
            self._tell()
            await self._perform(step, pace)
        self._caption = "点开任意一条消息，看群管为什么这样判。"
        self._task = None
        self._tell()

    async def _perform(self, step: Step, pace: float) -> None:
        for i in range(1, step.times + 1):
            if i > 1:
                await self._clock.sleep(step.every / pace)
            try:
                self._act(step, step.text.replace("{i}", str(i)))
            except ImpossibleError as why:
                self._caption = f"{step.caption}（跳过：{why}）"
                self._tell()
                return

    def _act(self, step: Step, text: str) -> None:
        room = step.room or self._room
        match step.act:
            case "say":
                self._people.say(step.userid, room, Saying(text=text))
            case "write":
                self._people.write(step.userid, text)
            case "join":
                self._customers.join(room, [Person(userid=step.userid, name=text)])
            case "remove":
                self._customers.go(room, [step.userid], scene=REMOVED)

    def _tell(self) -> None:
        self._hub.publish("day", self.view())
