"""A meet-up reminds, begins, thanks and asks in time, and says nothing that has become untrue."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.activities import all_activities
from bot.core.effects import Planned, Say, Tell
from bot.core.model import MemberId, Profile
from bot.core.plays import Phase, Play
from bot.core.texts import Texts
from bot.play.meetup.meetups import Meetup, Stage, next_due, signed_off, signed_up
from bot.play.turn import Claim, Turn
from bot.play.venue import Heard, Venue
from tests.commands.kit import LI, NAMES, OWNER, ZHANG, ZONE
from tests.values import ROOM, T0, message

ACTIVITY = all_activities()["meetup"]
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
BEGINS = T0 + 2 * DAY


def venue(now: datetime = T0, **fields) -> Venue:
    """Return what may be known of `ROOM` at `now`."""
    profiles = {member: Profile(name=name) for member, name in NAMES.items()}
    values = {"room": ROOM, "now": now, "number": 90, "texts": Texts(), "zone": ZONE, "profiles": profiles}
    return Venue(**{**values, **fields})


def play(**fields) -> Play:
    """Return an open play of a meet-up with these fields."""
    body = Meetup(**{"topic": "AI", "begins": BEGINS, "ends": BEGINS + HOUR, "going": (ZHANG, LI), **fields})
    number_of = {"number": 12, "room": ROOM.id, "kind": "meetup", "title": "AI", "opened_at": T0, "by": OWNER}
    return Play(**number_of, body=body, due_at=next_due(body, venue()))


def texts(turn: Turn) -> list[str]:
    """Return what a turn says."""
    effects = [one.effect if isinstance(one, Planned) else one for one in turn.planned]
    return [
        f"{one.to}: {one.text}" if isinstance(one, Tell) else one.text for one in effects if isinstance(one, Say | Tell)
    ]


def heads(turn: Turn) -> list[str]:
    """Return the first lines of what a turn says."""
    return [text.split("\n")[0] for text in texts(turn)]


def ticked(start: Play, *times: datetime) -> tuple[Play, list[str]]:
    """Return `start` after ticks at `times`, as far as it is due, and what the room and the owner read."""
    said = []
    for now in times:
        if start.is_over or start.due_at is None or start.due_at > now:
            continue
        turn = ACTIVITY.tick(start, venue(now))
        start = turn.plays[0]
        said += [text for text in heads(turn) if not text.startswith(("zhang:", "li:"))]
    return start, said


def heard(text: str, by: MemberId = ZHANG, **fields) -> Heard:
    """Return `text` said by `by`."""
    return Heard(message=message(text, sender=by), text=text, **fields)


def test_everything_is_said_in_time():
    """Called whenever it is due, it reminds twice, begins, thanks, asks and tells the owner how it was."""
    now, said = play(), []
    times = []
    while not now.is_over:
        times.append(now.due_at - BEGINS)
        turn = ACTIVITY.tick(now, venue(now.due_at))
        now, said = turn.plays[0], [*said, *heads(turn)]
    assert times == [-DAY, -10 * MINUTE, timedelta(0), HOUR, HOUR + 30 * MINUTE, HOUR + 30 * MINUTE + DAY]
    assert said == [
        "⏰ “AI”还有1天开始：",
        "zhang: ⏰ 你报名的“AI”（“产品交流群”）还有1天开始。",
        "li: ⏰ 你报名的“AI”（“产品交流群”）还有1天开始。",
        "⏰ “AI”还有10分钟开始：",
        "zhang: ⏰ 你报名的“AI”（“产品交流群”）还有10分钟开始。",
        "li: ⏰ 你报名的“AI”（“产品交流群”）还有10分钟开始。",
        "🎤 “AI”开始了！到了的朋友发“到了”签个到。",
        "👏 “AI”结束了，谢谢各位朋友的参与！",
        "zhang: 你参加的“AI”（“产品交流群”）觉得怎么样？请回复 1 到 5 的一个数字（5 分最好），一天之内有效。",
        "li: 你参加的“AI”（“产品交流群”）觉得怎么样？请回复 1 到 5 的一个数字（5 分最好），一天之内有效。",
        "owner: “AI”（“产品交流群”）小结：报名 2 人，到场 0 人，没有人打分。",
    ]


def test_late_calls_say_nothing_that_has_passed():
    """A bot that was down speaks of the present: no reminder after the begin, no begin after the end."""
    assert ticked(play(), BEGINS - 2 * HOUR)[1] == ["⏰ “AI”还有2小时开始："]
    assert ticked(play(), BEGINS + 5 * MINUTE)[1] == ["🎤 “AI”开始了！到了的朋友发“到了”签个到。"]
    assert ticked(play(), BEGINS + HOUR + MINUTE)[1] == ["👏 “AI”结束了，谢谢各位朋友的参与！"]
    over, said = ticked(play(), BEGINS + 9 * DAY)
    assert (over.phase, said) == (
        Phase.CLOSED,
        [
            "👏 “AI”结束了，谢谢各位朋友的参与！",
            "owner: “AI”（“产品交流群”）小结：报名 2 人，到场 0 人，没有人打分。",
        ],
    )


@given(st.lists(st.integers(0, 8 * 24 * 60), max_size=12))
def test_any_ticks_say_each_thing_at_most_once_and_end(minutes: list[int]):
    """Whenever it is called, nothing is said twice, and it always wants to be called later or is over."""
    times = [T0 + timedelta(minutes=one) for one in sorted(minutes)]
    now, said = ticked(play(), *times)
    assert len(said) == len(set(said))
    assert now.is_over or now.due_at > (times[-1] if times else T0) or now == play()
    assert ticked(now, T0 + 10 * DAY)[0].is_over


def test_who_is_there_is_counted_while_it_runs():
    """到了 counts once, only during the meet-up, and is a move only the first time."""
    running = play(stage=Stage.RUNNING)
    turn = ACTIVITY.hear(running, heard("到了！"), venue(BEGINS))
    assert turn.plays[0].body.came == (ZHANG,)
    assert ACTIVITY.concerns(running, heard("到了"), venue(BEGINS))
    assert not ACTIVITY.concerns(turn.plays[0], heard("到了"), venue(BEGINS))
    assert ACTIVITY.hear(turn.plays[0], heard("到了"), venue(BEGINS)).plays == ()
    talk = ("我到了公司楼下", "快递到了吗", "到了没", "到时见")
    assert [ACTIVITY.hear(running, heard(one), venue(BEGINS)) for one in talk] == [None] * 4
    assert ACTIVITY.hear(play(), heard("到了"), venue()) is None


def test_who_said_it_in_time_is_counted_though_it_arrives_late():
    """What counts is when the platform received it."""
    over = play(stage=Stage.OVER)
    in_time = heard("到了")
    late = replace(in_time, message=replace(in_time.message, sent_at=BEGINS + HOUR + MINUTE))
    in_time = replace(in_time, message=replace(in_time.message, sent_at=BEGINS + HOUR - MINUTE))
    assert ACTIVITY.hear(over, in_time, venue(BEGINS + HOUR)).plays[0].body.came == (ZHANG,)
    assert ACTIVITY.hear(over, late, venue(BEGINS + HOUR)) is None


def test_stars_are_taken_from_guests_when_asked():
    """1 to 5 of a guest is a rating; of others, or at other times, it is talk."""
    rating = play(stage=Stage.RATING)
    turn = ACTIVITY.hear(rating, heard("５分", is_private=True), venue(BEGINS + DAY))
    assert (turn.plays[0].body.stars, texts(turn)) == ((5,), ["zhang: 谢谢！你给“AI”打了 5 分。想改的话再发一个数字。"])
    assert ACTIVITY.hear(rating, heard("5", by="stranger"), venue(BEGINS + DAY)) is None
    assert ACTIVITY.hear(rating, heard("6"), venue(BEGINS + DAY)) is None
    assert ACTIVITY.hear(play(), heard("5"), venue()) is None
    assert ACTIVITY.hear(rating, heard("5", is_muted=True), venue(BEGINS + DAY)) is None


def test_rooms_without_private_talk_are_asked_once():
    """Who cannot be told in private is asked in the room, where no names are said."""
    over = play(stage=Stage.OVER)
    turn = ACTIVITY.tick(over, venue(BEGINS + 2 * HOUR, whispers=lambda member: False))
    assert texts(turn) == ["“AI”你觉得怎么样？请打 1 到 5 分，直接发一个数字就行（5 分最好），一天之内有效。"]


def test_calling_off_tells_everybody():
    """The room and all who signed up or wait learn of it; the meet-up is over."""
    turn = ACTIVITY.cancel(play(), venue())
    assert (turn.plays[0].phase, heads(turn)) == (
        Phase.CANCELLED,
        [
            "“AI”（原定 11月22日 10:00）取消了。张三、李四，抱歉让大家白等，以后有消息再告诉大家。",
            "zhang: 你报名的“AI”（“产品交流群”，原定 11月22日 10:00）取消了，抱歉。",
            "li: 你报名的“AI”（“产品交流群”，原定 11月22日 10:00）取消了，抱歉。",
        ],
    )


def test_calling_off_can_be_taken_back_only_before_the_begin():
    """Undoing a calling off in time puts it back as it was; afterwards it is refused."""
    before = play()
    after = ACTIVITY.cancel(before, venue()).plays[0]
    again = ACTIVITY.revert(before, after, after, venue(T0 + HOUR))
    assert (again.plays[0].phase, again.plays[0].due_at) == (Phase.OPEN, BEGINS - DAY)
    assert ACTIVITY.revert(before, after, after, venue(BEGINS)).refused == "“AI”在那之后又有了进展，撤销不了。"
    changed = replace(after, body=signed_up(after.body, "new", T0))
    assert ACTIVITY.revert(before, after, changed, venue()).plays == ()


def test_numbers_said_in_the_room_are_stars_only_where_the_room_was_asked():
    """Guests who were asked in private answer there; in the room a number is left to whatever else takes it."""
    rating, asked = play(stage=Stage.RATING), venue(BEGINS + DAY, whispers=lambda member: False)
    assert ACTIVITY.hear(rating, heard("5"), venue(BEGINS + DAY)) is None
    assert not ACTIVITY.concerns(rating, heard("5"), venue(BEGINS + DAY))
    turn = ACTIVITY.hear(rating, heard("5"), asked)
    assert (turn.plays[0].body.stars, turn.claim) == ((5,), Claim.AGAIN)
    assert ACTIVITY.concerns(rating, heard("5"), asked)
    first = ACTIVITY.hear(rating, heard("4", is_private=True), asked)
    again = ACTIVITY.hear(first.plays[0], heard("3", is_private=True), asked)
    assert (first.claim, again.claim, again.plays[0].body.stars) == (Claim.LIKELY, Claim.AGAIN, (3,))


def test_who_left_the_room_is_told_nothing_more():
    """The others are."""
    gone = {ZHANG: Profile(name="张三", left_at=T0)}
    there = venue(BEGINS - MINUTE, profiles=gone)
    reminded = ACTIVITY.tick(play(), there)
    assert [one.to for one in reminded.planned if isinstance(one, Tell)] == [LI]


def test_a_seat_that_somebody_was_promised_is_not_taken_back():
    """Who signed off cannot undo that once the one who waited was told of the seat."""
    before = play(seats=1, going=(ZHANG,), waiting=(LI,), waiting_since=(0,))
    after = replace(before, body=signed_off(before.body, ZHANG))
    assert after.body.going == (LI,)
    assert "撤销不了" in ACTIVITY.revert(before, after, after, venue()).refused
    alone = play(going=(ZHANG,))
    left = replace(alone, body=signed_off(alone.body, ZHANG))
    assert ACTIVITY.revert(alone, left, left, venue()).plays[0].body == alone.body


def test_what_takes_place_after_all_is_announced_as_such():
    """It is not another time."""
    before = play()
    after = ACTIVITY.cancel(before, venue()).plays[0]
    again = ACTIVITY.revert(before, after, after, venue(T0 + HOUR))
    assert all("照常进行" in one and "改时间" not in one for one in texts(again))


def test_calling_off_again_is_announced_again():
    """Whoever takes back the taking back: everybody is told that it does not take place."""
    before = ACTIVITY.cancel(play(), venue()).plays[0]
    again = ACTIVITY.revert(before, play(), play(), venue(T0 + HOUR))
    assert again.plays[0].phase is Phase.CANCELLED
    assert "取消了" in texts(again)[0]
