"""What every store keeps of the rules themselves, and what guards look at."""

from dataclasses import replace
from datetime import timedelta

from bot.core.effects import Tell
from bot.core.findings import Stage
from bot.core.guard import Judgement, Lowered
from bot.core.model import private_room
from bot.core.ports import Store
from bot.core.records import Judged, Outcome, Outgoing, Revision
from tests.storage.samples import arrive
from tests.values import AD, ROOM, T0, ZHANG, message

MINUTE = timedelta(minutes=1)
FIRST = Revision(at=T0, who="admin", note="3 个文件", digest="a.b.c")


async def judge(store: Store, key: str, **fields) -> int:
    """Store one judged message; return its number."""
    (pending,) = await arrive(store, key)
    values = {"role": "member", "folded": "", "findings": (), "points": 0.0, "total": 0.0, **fields}
    said = values.pop("message", message(id=key))
    await store.record([Outcome(inbox=pending.id, judged=Judged(message=said, **values))])
    return pending.id


async def outcome(store: Store, key: str, **fields) -> None:
    """Handle one delivery with this outcome."""
    (pending,) = await arrive(store, key)
    await store.record([Outcome(inbox=pending.id, **fields)])


class TestRevisions:
    """Sets of rule files, newest first."""

    async def test_revisions_are_numbered_and_come_back_newest_first(self, store: Store) -> None:
        """Each with its files, byte for byte; a number nobody gave has none."""
        first = await store.revise(FIRST, '{"rules":{"词":"刷单😀"}}')
        second = await store.revise(replace(FIRST, note="改"), "{}")

        assert (first, second) == (1, 2)
        assert await store.revisions(limit=9) == (replace(FIRST, id=2, note="改"), replace(FIRST, id=1))
        assert await store.revisions(limit=1) == (replace(FIRST, id=2, note="改"),)
        assert [await store.files(n) for n in (1, 2, 3, 0)] == ['{"rules":{"词":"刷单😀"}}', "{}", None, None]


class TestLowered:
    """Rules that fell back, and what is told about it."""

    async def test_a_rule_that_fell_back_is_kept_with_what_is_told(self, store: Store) -> None:
        """The last fall of a rule as it was written counts, what it was before stays; the effect waits in the outbox."""
        soft = Lowered(rule="ads", digest="d1", stage=Stage.SOFT, at=T0, why="太多")
        shadow = replace(soft, stage=Stage.SHADOW, at=T0 + MINUTE)
        anew = replace(soft, digest="d2")
        tell = Outgoing(key="guard-1", effect=Tell(room=private_room(ZHANG), to=ZHANG, text="降级"), due_at=T0)
        await store.lower([soft, replace(soft, rule="abuse")], [tell])
        await store.lower([anew, shadow], [])

        assert await store.lowered() == (replace(soft, rule="abuse"), shadow, anew)
        assert [due.effect for due in await store.due(T0, limit=9)] == [tell.effect]


class TestJudgements:
    """What guards look at."""

    async def test_judged_messages_come_in_the_order_of_arrival(self, store: Store) -> None:
        """With the rules that found something and the one that gave points; copies are left out."""
        plain = await judge(store, "a")
        await judge(store, "b", counts=False)
        soft = replace(AD, rule="soft", stage=Stage.SOFT, points=9)
        bad = await judge(store, "c", findings=(soft, AD), points=3.0, decided_by="ads")

        expected = (
            Judgement(id=plain, room=ROOM.id, sent_at=T0),
            Judgement(id=bad, room=ROOM.id, sent_at=T0, rules=("soft", "ads"), penalised="ads"),
        )
        assert await store.judgements(after=0, limit=9) == expected
        assert await store.judgements(after=plain, limit=9) == expected[1:]
        assert await store.judgements(after=0, limit=1) == expected[:1]
        assert await store.hits(since=T0) == expected[1:]
        assert await store.hits(since=T0 + MINUTE) == ()

    async def test_what_came_before_a_moment_is_known_by_its_number(self, store: Store) -> None:
        """0 before everything."""
        _, last = await arrive(store, "a", "b")

        assert await store.received_before(T0 + MINUTE) == last.id
        assert await store.received_before(T0 - 999 * MINUTE) == 0

    async def test_taking_back_marks_the_decision_until_it_is_put_back(self, store: Store) -> None:
        """Those deliveries alone, with when; one that is not kept changes nothing."""
        first, second, third = [await judge(store, key, findings=(AD,), decided_by="ads") for key in "abc"]
        taken = ((first, T0), (second, T0 + MINUTE), (third + 99, T0))
        await outcome(store, "undo", undone=taken)
        both = await store.undone(since=T0)
        await outcome(store, "redo", undone=((first, None),))

        assert [(one.id, one.undone_at) for one in both] == [(first, T0), (second, T0 + MINUTE)]
        assert [one.id for one in await store.undone(since=T0)] == [second]
        assert await store.undone(since=T0 + 2 * MINUTE) == ()
