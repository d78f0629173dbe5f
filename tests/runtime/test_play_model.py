"""Whatever is said, ordered, repeated, lost and begun anew: nothing of what rooms play is lost, and nothing doubled."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.activities import revived
from bot.core.actions import Action
from bot.core.credits import balances
from bot.core.model import MemberId, private_room
from bot.core.plays import Phase, Play
from bot.play.lottery.vouchers import all_of
from tests.handlers.houses import GROUP, PRIVATE
from tests.runtime.bookkeeping import Books, remembered, winners_are_single
from tests.runtime.playground import ROOMS, Playground
from tests.runtime.sayings import MEMBERS, NAMES, OPENINGS, ORDERS, OWN_ORDERS, TALK

SPANS = (timedelta(seconds=3), timedelta(seconds=25), timedelta(minutes=4), timedelta(hours=1), timedelta(hours=20))
members = st.sampled_from(MEMBERS)
bosses = st.sampled_from(("owner", "owner", "helper"))
rooms = st.sampled_from([ROOMS[number].id for number in (0, 0, 0, 1, 2)])
numbers = st.integers(min_value=0, max_value=30)


class PlayPump(RuleBasedStateMachine):
    """All that comes in while rooms play, through the inbox, the caller and the schedule, over a store that may fail."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.told: list[tuple[str, str, dict[str, Any]]] = []

    def teardown(self) -> None:
        """All is durable that was remembered, and the other way round."""
        self.restart()
        self.loop.close()

    def do(self, what: Coroutine[Any, Any, Any]) -> Any:
        """Wait for it."""
        return self.loop.run_until_complete(what)

    @initialize(can=st.sampled_from((GROUP, PRIVATE, frozenset({"ask", "tell", "recard"}))))
    def begin(self, can: frozenset[str]) -> None:
        """With channels that can more, or less."""
        self.place = Playground(can=can)
        self.store = self.place.store
        for room in ROOMS:
            self.do(self.place.introduce(room.id, NAMES))
            for member in MEMBERS:
                self.say(member, room.id, "大家好", 0)

    def bring(self, channel: str, **told: Any) -> None:
        """Let something come in now, and be handled."""
        self.hand_in(channel, **told)
        self.do(self.place.pump())

    def hand_in(self, channel: str, **told: Any) -> None:
        """Let something come in now."""
        self.told.append((channel, self.do(self.place.hand_in(channel, **told)), told))

    @rule(member=members, room=rooms, text=st.sampled_from(TALK), late=st.sampled_from((0, 0, 1, 30)))
    def say(self, member: str, room: str, text: str, late: int) -> None:
        """Somebody speaks; it may come late."""
        self.bring("archive", said=text, by=member, room=room, late=late, id=f"m{self.place.count}")

    @rule(said=st.lists(st.tuples(members, rooms, st.sampled_from(TALK + OWN_ORDERS[:8])), min_size=2, max_size=12))
    def crowd(self, said: list[tuple[str, str, str]]) -> None:
        """Many speak at once: it is handled in one commit."""
        for member, room, text in said:
            self.hand_in("archive", said=text, by=member, room=room, id=f"m{self.place.count}")
        self.do(self.place.pump())

    @rule(member=members, room=rooms, text=st.sampled_from(OWN_ORDERS), number=numbers, is_bare=st.booleans())
    def order_for_oneself(self, member: str, room: str, text: str, number: int, is_bare: bool) -> None:
        """A member orders something, and confirms it."""
        text = self.filled(text, number)
        self.bring("archive", said=text if is_bare else f"/{text}", by=member, room=room, id=f"m{self.place.count}")
        self.bring("archive", said="/确认", by=member, room=room, id=f"m{self.place.count}")

    @rule(member=members, text=st.sampled_from(("1", "9", "挺好", "填问卷", "加盐 海", "签到", "积分", "A", "确认")))
    def whisper(self, member: str, text: str) -> None:
        """Somebody tells the bot something in private."""
        self.bring("app", said=text, by=member, room=private_room(MemberId(member)), id=f"p{self.place.count}")

    @rule(room=rooms, order=st.sampled_from(OPENINGS))
    def open(self, room: str, order: str) -> None:
        """The owner begins something."""
        self.order("owner", room, order, 0, sure=True)

    @rule(
        said=st.lists(st.tuples(members, st.sampled_from(("北京", "C", "对", "上海", "A"))), min_size=1, max_size=5),
        lasts=st.sampled_from((1, 30, 90)),
    )
    def answer(self, said: list[tuple[str, str]], lasts: int) -> None:
        """A round is begun in the first room, and answered for a while."""
        self.order("owner", ROOMS[0].id, "开始答题", 0, sure=True)
        self.wait(timedelta(seconds=5), in_time=True)
        for member, text in said:
            self.say(member, ROOMS[0].id, text, 0)
        self.wait(timedelta(seconds=lasts), in_time=True)

    @rule(entrants=st.sets(members, min_size=1), salts=st.sets(members), until=st.sampled_from((1, 4, 9)))
    def draw(self, entrants: set[str], salts: set[str], until: int) -> None:
        """A lottery is begun in the first room, entered, salted, and perhaps drawn, and drawn again."""
        self.order("owner", ROOMS[0].id, "抽奖 书签 1 1分钟 不限中奖", 0, sure=True)
        for member in sorted(entrants):
            self.say(member, ROOMS[0].id, "参加抽奖", 0)
        self.wait(timedelta(minutes=2), in_time=True)
        for member in sorted(salts):
            self.say(member, ROOMS[0].id, "加盐 春天", 0)
        self.wait(timedelta(minutes=until), in_time=True)
        for number in range(until if until > 4 else 0):
            self.order("owner", ROOMS[0].id, "重抽 @{member} 没来领", number, sure=True)

    @rule(
        boss=bosses,
        room=rooms,
        order=st.sampled_from(ORDERS),
        number=numbers,
        sure=st.sampled_from((True, True, False)),
    )
    def order(self, boss: str, room: str, order: str, number: int, sure: bool) -> None:
        """Somebody in charge orders, and confirms what they are asked to."""
        self.bring("app", said=self.filled(order, number), by=boss, room=room)
        self.bring("app", said="确认" if sure else "取消", by=boss, room=room)

    @rule(boss=bosses, number=numbers)
    def take_back(self, boss: str, number: int) -> None:
        """Somebody in charge takes back a case or an order, where it was."""
        found = sorted((one.number, one.room) for one in (*self.actions(), *self.cases()))
        number, room = found[-1 - number % len(found)] if found else (number, ROOMS[0].id)
        self.bring("app", said=f"撤销 {number}", by=boss, room=room)
        self.bring("app", said="确认", by=boss, room=room)

    @rule(number=numbers)
    def repeat(self, number: int) -> None:
        """What was brought before is brought again: by the archive as it was, by the pump's own count of the room."""
        channel, key, told = self.told[-1 - number % len(self.told)]
        self.do(self.place.hand_in(channel, key=key, **told))
        self.do(self.place.pump())

    @rule(when=st.sampled_from(("before", "after")))
    def fail(self, when: str) -> None:
        """The next outcomes are lost, or their commit is; they are decided anew with other luck."""
        self.store.fails = when

    @rule(room=rooms, member=st.sampled_from((*MEMBERS, "zhao")), by=st.sampled_from(("", "zhang", "li")))
    def leave_and_return(self, room: str, member: str, by: str) -> None:
        """Somebody goes and comes back, or comes for the first time."""
        for detail in ("del_member", "add_member"):
            details = {"UpdateDetail": detail, "MemChangeList": member, "QuitScene": "0", "Inviter": by}
            self.bring("app", kind="change_external_chat.update", chat=room, details=details)

    @rule(span=st.sampled_from(SPANS), in_time=st.booleans())
    def wait(self, span: timedelta, in_time: bool) -> None:
        """Time passes; what is due by it is called in time, or all at once at its end."""
        then = self.place.clock.time + span
        if not in_time:
            self.place.clock.time = then
        self.do(self.place.until(then))

    @rule()
    def restart(self) -> None:
        """What was remembered is what is durable."""
        before = self.do(remembered(self.place))
        self.place.restart()
        after = self.do(remembered(self.place))

        for room in ROOMS:
            for name, told in before[room.id].items():
                assert after[room.id][name] == told, (room.id, name)

    def filled(self, order: str, number: int) -> str:
        """`order` with what it is about."""
        plays = [play.number for play in self.plays()]
        cases = [case.number for case in self.cases()]
        codes = [one.code for room in ROOMS for one in all_of(self.store._state_of(room.id))]
        return order.format(
            play=plays[-1 - number % len(plays)] if plays else number,
            member=NAMES[MEMBERS[number % len(MEMBERS)]],
            code=codes[number % len(codes)] if codes else 482913,
            case=cases[number % len(cases)] if cases else number,
        )

    @invariant()
    def nothing_fails(self) -> None:
        """No delivery is set aside, and none waits."""
        assert self.do(self.place.errors()) == []
        assert self.do(self.store.backlog(after=0, limit=1)) == ()

    @invariant()
    def the_books_balance(self) -> None:
        """All accounts sum to zero; every purse is what the postings say, in memory as in the store."""
        books = Books(self.store)
        assert sum(balances(books.postings).values()) == 0
        assert books.stored_purses() == books.computed_purses()

    @invariant()
    def nobody_gets_anything_twice(self) -> None:
        """One award a member and question, one prize a member and draw, one check-in a day; nothing at all for staff."""
        books = Books(self.store)
        books.question_awards_are_single()
        books.check_ins_are_single()
        books.wares_are_in_stock()
        books.staff_wins_nothing()
        for play in self.plays():
            winners_are_single(play, self.store)

    @invariant()
    def every_open_play_is_called_again(self) -> None:
        """And no other is."""
        for play in self.plays():
            assert (play.due_at is not None) is (play.phase is Phase.OPEN), play
            assert (play.ended_at is not None) is play.is_over

    @invariant()
    def what_is_taken_back_is_so_whole(self) -> None:
        """Of what an order posted, all still holds or nothing; if it was taken back, nothing."""
        books = Books(self.store)
        for action in self.actions():
            held = books.held(action)
            assert len(held) <= 1, action
            assert not (action.undone_by and True in held and not books.is_given_again(action)), action

    def plays(self) -> list[Play]:
        """All plays, the oldest first."""
        return [play for one in reversed(self.do(self.store.all_plays(limit=1_000))) if (play := revived(one))]

    def cases(self) -> list[Any]:
        """All cases."""
        return list(self.do(self.store.all_cases(limit=1_000)))

    def actions(self) -> list[Action]:
        """All orders."""
        return list(self.do(self.store.audit(limit=1_000)))


PlayPump.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestPlayPump = PlayPump.TestCase
