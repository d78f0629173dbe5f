"""Offences, presses, appeals, undoing, restarts and a clock that jumps, in any order: what holds after each step."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.core.cases import Case, Proof, Wish
from bot.core.coding import decoded, encoded
from bot.core.decide import decide, may_open
from bot.core.effects import Ask, Recard, Remove, effect_from_json, effect_to_json
from bot.core.findings import Stage
from bot.core.justice import Court, Ruling
from bot.core.justice.amending import amend
from bot.core.justice.answering import answer
from bot.core.justice.appealing import appeal, appeals_of
from bot.core.justice.filing import file
from bot.core.justice.lifting import lift
from bot.core.justice.proving import prove, went
from bot.core.justice.punishing import Sentence, punish
from bot.core.justice.settling import settled
from bot.core.justice.ticking import tick
from bot.core.justice.undoing import redo, undo
from bot.core.ledger import charged, gone_at, is_muted, points_at, restored, unmuted
from bot.core.model import NO_HOLIDAYS, NOBODY, NOBODY_KNOWN, Charge, MemberId, Profile, Role, Room, RoomId, Standing
from bot.core.pages import case_line, case_page, mended_by
from bot.core.policy import Act, Policy
from bot.core.texts import Texts
from tests.values import AD, T0, WordJudge, message, scene

SHANGHAI = ZoneInfo("Asia/Shanghai")
OWNER, HELPER, ADMIN, A, B, C = map(MemberId, ("owner", "helper", "admin", "a", "b", "c"))
ROLES = {OWNER: Role.OWNER, HELPER: Role.HELPER, ADMIN: Role.ADMIN}
ROOMS = {
    RoomId("r1"): Room(id=RoomId("r1"), name="一群", ledger="both", roles=ROLES),
    RoomId("r2"): Room(id=RoomId("r2"), name="二群", ledger="both", roles=ROLES),
    RoomId("r3"): Room(id=RoomId("r3"), name="三群", roles={OWNER: Role.OWNER, C: Role.HELPER}),
    RoomId("r4"): Room(id=RoomId("r4"), name="无人管的群"),
}
JUDGE = WordJudge(
    words={
        "广告": AD,
        "骂": replace(AD, rule="abuse", title="禁止辱骂", points=6),
        "刷": replace(AD, rule="flood", title="刷屏", points=2, of_burst=True),
        "轻": replace(AD, rule="soft", title="提醒", stage=Stage.SOFT),
        "诈": replace(AD, rule="fraud", title="诈骗", points=16),
    }
)
POLICY = Policy(newcomer=timedelta(hours=1))
MEMBERS = st.sampled_from([A, B, C])
ANYBODY = st.sampled_from([OWNER, HELPER, ADMIN, A, B, C, MemberId("stranger")])
WHERE = st.sampled_from(list(ROOMS))
PICK = st.integers(0, 10**6)
AROUND = st.builds(
    scene,
    reachable=st.booleans(),
    absent=st.booleans(),
    speaks=st.booleans(),
    removals=st.integers(2, 3),
    profile=st.sampled_from([NOBODY_KNOWN, Profile(messages=1)]),
)
SPANS = st.sampled_from([timedelta(seconds=1), timedelta(minutes=2), timedelta(minutes=40), timedelta(hours=30)])


def growth(at: datetime) -> float:
    """What a point given at `at` is worth, counted in points given at T0 that decay as long."""
    return 2.0 ** ((at - T0) / POLICY.half_life)


def not_taken_off(charges: list[Charge]) -> list[tuple[datetime, float]]:
    """When and how much was given that no reduction took off, the newest first."""
    left: list[tuple[datetime, float]] = []
    for one in sorted(charges, key=lambda one: (one.at, one.number, one.points)):
        worth = one.points * growth(one.at)
        while worth < 0 and left:
            at, before = left.pop()
            left += [(at, before + worth)] if before + worth > 0 else []
            worth = min(before + worth, 0.0)
        left += [(one.at, worth)] if worth > 0 else []
    return left


class Justice(RuleBasedStateMachine):
    """Everything that is kept, as a store would keep it, and everything that may happen to it."""

    @initialize()
    def begin(self) -> None:
        """Somebody is muted, somebody is to be removed, somebody was warned."""
        self.now: datetime = T0
        self.latest: datetime = T0
        self.number = 0
        self.delivery = 0
        self.standings: dict[tuple[str, MemberId], Standing] = {}
        self.cases: dict[int, Case] = {}
        self.orders: dict[int, tuple[str, MemberId, Standing, Standing]] = {}
        self.undone: set[int] = set()
        self.asked: dict[str, Ask] = {}
        self.removing: list[tuple[int, Remove]] = []
        self.taken_back: dict[int, datetime | None] = {}
        first, second, *_ = ROOMS
        self.speak(first, A, "骂人", scene(), removes=False)
        self.speak(second, B, "诈骗", scene(), removes=False)
        self.speak(first, C, "广告", scene(), removes=True)

    def court(self, room: RoomId, *, removes: bool = False) -> Court:
        """What changing a case of `room` needs."""
        return Court(
            now=self.now,
            zone=SHANGHAI,
            calendar=NO_HOLIDAYS,
            policy=POLICY,
            texts=Texts(),
            room=ROOMS[room],
            name=lambda member: member or "机器人",
            removes=removes,
        )

    def of(self, account: str) -> dict[MemberId, Standing]:
        """The standings of an account."""
        return {member: one for (where, member), one in self.standings.items() if where == account}

    def take(self, ruling: Ruling) -> Ruling:
        """Keep what follows from `ruling`; a refused one must follow from nothing but words."""
        if ruling.refused:
            assert (ruling.standings, ruling.undone) == ((), ())
            assert ruling.case == self.cases[ruling.case.number]
            return ruling
        self.cases[ruling.case.number] = ruling.case
        for account, member, standing in ruling.standings:
            assert account == ruling.case.account
            self.standings[account, member] = standing
        for delivery, at in ruling.undone:
            self.taken_back[delivery] = at
        for plan in ruling.planned:
            assert plan.effect.case == ruling.case.number
            assert effect_from_json(effect_to_json(plan.effect)) == plan.effect
            if isinstance(plan.effect, Ask):
                assert plan.key
                assert plan.key not in self.asked
                self.asked[plan.key] = plan.effect
            if isinstance(plan.effect, Remove):
                self.removing.append((ruling.case.number, plan.effect))
            assert not isinstance(plan.effect, Recard) or plan.effect.of in self.asked
        return ruling

    def a_case(self, pick: int) -> Case:
        """Some case."""
        return self.cases[sorted(self.cases)[pick % len(self.cases)]]

    @rule(
        room=WHERE,
        member=MEMBERS,
        text=st.sampled_from(["广告", "骂人", "刷", "轻", "诈骗", "你好", "广告骂"]),
        removes=st.booleans(),
        around=AROUND,
    )
    def say(self, room, member, text, removes, around) -> None:
        """Somebody says something; the same delivery comes twice."""
        if around.profile is not NOBODY_KNOWN:
            around = replace(around, profile=Profile(joined_at=self.now - timedelta(minutes=5)))
        self.speak(room, member, text, around, removes=removes)

    def speak(self, room, member, text, around, *, removes) -> None:
        """Judge it, file it, and file it once more."""
        account = ROOMS[room].account
        self.delivery += 1
        said = message(text, room=room, sender=member, sent_at=self.now)
        around = replace(
            around,
            now=self.now,
            room=ROOMS[room],
            role=ROOMS[room].role(member),
            standing=self.of(account).get(member, NOBODY),
            case=self.number + 1,
        )
        court = self.court(room, removes=removes)
        decision = decide(said, around, judge=JUDGE, policy=POLICY, texts=Texts())
        if not decision.opens:
            assert decision.standing == around.standing
            return
        assert may_open(JUDGE.findings(said, around), said, around, POLICY)
        rule_id = decision.gravest.rule if decision.gravest else ""
        joined = next((one for one in self.cases.values() if self._joins(one, account, member, rule_id)), None)
        if joined is not None:
            around = replace(around, case=joined.number)
            decision = decide(said, around, judge=JUDGE, policy=POLICY, texts=Texts())
        filed = {"delivery": self.delivery, "revision": 1, "print": around.print, "court": court}
        ruling = self.take(file(decision, said, around, case=joined, **filed))
        self.number = max(self.number, ruling.case.number)
        again = file(decision, said, around, case=ruling.case, **filed)
        assert (again.case, again.standings, again.planned) == (ruling.case, (), ())

    def _joins(self, case: Case, account: str, member: MemberId, rule_id: str) -> bool:
        is_alike = case.account == account and case.rule == rule_id and member in case.members
        return is_alike and not case.is_undone and abs(self.now - case.opened_at) < POLICY.burst

    @rule(room=WHERE, who=st.lists(MEMBERS, min_size=1, max_size=3), act=st.sampled_from(Act), removes=st.booleans())
    def order(self, room, who, act, removes) -> None:
        """Somebody in charge punishes, and names people twice."""
        self.number += 1
        span = timedelta(hours=1) if act is Act.MUTE else None
        sentences = [Sentence(member=member, act=act, points=2, span=span) for member in who]
        court = self.court(room, removes=removes)
        standings = self.of(ROOMS[room].account)
        self.take(punish(sentences, number=self.number, by=OWNER, reason="刷屏", standings=standings, court=court))

    @rule(room=WHERE, member=MEMBERS, points=st.sampled_from([-5.0, -1.0, 2.0]))
    def give(self, room, member, points) -> None:
        """加分 and 减分."""
        self.number += 1
        key = (ROOMS[room].account, member)
        before = self.standings.get(key, NOBODY)
        charge = Charge(number=self.number, points=points, at=self.now)
        after = charged(before, charge, now=self.now, policy=POLICY)
        self.orders[self.number] = (*key, before, after)
        self.standings[key] = after
        assert points_at(after, self.now, POLICY) >= 0

    @rule(pick=PICK)
    def revert(self, pick) -> None:
        """加分 or 减分 is taken back, once."""
        left = sorted(set(self.orders) - self.undone)
        if not left:
            return
        number = left[pick % len(left)]
        account, member, before, after = self.orders[number]
        self.standings[account, member] = restored(self.standings[account, member], before, after)
        self.undone.add(number)

    @rule(room=WHERE, member=MEMBERS)
    def lift(self, room, member) -> None:
        """解禁."""
        account = ROOMS[room].account
        if (account, member) not in self.standings:
            return
        self.standings[account, member] = unmuted(self.standings[account, member], self.now)
        for case in [one for one in self.cases.values() if one.account == account]:
            self.take(lift(case, member, by=OWNER, court=self.court(case.room)))
        assert not is_muted(self.standings[account, member], self.now)

    @rule(pick=PICK, by=ANYBODY, key=st.sampled_from(["done", "pardon", "show", "uphold", "grant", "other"]))
    def press(self, pick, by, key) -> None:
        """A card is tapped twice by somebody, who need not be whom it was sent to."""
        case = self.a_case(pick)
        keys = (*(case.desk.keys if case.desk else ()), *(case.appeal.keys if case.appeal else ()))
        of = keys[pick % len(keys)][1] if keys else ""
        court = self.court(case.room)
        first = self.take(answer(case, by, key, standings=self.of(case.account), court=court, code="x", of=of))
        assert first.refused or first.says
        if by in case.members or (by not in ROOMS[case.room].owners() and by not in [to for to, _ in keys]):
            assert first.refused
        second = answer(first.case, by, key, standings=self.of(case.account), court=court, code="x", of=of)
        assert second.case == first.case
        assert (second.standings, second.undone) == ((), ())
        assert key == "show" or second.refused

    @rule(pick=PICK, by=ANYBODY)
    def undo(self, pick, by) -> None:
        """撤销, twice: the second time there is nothing left."""
        case = self.a_case(pick)
        court = self.court(case.room)
        ruling = self.take(undo(case, standings=self.of(case.account), by=by, court=court))
        assert undo(ruling.case, standings=self.of(case.account), by=by, court=court).refused
        for member in case.members:
            entered = self.of(case.account).get(member, NOBODY)
            assert case.number not in {one.number for one in (*entered.charges, *entered.mutes)}

    @rule(pick=PICK, by=ANYBODY)
    def undo_and_redo(self, pick, by) -> None:
        """Undoing and doing again leaves every standing as it was, but for what is gone anyway."""
        case = self.a_case(pick)
        if case.is_undone or any(one.is_undone for one in case.offences):
            return
        court, before = self.court(case.room), self.of(case.account)
        self.take(undo(case, standings=before, by=by, court=court))
        self.take(redo(self.cases[case.number], standings=self.of(case.account), by=by, court=court))
        for member, was in before.items():
            now = self.of(case.account)[member]
            lost = Counter(was.charges) - Counter(now.charges)
            assert all(gone_at(charge, POLICY) <= self.now for charge in lost)
            assert not Counter(now.charges) - Counter(was.charges)
            over = max(self.now, self.latest)  # what was over once may be gone, also when the clock is set back
            assert [m for m in was.mutes if m.until > over] == [m for m in now.mutes if m.until > over]
            assert lost or now.offences == was.offences

    @rule(room=WHERE, member=MEMBERS, points=st.sampled_from([1.0, 6.0, 16.0]))
    def punish_and_undo(self, room, member, points) -> None:
        """Undoing at once restores exactly what was there, but for what was gone."""
        account = ROOMS[room].account
        before = self.of(account).get(member, NOBODY)
        self.number += 1
        sentence = Sentence(member=member, act=Act.MUTE, points=points, span=timedelta(minutes=10))
        ruling = punish(
            [sentence], number=self.number, by=OWNER, reason="", standings=self.of(account), court=self.court(room)
        )
        self.take(ruling)
        self.take(undo(ruling.case, standings=self.of(account), by=OWNER, court=self.court(room)))
        after = self.of(account)[member]
        assert points_at(after, self.now, POLICY) == points_at(before, self.now, POLICY)
        assert after.offences == before.offences
        assert all(gone_at(one, POLICY) <= self.now for one in Counter(before.charges) - Counter(after.charges))

    @rule(pick=PICK, by=ANYBODY)
    def redo(self, pick, by) -> None:
        """The undoing is undone."""
        case = self.a_case(pick)
        self.take(redo(case, standings=self.of(case.account), by=by, court=self.court(case.room)))

    @rule(pick=PICK, member=MEMBERS)
    def amend(self, pick, member) -> None:
        """改正: once per case, and once a day."""
        case = self.a_case(pick)
        others = [one for one in self.cases.values() if one.account == case.account]
        standings = self.of(case.account)
        ruling = amend(case, member, standings=standings, court=self.court(case.room), cases=others)
        self.take(ruling)
        if not ruling.refused:
            others = [one for one in self.cases.values() if one.account == case.account]
            assert amend(
                ruling.case, member, standings=self.of(case.account), court=self.court(case.room), cases=others
            ).refused

    @rule(pick=PICK, member=ANYBODY, words=st.sampled_from(["", "我没有发广告"]))
    def appeal(self, pick, member, words) -> None:
        """申诉: by whom it is about, three times a month."""
        case = self.a_case(pick)
        others = [one for one in self.cases.values() if one.account == case.account]
        ruling = self.take(appeal(case, member, words, cases=others, court=self.court(case.room)))
        if ruling.refused:
            return
        mine = [one for one in self.cases.values() if one.account == case.account]
        assert appeals_of(member, mine, self.court(case.room)) <= POLICY.appeals.monthly
        reviewer = ruling.case.appeal.reviewer
        assert reviewer not in case.members
        assert reviewer != case.by or set(ROOMS[case.room].owners()) - set(case.members) <= {case.by}

    @rule(pick=PICK, by=ANYBODY, granted=st.booleans(), waits=st.booleans())
    def decide_an_appeal(self, pick, by, granted, waits) -> None:
        """Whoever may decides once; nobody in time is a yes; who punished only where there is nobody else."""
        pending = [one for one in self.cases.values() if one.is_appealed] or [self.a_case(pick)]
        case = pending[pick % len(pending)]
        made = case.appeal
        if made is None:
            member = case.members[0]
            self.take(appeal(case, member, "冤枉", cases=self.cases.values(), court=self.court(case.room)))
            return
        if waits:
            self.now = max(made.until, self.now)
            self.latest = max(self.latest, self.now)
            self.take(tick(case, standings=self.of(case.account), court=self.court(case.room)))
            assert not self.cases[case.number].is_appealed
            return
        key = "grant" if granted else "uphold"
        ruling = self.take(answer(case, by, key, standings=self.of(case.account), court=self.court(case.room)))
        others = set(ROOMS[case.room].owners()) - {*case.members, case.by}
        assert ruling.refused or (by not in case.members and (by != case.by or not others or by == made.reviewer))
        assert ruling.refused or ruling.case.appeal.state is (Wish.DONE if granted else Wish.DECLINED)

    @rule(pick=PICK)
    def nobody_acts(self, pick) -> None:
        """Hour after hour, until nobody is asked any more: every case ends."""
        case = self.a_case(pick)
        for _ in range(60):
            due_at = self.cases[case.number].due_at
            if due_at is None:
                break
            self.now = max(self.now, due_at)
            self.latest = max(self.latest, self.now)
            standings = self.of(case.account)
            self.take(tick(self.cases[case.number], standings=standings, court=self.court(case.room)))
        assert not self.cases[case.number].is_open
        assert self.cases[case.number].due_at is None

    @rule(room=WHERE, late=st.booleans())
    def say_and_amend(self, room, late) -> None:
        """Who mends it in time gets back what was given."""
        before = self.number
        self.speak(room, A, "广告", scene(), removes=False)
        if self.number == before:
            return
        if late:
            self.now += timedelta(minutes=6)
            self.latest = max(self.latest, self.now)
        newest = self.cases[self.number]
        self.take(
            amend(newest, A, standings=self.of(newest.account), court=self.court(room), cases=self.cases.values())
        )

    @rule(pick=PICK, state=st.sampled_from(["sent", "refused"]), verified=st.booleans(), twice=st.booleans())
    def platform(self, pick, state, verified, twice) -> None:
        """The platform takes or refuses something: a card, or a removal."""
        if self.removing and pick % 2:
            number, effect = self.removing[pick % len(self.removing)]
            told = {"effect": "remove", "key": "k", "member": effect.member, "room": effect.room}
        elif self.asked and pick % 3:
            key = sorted(self.asked)[pick % len(self.asked)]
            number = self.asked[key].case
            told = {"effect": "ask", "key": key, "to": self.asked[key].to}
        else:
            number = self.a_case(pick).number
            told = {"effect": "reply", "key": "k", "to": self.cases[number].members[0]}
        told |= {"state": state, "verified": verified, "errcode": 81013, "errmsg": "no"}
        for _ in range(1 + twice):
            case = self.cases[number]
            self.take(settled(case, told, standings=self.of(case.account), court=self.court(case.room)))

    @rule(room=WHERE, member=MEMBERS, how=st.sampled_from([Proof.EVENT, Proof.LIST, None]))
    def leave(self, room, member, how) -> None:
        """Somebody is taken out, or goes; they may be back the next moment."""
        for case in [one for one in self.cases.values() if one.account == ROOMS[room].account]:
            court = self.court(case.room)
            if how is None:
                self.take(went(case, room=room, member=member, at=self.now, court=court))
                continue
            after = self.take(prove(case, room=room, member=member, how=how, at=self.now, court=court)).case
            again = prove(after, room=room, member=member, how=how, at=self.now, court=court)
            assert again == Ruling(case=after)

    @rule(span=SPANS, back=st.booleans())
    def jump(self, span, back) -> None:
        """Time passes; now and then the clock is set back."""
        self.now += -min(span, timedelta(minutes=40)) if back else span
        self.latest = max(self.latest, self.now)

    @rule()
    def time(self) -> None:
        """What is due is done, and then nothing is due."""
        for case in list(self.cases.values()):
            due_at = case.due_at
            if due_at is None or due_at > self.now:
                assert tick(case, standings={}, court=self.court(case.room)) == Ruling(case=case)
                continue
            ruling = self.take(tick(case, standings=self.of(case.account), court=self.court(case.room)))
            assert ruling.case.due_at is None or ruling.case.due_at > self.now

    @rule()
    def restart(self) -> None:
        """Everything is written down and read again."""
        self.cases = {number: decoded(Case, encoded(case)) for number, case in self.cases.items()}
        self.standings = {key: decoded(Standing, encoded(one)) for key, one in self.standings.items()}

    @invariant()
    def no_penalty_without_a_case_and_none_twice(self) -> None:
        """What standings hold is what cases and orders entered and nobody took back, each once."""
        charges, mutes = self._entered()
        for key in {*self.standings, *charges, *mutes}:
            standing = self.standings.get(key, NOBODY)
            assert not Counter(standing.charges) - charges[key]
            assert not Counter(standing.mutes) - mutes[key]
            assert all(gone_at(one, POLICY) <= self.latest for one in charges[key] - Counter(standing.charges))
            assert all(one.until <= self.latest for one in mutes[key] - Counter(standing.mutes))
        deliveries = Counter(one.delivery for case in self.cases.values() for one in case.offences if one.delivery)
        assert not deliveries or max(deliveries.values()) == 1

    def _entered(self):
        """What should be in the standings, counted, by account and member."""
        charges, mutes = {}, {}
        keys = {*self.standings, *((case.account, m) for case in self.cases.values() for m in case.members)}
        for key in keys:
            charges[key], mutes[key] = Counter(), Counter()
        for case in self.cases.values():
            for one in (one for one in case.offences if not one.is_undone):
                charges[case.account, one.member].update([one.charge] if one.charge else [])
                mutes[case.account, one.member].update([one.mute] if one.mute else [])
        for number, (account, member, before, after) in self.orders.items():
            if number not in self.undone:
                charges[account, member].update(Counter(after.charges) - Counter(before.charges))
        return charges, mutes

    @invariant()
    def points_are_the_ledger(self) -> None:
        """The sum is that of all that was entered, decayed, and never below none on the way."""
        charges, _ = self._entered()
        for key, standing in self.standings.items():
            counted = [one for one in charges[key].elements() if gone_at(one, POLICY) > self.latest]
            total = sum(worth / growth(max(self.now, at)) for at, worth in not_taken_off(counted))
            gone = len(list(charges[key].elements())) - len(counted)
            assert abs(points_at(standing, self.now, POLICY) - total) <= 0.011 * (1 + gone)

    @invariant()
    def nobody_is_muted_for_longer_than_was_decided(self) -> None:
        """A mute that covers now was given by a case that still counts, and ends later."""
        _, mutes = self._entered()
        for key, standing in self.standings.items():
            if is_muted(standing, self.now):
                assert any(one.since <= self.now < one.until for one in mutes[key])

    @invariant()
    def every_open_case_has_its_time(self) -> None:
        """Nothing waits for ever; one person is asked at a time, and is not whom it is about."""
        for case in self.cases.values():
            assert not case.is_open or case.due_at is not None
            waits = any(want.state is Wish.WAITING for want in case.wants)
            if waits:
                assert case.desk is not None
                assert case.desk.holder not in case.members
                assert not case.desk.holder or case.desk.keys[-1][0] == case.desk.holder
            pending = [(w.room, w.member, w.task) for w in case.wants if w.state is Wish.WAITING and w.task != "say"]
            assert len(pending) == len(set(pending))

    @invariant()
    def what_is_taken_back_is_known_to_be(self) -> None:
        """Deliveries of offences that no longer count are told, those of others are not, or no longer; but for mended ones."""
        for case in self.cases.values():
            for one in (one for one in case.offences if one.member not in mended_by(case)):
                assert not one.delivery or (self.taken_back.get(one.delivery) is not None) == one.is_undone

    @invariant()
    def every_page_can_be_read(self) -> None:
        """A page and a line of each case, whatever happened to it."""
        for case in list(self.cases.values())[-3:]:
            court = self.court(case.room)
            assert f"【编号 {case.number}】" in case_page(case, court)
            assert case_line(case, court).startswith(str(case.number))


Justice.TestCase.settings = settings(
    max_examples=70, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestJustice = Justice.TestCase
