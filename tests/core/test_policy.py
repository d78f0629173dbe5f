"""Points, decay, ladder."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.findings import Stage
from bot.core.ledger import standing_of
from bot.core.model import JOIN, Charge, MuteSpan, Profile, Role, Standing
from bot.core.policy import Act, Policy, Step, Verdict, is_muted, mute_end, next_step, penalise, points_at, step_for
from tests.values import AD, T0, message, scene

POLICY = Policy()
MINUTE = timedelta(minutes=1)


def punish(*findings: object, said=T0, kind: str = "text", policy: Policy = POLICY, **around: object) -> Verdict:
    """Penalise under case 7, with the default policy."""
    where = scene(case=7, **around)
    return penalise(tuple(findings), message=message(sent_at=said, kind=kind), scene=where, policy=policy)


def total(verdict: Verdict, now=T0) -> float:
    """Points after it."""
    return points_at(verdict.standing, now, POLICY)


def test_points_halve_with_every_half_life() -> None:
    """Eight points are four after one half-life and two after two."""
    standing = standing_of(8, T0)

    left = [points_at(standing, T0 + n * POLICY.half_life, POLICY) for n in range(3)]

    assert left == [8, 4, 2]


def test_a_clock_that_went_back_gives_no_points() -> None:
    """Before the moment of the points there is no growth backwards."""
    assert points_at(standing_of(8, T0), T0 - MINUTE, POLICY) == 8


def test_a_clean_standing_has_no_points() -> None:
    """Nobody starts with points."""
    assert points_at(Standing(), T0, POLICY) == 0


@pytest.mark.parametrize(
    ("points", "act", "following"),
    [(0, None, 1), (0.99, None, 1), (1, Act.HINT, 3), (3, Act.WARN, 6), (9.9, Act.MUTE, 10), (15, Act.REMOVE, None)],
)
def test_the_highest_step_reached_decides(points: float, act: Act | None, following: float | None) -> None:
    """A threshold counts from its own value on; the next one is what comes above."""
    step, after = step_for(points, POLICY), next_step(points, POLICY)

    assert (step and step.act, after and after.at) == (act, following)


def test_only_the_gravest_finding_counts() -> None:
    """Three rules that see one advert do not punish it three times."""
    verdict = punish(AD, replace(AD, points=2), replace(AD, points=1))

    assert (verdict.points, verdict.gravest, total(verdict)) == (3, AD, 3)


def test_a_rule_in_shadow_does_nothing() -> None:
    """A shadow finding leaves the standing as it is and answers nothing."""
    verdict = punish(replace(AD, stage=Stage.SHADOW))

    assert (verdict.points, verdict.step, verdict.standing) == (0, None, Standing())


def test_a_soft_rule_only_hints() -> None:
    """A soft finding is answered with a hint and gives no points."""
    verdict = punish(replace(AD, stage=Stage.SOFT))

    assert (verdict.points, verdict.step, total(verdict)) == (0, Step(at=0, act=Act.HINT), 0)


def test_a_hint_that_could_not_be_read_yet_is_not_given_again() -> None:
    """Six soft findings at once are answered once; after the grace again."""
    soft = replace(AD, stage=Stage.SOFT)
    first = punish(soft)
    at_once = punish(soft, standing=first.standing, said=T0 + timedelta(seconds=1), now=T0 + timedelta(seconds=1))
    later = punish(soft, standing=first.standing, said=T0 + MINUTE, now=T0 + MINUTE)

    assert [v.step and v.step.act for v in (first, at_once, later)] == [Act.HINT, None, Act.HINT]


def test_an_enforced_rule_outranks_a_soft_one_with_more_points() -> None:
    """Points that are not given cannot decide."""
    enforced = replace(AD, points=1)

    assert punish(replace(AD, stage=Stage.SOFT, points=9), enforced).gravest == enforced


@pytest.mark.parametrize("role", [Role.OWNER, Role.HELPER, Role.STAFF, Role.ADMIN])
def test_those_who_keep_the_room_are_immune(role: Role) -> None:
    """Owner, helper, staff and admin get no points."""
    assert punish(AD, role=role).points == 0


def test_a_rule_for_all_roles_also_counts_against_the_owner() -> None:
    """A rule can say that it holds for everybody."""
    assert punish(replace(AD, for_all_roles=True), role=Role.OWNER).points == 3


def test_offences_climb_the_ladder_once_each() -> None:
    """Adverts ten minutes apart: warned, muted 10 minutes, muted again, a day."""
    standing, acts = Standing(), []
    for n in range(4):
        now = T0 + n * 20 * MINUTE
        verdict = punish(AD, standing=standing, said=now, now=now)
        standing = verdict.standing
        acts.append((verdict.step.act, verdict.step.lasts))

    day = timedelta(days=1)
    assert acts == [(Act.WARN, timedelta(0)), (Act.MUTE, 10 * MINUTE), (Act.MUTE, 10 * MINUTE), (Act.MUTE, day)]


def test_what_nobody_could_read_yet_is_not_answered_twice() -> None:
    """A second offence within the grace gives points; it is answered only when it reaches a higher step."""
    small = replace(AD, points=1)
    first = punish(small)
    second = punish(small, standing=first.standing, said=T0 + timedelta(seconds=1))
    third = punish(small, standing=second.standing, said=T0 + timedelta(seconds=2))

    assert [v.step and v.step.act for v in (first, second, third)] == [Act.HINT, None, Act.WARN]


def test_a_burst_that_goes_on_is_one_offence() -> None:
    """Twelve messages too many within a minute cost once; after it, again."""
    flood = replace(AD, points=1, of_burst=True)
    standing, given = Standing(), []
    for n in range(12):
        now = T0 + n * timedelta(seconds=5)
        verdict = punish(flood, standing=standing, said=now, now=now)
        standing, given = verdict.standing, [*given, verdict.points]
    later = punish(flood, standing=standing, said=T0 + MINUTE, now=T0 + MINUTE)

    assert (given, later.points) == ([1.0] + [0.0] * 11, 1)


def test_nobody_is_removed_for_what_they_said_before_they_were_answered() -> None:
    """Five adverts brought together by the archive: points for each, but removal waits for the next one."""
    standing, acts = Standing(), []
    for n in range(5):
        verdict = punish(AD, standing=standing, said=T0 - (5 - n) * timedelta(seconds=1))
        standing, acts = verdict.standing, [*acts, verdict.step and verdict.step.act]
    after = punish(AD, standing=standing, said=T0 + MINUTE, now=T0 + MINUTE)

    assert (acts, points_at(standing, T0, POLICY)) == ([Act.WARN, Act.MUTE, None, Act.MUTE, None], 14.99)
    assert after.step.act is Act.REMOVE


def test_a_mute_begins_when_it_can_have_been_read() -> None:
    """What is said half a second after the decision is not speaking while muted."""
    muted = punish(replace(AD, points=6)).standing

    assert punish(standing=muted, said=T0 + timedelta(seconds=0.5)).points == 0
    assert punish(standing=muted, said=T0 + POLICY.grace).points == 1


def test_a_muted_member_gets_points_for_every_message() -> None:
    """Speaking while muted costs, silently until a higher step."""
    muted = standing_of(6, T0, muted_at=T0, muted_until=T0 + 10 * MINUTE)

    verdict = punish(standing=muted, said=T0 + MINUTE, now=T0 + MINUTE)

    assert (verdict.points, verdict.step, verdict.gravest) == (1, None, None)


def test_a_mute_broken_often_becomes_longer() -> None:
    """At ten points the mute of ten minutes becomes one of a day."""
    muted = standing_of(9.5, T0, muted_at=T0, muted_until=T0 + 10 * MINUTE)

    verdict = punish(standing=muted, said=T0 + MINUTE, now=T0 + MINUTE)

    assert mute_end(verdict.standing, T0) == T0 + MINUTE + timedelta(days=1)
    assert is_muted(verdict.standing, T0)


def test_a_longer_mute_is_never_shortened() -> None:
    """Six points again within a mute of a day leave the day."""
    until = T0 + timedelta(days=1)
    muted = standing_of(5.9, T0, muted_at=T0, muted_until=until)

    assert mute_end(punish(AD, standing=muted, said=T0 + MINUTE, now=T0 + MINUTE).standing, T0) == until


def test_a_mute_covers_what_is_said_from_its_start_to_before_its_end() -> None:
    """What was said before the mute was decided is not speaking while muted."""
    standing = standing_of(0, None, muted_at=T0, muted_until=T0 + MINUTE)

    covered = [is_muted(standing, moment) for moment in (T0 - MINUTE, T0, T0 + MINUTE)]

    assert covered == [False, True, False]


@given(st.lists(st.floats(min_value=0, max_value=50), max_size=6), st.integers(min_value=0, max_value=10**6))
def test_points_never_fall_by_an_offence(points: list[float], seconds: int) -> None:
    """Whatever is found, the total after it is at least what decay left."""
    standing = standing_of(5, T0)
    now = T0 + timedelta(seconds=seconds)

    verdict = punish(*(replace(AD, points=p) for p in points), standing=standing, said=now, now=now)

    assert points_at(verdict.standing, now, POLICY) >= points_at(standing, now, POLICY)


def test_the_rule_that_gave_the_points_is_named() -> None:
    """The one that decides, which need not be the one with most points; nobody where only a mute was broken."""
    big = replace(AD, rule="big", points=10)
    small = replace(AD, rule="small", points=2, for_all_roles=True)
    soft = replace(AD, rule="soft", stage=Stage.SOFT)
    muted = standing_of(6, T0 - 2 * MINUTE, muted_at=T0 - MINUTE, muted_until=T0 + MINUTE, offences=1)

    assert punish(big, small).decided_by == "big"
    assert punish(big, small, role=Role.STAFF).decided_by == "small"
    assert (punish(soft, standing=muted).points, punish(soft, standing=muted).decided_by) == (1, "")
    assert (punish(standing=muted).points, punish(standing=muted).decided_by) == (1, "")
    assert [punish(*f).decided_by for f in ((), (soft,), (replace(AD, points=0),))] == ["", "", ""]


def test_joining_breaks_no_mute() -> None:
    """A rule may still find something in it."""
    muted = standing_of(6, T0 - 2 * MINUTE, muted_at=T0 - MINUTE, muted_until=T0 + MINUTE, offences=1)

    assert punish(standing=muted, kind=JOIN).standing == muted
    assert punish(AD, standing=muted, kind=JOIN).points == AD.points


def test_what_is_entered_carries_the_number_of_the_case() -> None:
    """So that it can be taken back, and only it."""
    verdict = punish(replace(AD, points=6))
    charge = Charge(number=7, points=6, at=T0)
    span = MuteSpan(number=7, since=T0 + POLICY.grace, until=T0 + 10 * MINUTE)

    assert (verdict.charge, verdict.mute) == (charge, span)
    assert verdict.standing == Standing(charges=(charge,), mutes=(span,), answered_at=T0, offences=1)


def test_who_has_just_come_gets_a_hint_for_a_first_offence() -> None:
    """No points; the second one counts, and so does the first of who has been here for long or is not known."""
    policy = Policy(newcomer=timedelta(days=1))
    young, old = (Profile(joined_at=T0 - ago) for ago in (timedelta(hours=3), timedelta(days=1)))
    first = punish(AD, policy=policy, profile=young)
    later = T0 + MINUTE
    second = punish(AD, policy=policy, profile=young, standing=first.standing, said=later, now=later)

    assert (first.points, first.step, first.standing.charges) == (0, Step(at=0, act=Act.HINT), ())
    assert [punish(AD, policy=policy, profile=p).points for p in (old, Profile())] == [3, 3]
    assert (second.points, punish(AD, profile=young).points) == (3, 3)


def test_a_mute_that_is_broken_by_who_has_just_come_counts() -> None:
    """The hint was the mute."""
    policy = Policy(newcomer=timedelta(days=1))
    muted = Standing(mutes=(MuteSpan(number=1, since=T0, until=T0 + MINUTE),))

    assert punish(AD, policy=policy, profile=Profile(joined_at=T0), standing=muted).points == 3


def test_while_nobody_is_about_newcomers_are_judged_more_strictly() -> None:
    """Who came of late or wrote little gets twice the points, and no grace; others get what they always get."""
    policy = Policy(newcomer=timedelta(days=1))
    told = [
        Profile(joined_at=T0 - timedelta(hours=1), messages=99),
        Profile(messages=4),
        Profile(joined_at=T0 - timedelta(days=9), messages=5),
    ]

    assert [punish(AD, policy=policy, profile=p, absent=True).points for p in told] == [6, 6, 3]


def test_who_is_exempt_is_spared_like_the_owner() -> None:
    """Rules for everybody still count; and a mute is not broken."""
    muted = Standing(mutes=(MuteSpan(number=1, since=T0, until=T0 + MINUTE),))

    assert punish(AD, exempt=True).points == 0
    assert punish(replace(AD, for_all_roles=True), exempt=True).points == 3
    assert punish(exempt=True, standing=muted).points == 0
