"""A client that costs little: requests are bytes made before, answers are only looked at for their status."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Measured:
    """What a run gave. seconds: from the first send to the last answer. waits: per request, s, in order of answering."""

    seconds: float
    waits: list[float] = field(default_factory=list)
    bad: int = 0

    def percentile(self, share: float) -> float:
        """Return the wait in ms that `share` of the requests did not exceed."""
        ordered = sorted(self.waits)
        return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]


class _Connection(asyncio.Protocol):
    """Sends one request, waits for the whole answer, sends the next."""

    def __init__(self) -> None:
        self.buffer = b""
        self.answer: asyncio.Future[bool] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line[15:])
        if len(rest) < length:
            return
        self.buffer = b""
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(head[9:12] == b"200")

    async def ask(self, request: bytes) -> bool:
        """Return whether the answer was 200."""
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.answer


async def _connections(port: int, count: int) -> list[_Connection]:
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(_Connection, "127.0.0.1", port))[1] for _ in range(count)]


async def flood(port: int, requests: Sequence[bytes], *, connections: int = 64) -> Measured:
    """Send `requests` as fast as `connections` get their answers."""
    lines = await _connections(port, connections)
    waiting = iter(requests)
    measured = Measured(seconds=0.0)

    async def work(line: _Connection) -> None:
        for request in waiting:
            begun = time.perf_counter()
            measured.bad += not await line.ask(request)
            measured.waits.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    await asyncio.gather(*(work(line) for line in lines))
    measured.seconds = time.perf_counter() - begun
    for line in lines:
        line.transport.close()
    return measured


async def trickle(port: int, requests: Sequence[bytes], *, rate: float, connections: int = 256) -> Measured:
    """Send `requests` at `rate` a second, whether or not answers come; a wait counts from when it was to be sent."""
    lines = asyncio.Queue[_Connection]()
    for line in await _connections(port, connections):
        lines.put_nowait(line)
    measured = Measured(seconds=0.0)

    async def one(request: bytes, meant_at: float) -> None:
        line = await lines.get()
        measured.bad += not await line.ask(request)
        measured.waits.append(time.perf_counter() - meant_at)
        lines.put_nowait(line)

    begun = time.perf_counter()
    tasks = []
    for n, request in enumerate(requests):
        meant_at = begun + n / rate
        pause = meant_at - time.perf_counter()
        if pause > 0.001:
            await asyncio.sleep(pause)
        tasks.append(asyncio.create_task(one(request, meant_at)))
    await asyncio.gather(*tasks)
    measured.seconds = time.perf_counter() - begun
    while not lines.empty():
        lines.get_nowait().transport.close()
    return measured
