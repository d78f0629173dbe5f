"""`make bench`: every promise about speed, measured against a bare server in the same run."""

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from benchmarks import detection, rush, words
from benchmarks.client import Measured, flood, trickle
from benchmarks.traffic import AIBOT, APP, Doorway, requests

COUNT = 6_000
PASSES = 5
STORED = 100_000
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table. holds: whether the promise is kept, None if there is none."""

    what: str
    measured: str
    promise: str = ""
    holds: bool | None = None


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


@contextmanager
def server(mode: str, database: str) -> Iterator[int]:
    """Run one server on the first core; this process keeps to the last."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.server", mode, str(port), database]
    if len(CORES) > 1:
        command = ["taskset", "-c", str(CORES[0]), *command]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", "the server did not start"
    try:
        yield port
    finally:
        process.kill()
        process.wait()


def handled(port: int) -> None:
    """Wait until nothing waits in the inbox."""
    while _backlog(port):
        time.sleep(0.02)


def _backlog(port: int) -> int:
    """Return how many deliveries wait; a 503 tells it too: nothing is ever sent here."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            report = json.load(answer)
    except HTTPError as error:
        report = json.load(error)
    backlog: int = report["backlog"]
    return backlog


def rate(mode: str, door: Doorway, database: str, *, first: int) -> tuple[float, Measured]:
    """Return requests a second of `mode`, in `full` until everything is handled."""
    made = list(requests(door, COUNT, at=int(time.time()), first=first))
    with server(mode, database) as port:
        asyncio.run(flood(port, made[:500]))
        if mode == "full":
            handled(port)
        begun = time.perf_counter()
        measured = asyncio.run(flood(port, made[500:]))
        if mode == "full":
            handled(port)
        seconds = time.perf_counter() - begun
    assert not measured.bad, f"{measured.bad} requests were refused"
    return (COUNT - 500) / seconds, measured


def rates(door: Doorway, folder: Path) -> dict[str, list[float]]:
    """Measure the three servers one after another, `PASSES` times."""
    found: dict[str, list[float]] = {"bare": [], "ack": [], "full": []}
    for n in range(PASSES):
        for mode, list_ in found.items():
            list_.append(rate(mode, door, str(folder / f"{door.path[7:]}-{mode}-{n}.db"), first=0)[0])
    return found


def against_bare(door: Doorway, folder: Path) -> Iterator[Line]:
    """Compare what durability and decisions cost with a bare server."""
    found = rates(door, folder)
    kind = "JSON" if door is AIBOT else "XML"
    yield Line(what=f"bare aiohttp handler, {kind}", measured=f"{statistics.median(found['bare']):,.0f}/s")
    for mode, what, promise in (("ack", "durable, acknowledged", 0.75), ("full", "decided, effects recorded", 0.45)):
        ratios = [m / b for m, b in zip(found[mode], found["bare"], strict=True)]
        ratio = statistics.median(ratios)
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        yield Line(
            what=f"{what}, {kind}",
            measured=f"{statistics.median(found[mode]):,.0f}/s = {ratio:.2f} x ({spread})",
            promise=f"at least {promise} x",
            holds=ratio >= promise,
        )


def at_half_load(folder: Path) -> Line:
    """Measure how long acknowledgements take at half of what the whole bot can do."""
    most, _ = rate("full", AIBOT, str(folder / "most.db"), first=0)
    made = list(requests(AIBOT, int(most * 5), at=int(time.time()), first=COUNT))
    with server("full", str(folder / "half.db")) as port:
        measured = asyncio.run(trickle(port, made, rate=most / 2))
    p99 = measured.percentile(0.99)
    p50 = measured.percentile(0.5)
    return Line(
        what=f"acknowledgement at half load ({most / 2:,.0f}/s)",
        measured=f"p50 {p50:.1f} ms, p99 {p99:.1f} ms",
        promise="p99 under 100 ms",
        holds=p99 < 100,
    )


def with_history(folder: Path) -> Line:
    """Compare the whole bot on an empty database with one that holds `STORED` messages."""
    full = str(folder / "stored.db")
    first = 0
    with server("full", full) as port:
        while first < STORED:
            asyncio.run(flood(port, list(requests(AIBOT, 10_000, at=int(time.time()), first=first))))
            handled(port)
            first += 10_000
    ratios = []
    for n in range(PASSES):
        empty, _ = rate("full", AIBOT, str(folder / f"empty-{n}.db"), first=first)
        stored, _ = rate("full", AIBOT, full, first=first)
        ratios.append(stored / empty)
        first += COUNT
    ratio = statistics.median(ratios)
    return Line(
        what=f"with {STORED:,} stored messages",
        measured=f"{ratio:.2f} x of an empty database ({min(ratios):.2f} to {max(ratios):.2f})",
        promise="at least 0.90 x",
        holds=ratio >= 0.9,
    )


def of_rules() -> Iterator[Line]:
    """Measure what words and rules cost."""
    for what, measured, promise, holds in words.lines():
        yield Line(what=what, measured=measured, promise=promise, holds=holds)


def of_a_rush() -> Iterator[Line]:
    """Measure five thousand members who answer one question at once."""
    for what, measured, promise, holds in rush.lines():
        yield Line(what=what, measured=measured, promise=promise, holds=holds)


def of_detection(data: Path) -> Iterator[Line]:
    """Measure what of the labelled texts in `data` is found, and what innocent talk is."""
    for found in detection.lines(data):
        yield Line(what=found.what, measured=found.measured, promise=found.promise, holds=found.holds)


def table(lines: Sequence[Line]) -> str:
    """Return the lines as a Markdown table."""
    rows = ["| what | measured | promise | kept |", "| --- | --- | --- | --- |"]
    kept = {True: "yes", False: "NO", None: ""}
    rows += [f"| {line.what} | {line.measured} | {line.promise} | {kept[line.holds]} |" for line in lines]
    return "\n".join(rows)


def once(measure: Callable[[Path], Line], folder: Path) -> Iterator[Line]:
    """Measure one line when it is asked for."""
    yield measure(folder)


def main(data: str = "") -> int:
    """Measure everything; the exit code says whether all promises hold. data: folder of `benchmarks.detection`."""
    if len(CORES) > 1:
        os.sched_setaffinity(0, {CORES[-1]})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = []
        for measured in (
            against_bare(AIBOT, folder),
            against_bare(APP, folder),
            once(at_half_load, folder),
            once(with_history, folder),
            of_a_rush(),
            of_rules(),
            of_detection(Path(data)) if data else (),
        ):
            for line in measured:
                print(f"{line.what}: {line.measured}", file=sys.stderr, flush=True)
                lines.append(line)
    print(table(lines))
    return 1 if any(line.holds is False for line in lines) else 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:2]))
