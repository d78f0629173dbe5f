"""What was decided is carried out, within limits, until settled."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.effects import Effect, Remove, Say
from bot.core.errors import StorageError
from bot.core.model import RoomId
from bot.runtime import outbox as outbox_module
from bot.runtime.outbox import Outbox
from bot.runtime.sending import LEASE, TRIES
from bot.wecom import Budget, RefusedError, RetryableError
from tests.fakes import RecordingChannel
from tests.runtime.post import Post, stopped
from tests.values import ROOM, T0, ZHANG

SAY = Say(room=ROOM.id, text="早")
REMOVE = Remove(room=ROOM.id, member=ZHANG, why="广告")
MINUTE = timedelta(minutes=1)


async def test_a_due_effect_is_sent_once_with_its_key() -> None:
    """Sent, it is not due any more."""
    app = RecordingChannel("say")
    post = Post({"app": app})
    await post.hand_in(SAY)

    assert (await post.send_due(), await post.send_due()) == (["sent"], [])
    assert app.sent == [("1-say", SAY)]


async def test_what_may_work_later_is_tried_again_later() -> None:
    """The back-off doubles with jitter; the attempts are counted."""
    app = RecordingChannel("say", failures=[RetryableError("busy"), RetryableError("busy")])
    post = Post({"app": app})
    await post.hand_in(SAY)

    states = []
    for _ in range(3):
        states += await post.send_due()
        states += await post.send_due()
        post.clock.forward(timedelta(seconds=3))

    assert states == ["waiting", "waiting", "sent"]


async def test_the_platform_s_own_pause_is_kept() -> None:
    """After 45009 the window's length is waited."""
    post = Post({"app": RecordingChannel("say", failures=[RetryableError("45009", after=MINUTE)])})
    await post.hand_in(SAY)
    await post.send_due()

    assert await post.store.next_due_at() == T0 + MINUTE


async def tried_out(post: Post, effect: Effect, *, hours: float) -> list[str]:
    """The states of every try of `effect` over so many hours."""
    await post.hand_in(effect)
    states, end = [], post.clock.now() + timedelta(hours=hours)
    while post.clock.now() < end:
        states += await post.send_due()
        post.clock.forward(timedelta(minutes=1))
    return states


async def test_words_that_come_an_hour_late_are_given_up() -> None:
    """Refused in the open after about an hour of trying; nobody is asked to post a stale hint."""
    app = RecordingChannel("say", "ask", failures=[RetryableError("busy")] * 999)
    post = Post({"app": app})

    states = await tried_out(post, SAY, hours=2)

    assert states == ["waiting"] * (TRIES - 1) + ["refused"]
    assert (app.sent, (await post.store.health(post.clock.now())).refused) == ([], 1)


async def test_a_removal_is_tried_for_a_day() -> None:
    """A long outage does not let an offender stay."""
    app = RecordingChannel("remove", "tell", failures=[RetryableError("busy")] * 100)
    post = Post({"app": app})

    states = await tried_out(post, REMOVE, hours=12)

    assert states == ["waiting"] * 100 + ["sent", "sent"]
    assert REMOVE in [effect for _, effect in app.sent]


async def test_the_owner_learns_of_a_removal_when_it_is_done() -> None:
    """Told once, with the reason and how to mend it."""
    app = RecordingChannel("remove", "tell")
    post = Post({"app": app})
    await post.hand_in(REMOVE)

    assert (await post.send_due(), await post.send_due()) == (["sent"], ["sent"])
    assert (app.sent[1][0], app.sent[1][1].to) == ("1-remove-tell", "owner")
    assert "已把 zhang 移出“产品交流群”（原因：广告）" in app.sent[1][1].text


async def test_what_fails_too_long_on_one_mouth_goes_to_the_next() -> None:
    """An app that stays down does not silence a room that also has a robot."""
    app = RecordingChannel("say", failures=[RetryableError("down")] * 999)
    robot = RecordingChannel("say")
    post = Post({"app": app, "aibot": robot})

    await tried_out(post, SAY, hours=2)

    assert [effect for _, effect in robot.sent] == [SAY]


async def test_what_one_mouth_refuses_the_next_one_says() -> None:
    """The app is not in this group; the robot is."""
    app = RecordingChannel("say", failures=[RefusedError("86008")])
    robot = RecordingChannel("say")
    post = Post({"app": app, "aibot": robot})
    await post.hand_in(SAY)

    assert (await post.send_due(), await post.send_due()) == (["waiting"], ["sent"])
    assert robot.sent == [("1-say", SAY)]


async def test_what_every_mouth_refuses_is_asked_of_the_owner() -> None:
    """A removal that the platform refuses becomes a task with its own key."""
    app = RecordingChannel("remove", "ask", failures=[RefusedError("86008", answer={"errcode": 86008})])
    post = Post({"app": app})
    await post.hand_in(REMOVE)

    assert (await post.send_due(), await post.send_due()) == (["refused"], ["sent"])
    assert [(key, e.kind, e.to) for key, e in app.sent] == [("1-remove-ask", "ask", "owner")]


async def test_what_nobody_can_do_is_refused_and_counted() -> None:
    """No mouth, nobody to ask: visible in /healthz, never silent."""
    post = Post({})
    await post.hand_in(replace(SAY, room=RoomId("private:zhang")))

    assert await post.send_due() == ["refused"]
    assert (await post.store.health(T0)).refused == 1


async def test_a_target_s_budget_only_delays() -> None:
    """Above the limit the effect waits for the window, untried."""
    app = RecordingChannel("say", budgets=(Budget(limit=2, window=MINUTE),))
    post = Post({"app": app})
    await post.hand_in(SAY, replace(SAY, text="午"), replace(SAY, text="晚"))

    first = await post.send_due()
    post.clock.forward(MINUTE)

    assert (first, await post.send_due()) == (["sent", "sent", "waiting"], ["sent"])


async def test_limits_are_kept_over_a_restart() -> None:
    """What was sent before counts: above the platform's limit messages vanish without an error."""
    app = RecordingChannel("say", budgets=(Budget(limit=1, window=MINUTE),))
    post = Post({"app": app})
    await post.hand_in(SAY)
    await post.send_due()
    await post.hand_in(replace(SAY, text="午"))
    restarted = Post({"app": app})
    restarted.store, restarted.outbox = post.store, Outbox(store=post.store, powers=restarted.powers)
    await restarted.outbox.recall()

    assert await restarted.send_due() == ["waiting"]


async def test_a_retry_keeps_its_place_in_the_room() -> None:
    """What was tried is not passed by what was decided after it; another room does not wait."""
    other = replace(SAY, room=RoomId("r2"))
    app = RecordingChannel("say", "remove", "tell", failures=[RetryableError("busy")])
    post = Post({"app": app})
    await post.hand_in(SAY)
    running = asyncio.create_task(post.outbox.run())
    await asyncio.sleep(0.05)
    await post.hand_in(REMOVE, other)
    post.outbox.wake()
    await asyncio.sleep(0.05)
    before = [effect for _, effect in app.sent]
    post.clock.forward(timedelta(seconds=3))
    post.outbox.wake()
    await asyncio.sleep(0.05)
    await stopped(running)

    assert (before, [effect for _, effect in app.sent][:3]) == ([other], [other, SAY, REMOVE])


async def test_one_room_with_much_to_say_does_not_silence_the_others() -> None:
    """Four hundred effects of one room that cannot be sent leave the other room's one alone."""

    class Deaf(RecordingChannel):
        async def send(self, effect, room, *, key):
            if room.id == ROOM.id:
                await asyncio.Event().wait()
            return await super().send(effect, room, key=key)

    app = Deaf("say")
    post = Post({"app": app})
    other = replace(SAY, room=RoomId("r2"))
    await post.hand_in(*(replace(SAY, text=str(n)) for n in range(400)), other)
    running = asyncio.create_task(post.outbox.run())
    await asyncio.sleep(0.2)
    running.cancel()

    assert [effect for _, effect in app.sent] == [other]


async def test_a_stop_lets_sends_finish() -> None:
    """What the platform has taken is recorded, so that it is not said again after the start."""

    class Slow(RecordingChannel):
        async def send(self, effect, room, *, key):
            await asyncio.sleep(0.1)
            return await super().send(effect, room, key=key)

    app = Slow("say")
    post = Post({"app": app})
    await post.hand_in(SAY)
    running = asyncio.create_task(post.outbox.run())
    await asyncio.sleep(0.03)
    await stopped(running)

    assert (len(app.sent), (await post.store.health(T0)).waiting) == (1, 0)


async def test_a_bug_in_a_channel_blocks_no_room() -> None:
    """What raises before sending is tried again like what raises while sending."""

    class Broken(RecordingChannel):
        def target(self, effect, room):
            raise KeyError(room.id)

    post = Post({"app": Broken("say")})
    await post.hand_in(SAY)

    assert await post.send_due() == ["waiting"]


async def test_what_was_taken_before_the_answer_was_lost_counts_as_sent() -> None:
    """A one-shot address that is used up on the second try was used by the first."""
    used_up = RefusedError("used", answer={"errcode": 60140})
    channel = RecordingChannel("say", failures=[RetryableError("answer lost"), used_up])
    channel.done_before = frozenset({60140})
    post = Post({"app": channel, "aibot": RecordingChannel("say")})
    await post.hand_in(SAY)
    first = await post.send_due()
    post.clock.forward(MINUTE)

    assert (first, await post.send_due(), await post.send_due()) == (["waiting"], ["sent"], [])


async def test_a_send_cut_off_in_the_middle_is_due_again_and_known_as_tried() -> None:
    """Killed while sending: after the lease it is tried again, as a second attempt, with the same key."""

    class Killed(RecordingChannel):
        async def send(self, effect, room, *, key):
            self.sent.append((key, effect))
            raise asyncio.CancelledError

    app = Killed("say")
    post = Post({"app": app})
    await post.hand_in(SAY)
    with pytest.raises(asyncio.CancelledError):
        await post.send_due()
    at_once = await post.store.due(post.clock.now(), limit=9)
    post.clock.forward(LEASE)
    (later,) = await post.store.due(post.clock.now(), limit=9)

    assert (at_once, later.attempts, later.key) == ((), 1, app.sent[0][0])


async def test_an_unexpected_failure_is_tried_again() -> None:
    """A bug in a channel must not lose what was decided."""
    app = RecordingChannel("say", failures=[KeyError("bug")])
    post = Post({"app": app})
    await post.hand_in(SAY)
    first = await post.send_due()
    post.clock.forward(MINUTE)

    assert (first, await post.send_due()) == (["waiting"], ["sent"])


async def test_one_room_s_effects_go_in_order_and_rooms_do_not_wait_for_each_other() -> None:
    """A room whose channel hangs holds only itself."""
    hanging = asyncio.Event()

    class Slow(RecordingChannel):
        async def send(self, effect, room, *, key):
            if room.id == ROOM.id:
                await hanging.wait()
            return await super().send(effect, room, key=key)

    app = Slow("say")
    post = Post({"app": app})
    other = replace(SAY, room=RoomId("r2"))
    await post.hand_in(SAY, other, replace(other, text="午"), replace(SAY, text="晚"))
    running = asyncio.create_task(post.outbox.run())
    await asyncio.sleep(0.05)
    before = [e.text for _, e in app.sent]
    hanging.set()
    await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert (before, [e.text for _, e in app.sent]) == (["早", "午"], ["早", "午", "早", "晚"])


async def test_a_wake_sends_at_once() -> None:
    """What is decided while the outbox sleeps does not wait for its next look."""
    app = RecordingChannel("say")
    post = Post({"app": app})
    running = asyncio.create_task(post.outbox.run())
    await asyncio.sleep(0.01)
    await post.hand_in(SAY)
    post.outbox.wake()
    await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert len(app.sent) == 1


async def test_a_database_that_fails_stops_no_sending_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks again; what was due is sent then."""
    monkeypatch.setattr(outbox_module, "PAUSE", timedelta(milliseconds=10))
    app = RecordingChannel("say")
    post = Post({"app": app})
    await post.hand_in(SAY)
    working, failures = post.store.due, [StorageError("away")] * 2

    async def due(*args, **rest):
        if failures:
            raise failures.pop()
        return await working(*args, **rest)

    post.store.due = due
    running = asyncio.create_task(post.outbox.run())
    await asyncio.sleep(0.1)
    await stopped(running)

    assert len(app.sent) == 1


async def test_a_lane_that_breaks_off_rests_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settling failed: the effect is sent again after its lease, with the same key, and nobody else is blocked."""
    monkeypatch.setattr(outbox_module, "REST", timedelta(milliseconds=10))
    app = RecordingChannel("say")
    post = Post({"app": app})
    await post.hand_in(SAY)
    working, failures = post.store.settle, [StorageError("away")]

    async def settle(settled):
        if failures:
            raise failures.pop()
        await working(settled)

    post.store.settle = settle
    running = asyncio.create_task(post.outbox.run())
    await asyncio.sleep(0.05)
    post.clock.forward(LEASE)
    post.outbox.wake()
    await asyncio.sleep(0.05)
    await stopped(running)

    assert [key for key, _ in app.sent] == ["1-say", "1-say"]
    assert (await post.store.health(post.clock.now())).waiting == 0


def test_what_no_limit_needs_is_forgotten() -> None:
    """Tidying an idle outbox is harmless."""
    post = Post({})

    post.outbox.tidy()

    assert post.outbox._sender._budgets.wait("x", (), T0) == timedelta(0)
