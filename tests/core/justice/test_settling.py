"""What the platform said."""

from dataclasses import replace

from bot.core.cases import Deed, Entry, Proof, Wish
from bot.core.justice import Ruling
from bot.core.justice.appealing import appeal, rule
from bot.core.justice.settling import MOST_NOTED, settled
from bot.core.justice.undoing import undo
from bot.core.measures import Act
from tests.core.justice.kit import ADMIN, HELPER, LI, OWNER, ROOM, ZHANG, court, kinds, punished


def told(case, effect="remove", state="sent", **fields):
    """The platform says something about an effect."""
    news = {"effect": effect, "state": state, "room": ROOM.id, "errcode": 0, "errmsg": "", **fields}
    roles = fields.pop("roles", None)
    room = ROOM if roles is None else replace(ROOM, roles=roles)
    return settled(case, news, standings={}, court=court(room=room))


def test_a_verified_removal_is_proved_by_the_list() -> None:
    """One that was only taken is done, without proof; a later look at the list proves it."""
    case = punished(removes=True).case
    taken = told(case, member=ZHANG).case
    seen = told(taken, member=ZHANG, verified=True).case

    assert [(w.state, w.proof) for w in taken.wants] == [(Wish.DONE, Proof.NONE)]
    assert [(w.state, w.proof) for w in seen.wants] == [(Wish.DONE, Proof.LIST)]
    assert [e.what for e in seen.history[-2:]] == [Deed.SENT, Deed.PROVED]
    for verified in (True, False):
        assert told(seen, member=ZHANG, verified=verified) == Ruling(case=seen)


def test_a_refused_removal_is_asked_of_a_person_once() -> None:
    """With the reason in the history, without the platform's tail."""
    case = punished(removes=True).case

    ruling = told(
        case, state="refused", member=ZHANG, errcode=60011, errmsg="60011 不在可见范围, hint: [1], from ip: 1.2.3.4"
    )
    again = told(ruling.case, state="refused", member=ZHANG)

    assert (kinds(ruling), kinds(again)) == (["ask"], [])
    assert [w.state for w in again.case.wants] == [Wish.WAITING]
    assert any(e.note == "移出 小张（60011 不在可见范围）" for e in ruling.case.history)
    other = told(punished(Act.REMOVE, ZHANG, removes=True).case, state="refused", member=LI)
    both = told(other.case, state="refused", member=ZHANG)
    assert (kinds(both), len(both.case.wants)) == ([], 2)


def test_a_removal_closes_what_was_asked_for() -> None:
    """Somebody was asked already, and the bot did it after all."""
    ruling = told(punished().case, member=ZHANG, verified=True)

    assert (ruling.case.is_open, [p.effect.done for p in ruling.planned]) == (False, ["已移出"])


def test_a_removal_that_overtook_its_undoing_is_told() -> None:
    """To who undid it, or whoever answers for the room, with the invitation; a refused one is good news."""
    undone = undo(punished(removes=True).case, standings={}, by=OWNER, court=court()).case
    by_bot = replace(undone, history=tuple(replace(e, by="") for e in undone.history))

    (plan,) = told(undone, member=ZHANG).planned
    assert (plan.effect.to, "欢迎你随时扫码回来" in plan.effect.text) == (OWNER, True)
    assert [p.effect.to for p in told(by_bot, member=ZHANG).planned] == [OWNER]
    assert told(by_bot, member=ZHANG, roles={}).planned == ()
    refused = told(undone, state="refused", member=ZHANG)
    assert (refused.planned, refused.case.wants) == ((), ())


def test_a_card_that_does_not_arrive_goes_to_the_next() -> None:
    """At once; the last one's is tried again when it is time; an old card does not matter."""
    case = punished().case
    first = told(case, "ask", "refused", key="case-58-ask-0-0", to=OWNER)
    second = told(first.case, "ask", "refused", key="case-58-ask-1-1", to=HELPER)
    third = told(second.case, "ask", "refused", key="case-58-ask-2-2", to=ADMIN)

    assert [p.effect.to for p in (*first.planned, *second.planned)] == [HELPER, ADMIN]
    assert (third.planned, third.case.history[-1].note) == ((), "待办卡片 老周")
    assert third.case.due_at is not None
    assert told(first.case, "ask", "refused", key="case-58-ask-0-0").planned == ()
    assert told(punished(Act.WARN).case, "ask", "refused", key="x").planned == ()


def test_who_could_not_be_told_is_told_by_somebody() -> None:
    """Once; unless it is said in the room instead, nothing counts any more, or it was a silent step."""
    case = punished(Act.WARN).case

    ruling = told(case, "receipt", "refused", to=ZHANG, instead="")
    again = told(ruling.case, "reply", "refused", to=ZHANG)

    assert (kinds(ruling), kinds(again)) == (["ask", "ask"], [])
    assert ruling.planned[1].effect.text.split("\n")[1].startswith("@小张 你触发了群规")
    assert [(w.task, w.member, w.text) for w in again.case.wants] == [
        ("say", ZHANG, "<@zhang> 你触发了群规“发广告”：警告 3 分。编号 58；如有异议，请发送“申诉 58”并写明理由。")
    ]
    undone = undo(case, standings={}, by=OWNER, court=court()).case
    appealed = appeal(case, ZHANG, "", cases=(), court=court()).case
    silent = punished(Act.TAG).case
    late = told(undone, "receipt", "refused", to=ZHANG).case
    assert [w.text[:24] for w in late.wants] == ["<@zhang> 编号 58 的处罚已撤销，这件"]
    dismissed = rule(appealed, OWNER, granted=False, standings={}, court=court()).case
    assert "处罚维持不变" in told(dismissed, "receipt", "refused", to=ZHANG).case.wants[0].text
    for other in (appealed, silent, punished(Act.WARN, LI).case):
        assert told(other, "receipt", "refused", to=ZHANG).case.wants == ()
    assert told(case, "receipt", "refused", to=ZHANG, instead="reply").case.wants == ()
    assert told(case, "tell", "refused", to=ZHANG).case.wants == ()
    both = told(punished().case, "reply", "refused", to=ZHANG)
    assert (kinds(both), [w.task for w in both.case.wants]) == ([], ["remove", "say"])


def test_an_appeal_that_does_not_arrive_goes_to_the_next() -> None:
    """Until nobody is left: then it waits for its deadline."""
    warned = punished(Act.WARN).case
    case = appeal(warned, ZHANG, "冤枉", cases=(), court=court()).case
    asked = [OWNER]
    for _ in range(3):
        ruling = told(case, "ask", "refused", key=case.appeal.keys[-1][1])
        case, asked = ruling.case, [*asked, *(p.effect.to for p in ruling.planned)]

    assert asked == [OWNER, HELPER, ADMIN]
    assert (case.appeal.reviewer, len({key for _, key in case.appeal.keys})) == (ADMIN, 3)
    assert told(case, "ask", "refused", key=case.appeal.keys[0][1]).planned == ()


def test_what_arrived_is_noted_and_what_nobody_reads_is_not() -> None:
    """A long history tells only what went wrong."""
    case = punished(Act.WARN).case
    long = replace(case, history=(Entry(at=court().now, what=Deed.NOTED),) * MOST_NOTED)

    assert told(case, "receipt", to=ZHANG).case.history[-1].note == "私信 小张"
    assert told(case, "say").case.history[-1].note == "群内通知"
    assert told(case, "recard") == Ruling(case=case)
    assert told(long, "receipt", to=ZHANG) == Ruling(case=long)
    assert told(long, "tell", "refused", to=ZHANG).case.history[-1].what is Deed.REFUSED
