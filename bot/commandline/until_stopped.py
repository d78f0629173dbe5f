"""Running something until somebody stops it."""

import asyncio
import signal
from collections.abc import Awaitable, Callable


def until_stopped(work: Callable[[asyncio.Event], Awaitable[None]]) -> int:
    """Run `work` until Ctrl-C or SIGTERM sets its event; return the exit code."""

    async def go() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, stop.set)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
        await work(stop)

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(go())
    return 0


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's, where it is installed."""
    try:
        import uvloop  # noqa: PLC0415 — optional
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory
