"""Writes deliveries through many callers at once and prints the key of each that was acknowledged, until killed.

Arguments: database URL, and a number that makes the keys of this run its own.
"""

import asyncio
import sys

from bot.storage.sql import SqlStore
from tests.storage.samples import delivery


async def write(store: SqlStore, name: str) -> None:
    """Write one delivery after the other, for ever."""
    number = 0
    while True:
        number += 1
        (pending,) = await store.receive([delivery(f"{name}-{number}", body="内容" * 200)])
        print(pending.delivery.key, flush=True)  # noqa: T201 - the acknowledgement


async def run(url: str, name: str) -> None:
    """Open the store and write with forty callers."""
    store = SqlStore(url)
    await store.open()
    await asyncio.gather(*(write(store, f"{name}-{i}") for i in range(40)))


asyncio.run(run(*sys.argv[1:]))
