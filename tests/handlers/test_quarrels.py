"""Two members heat up: both are asked for calm once, who answers for the room hears of it."""

from dataclasses import replace
from datetime import time, timedelta
from time import perf_counter

from bot.core.coding import encoded
from bot.core.effects import Say, Tell
from bot.core.model import MemberId, Message, Role, Room
from bot.core.policy import Hours, Policy
from bot.core.records import MemberChange
from bot.handlers.quarrels import heard
from bot.handlers.ruled import NO_CHANGES, Changes
from tests.handlers.houses import House
from tests.values import ROOM, T0, message

HEATED = ("你懂什么", "你算什么东西", "闭嘴吧你", "你有病吧", "有完没完", "你才有病")
PLAIN = ("今天几点开会", "三点", "在哪个会议室", "还是老地方", "好的收到", "谢谢")
TWO = ("jia", "yi")
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


async def a_house(room: Room = ROOM, **fields) -> House:
    """A room that is warm."""
    house = House(room, **fields)
    await house.load(ROOM.id)
    return house


def talk(
    house: House, lines: tuple[str, ...], *, people: tuple[str, ...] = TWO, after: timedelta = timedelta(0)
) -> Changes:
    """Let people say lines in turn, ten seconds apart; return all that followed, remembered."""
    memory, all_changes = house.warm.of(ROOM.id), NO_CHANGES
    for n, line in enumerate(lines):
        at = T0 + after + n * 10 * SECOND
        said = message(line, sender=people[n % len(people)], sent_at=at)
        scene = house.warm.scene(said, now=at, seed=1)
        changes = heard(said, replace(scene, zone=house.bench.zone), memory=memory, bench=house.bench, now=at)
        for state in changes.states:
            house.warm.note(state)
        all_changes += changes
    return all_changes


def of_kind(changes: Changes, kind: type) -> list:
    """Effects of that kind."""
    effects = [getattr(one, "effect", one) for one in changes.planned]
    return [effect for effect in effects if isinstance(effect, kind)]


async def test_both_are_asked_for_calm_once() -> None:
    """By name, in the room, however long they go on; and the owner gets what may help, ready to be sent."""
    house = await a_house()
    house.warm.learn(MemberChange(room=ROOM.id, member=MemberId("jia"), name="小甲"))

    changes = talk(house, HEATED * 2)

    (say,), (tell,) = of_kind(changes, Say), of_kind(changes, Tell)
    assert "<@jia>" in say.text
    assert "<@yi>" in say.text
    assert tell.to == "owner"
    assert tell.text.splitlines()[-1] in {"调解 @小甲 @yi", "调解 @yi @小甲"}
    assert "没有处罚" in tell.text
    assert [state.key for state in changes.states] == ["calmed:jia,yi"]


async def test_an_hour_later_they_are_asked_again() -> None:
    """Whichever of them begins; within the hour nothing is said."""
    house = await a_house()

    counts = [
        len(of_kind(talk(house, HEATED, people=people, after=after), Say))
        for people, after in ((TWO, 0 * HOUR), (TWO[::-1], 0.5 * HOUR), (TWO[::-1], 1.1 * HOUR))
    ]

    assert counts == [1, 0, 1]


async def test_two_others_are_asked_for_themselves() -> None:
    """What was said to one pair does not cover another."""
    house = await a_house()

    first, second = talk(house, HEATED), talk(house, HEATED, people=("bing", "ding"), after=0.1 * HOUR)

    assert (len(of_kind(first, Say)), len(of_kind(second, Say))) == (1, 1)


async def test_plain_talk_is_no_quarrel() -> None:
    """However quick it is."""
    assert talk(await a_house(), PLAIN * 3) == NO_CHANGES


async def test_one_who_rages_alone_has_no_quarrel() -> None:
    """That is for the rules."""
    assert talk(await a_house(), HEATED, people=("jia",)) == NO_CHANGES


async def test_in_silent_mode_only_the_owner_hears_of_it() -> None:
    """Nothing is said in the group."""
    house = await a_house()
    await house.remember({"silent": {"until": None}})

    changes = talk(house, HEATED)

    assert of_kind(changes, Say) == []
    (tell,) = of_kind(changes, Tell)
    assert "已在群里" not in tell.text


async def test_where_the_bot_may_not_speak_nobody_is_asked_to_speak_for_it() -> None:
    """A plea for calm that comes hours later helps nobody."""
    house = await a_house(can=frozenset({"tell"}))

    changes = talk(house, HEATED)

    assert (len(of_kind(changes, Say)), len(of_kind(changes, Tell))) == (0, 1)


async def test_at_night_the_owner_hears_of_it_in_the_morning() -> None:
    """Quiet hours are quiet."""
    quiet = Hours(since=time(9), until=time(11))  # T0 is at 10
    house = await a_house(policy=Policy(quiet=quiet))

    (plan,) = talk(house, HEATED).planned

    assert isinstance(plan.effect, Tell)
    assert plan.due_at == T0 + HOUR


async def test_an_owner_who_quarrels_is_not_told_of_themselves() -> None:
    """The next one in charge is; with nobody else, nobody."""
    alone = replace(ROOM, roles={MemberId("owner"): Role.OWNER})

    told = [of_kind(talk(await a_house(room), HEATED, people=("owner", "yi")), Tell) for room in (ROOM, alone)]

    assert [[tell.to for tell in tells] for tells in told] == [["helper"], []]


async def test_while_somebody_mediates_nothing_more_is_said() -> None:
    """Of these two; others are asked as ever."""
    house = await a_house()
    await house.remember({"cooling": {"until": encoded(T0 + HOUR), "members": list(TWO)}})

    mediated, others = talk(house, HEATED), talk(house, HEATED, people=("bing", "ding"), after=0.2 * HOUR)

    assert (of_kind(mediated, Say), len(of_kind(others, Say))) == ([], 1)


async def test_what_was_said_long_ago_is_no_quarrel_now() -> None:
    """A backlog that comes in an hour late disturbs nobody."""
    house = await a_house()
    memory = house.warm.of(ROOM.id)
    late: list[Changes] = []
    for n, line in enumerate(HEATED):
        said: Message = message(line, sender=TWO[n % 2], sent_at=T0 + n * SECOND)
        scene = house.warm.scene(said, now=T0 + HOUR, seed=1)
        late.append(heard(said, scene, memory=memory, bench=house.bench, now=T0 + HOUR))

    assert late == [NO_CHANGES] * len(HEATED)


async def test_a_plain_message_costs_next_to_nothing() -> None:
    """Some microseconds; the limit here is wide, for a busy machine."""
    house = await a_house()
    memory = house.warm.of(ROOM.id)
    said = message("大家好，今天下午三点在二楼会议室开周会，请准时参加")
    scene = house.warm.scene(said, now=T0, seed=1)
    started = perf_counter()

    for _ in range(2_000):
        heard(said, scene, memory=memory, bench=house.bench, now=T0)

    assert (perf_counter() - started) / 2_000 < 100e-6
