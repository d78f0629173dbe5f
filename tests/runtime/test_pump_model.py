"""Whatever comes in, in whatever order: no penalty without a case, none twice, and a restart changes nothing."""

import asyncio
import json
from collections import Counter
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.core.actions import Action
from bot.core.cases import Case
from bot.core.ledger import gone_at
from bot.core.model import Charge, MemberId, RoomId, private_room
from bot.core.policy import Policy
from tests.handlers.houses import GROUP, PRIVATE
from tests.runtime.places import Place
from tests.values import AD, ROOM, WordJudge

JUDGE = WordJudge(words={"加微信": AD, "傻": replace(AD, rule="abuse", title="禁止辱骂", points=6)})
ROOMS = (replace(ROOM, ledger="all"), replace(ROOM, id=RoomId("r2"), ledger="all"), replace(ROOM, id=RoomId("r3")))
TEXTS = (
    "想要课程资料的同学加微信领取一下就好",
    "想要课程资料的同学在群里领取一下就好",
    "改正 资料在群文件里",
    "傻",
    "你真傻啊",
    "早上好",
)
ORDERS = (
    "警告 {member} 2分",
    "禁言 {member} 10分钟",
    "移出 {member}",
    "解禁 {member}",
    "加分 {member} 3分",
    "减分 {member} 1分",
    "豁免 {member} 1天",
    "处理 {number}",
    "静默 开",
    "静默 关",
)
members = st.sampled_from(("zhang", "li", "wu"))
bosses = st.sampled_from(("owner", "helper"))
rooms = st.sampled_from(tuple(room.id for room in ROOMS))
numbers = st.integers(min_value=1, max_value=12)


class Pump(RuleBasedStateMachine):
    """Deliveries of every kind through the whole of the inbox, over a memory store."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()

    def teardown(self) -> None:
        """Close what was opened."""
        self.loop.close()

    def do(self, what: Coroutine[Any, Any, Any]) -> Any:
        """Wait for it."""
        return self.loop.run_until_complete(what)

    @initialize(can=st.sampled_from((GROUP, PRIVATE, PRIVATE - {"remove"}, frozenset({"ask", "tell", "recard"}))))
    def begin(self, can: frozenset[str]) -> None:
        """With channels that can more, or less."""
        self.place = Place(JUDGE, rooms=ROOMS, can=can, policy=Policy(expires=timedelta(days=3), half_life=None))
        for room in ROOMS:
            for member in ("zhang", "li", "wu"):
                self.bring("archive", said="大家好", by=member, room=room.id)

    def one_of(self, number: int) -> int:
        """A number that there is, or, now and then, one that there is not."""
        known = sorted(one.number for one in (*self.cases(), *self.actions()))
        return known[number % len(known)] if known and number < 11 else number

    def bring(self, channel: str, **told: Any) -> None:
        """Let something come in now."""
        self.do(self.place.bring(channel, at=self.place.clock.time, **told))

    @rule(member=members, room=rooms, text=st.sampled_from(TEXTS))
    def say(self, member: str, room: str, text: str) -> None:
        """Somebody speaks."""
        self.bring("archive", said=text, by=member, room=room, id=f"m{self.place.count}")

    @rule(boss=bosses, number=numbers)
    def take_back(self, boss: str, number: int) -> None:
        """Somebody in charge takes back a case or an order, where it was."""
        number = self.one_of(number)
        found = next((one for one in (*self.cases(), *self.actions()) if one.number == number), None)
        room = found.room if found is not None else ROOM.id
        self.bring("app", said=f"撤销 {number}", by=boss, room=room)
        self.bring("app", said="确认", by=boss, room=room)

    @rule(boss=bosses, room=rooms, order=st.sampled_from(ORDERS), member=members, number=numbers, sure=st.booleans())
    def order(self, boss: str, room: str, order: str, member: str, number: int, sure: bool) -> None:
        """Somebody in charge orders, and confirms what they are asked to."""
        self.bring("app", said=order.format(member=member, number=self.one_of(number)), by=boss, room=room)
        self.bring("app", said="确认" if sure else "取消", by=boss, room=room)

    @rule(member=members, number=numbers)
    def appeal(self, member: str, number: int) -> None:
        """Somebody thinks it was wrong."""
        self.bring(
            "app", said=f"申诉 {self.one_of(number)} 我没有打广告", by=member, room=private_room(MemberId(member))
        )

    @rule(
        by=st.sampled_from(("owner", "helper", "zhang")),
        number=numbers,
        kind=st.sampled_from(("case", "appeal")),
        key=st.sampled_from(("done", "pardon", "show", "uphold", "grant")),
    )
    def press(self, by: str, number: int, kind: str, key: str) -> None:
        """Somebody taps a card, theirs or not."""
        self.do(self.place.press(f"{kind}-{number}@{kind}-{number}-ask-0-0", key, by=by, at=self.place.clock.time))

    @rule(number=numbers, member=members)
    def recall(self, number: int, member: str) -> None:
        """Somebody takes back what they said."""
        offences = [offence.message for case in self.cases() for offence in case.offences] or [f"m{number}"]
        details = {"pre_msgid": offences[number % len(offences)]}
        for room in ROOMS:
            self.bring("archive", kind="revoke", chat=room.id, by=member, details=details)

    @rule(room=rooms, member=members, quit=st.sampled_from(("0", "1")))
    def leave_and_return(self, room: str, member: str, quit: str) -> None:  # noqa: A002 - the platform's name
        """Somebody goes, or is taken out, and comes back."""
        gone = {"UpdateDetail": "del_member", "MemChangeList": member, "QuitScene": quit}
        back = {"UpdateDetail": "add_member", "MemChangeList": member}
        for details in (gone, back):
            self.bring("app", kind="change_external_chat.update", chat=room, details=details)

    @rule(span=st.sampled_from((timedelta(minutes=1), timedelta(minutes=11), timedelta(hours=5), timedelta(days=1))))
    def wait(self, span: timedelta) -> None:
        """Time passes; what is due by it is told, and the hour strikes."""
        self.place.clock.forward(span)
        now = self.place.clock.time
        for number, room, _ in self.do(self.place.store.due_cases(now, limit=50)):
            self.tell("due", room, case=number)
        for room in ROOMS:
            self.tell("hour", room.id)

    @rule(taken=st.booleans())
    def settle(self, taken: bool) -> None:
        """The platform takes, or refuses, all that is due."""
        for due in self.do(self.place.store.due(self.place.clock.time, limit=30)):
            if due.effect.case:
                told = {
                    "case": due.effect.case,
                    "effect": due.effect.kind,
                    "key": due.key,
                    "to": getattr(due.effect, "to", ""),
                    "member": getattr(due.effect, "member", ""),
                    "state": "sent" if taken else "refused",
                    "verified": taken,
                }
                self.tell("settled", due.effect.room, **told)

    def tell(self, kind: str, room: str, **told: Any) -> None:
        """Let the bot tell itself something."""
        body = json.dumps({"kind": kind, "room": room, **told})
        self.bring("house", kind=f"house.{kind}", chat=room, details={"body": body})

    @rule()
    def restart(self) -> None:
        """What was remembered is what is durable."""
        before = self.remembered()
        self.place.restart()

        assert self.remembered() == before

    def remembered(self) -> dict[str, Any]:
        """All that is known of rooms, without what is as for nobody."""
        self.do(self.place.warm.load(ROOMS, now=self.place.clock.time))
        found: dict[str, Any] = {}
        for room in ROOMS:
            memory = self.place.warm.of(room.id)
            standings = {member: one for member, one in memory.standings.items() if one.charges or one.mutes}
            state = {key: value for key, value in memory.state.items() if key != "last_in_charge_at"}
            found[room.id] = (standings, dict(memory.cases), dict(memory.actions), state)
        return found

    @invariant()
    def nothing_fails(self) -> None:
        """No delivery is set aside."""
        assert self.do(self.place.errors()) == []

    @invariant()
    def every_open_case_is_looked_at_again(self) -> None:
        """Nothing is open for ever."""
        assert all(case.due_at is not None for case in self.cases() if case.is_open)

    @invariant()
    def points_are_the_ledger(self) -> None:
        """Each charge is that of a case that stands, once, or of an order that was not taken back; and none is missing."""
        now = self.place.clock.time
        for account, standings in self.standings().items():
            given = self.given(account)
            for member, standing in standings.items():
                ordered = {a.number for a in self.actions() if not a.undone_by}
                held = Counter(charge for charge in standing.charges if charge.number not in ordered)
                due = Counter(charge for charge in given[member] if gone_at(charge, self.place.policy) > now)
                alive = Counter({c: n for c, n in held.items() if gone_at(c, self.place.policy) > now})
                assert alive == due, (account, member)

    @invariant()
    def no_mute_outlives_its_case(self) -> None:
        """What is taken back mutes nobody."""
        standing_cases = {case.number for case in self.cases() if not case.is_undone}
        for standings in self.standings().values():
            for standing in standings.values():
                assert {mute.number for mute in standing.mutes} <= standing_cases

    def standings(self) -> dict[str, Any]:
        """Standings by account."""
        return {memory.room.account: memory.standings for memory in self.place.warm.memories()}

    def given(self, account: str) -> dict[str, list[Charge]]:
        """What cases that stand gave each member."""
        given: dict[str, list[Charge]] = {member: [] for member in ("zhang", "li", "wu", "owner", "helper")}
        for case in self.cases():
            for offence in case.offences if case.account == account else ():
                if offence.charge is not None and not offence.is_undone:
                    given[offence.member].append(offence.charge)
        return given

    def cases(self) -> list[Case]:
        """All cases."""
        return list(self.do(self.place.store.all_cases(limit=1_000)))

    def actions(self) -> list[Action]:
        """All orders."""
        return list(self.do(self.place.store.audit(limit=1_000)))


Pump.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestPump = Pump.TestCase
