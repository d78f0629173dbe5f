"""Topics come when nobody talks, by day, not too many; what is said to them is counted and thanked for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.activities import all_activities
from bot.core.customs import Customs, Topics
from bot.core.effects import Tell
from bot.core.playbook import Festival, Playbook, Topic
from bot.core.texts import Texts
from bot.play.topic.topics import Record, chosen, record_of
from bot.play.venue import Venue
from tests.activities.stage import Stage
from tests.values import ROOM

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BREAKFAST, BOOKS = Topic(id="breakfast", text="今天早饭吃了什么？"), Topic(id="books", text="最近在看什么书？")
LONG = "我家楼下的豆腐脑是咸的，加榨菜和虾皮，吃了二十年"
LONGER = "我们那里早上都吃热干面，芝麻酱要拌匀，配一碗蛋酒，冬天尤其舒服，欢迎大家来武汉尝尝"


def local(text: str) -> datetime:
    """Return that time in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def stage(*topics: Topic, now: str = "2026-11-20 10:00", daily: int = 2, **fields) -> Stage:
    """Return a room with topics, in which nobody spoke yet."""
    return Stage("topic", Venue(**{
        "room": ROOM, "now": local(now), "number": 5, "texts": Texts(), "zone": SHANGHAI,
        "customs": Customs(topics=Topics(daily=daily)), "playbook": Playbook(topics=topics or (BREAKFAST,)), **fields,
    }))  # fmt: skip


def ring(room: Stage) -> None:
    """Let the timer ring now."""
    room.ring("at", room.venue.now)


def test_a_topic_is_posted_counted_and_thanked_for_with_the_best_reply() -> None:
    """Members count, each once; orders, moves in games, staff and the muted do not."""
    room = stage()
    ring(room)
    room.say("zhang", LONG)
    room.say("li", "油条")
    room.say("li", "还有豆浆")
    room.say("wu", "同意", quoted=LONG)
    room.say("owner", LONGER)
    room.say("spam", LONGER, is_muted=True)
    room.say("li", "A", is_taken=True)
    room.say("late", LONGER, at=room.venue.now + 3 * HOUR)
    room.forward(4 * HOUR)

    assert room.texts == [
        "今天早饭吃了什么？",
        f"这次聊“今天早饭吃了什么？”，3 位朋友一共说了 4 条，谢谢大家！zhang 这句说得真好：“{LONG}”",
    ]
    record = record_of("breakfast", room.venue.state)
    assert record == Record(posted=1, replies=4, people=3, last_at=local("2026-11-20 10:00"))


def test_the_reply_that_others_quote_is_better_than_a_longer_one() -> None:
    """One's own quotes count nothing."""
    room = stage()
    ring(room)
    room.say("zhang", LONG)
    room.say("li", LONGER)
    room.say("li", "看我", quoted=LONGER)
    room.say("wu", "哈哈", quoted=LONG)
    room.forward(4 * HOUR)

    assert room.texts[1].endswith(f"zhang 这句说得真好：“{LONG}”")


def test_a_topic_waits_until_the_room_is_quiet_and_is_given_up_in_the_evening() -> None:
    """Looked at every half hour; an hour without talk is quiet."""
    room = stage()
    room.say("zhang", "在吗")
    ring(room)
    assert room.texts == []
    room.forward(29 * MINUTE)
    room.say("zhang", "在")
    room.at(local("2026-11-20 11:59"))

    assert [at.astimezone(SHANGHAI).strftime("%H:%M") for at, _ in room.said] == ["11:30"]

    busy = stage()
    busy.say("zhang", "在吗")
    ring(busy)
    for _ in range(60):
        busy.forward(20 * MINUTE)
        busy.say("zhang", "还在")
    assert busy.texts == []
    assert busy.plays == []


@pytest.mark.parametrize("now", ["2026-11-20 08:59", "2026-11-20 21:00", "2026-11-20 03:00"])
def test_nothing_is_posted_at_night(now: str) -> None:
    """Whatever rings."""
    room = stage(now=now)
    ring(room)

    assert room.said == []
    assert room.plays == []


def test_thanks_that_fall_into_the_night_wait_for_the_morning() -> None:
    """The replies are counted all the same."""
    room = stage(now="2026-11-20 20:00")
    ring(room)
    for name in ("zhang", "li", "wu"):
        room.say(name, "面条")
    room.at(local("2026-11-20 23:30"))

    assert room.said[1][0] == local("2026-11-21 09:00")
    assert room.texts[1] == "这次聊“今天早饭吃了什么？”，3 位朋友一共说了 3 条，谢谢大家！"


def test_no_more_are_posted_than_the_room_wants_and_none_where_they_were_stopped() -> None:
    """Two a day, the day of the room."""
    room = stage(*(Topic(id=f"t{n}", text=f"第 {n} 个") for n in range(9)))
    for _ in range(4):
        ring(room)
        room.forward(3 * HOUR + 2 * MINUTE)
    assert len(room.said) == 2

    room.at(local("2026-11-21 10:00"))
    ring(room)
    assert len(room.said) == 3
    stopped = stage(state={"topics:off": True})
    ring(stopped)
    assert stopped.said == []


def test_what_fits_the_day_comes_first_then_what_was_not_posted_for_longest() -> None:
    """Festival, season, the longest rest; what has a time of its own, is out of season or over is not among them."""
    festival = Topic(id="snow-day", text="小雪吃什么？", festivals=("小雪",))
    winter = Topic(id="autumn", text="秋天", seasons=("秋",))
    others = (
        Topic(id="spring", text="春天", seasons=("春",)),
        Topic(id="own-time", text="周五", cron="0 12 * * fri"),
        Topic(id="over", text="过了", until=local("2026-11-20 10:00").date()),
        BREAKFAST,
        BOOKS,
    )
    book = Playbook(topics=(*others, winter, festival), festivals=(Festival(name="小雪", text="", term="小雪"),))
    venue = replace(stage(now="2026-11-22 10:00").venue, playbook=book)
    order = []
    for _ in range(9):
        found = chosen(venue)
        if found is None:
            break
        order.append(found.id)
        state = {**venue.state, f"topic:{found.id}": {"last_at": int(venue.now.timestamp() * 1e6)}}
        venue = replace(venue, state=state)

    assert order[:2] == ["snow-day", "autumn"]
    assert sorted(order[2:]) == ["books", "breakfast"]
    assert chosen(replace(venue, now=venue.now + 59 * DAY)) is None
    later = chosen(replace(venue, now=venue.now + 61 * DAY))
    assert later is not None
    assert chosen(venue, topic="own-time") == others[1]


def test_a_topic_that_nobody_takes_up_three_times_retires_and_the_owner_is_told() -> None:
    """It is then posted no more."""
    room = stage()
    for _ in range(4):
        ring(room)
        room.forward(61 * DAY)
        room.at(local(f"{room.venue.today} 10:00") + DAY)

    assert room.texts[:3] == ["今天早饭吃了什么？"] * 3
    assert [type(effect) for _, effect in room.said[3:]] == [Tell]
    assert "话题 恢复 breakfast" in room.texts[3]
    assert record_of("breakfast", room.venue.state).retired


def test_where_only_calls_are_heard_topics_are_posted_and_never_retired() -> None:
    """Nobody knows how they did."""
    room = stage(hears_all=False)
    for _ in range(5):
        ring(room)
        room.at(local(f"{(room.venue.now + 62 * DAY).date()} 10:00"))

    assert room.texts == ["今天早饭吃了什么？"] * 5


def test_a_quiz_or_ordered_silence_is_not_talked_into() -> None:
    """The topic waits."""
    room = stage(state={"silent": {"by": "owner"}})
    ring(room)

    assert room.said == []
    assert len(room.plays) == 1


def test_what_a_member_proposed_is_posted_with_thanks_to_them() -> None:
    """By name; marks that call people are gone."""
    room = stage(
        state={"proposal:3": {"by": "zhang", "text": "＜@all＞ 你们用什么输入法？", "at": 0, "decided": "yes"}}
    )
    room.venue = replace(room.venue, playbook=Playbook())
    ring(room)

    assert room.texts == ["＜@all＞ 你们用什么输入法？\n（来自 zhang 的投稿，谢谢！）"]


def test_timers_are_those_of_the_customs_and_of_topics_with_a_time_of_their_own() -> None:
    """None where no topics are wanted, none for other rooms."""
    own = Topic(id="own", text="周五了，说说学到了什么", cron="0 16 * * fri")
    other = replace(own, id="other", rooms=("elsewhere",))
    timers = list(all_activities()["topic"].timers(stage(own, other).venue))

    assert [timer.cron for timer in timers] == ["0 10 * * *", "30 15 * * *", "0 20 * * *", "0 16 * * fri"]
    assert timers[3].told == {"topic": "own"}
    assert list(all_activities()["topic"].timers(stage(own, daily=0).venue)) == []
