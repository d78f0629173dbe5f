"""What time alone does."""

from dataclasses import replace

from bot.core.cases import Deed, Want, Wish
from bot.core.justice import Ruling
from bot.core.justice.appealing import appeal
from bot.core.justice.ticking import tick
from bot.core.measures import Act
from bot.core.model import Role
from tests.core.justice.kit import DAY, HELPER, HOUR, LI, OWNER, ROOM, ZHANG, court, kinds, punished, standings_of


def ticked(case, after, **fields):
    """Time goes on."""
    return tick(case, standings={}, court=court(after, **fields))


def test_nothing_happens_before_its_time() -> None:
    """Not to an open case, not to a closed one."""
    for case in (punished().case, punished(Act.WARN).case, punished(Act.MUTE).case):
        assert ticked(case, HOUR / 60) == Ruling(case=case)


def test_a_mute_ends_once_and_nobody_watches_any_more() -> None:
    """The card is closed; nothing of the case is due."""
    case = replace(punished(Act.MUTE).case, wants=(Want(room=ROOM.id, member=ZHANG, task="mute"),))
    case = tick(case, standings={}, court=court()).case

    ruling = ticked(case, HOUR / 6)

    assert [w.state for w in ruling.case.wants] == [Wish.VOID]
    assert (ruling.case.history[-1].what, ruling.case.history[-1].note) == (Deed.ENDED, "小张")
    assert [p.effect.done for p in ruling.planned] == ["已到期"]
    assert ruling.case.due_at is None
    assert ticked(ruling.case, DAY) == Ruling(case=ruling.case)


def test_who_is_muted_for_longer_is_watched_on() -> None:
    """Of two mutes one ends."""
    muted = punished(Act.MUTE).case
    (offence,) = muted.offences
    longer = replace(offence, mute=replace(offence.mute, until=court(DAY).now))
    case = replace(muted, offences=(offence, longer), wants=(Want(room=ROOM.id, member=ZHANG, task="mute"),))
    case = tick(case, standings={}, court=court()).case

    ruling = ticked(case, HOUR / 6)

    assert [w.state for w in ruling.case.wants] == [Wish.WAITING]
    assert ruling.case.due_at is not None
    assert ruling.case.due_at > court(HOUR / 6).now


def test_an_appeal_that_nobody_answers_is_granted() -> None:
    """At its deadline, not before."""
    warned = punished(Act.WARN)
    case = appeal(warned.case, ZHANG, "", cases=(), court=court()).case

    ruling = tick(case, standings=standings_of(warned), court=court(DAY))

    assert ticked(case, DAY - HOUR) == Ruling(case=case)
    assert standings_of(ruling)[ZHANG].charges == ()
    assert ruling.case.appeal.state is Wish.DONE


def test_the_next_one_is_asked_in_time() -> None:
    """After half an hour."""
    ruling = ticked(punished().case, HOUR / 2)

    assert [(p.key, p.effect.to) for p in ruling.planned] == [("case-58-ask-1-1", HELPER)]


def test_what_nobody_does_lapses_and_is_said() -> None:
    """The cards say so; who was asked last is told; nothing of it is due."""
    case = ticked(punished().case, HOUR).case

    ruling = ticked(case, 3 * DAY)

    assert [w.state for w in ruling.case.wants] == [Wish.LAPSED]
    assert kinds(ruling) == ["recard", "recard", "tell"]
    assert (ruling.planned[-1].effect.to, ruling.case.due_at) == (HELPER, None)
    assert "已过期" in ruling.planned[-1].effect.text


def test_with_nobody_to_tell_it_lapses_all_the_same() -> None:
    """Somebody who turned up since is told."""
    empty = replace(ROOM, roles={})
    case = punished(room=empty).case

    alone = ticked(case, 9 * DAY, room=empty)
    found = ticked(case, 9 * DAY, room=replace(ROOM, roles={OWNER: Role.OWNER}))

    assert ([w.state for w in alone.case.wants], kinds(alone)) == ([Wish.LAPSED], [])
    assert [p.effect.to for p in found.planned] == [OWNER]


def test_what_waits_without_a_desk_gets_one() -> None:
    """As a case that came from elsewhere."""
    case = replace(punished(Act.WARN, LI).case, wants=(Want(room=ROOM.id, member=LI, task="remove"),))

    assert kinds(ticked(case, HOUR)) == ["ask"]
