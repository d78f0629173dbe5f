"""What every store promises about effects, the trace, the counts and what is deleted."""

import json
from dataclasses import replace

import pytest

from bot.core.effects import Ask, Mute, effect_to_json
from bot.core.errors import HandledBeforeError
from bot.core.model import RoomId
from bot.core.ports import Store
from bot.core.records import Due, Health, Outcome, Outgoing, Settled
from tests.storage.samples import DAY, SECOND, arrive, delivery, hear, post, reply
from tests.values import AD, ROOM, T0, ZHANG, message

MUTE = Outgoing(key="mute", effect=Mute(room=ROOM.id, member=ZHANG, until=T0 + DAY, why="刷屏"), due_at=T0)


class TestOutbox:
    """Effects from waiting to settled."""

    async def test_due_effects_come_earliest_first(self, store: Store) -> None:
        """Effects whose time has come are given by time, then in the order written, up to a limit."""
        late, first, same = reply("late", due_at=T0 + 2 * SECOND), reply("a"), reply("b")
        await post(store, late, first, same, reply("tomorrow", due_at=T0 + DAY))

        due = await store.due(T0 + 2 * SECOND, limit=10)

        assert [d.key for d in due] == ["a", "b", "late"]
        assert due[0] == Due(id=due[0].id, key="a", effect=first.effect, cause=first.cause)
        assert [d.key for d in await store.due(T0, limit=1)] == ["a"]
        assert await store.next_due_at() == T0

    async def test_nothing_waits_in_an_empty_store(self, store: Store) -> None:
        """Without effects nothing is due and nothing will be."""
        assert (await store.due(T0, limit=5), await store.next_due_at()) == ((), None)

    async def test_a_key_is_taken_once(self, store: Store) -> None:
        """A second effect with the same key is left out, the first stays as it is."""
        await post(store, reply("a"), replace(reply("a"), effect=replace(reply().effect, text="另一条")))
        await post(store, reply("a"), reply("b"))

        assert [(d.key, d.effect.text) for d in await store.due(T0, limit=9)] == [
            ("a", "请勿发布广告"),
            ("b", "请勿发布广告"),
        ]

    async def test_what_the_bot_does_alone_is_done_once_written(self, store: Store) -> None:
        """A mute is never due; the trace shows it as done."""
        await hear(store, message(), outgoing=(MUTE,))

        (entry,) = await store.trace(limit=1)

        assert await store.due(T0 + DAY, limit=5) == ()
        assert [e["state"] for e in entry["effects"]] == ["done"]

    async def test_a_postponed_effect_waits_with_what_happened_so_far(self, store: Store) -> None:
        """An effect put off is due at its new time and knows its attempts and who refused it."""
        await post(store, reply())
        (due,) = await store.due(T0, limit=1)

        await store.settle(
            [Settled(id=due.id, state="waiting", due_at=T0 + SECOND, attempts=3, refused_by=("app", "aibot"))]
        )

        assert await store.due(T0, limit=1) == ()
        assert await store.due(T0 + SECOND, limit=1) == (replace(due, attempts=3, refused_by=("app", "aibot")),)

    async def test_a_settled_effect_is_out_of_the_way(self, store: Store) -> None:
        """What was sent or refused is not due again, and cannot be settled again."""
        await post(store, reply("a"), reply("b"))
        a, b = await store.due(T0, limit=5)
        await store.settle([Settled(id=a.id, state="sent"), Settled(id=b.id, state="refused")])

        with pytest.raises(HandledBeforeError, match=f"settling of effects {a.id}:"):
            await store.settle([Settled(id=a.id, state="refused", outgoing=(reply("c"),))])

        assert await store.due(T0 + DAY, limit=5) == ()
        assert await store.next_due_at() is None

    async def test_one_wrong_settlement_fails_the_whole_call(self, store: Store) -> None:
        """If one effect of a call does not wait, none of that call is settled."""
        await post(store, reply())
        (due,) = await store.due(T0, limit=5)

        with pytest.raises(HandledBeforeError):
            await store.settle([Settled(id=due.id, state="sent"), Settled(id=due.id + 1, state="sent")])

        assert await store.due(T0, limit=5) == (due,)

    async def test_what_takes_its_place_is_written_with_it(self, store: Store) -> None:
        """An effect that takes the place of a refused one is due, and is shown with the same message."""
        await hear(store, message(), outgoing=(reply(),))
        (due,) = await store.due(T0, limit=1)
        ask = Ask(room=ROOM.id, to="owner", task="reply", member=ZHANG, text="请代为回复")
        instead = Outgoing(key="e1/ask", effect=ask, due_at=T0, cause=due.cause)

        await store.settle([Settled(id=due.id, state="refused", outgoing=(instead,))])

        assert [(d.key, d.effect, d.cause) for d in await store.due(T0, limit=5)] == [("e1/ask", ask, due.cause)]
        (entry,) = await store.trace(limit=1)
        assert [(e["key"], e["state"]) for e in entry["effects"]] == [("e1", "refused"), ("e1/ask", "waiting")]


class TestTrace:
    """What the console and the demo show."""

    async def test_a_judged_message_is_shown_with_all_that_became_of_it(self, store: Store) -> None:
        """An entry holds the message, the decision and each effect with the platform's answer, ready for JSON."""
        heard = message("加微信", id="m7", kind="text", sent_at=T0 + SECOND)
        (inbox,) = await hear(store, heard, outgoing=(reply(),))
        (due,) = await store.due(T0, limit=1)
        answer = {"errcode": 0, "errmsg": "好"}
        await store.settle([Settled(id=due.id, state="sent", channel="aibot", answer=answer, attempts=1)])

        (entry,) = await store.trace(limit=5)

        finding = {"rule": "ads", "title": "禁止广告", "condition": "words", "why": "含“加微信”", "span": [0, 3]}
        more = {"tags": [], "points": 3, "reply": "", "stage": "enforce", "for_all_roles": False, "of_burst": False}
        effect = {"key": "e1", "state": "sent", "channel": "aibot", "answer": answer, "attempts": 1}
        assert json.loads(json.dumps(entry)) == {
            "id": inbox,
            "message": "m7",
            "channel": "archive",
            "room": "r1",
            "sender": "zhang",
            "role": "member",
            "text": "加微信",
            "kind": "text",
            "sent_at": "2026-11-20T02:00:01+00:00",
            "folded": "加微信",
            "findings": [{**finding, **more}],
            "points": 3.0,
            "total": 4.5,
            "note": "",
            "effects": [{**effect, "due_at": "2026-11-20T02:00:00+00:00", "effect": effect_to_json(reply().effect)}],
        }
        assert AD.points == 3

    async def test_the_newest_come_first(self, store: Store) -> None:
        """Entries come newest first, up to a limit; of one room only its own."""
        here = [message(id=f"m{i}", sent_at=T0 + i * SECOND) for i in range(3)]
        await hear(store, *here, message(id="there", room=RoomId("r2")))

        newest = [entry["message"] for entry in await store.trace(limit=3)]
        in_room = [entry["message"] for entry in await store.trace(limit=2, room=ROOM.id)]

        assert (newest, in_room) == (["there", "m2", "m1"], ["m2", "m1"])

    async def test_effects_without_a_message_are_nobodys(self, store: Store) -> None:
        """An effect of a delivery that was no message is shown with no message."""
        await hear(store, message())
        await post(store, reply())

        assert [entry["effects"] for entry in await store.trace(limit=5)] == [[]]


class TestHealth:
    """Whether the bot keeps up."""

    async def test_the_counts_are_those_of_the_rows(self, store: Store) -> None:
        """Pending, set aside, waiting and refused are counted, and the oldest effect that is due is named."""
        a, *_ = await arrive(store, "a", "b", "c")
        await store.record([Outcome(inbox=a.id, error="炸了")])
        await post(store, reply("x"), reply("y", due_at=T0 + SECOND), reply("z", due_at=T0 + DAY), MUTE)
        (x,) = await store.due(T0, limit=1)
        await store.settle([Settled(id=x.id, state="refused")])

        assert await store.health(T0 + SECOND) == Health(
            pending=2, set_aside=1, waiting=2, refused=1, oldest_due_at=T0 + SECOND, oldest_pending_at=T0
        )
        assert (await store.health(T0)).oldest_due_at is None


class TestPrune:
    """What retention deletes, and what it never does."""

    async def test_only_what_is_over_is_deleted(self, store: Store) -> None:
        """Old handled deliveries, messages and settled effects go; pending and waiting ones stay however old."""
        old = await store.receive([delivery("old"), delivery("aside"), delivery("pending")])
        await store.record(
            [Outcome(inbox=old[0].id, outgoing=(reply("sent"), reply("waits"))), Outcome(inbox=old[1].id, error="炸了")]
        )
        sent, waits = await store.due(T0, limit=2)
        await store.settle([Settled(id=sent.id, state="sent")])
        await hear(store, message())
        await store.receive([delivery("new", received_at=T0 + 20 * DAY)])

        deleted = await store.prune(before=T0 + DAY)

        assert deleted == 5  # two deliveries, the message's own, the message, the sent effect
        assert [p.delivery.key for p in await store.backlog(after=0, limit=9)] == ["pending", "new"]
        assert await store.due(T0, limit=9) == (waits,)
        assert (await store.trace(limit=9), await store.set_aside(limit=9)) == ([], ())
        assert await store.prune(before=T0 + DAY) == 0

    async def test_what_is_not_old_stays(self, store: Store) -> None:
        """Nothing sent, received or due at the given time or later is deleted."""
        await hear(store, message(), outgoing=(MUTE,))
        await store.receive([delivery("new", received_at=T0 + 20 * DAY)])

        assert await store.prune(before=T0) == 0
        assert len(await store.trace(limit=9)) == 1

    async def test_a_late_duplicate_is_known_for_eight_days(self, store: Store) -> None:
        """A handled delivery is remembered by its key for eight days at least, after that it may be new again."""
        (a,) = await arrive(store, "a")
        await store.record([Outcome(inbox=a.id)])
        await store.receive([delivery("b", received_at=T0 + 8 * DAY)])
        await store.prune(before=T0 + DAY)
        known = await arrive(store, "a")
        await store.receive([delivery("c", received_at=T0 + 8 * DAY + SECOND)])
        await store.prune(before=T0 + DAY)

        assert known == []
        assert [p.delivery.key for p in await arrive(store, "a")] == ["a"]

    async def test_a_set_aside_delivery_can_be_replayed_while_it_is_remembered(self, store: Store) -> None:
        """Pruning leaves the body of a set-aside delivery whole until the delivery goes."""
        (a,) = await store.receive([delivery("a", body="要紧")])
        await store.record([Outcome(inbox=a.id, error="炸了")])
        await store.prune(before=T0 + DAY)

        assert await store.replay(a.id) == a

    async def test_an_id_is_never_given_again(self, store: Store) -> None:
        """After everything was pruned, new deliveries still get higher ids."""
        (a,) = await arrive(store, "a")
        await store.record([Outcome(inbox=a.id)])
        await store.prune(before=T0 + 100 * DAY)

        (b,) = await arrive(store, "b")

        assert b.id > a.id

    async def test_pruning_goes_on_beyond_one_part(self, store: Store) -> None:
        """More rows than are deleted at a time are all deleted in one call."""
        pending = await arrive(store, *(f"k{i}" for i in range(2100)))
        await store.record([Outcome(inbox=p.id) for p in pending])
        await store.receive([delivery("new", received_at=T0 + 20 * DAY)])

        assert await store.prune(before=T0 + DAY) == 2100
