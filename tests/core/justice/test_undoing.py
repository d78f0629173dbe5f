"""Taking back, saying what cannot be, and giving again."""

from dataclasses import replace

from bot.core.cases import Deed, Proof, Wish
from bot.core.justice.proving import prove, went
from bot.core.justice.undoing import redo, undo
from bot.core.ledger import is_muted, muted
from bot.core.measures import Act
from bot.core.model import MuteSpan, Standing
from tests.core.justice.kit import DAY, HOUR, LI, OWNER, ROOM, ZHANG, court, kinds, punished, standings_of


def test_undoing_restores_what_was_there() -> None:
    """Charge, mute and count are gone; the member is told; the card says so."""
    case, standings = (ruling := punished(Act.MUTE)).case, standings_of(ruling)

    undone = undo(case, standings=standings, by=OWNER, court=court(), why="误判")

    assert standings_of(undone)[ZHANG] == Standing(answered_at=court().now)
    assert kinds(undone) == ["unmute", "receipt"]
    assert undone.planned[1].effect.text == ("编号 58 的处罚已撤销，这件事不再算数（误判）。给你添麻烦了，抱歉。")
    assert undone.says == "编号 58 已撤销（小张）：这件事的处罚已收回，不再算数。"
    assert (undone.case.history[-1].note, undone.case.is_undone) == ("误判", True)


def test_a_mute_of_another_case_goes_on() -> None:
    """Nobody is told that they may speak while they may not."""
    ruling = punished(Act.MUTE)
    other = MuteSpan(number=9, since=court().now, until=court(DAY).now)
    standings = {ZHANG: muted(standings_of(ruling)[ZHANG], other)}

    undone = undo(ruling.case, standings=standings, by=OWNER, court=court())

    assert kinds(undone) == ["receipt"]
    assert standings_of(undone)[ZHANG].mutes == (other,)


def test_what_was_wanted_is_no_longer() -> None:
    """The card of a removal is closed."""
    undone = undo(punished().case, standings={}, by=OWNER, court=court())

    assert [w.state for w in undone.case.wants] == [Wish.VOID]
    assert kinds(undone) == ["recard", "receipt"]
    assert undone.planned[0].effect.done == "已撤销"


def test_a_removal_that_was_done_is_said_and_an_invitation_offered() -> None:
    """The member, who is gone, is told nothing."""
    case = punished().case
    gone = prove(case, room=ROOM.id, member=ZHANG, how=Proof.EVENT, at=court().now, court=court()).case

    undone = undo(gone, standings={}, by=OWNER, court=court())

    assert undone.says.split("\n")[1:] == [
        "小张 已被移出“产品交流群”，这一步撤不回来。可以把下面这段话连同群二维码发给对方：",
        "你好，之前把你移出“产品交流群”是我们判断有误，处罚已经撤销。很抱歉，欢迎你随时扫码回来。",
    ]
    assert kinds(undone) == []


def test_some_of_several_can_be_undone() -> None:
    """The others keep what they got; the history says whose."""
    both = punished(Act.WARN, ZHANG, LI)

    undone = undo(both.case, standings=standings_of(both), by=OWNER, court=court(), members=[LI])

    assert [o.is_undone for o in undone.case.offences] == [False, True]
    assert (list(standings_of(undone)), undone.case.history[-1].note) == ([LI], "小李")


def test_what_is_undone_is_not_undone_again() -> None:
    """Who did it and when is said; so is that somebody is not in it."""
    case = punished(Act.WARN).case
    undone = undo(case, standings={}, by=OWNER, court=court()).case

    again = undo(undone, standings={}, by=OWNER, court=court(HOUR))

    assert again.refused == "编号 58 已经撤销过了（王姐，11月20日 10:00），不用再撤。"
    for one in (case, undone):
        refused = undo(one, standings={}, by=OWNER, court=court(), members=[LI]).refused
        assert refused == "编号 58 里没有这些人的处罚。"


def test_redoing_gives_exactly_what_was_taken() -> None:
    """The mute that still runs goes on, what was wanted is asked for again under a new key."""
    ruling = punished(Act.MUTE)
    undone = undo(ruling.case, standings=standings_of(ruling), by=OWNER, court=court())

    again = redo(undone.case, standings=standings_of(undone), by=OWNER, court=court(), why="看错了")

    assert standings_of(again) == standings_of(ruling)
    assert kinds(again) == ["mute", "receipt"]
    assert again.case.history[-1].what is Deed.REDONE
    assert again.says == "编号 58 已恢复（小张）：分数照旧，还没到期的禁言继续。"
    removal = undo(punished().case, standings={}, by=OWNER, court=court()).case
    asked = redo(removal, standings={}, by=OWNER, court=court())
    assert kinds(asked) == ["receipt", "ask"]
    assert asked.planned[-1].key == "case-58-ask-0-1"


def test_what_is_over_does_not_come_back() -> None:
    """A mute that ended meanwhile, and the watch over it; a removal of who left by themselves."""
    ruling = punished(Act.MUTE)
    watched = replace(ruling.case, wants=(replace(punished().case.wants[0], task="mute"),))
    undone = undo(watched, standings=standings_of(ruling), by=OWNER, court=court())
    later = redo(undone.case, standings=standings_of(undone), by=OWNER, court=court(HOUR))
    left = went(punished().case, room=ROOM.id, member=ZHANG, at=court().now, court=court()).case
    left = undo(left, standings={}, by=OWNER, court=court(HOUR)).case

    assert kinds(later) == ["receipt"]
    assert not is_muted(standings_of(later)[ZHANG], court().now + HOUR)
    assert [w.state for w in later.case.wants] == [Wish.VOID]
    assert [w.state for w in redo(left, standings={}, by=OWNER, court=court(HOUR)).case.wants] == [Wish.VOID]
    at_once = redo(undone.case, standings=standings_of(undone), by=OWNER, court=court())
    assert [w.state for w in at_once.case.wants] == [Wish.WAITING]


def test_what_was_not_undone_cannot_be_redone() -> None:
    """Nothing is given twice."""
    assert redo(punished().case, standings={}, by=OWNER, court=court()).refused == "编号 58 没有可以恢复的处罚。"


def test_a_case_of_an_account_that_the_room_left_changes_no_standing() -> None:
    """The standings at hand are those of another account: written into the old one they would wipe out what others have there."""
    ruling = punished(Act.WARN)
    there = court(room=replace(ROOM, ledger="all"))

    undone = undo(ruling.case, standings={}, by=OWNER, court=there)
    redone = redo(undone.case, standings={}, by=OWNER, court=there)

    assert (undone.case.is_undone, redone.case.is_undone) == (True, False)
    assert (undone.standings, redone.standings) == ((), ())


def test_a_restored_case_asks_anew() -> None:
    """It is no reminder: nobody was asked about what was given again."""
    case = punished().case
    undone = undo(case, standings={}, by=OWNER, court=court()).case

    asked = redo(undone, standings={}, by=OWNER, court=court(HOUR)).planned[-1].effect

    assert asked.text.startswith("【待办】编号 58")
