"""How it is known that something was done."""

from dataclasses import replace

from bot.core.cases import Deed, Proof, Want, Wish
from bot.core.justice import Ruling
from bot.core.justice.answering import answer
from bot.core.justice.lifting import lift
from bot.core.justice.proving import prove, went
from bot.core.justice.ticking import tick
from bot.core.measures import Act
from bot.core.model import RoomId
from tests.core.justice.kit import DAY, HOUR, LI, OWNER, ROOM, ZHANG, court, kinds, punished


def proved(case, how=Proof.EVENT, member=ZHANG, room=ROOM.id):
    """小张 was taken out an hour later."""
    return prove(case, room=room, member=member, how=how, at=court(HOUR).now, court=court(HOUR))


def test_a_proof_closes_the_case() -> None:
    """The card says so; the history tells how it is known."""
    ruling = proved(punished().case)

    assert [(w.state, w.proof, w.at) for w in ruling.case.wants] == [(Wish.DONE, Proof.EVENT, court(HOUR).now)]
    assert (ruling.case.history[-1].what, ruling.case.history[-1].note) == (Deed.PROVED, "小张，有群事件为证")
    assert [p.effect.done for p in ruling.planned] == ["已移出"]
    assert not ruling.case.is_open


def test_a_proof_replaces_a_word_and_not_the_other_way() -> None:
    """An event shows more than a list, and a list more than a word; nothing is proved twice."""
    done = answer(punished().case, OWNER, "done", standings={}, court=court()).case
    listed = proved(done, Proof.LIST).case
    seen = proved(listed, Proof.EVENT).case

    assert [c.wants[0].proof for c in (done, listed, seen)] == [Proof.WORD, Proof.LIST, Proof.EVENT]
    for weaker in (Proof.LIST, Proof.EVENT, Proof.WORD):
        assert proved(seen, weaker) == Ruling(case=seen)


def test_what_was_given_up_can_still_turn_out_done() -> None:
    """A case that lapsed is done after all."""
    lapsed = tick(punished().case, standings={}, court=court(9 * DAY)).case

    assert [w.state for w in proved(lapsed).case.wants] == [Wish.DONE]


def test_what_was_not_wanted_proves_nothing() -> None:
    """Somebody else, another room, a pardon."""
    case = punished().case
    pardoned = answer(case, OWNER, "pardon", standings={}, court=court()).case

    assert proved(case, member=LI) == Ruling(case=case)
    assert proved(case, room=RoomId("r9")) == Ruling(case=case)
    assert proved(pardoned) == Ruling(case=pardoned)


def test_who_is_gone_needs_no_watching() -> None:
    """Nothing is left to do about them."""
    case = punished().case
    watched = replace(case, wants=(*case.wants, Want(room=ROOM.id, member=ZHANG, task="mute")))

    assert [w.state for w in proved(watched).case.wants] == [Wish.DONE, Wish.VOID]


def test_who_leaves_by_themselves_need_not_be_removed() -> None:
    """In that room; others wait on."""
    case = punished(Act.REMOVE, ZHANG, LI).case

    ruling = went(case, room=ROOM.id, member=ZHANG, at=court(HOUR).now, court=court(HOUR))
    last = went(ruling.case, room=ROOM.id, member=LI, at=court(HOUR).now, court=court(HOUR))

    assert [w.state for w in ruling.case.wants] == [Wish.VOID, Wish.WAITING]
    assert (kinds(ruling), kinds(last)) == ([], ["recard"])
    assert (ruling.case.history[-1].what, ruling.case.history[-1].by) == (Deed.LEFT, ZHANG)
    assert went(ruling.case, room=ROOM.id, member=ZHANG, at=court().now, court=court()) == Ruling(case=ruling.case)


def test_a_mute_that_is_lifted_needs_no_watching_either() -> None:
    """It ends now; what is over, undone or somebody else's is left alone."""
    muted = punished(Act.MUTE, ZHANG, LI).case
    watched = replace(muted, wants=(Want(room=ROOM.id, member=ZHANG, task="mute"),))

    ruling = lift(watched, ZHANG, by=OWNER, court=court())

    ends = [o.mute.until for o in ruling.case.offences if o.mute]
    assert ends == [court().now, court().now + HOUR / 6]
    assert [w.state for w in ruling.case.wants] == [Wish.VOID]
    assert (ruling.case.history[-1].what, ruling.case.history[-1].note) == (Deed.ENDED, "小张")
    assert lift(watched, ZHANG, by=OWNER, court=court(DAY)) == Ruling(case=watched)
    warned = punished(Act.WARN).case
    assert lift(warned, ZHANG, by=OWNER, court=court()) == Ruling(case=warned)
