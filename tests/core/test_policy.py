"""Points, decay, ladder."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.findings import Stage
from bot.core.model import JOIN, Role, Standing
from bot.core.policy import Act, Policy, Step, Verdict, is_muted, next_step, penalise, points_at, step_for
from tests.values import AD, T0, message

POLICY = Policy()
MINUTE = timedelta(minutes=1)


def punish(
    *findings: object, standing: Standing = Standing(), role: Role = Role.MEMBER, said=T0, now=T0, kind: str = "text"
) -> Verdict:
    """Penalise with the default policy."""
    return penalise(
        tuple(findings), message=message(sent_at=said, kind=kind), standing=standing, role=role, now=now, policy=POLICY
    )


def test_points_halve_with_every_half_life() -> None:
    """Eight points are four after one half-life and two after two."""
    standing = Standing(points=8, points_at=T0)

    left = [points_at(standing, T0 + n * POLICY.half_life, POLICY) for n in range(3)]

    assert left == [8, 4, 2]


def test_a_clock_that_went_back_gives_no_points() -> None:
    """Before the moment of the points there is no growth backwards."""
    assert points_at(Standing(points=8, points_at=T0), T0 - MINUTE, POLICY) == 8


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

    assert (verdict.points, verdict.gravest, verdict.standing.points) == (3, AD, 3)


def test_a_rule_in_shadow_does_nothing() -> None:
    """A shadow finding leaves the standing as it is and answers nothing."""
    verdict = punish(replace(AD, stage=Stage.SHADOW))

    assert (verdict.points, verdict.step, verdict.standing) == (0, None, Standing())


def test_a_soft_rule_only_hints() -> None:
    """A soft finding is answered with a hint and gives no points."""
    verdict = punish(replace(AD, stage=Stage.SOFT))

    assert (verdict.points, verdict.step, verdict.standing.points) == (0, Step(at=0, act=Act.HINT), 0)


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

    assert (acts, standing.points) == ([Act.WARN, Act.MUTE, None, Act.MUTE, None], 14.99)
    assert after.step.act is Act.REMOVE


def test_a_mute_begins_when_it_can_have_been_read() -> None:
    """What is said half a second after the decision is not speaking while muted."""
    muted = punish(replace(AD, points=6)).standing

    assert punish(standing=muted, said=T0 + timedelta(seconds=0.5)).points == 0
    assert punish(standing=muted, said=T0 + POLICY.grace).points == 1


def test_a_muted_member_gets_points_for_every_message() -> None:
    """Speaking while muted costs, silently until a higher step."""
    muted = Standing(points=6, points_at=T0, muted_at=T0, muted_until=T0 + 10 * MINUTE)

    verdict = punish(standing=muted, said=T0 + MINUTE, now=T0 + MINUTE)

    assert (verdict.points, verdict.step, verdict.gravest) == (1, None, None)


def test_a_mute_broken_often_becomes_longer() -> None:
    """At ten points the mute of ten minutes becomes one of a day."""
    muted = Standing(points=9.5, points_at=T0, muted_at=T0, muted_until=T0 + 10 * MINUTE)

    verdict = punish(standing=muted, said=T0 + MINUTE, now=T0 + MINUTE)

    assert verdict.standing.muted_until == T0 + MINUTE + timedelta(days=1)
    assert verdict.standing.muted_at == T0


def test_a_longer_mute_is_never_shortened() -> None:
    """Six points again within a mute of a day leave the day."""
    until = T0 + timedelta(days=1)
    muted = Standing(points=5.9, points_at=T0, muted_at=T0, muted_until=until)

    assert punish(AD, standing=muted, said=T0 + MINUTE, now=T0 + MINUTE).standing.muted_until == until


def test_a_mute_covers_what_is_said_from_its_start_to_before_its_end() -> None:
    """What was said before the mute was decided is not speaking while muted."""
    standing = Standing(muted_at=T0, muted_until=T0 + MINUTE)

    covered = [is_muted(standing, moment) for moment in (T0 - MINUTE, T0, T0 + MINUTE)]

    assert covered == [False, True, False]


@given(st.lists(st.floats(min_value=0, max_value=50), max_size=6), st.integers(min_value=0, max_value=10**6))
def test_points_never_fall_by_an_offence(points: list[float], seconds: int) -> None:
    """Whatever is found, the total after it is at least what decay left."""
    standing = Standing(points=5, points_at=T0)
    now = T0 + timedelta(seconds=seconds)

    verdict = punish(*(replace(AD, points=p) for p in points), standing=standing, said=now, now=now)

    assert points_at(verdict.standing, now, POLICY) >= points_at(standing, now, POLICY)


def test_the_rule_that_gave_the_points_is_named() -> None:
    """The one that decides, which need not be the one with most points; nobody where only a mute was broken."""
    big = replace(AD, rule="big", points=10)
    small = replace(AD, rule="small", points=2, for_all_roles=True)
    soft = replace(AD, rule="soft", stage=Stage.SOFT)
    muted = Standing(points=6, points_at=T0 - 2 * MINUTE, muted_at=T0 - MINUTE, muted_until=T0 + MINUTE, offences=1)

    assert punish(big, small).decided_by == "big"
    assert punish(big, small, role=Role.STAFF).decided_by == "small"
    assert (punish(soft, standing=muted).points, punish(soft, standing=muted).decided_by) == (1, "")
    assert (punish(standing=muted).points, punish(standing=muted).decided_by) == (1, "")
    assert [punish(*f).decided_by for f in ((), (soft,), (replace(AD, points=0),))] == ["", "", ""]


def test_joining_breaks_no_mute() -> None:
    """A rule may still find something in it."""
    muted = Standing(points=6, points_at=T0 - 2 * MINUTE, muted_at=T0 - MINUTE, muted_until=T0 + MINUTE, offences=1)

    assert punish(standing=muted, kind=JOIN).standing == muted
    assert punish(AD, standing=muted, kind=JOIN).points == AD.points
