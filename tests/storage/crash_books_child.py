"""Books credits and answers of one play, batch by batch, and prints the number of each that was kept, until killed.

Arguments: database URL, and a number that makes the keys of this run its own.
"""

import asyncio
import sys
from datetime import UTC
from itertools import count

from bot.core.reach import Reach
from bot.core.records import Outcome
from bot.storage.sql import SqlStore
from bot.storage.warm import Warm
from tests.storage.samples import delivery, play, posting
from tests.values import ROOM, T0


async def run(url: str, name: str) -> None:
    """Open the store; every batch is three answers, each with credits for two members and the play as it is then."""
    store = SqlStore(url)
    await store.open()
    warm = Warm(store, reach=Reach(), zone=UTC)
    await warm.load((ROOM,), now=T0)
    answers = dict(warm.of(ROOM.id).plays[1].body["answers"]) if warm.of(ROOM.id).plays else {}
    for batch in count():
        pending = await store.receive([delivery(f"{name}-{batch}-{n}") for n in range(3)])
        outcomes = []
        for one in pending:
            key = one.delivery.key
            answers = {**answers, key: ["北京", one.id]}
            booked = (posting(key, credit=f"m{one.id % 7}"), posting(f"{key}+", debit=f"m{one.id % 5}", credit="@shop"))
            purses = warm.purses_after(booked, lambda _: UTC)
            warm.pay(booked, purses)
            changed = play(1, body={"answers": answers})
            outcomes.append(Outcome(inbox=one.id, plays=(changed,), postings=booked, purses=purses))
        await store.record(outcomes)
        for one in pending:
            print(one.delivery.key, flush=True)  # noqa: T201 - the acknowledgement


asyncio.run(run(*sys.argv[1:]))
