"""More to say than the platform takes: safety first, the rest merged, nothing lost."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.effects import Remove, Reply, Say
from bot.wecom import Budget, RefusedError, RetryableError
from tests.fakes import RecordingChannel
from tests.runtime.post import Post, stopped
from tests.values import ROOM, ZHANG

MINUTE = timedelta(minutes=1)
SAY = Say(room=ROOM.id, text="早")
REPLY = Reply(room=ROOM.id, to=ZHANG, text="群规在这里")
ANSWER = Reply(room=ROOM.id, case=58, to=ZHANG, text="请勿发广告")
TEN = (Budget(limit=10, window=MINUTE),)


async def run_for(post: Post, minutes: int) -> None:
    """Let the outbox run for so many minutes of its clock."""
    running = asyncio.create_task(post.outbox.run())
    for _ in range(minutes):
        await asyncio.sleep(0.05)
        post.clock.forward(MINUTE)
        post.outbox.wake()
    await asyncio.sleep(0.05)
    await stopped(running)


async def test_a_storm_of_words_becomes_few_messages() -> None:
    """Eighty answers go within the limit, every line once and in order, each effect settled."""
    app = RecordingChannel("say", "reply", budgets=TEN)
    post = Post({"app": app})
    await post.hand_in(*(replace(REPLY, text=f"[{n:02}]") for n in range(80)))

    await run_for(post, 3)

    texts = [effect.text for _, effect in app.sent]
    said = "\n".join(texts)
    assert [said.index(f"[{n:02}]") for n in range(80)] == sorted(said.index(f"[{n:02}]") for n in range(80))
    assert all(said.count(f"[{n:02}]") == 1 for n in range(80))
    assert len(texts) == 4
    assert all(text.startswith("（20 条已合并）\n<@zhang> [") for text in texts)
    health = await post.store.health(post.clock.now())
    assert (health.waiting, health.refused) == (0, 0)


async def test_what_was_merged_says_into_what() -> None:
    """Every effect is settled as sent; all but the first name the one that carried them."""
    app = RecordingChannel("say", budgets=(Budget(limit=4, window=MINUTE),))
    post = Post({"app": app})
    for n in range(3):
        await post.hand_in(replace(SAY, text=str(n)))
        await post.send_due()
    await post.hand_in(*(replace(SAY, text=str(n)) for n in range(3, 6)))

    await run_for(post, 1)

    answers = [await post.store.answer_to(f"{n}-say") for n in range(1, 7)]
    assert [effect.text for _, effect in app.sent] == ["0", "1", "2", "（3 条已合并）\n3\n4\n5"]
    assert answers[:4] == [{"errcode": 0, "errmsg": "ok"}] * 4
    assert answers[4:] == [{"errcode": 0, "errmsg": "ok", "merged_into": "4-say"}] * 2


async def test_safety_passes_a_storm() -> None:
    """A removal and an answer to an offence, decided last, go first; talk does not use up what is kept for them."""
    app = RecordingChannel("say", "reply", "remove", "tell", budgets=TEN)
    post = Post({"app": app})
    await post.hand_in(
        *(replace(SAY, text="长" * 600) for _ in range(15)), ANSWER, Remove(room=ROOM.id, member=ZHANG, why="x")
    )
    running = asyncio.create_task(post.outbox.run())
    await asyncio.sleep(0.1)
    first = [effect.kind for _, effect in app.sent]
    await post.hand_in(ANSWER)
    post.outbox.wake()
    await asyncio.sleep(0.1)
    await stopped(running)

    assert first[:2] == ["remove", "reply"]
    assert [effect.kind for _, effect in app.sent][len(first) :] == ["reply"]


@pytest.mark.parametrize("failure", [RetryableError("busy"), RefusedError("no"), KeyError("bug")])
async def test_a_merged_message_that_fails_loses_nothing(failure: Exception) -> None:
    """Each of its lines is tried again by itself, by the next mouth if the first refused."""
    app = RecordingChannel("say", budgets=(Budget(limit=1, window=MINUTE),))
    robot = RecordingChannel("say")
    post = Post({"app": app, "aibot": robot} if isinstance(failure, RefusedError) else {"app": app})
    await post.hand_in(SAY)
    await post.send_due()
    app.failures.append(failure)
    await post.hand_in(replace(SAY, text="午"), replace(SAY, text="晚"))

    await run_for(post, 6)

    assert [effect.text for _, effect in (*app.sent, *robot.sent)] == ["早", "午", "晚"]
    assert (await post.store.health(post.clock.now())).waiting == 0


async def test_a_merged_message_leaves_out_what_no_longer_waits() -> None:
    """An effect that somebody else took up is not said twice."""
    app = RecordingChannel("say", budgets=(Budget(limit=4, window=MINUTE),))
    post = Post({"app": app})
    await post.hand_in(*(replace(SAY, text=str(n)) for n in range(3)))
    await post.send_due()
    app.sent.clear()
    await post.hand_in(replace(SAY, text="a"), replace(SAY, text="b"), replace(SAY, text="c"))
    dues = await post.store.due(post.clock.now(), limit=9)
    await post.store.begin(dues[1], channel="app", until=post.clock.now() + MINUTE)

    settled = await post.outbox.carry_out(dues)

    assert [one.id for one in settled] == [dues[0].id, dues[2].id]
    assert [effect.text for _, effect in app.sent] == ["（2 条已合并）\na\nc"]


async def test_a_room_whose_limit_is_used_up_holds_nobody_else_back() -> None:
    """What goes elsewhere is sent at once."""

    class ByKind(RecordingChannel):
        def target(self, effect, room):
            return effect.kind

    app = ByKind("say", "reply", budgets=(Budget(limit=1, window=MINUTE),))
    post = Post({"app": app})
    await post.hand_in(REPLY)
    await post.send_due()
    await post.hand_in(REPLY, SAY)
    running = asyncio.create_task(post.outbox.run())
    await asyncio.sleep(0.05)
    await stopped(running)

    assert [effect.text for _, effect in app.sent] == [REPLY.text, "早"]
