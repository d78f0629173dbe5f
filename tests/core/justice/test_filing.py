"""What somebody said becomes a case, or joins one."""

from dataclasses import replace

import pytest

from bot.core.cases import Deed, Proof, Want, Wish
from bot.core.decide import decide
from bot.core.effects import Remove
from bot.core.justice.answering import answer
from bot.core.justice.asking import FRESH, ask_for_more
from bot.core.justice.filing import file
from bot.core.justice.proving import prove
from bot.core.justice.ticking import tick
from bot.core.model import NO_PRINT, Fingerprint, MemberId
from bot.core.policy import Policy
from bot.core.texts import Texts
from tests.core.justice.kit import LI, OWNER, ROOM, ZHANG, court, kinds
from tests.values import AD, WordJudge, message, scene

PRINT = Fingerprint(whole=7, size=3)


def filed(*, points=3.0, case=None, sender=ZHANG, delivery=1, removes=False, text="加微信看价", **around):
    """File an advert under case 58."""
    judge = WordJudge(words={"加微信": replace(AD, points=points, tags=("ad",))})
    said = message(text, sender=sender)
    where = scene(room=ROOM, case=58, **around)
    decision = decide(said, where, judge=judge, policy=Policy(), texts=Texts())
    return file(
        decision,
        said,
        where,
        delivery=delivery,
        revision=4,
        print=PRINT,
        case=case,
        court=court(removes=removes),
    )


def test_an_offence_opens_a_case() -> None:
    """Who, what, by which rule of which revision, with which penalty; it points back to what brought it."""
    ruling = filed()
    case, (offence,) = ruling.case, ruling.case.offences

    assert (case.number, case.account, case.rule, case.title, case.revision) == (58, "r1", "ads", "禁止广告", 4)
    assert (case.print, case.tags, case.by, case.wants) == (PRINT, ("ad",), "", ())
    assert (offence.member, offence.text, offence.act, offence.delivery) == (ZHANG, "加微信看价", "warn", 1)
    assert [(e.what, e.note) for e in case.history] == [(Deed.OPENED, "警告 3 分")]
    ((account, member, standing),) = ruling.standings
    assert (account, member, standing.charges) == ("r1", ZHANG, (offence.charge,))
    assert kinds(ruling) == ["reply"]


def test_what_no_channel_can_do_is_asked_of_a_person() -> None:
    """A removal is wanted of the owner where the bot cannot take people out, and done where it can."""
    wanted, done = filed(points=15), filed(points=15, removes=True)

    assert kinds(wanted) == ["reply", "ask"]
    assert [(w.task, w.state) for w in wanted.case.wants] == [("remove", Wish.WAITING)]
    assert kinds(done) == ["reply", "remove"]
    assert isinstance(done.planned[1].effect, Remove)
    assert done.case.wants == ()


def test_one_more_of_the_same_kind_joins_without_another_card() -> None:
    """The campaign has one case and one card; each offence has its own charge."""
    first = filed(points=15)
    second = filed(points=15, case=first.case, sender=LI, delivery=2)
    again = filed(points=15, case=second.case, sender=LI, delivery=3)

    assert kinds(second) == ["reply"]
    assert second.case.is_campaign
    assert not first.case.is_campaign
    assert [w.member for w in again.case.wants] == [ZHANG, LI]
    assert [e.what for e in again.case.history] == [Deed.OPENED, Deed.ASKED, Deed.JOINED, Deed.JOINED]


def test_what_joins_a_settled_case_is_asked_for_anew() -> None:
    """The card before it is answered; the new one has a key of its own."""
    first = filed(points=15)
    done = answer(first.case, OWNER, "done", standings={}, court=court())
    second = filed(points=15, case=done.case, sender=LI, delivery=2)

    assert kinds(second) == ["reply", "ask"]
    assert second.planned[-1].key == "case-58-ask-0-1"


def test_a_delivery_is_filed_once() -> None:
    """However often it is handled."""
    first = filed()

    again = filed(case=first.case)

    assert (again.case, again.standings, again.planned) == (first.case, (), ())


def test_a_broken_mute_is_filed_without_a_rule() -> None:
    """Nothing was said that a rule minds."""
    muted = filed(points=6)
    standing = muted.standings[0][2]
    later = court().now + Policy().grace
    said = message("你好", sent_at=later)
    where = scene(room=ROOM, case=59, standing=standing, now=later)
    decision = decide(said, where, judge=WordJudge(words={}), policy=Policy(), texts=Texts())
    ruling = file(decision, said, where, delivery=2, revision=4, print=NO_PRINT, case=None, court=court())

    assert (ruling.case.rule, ruling.case.title, ruling.case.offences[0].act) == ("", "禁言期间发言", "")
    assert (ruling.case.history[0].note, ruling.planned) == ("记 1 分", ())


def test_what_cannot_be_filed_is_refused() -> None:
    """No offence, no number, or the number of another case."""
    case = filed().case
    for text, number, joined in (("你好", 58, None), ("加微信", 0, None), ("加微信", 57, case)):
        said, where = message(text), scene(room=ROOM, case=number)
        judge = WordJudge(words={"加微信": AD})
        decision = decide(said, where, judge=judge, policy=Policy(), texts=Texts())
        with pytest.raises(ValueError, match="cannot take this decision"):
            file(decision, said, where, delivery=9, revision=1, print=NO_PRINT, case=joined, court=court())


def test_what_joins_and_wants_more_is_asked_for_at_once() -> None:
    """A card that asks to pass something on does not ask for a removal; one that does is not sent twice."""
    told = filed(points=3, speaks=False)
    graver = filed(points=15, speaks=False, case=told.case, delivery=2)
    same = filed(points=15, speaks=False, case=graver.case, delivery=3)

    assert [p.effect.task for p in told.planned] == ["say", "say"]
    assert kinds(graver) == ["ask", "ask"]
    assert "remove" in {want.task for want in graver.case.wants}
    assert graver.planned[0].effect.text.startswith("【待办】")
    assert len(graver.case.desk.keys) == 2
    assert kinds(same) == []


def test_somebody_gone_is_neither_watched_nor_told() -> None:
    """Another case took them out; nothing is left to do, and the card says so."""
    told = filed(points=3, speaks=False).case
    ruling = prove(told, room=ROOM.id, member=ZHANG, how=Proof.EVENT, at=court().now, court=court())

    assert [want.state for want in ruling.case.wants] == [Wish.VOID]
    assert [p.effect.done for p in ruling.planned] == ["已离开"]
    assert not ruling.case.is_open


def test_one_more_to_remove_renews_the_card_once_a_minute() -> None:
    """Who joins a campaign is on a card soon; twenty within a minute are one card, and it says that it is new."""
    first = filed(points=15)
    joined = filed(points=15, case=first.case, sender=LI, delivery=2)
    renewed = tick(joined.case, standings={}, court=court(FRESH))
    later = file_later(joined.case)

    assert (kinds(first), kinds(joined)) == (["reply", "ask"], ["reply"])
    assert joined.case.due_at == first.case.desk.asked_at + FRESH
    assert kinds(renewed) == ["ask"]
    assert renewed.planned[0].effect.text.startswith("【待办】")
    assert "小李" in renewed.planned[0].effect.text
    assert kinds(later) == ["ask"]


def file_later(case):
    """One more removal, when the card is no longer fresh."""
    wanted = Want(room=ROOM.id, member=MemberId("wang"), task=Remove.kind)
    return ask_for_more(replace(case, wants=(*case.wants, wanted)), case, court(FRESH))


def test_a_card_that_asks_to_pass_something_on_does_not_answer_for_a_removal() -> None:
    """已处理 on the first card leaves the removal of the same member wanted, by a card of its own; 不处罚 ends both."""
    told = filed(points=3, speaks=False)
    graver = filed(points=15, speaks=False, case=told.case, delivery=2).case
    first, second = (key for _, key in graver.desk.keys)

    done = answer(graver, OWNER, "done", standings={}, court=court(), of=first, code="c")
    both = answer(graver, OWNER, "done", standings={}, court=court(), of=second, code="c")
    pardoned = answer(graver, OWNER, "pardon", standings={}, court=court(), of=first, code="c")

    assert [(want.task, want.state) for want in done.case.wants] == [("say", Wish.DONE), ("remove", Wish.WAITING)]
    assert kinds(done) == ["recard", "ask"]
    assert done.planned[1].effect.text.startswith("【待办】")
    assert [ruling.case.is_open for ruling in (both, pardoned)] == [False, False]
