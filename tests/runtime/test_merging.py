"""Order of a room's effects, and several of them in one message."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import Ask, Card, Effect, Inspect, Mute, Recard, Receipt, Remove, Reply, Say, Tell, Unmute
from bot.core.fit import fit
from bot.core.model import MemberId
from bot.core.records import Due
from bot.core.texts import Texts
from bot.runtime.merging import in_order, is_tried, mergeable, merged, together, urgency
from tests.values import ROOM, T0, ZHANG

R, TEXTS = ROOM.id, Texts()
CARD = Card(id="case-1", title="x")
REMOVE = Remove(room=R, member=ZHANG, why="广告")
RECEIPT = Receipt(room=R, case=1, to=ZHANG, text="收据")
ANSWER = Reply(room=R, case=1, to=ZHANG, text="请勿发广告")
REPLY = Reply(room=R, to=ZHANG, text="群规")
TELL = Tell(room=R, to=ZHANG, text="悄悄")
SAY = Say(room=R, text="早")


def due(n: int, effect: Effect, *, attempts: int = 0, refused_by: tuple[str, ...] = ()) -> Due:
    """Number `n` of a room."""
    return Due(id=n, key=f"k{n}", effect=effect, cause="", attempts=attempts, refused_by=refused_by)


def place(one: Due) -> str:
    """Where a test's effect appears: private, or in the room."""
    return "private" if isinstance(one.effect, Tell | Receipt) else "room"


def test_what_keeps_people_safe_is_most_urgent() -> None:
    """Removals and tasks, then what answers an offence, then other answers, then talk."""
    urgent = (
        REMOVE,
        Ask(room=R, to=ZHANG, task="remove", member=ZHANG, text="x"),
        Recard(room=R, to=ZHANG, of="k", card=CARD, done="x"),
        Mute(room=R, member=ZHANG, until=T0, why="x"),
        Unmute(room=R, member=ZHANG),
    )
    rest = (RECEIPT, ANSWER, REPLY, TELL, SAY, Inspect(room=R))

    assert [urgency(effect) for effect in urgent] == [0] * 5
    assert [urgency(effect) for effect in rest] == [1, 1, 2, 2, 3, 3]


def test_urgent_effects_go_first_and_the_rest_keeps_its_order() -> None:
    """Within one urgency nothing passes anything."""
    dues = [due(n, effect) for n, effect in enumerate((SAY, REPLY, ANSWER, SAY, REMOVE, RECEIPT))]

    assert [one.id for one in in_order(dues)] == [4, 2, 5, 1, 0, 3]


def test_what_was_tried_keeps_its_place() -> None:
    """Nobody is removed before being told why, once the telling has begun."""
    dues = [
        due(0, SAY),
        due(1, REPLY),
        due(2, SAY, attempts=1),
        due(3, SAY, refused_by=("app",)),
        due(4, SAY),
        due(5, REMOVE),
    ]

    assert [one.id for one in in_order(dues)] == [1, 0, 2, 3, 5, 4]


def test_words_for_one_place_become_one_message() -> None:
    """It says how many, and whom each line answers; what is private or tried is not in it."""
    named = replace(REPLY, to=MemberId("li"), text="<@li> 请看群规")
    dues = (
        due(0, ANSWER),
        due(1, TELL),
        due(2, named),
        due(3, SAY),
        due(4, replace(SAY, text="晚"), attempts=1),
        due(5, SAY),
    )

    batch = together(dues, place, max_bytes=2048, texts=TEXTS)

    assert [one.id for one in batch] == [0, 2, 3]
    assert merged(batch, TEXTS) == replace(ANSWER, text="（3 条已合并）\n<@zhang> 请勿发广告\n<@li> 请看群规\n早")


def test_a_single_message_is_left_as_it_is() -> None:
    """One of one is not merged; what is no words in the room never is."""
    assert merged((due(0, SAY),), TEXTS) is SAY
    assert together((due(0, REMOVE), due(1, SAY)), place, max_bytes=2048, texts=TEXTS) == (due(0, REMOVE),)


def test_a_message_is_not_merged_beyond_what_the_channel_takes() -> None:
    """What does not fit waits for the next one, whatever comes behind it."""
    dues = (due(0, SAY), due(1, replace(SAY, text="长" * 30)), due(2, SAY))

    assert together(dues, place, max_bytes=100, texts=TEXTS) == dues[:1]
    assert together(dues, place, max_bytes=170, texts=TEXTS) == dues


effects = st.sampled_from((REMOVE, RECEIPT, ANSWER, REPLY, TELL, SAY, replace(SAY, text="长" * 40)))
waiting = st.lists(st.tuples(effects, st.booleans()), max_size=20).map(
    lambda listed: [due(n, effect, attempts=int(tried)) for n, (effect, tried) in enumerate(listed)]
)


@given(waiting)
def test_nothing_is_lost_and_nobody_is_passed(dues: list[Due]) -> None:
    """Each goes exactly once; within one urgency and place in the order written; nothing passes what was tried."""
    left, gone = in_order(dues), []
    while left:
        batch = together(left, place, max_bytes=300, texts=TEXTS)
        assert len(batch) == 1 or all(mergeable(one) and place(one) == place(batch[0]) for one in batch)
        text = getattr(merged(batch, TEXTS), "text", "")
        assert len(text.encode()) <= 300
        assert all(one.effect.text in text for one in batch if isinstance(one.effect, Say | Reply))
        gone += batch
        left = tuple(one for one in left if one not in batch)

    assert sorted(one.id for one in gone) == [one.id for one in dues]
    at = {one.id: n for n, one in enumerate(gone)}
    for earlier in dues:
        for later in dues[earlier.id + 1 :]:
            alike = urgency(earlier.effect) == urgency(later.effect) and place(earlier) == place(later)
            if alike or (place(earlier) == place(later) and (is_tried(earlier) or is_tried(later))):
                assert at[earlier.id] < at[later.id]


def test_tasks_to_post_become_one() -> None:
    """Numbered, with what is to be copied and nothing else; tasks of cases, with cards or tried stay alone."""
    tasks = [due(n, fit(Say(room=R, text=f"话{n}"), ROOM, possible=False, texts=TEXTS)) for n in range(3)]
    ask = tasks[0].effect
    others = [
        due(7, replace(ask, case=5)),
        due(8, replace(ask, card=CARD)),
        due(9, replace(ask, task="remove")),
        due(10, ask, attempts=1),
        due(11, SAY),
    ]

    taken = together(tasks, lambda _: "owner", max_bytes=2048, texts=TEXTS, room="产品群")
    assert [one.id for one in taken] == [0, 1, 2]
    assert merged(taken, TEXTS, "产品群").text == (
        "【代发】“产品群”有 3 段话请您代发，机器人不能在那里发言（长按可复制）：\n"
        "—— 第 1 段 ——\n话0\n—— 第 2 段 ——\n话1\n—— 第 3 段 ——\n话2"
    )
    for other in others:
        assert together([tasks[0], other], lambda _: "owner", max_bytes=2048, texts=TEXTS) == (tasks[0],)
    assert len(together(tasks, lambda _: "owner", max_bytes=170, texts=TEXTS, room="产品群")) == 2
