"""A message goes in, a whole outcome comes out."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.core.cases import Proof, Want, Wish
from bot.core.effects import Reply
from bot.core.model import NOBODY, Charge, MemberId, MuteSpan, Role, RoomId, Standing, private_room
from bot.core.policy import Hours, Policy
from bot.handlers.message import LONGEST
from bot.storage import memories
from bot.storage import warm as warm_module
from bot.storage.warm import Warm
from tests.handlers.houses import MINUTE, PRIVATE, SHANGHAI, House, effects_of, kinds_of, texts_of
from tests.values import AD, JUDGE, ROOM, T0, ZHANG, WordJudge, message


def with_points(points: float, **fields: object) -> Standing:
    """A standing with so many points since a minute ago."""
    charge = Charge(number=0, points=points, at=T0 - MINUTE)
    return Standing(**{"charges": (charge,), "offences": 1, **fields})


async def test_the_second_offence_is_punished_harder() -> None:
    """The first advert is warned about, the next also mutes and is put before the owner."""
    house = House()

    first = await house.hear("加微信")
    second = await house.hear("加微信", sent_at=T0 + MINUTE)

    assert (kinds_of(first), kinds_of(second)) == (["reply"], ["reply", "mute", "ask"])
    assert second.standings[-1][:2] == (ROOM.account, ZHANG)
    assert house.points(at=T0 + MINUTE) == second.judged.total == 6


async def test_effects_have_keys_of_their_own() -> None:
    """The key says the delivery and which of its effects, so that a second try is the same try; that of a card, its case."""
    house = House()
    await house.hear("加微信")

    outcome = await house.hear("加微信", sent_at=T0 + MINUTE)

    assert [o.key for o in outcome.outgoing] == ["2-0-reply", "2-1-mute", "case-1-ask-0-0"]
    assert {o.cause for o in outcome.outgoing} == {"m2"}


async def test_an_offence_opens_a_case_with_the_next_number() -> None:
    """The message, the rule and its revision, what was given; its number stands in the stored scene and in every effect."""
    house = House(judge=replace(JUDGE, revision=7))

    outcome = await house.hear("加微信吧")

    (case,) = outcome.cases
    assert (case.number, case.rule, case.revision, case.account) == (1, "ads", 7, ROOM.account)
    assert [(o.text, o.message, o.delivery, o.charge.points) for o in case.offences] == [("加微信吧", "m1", 1, 3)]
    assert '"case":1' in outcome.judged.scene
    assert {effect.case for effect in effects_of(outcome)} == {1}


async def test_who_can_be_told_in_private_gets_a_line_in_the_room_and_the_rest_for_themselves() -> None:
    """The line tells what was wrong and no more; the receipt has the number and the way to appeal."""
    outcome = await House(can=PRIVATE).hear("加微信")

    line, receipt = texts_of(outcome)
    assert (kinds_of(outcome), "申诉 1" in receipt, "申诉" in line) == (["reply", "receipt"], True, False)
    assert '"reachable":true' in outcome.judged.scene


async def test_what_is_not_filed_has_no_number_in_its_scene() -> None:
    """Somebody whom the rules spare costs no number."""
    house = House()

    spared = await house.hear("加微信", sender="owner")
    filed = await house.hear("加微信")

    assert ('"case"' in spared.judged.scene, spared.cases, filed.cases[0].number) == (False, (), 1)


async def test_numbers_go_on_after_a_restart() -> None:
    """None is given twice."""
    house = House()
    await house.hear("加微信")
    house.restart()

    outcome = await house.hear("傻", sender="li")

    assert [case.number for case in outcome.cases] == [2]


async def test_what_cannot_be_done_is_asked_of_the_owner_by_a_card() -> None:
    """Without the right to remove; the case waits for it, and no second task says the same."""
    house = House(can=frozenset({"reply", "ask"}))
    await house.load(ROOM.id)
    house.warm.stand(ROOM.account, ZHANG, with_points(14))

    outcome = await house.hear("加微信")

    assert kinds_of(outcome) == ["reply", "ask"]
    assert [(want.task, want.state) for want in outcome.cases[0].wants] == [("remove", Wish.WAITING)]
    assert effects_of(outcome)[1].card.id == "case-1"


async def test_with_the_right_the_bot_removes_by_itself_as_often_as_the_budget_allows() -> None:
    """The fourth within the hour is a person's to decide; an hour later the bot may again."""
    house = House()
    await house.load(ROOM.id)
    kinds = []
    for n in range(5):
        at = T0 + (n * MINUTE if n < 4 else timedelta(hours=2))
        house.warm.stand(ROOM.account, MemberId(f"m{n}"), with_points(20))
        kinds.append(kinds_of(await house.hear("傻" * (n + 1), sender=f"m{n}", sent_at=at)))

    assert ["remove" in one for one in kinds] == [True, True, True, False, True]
    assert "ask" in kinds[3]


async def test_a_removal_that_the_platform_confirmed_still_counts() -> None:
    """It stands in the case as done; what a person was asked for does not count."""
    house = House(policy=Policy(removals=1))
    await house.load(ROOM.id)
    for member in ("m1", "m2", "m3"):
        house.warm.stand(ROOM.account, MemberId(member), with_points(20))
    await house.hear("傻", sender="m1")
    done = Want(room=ROOM.id, member=MemberId("m1"), task="remove", state=Wish.DONE, proof=Proof.LIST)
    house.warm.file(replace(house.case(1), wants=(done,)))

    second = await house.hear("傻吗", sender="m2", sent_at=T0 + MINUTE)
    third = await house.hear("傻子", sender="m3", sent_at=T0 + timedelta(minutes=61))

    assert ["remove" in kinds_of(one) for one in (second, third)] == [False, True]


async def test_what_was_said_long_ago_is_only_kept() -> None:
    """A backlog opens no case; the trace says why."""
    house = House()

    outcome = await house.handle(message("加微信"), now=T0 + timedelta(hours=2))

    assert (outcome.cases, outcome.outgoing, outcome.judged.note) == ((), (), "收到时已超过一小时，只记录")
    assert len(outcome.judged.findings) == 1


async def test_a_muted_member_is_not_obeyed() -> None:
    """What is not for the muted is not run; it costs nothing, for it was not said to the others."""
    house = House()
    await house.load(ROOM.id)
    mute = MuteSpan(number=0, since=T0, until=T0 + 9 * MINUTE)
    house.warm.stand(ROOM.account, ZHANG, with_points(6, mutes=(mute,), answered_at=T0))

    outcome = await house.hear("群规", channel="aibot", sent_at=T0 + MINUTE)

    assert (outcome.judged.points, kinds_of(outcome), outcome.cases) == (0, [], ())


async def test_an_order_is_run_and_noted() -> None:
    """With or without a slash; the trace tells that it was one."""
    outcome = await House().hear("/群规", channel="aibot")

    assert (kinds_of(outcome), outcome.judged.note) == (["reply"], "指令：/群规")


async def test_an_offence_is_not_also_an_order() -> None:
    """What breaks the rules is not obeyed."""
    outcome = await House().hear("群规 加微信", channel="aibot")

    assert (len(outcome.cases), outcome.judged.note) == (1, "")


async def test_a_private_talk_is_answered_and_not_judged() -> None:
    """No points for what is said to the bot alone, and no case."""
    room = private_room(ZHANG)
    house = House(replace(ROOM, id=room, roles={}))

    advert = await house.hear("加微信", channel="app", room=room)

    assert (advert.judged.counts, advert.cases, advert.standings) == (False, (), ())
    assert isinstance(effects_of(advert)[0], Reply)


async def test_rooms_of_one_ledger_keep_one_account() -> None:
    """The second offence, in the other room, is punished harder; a third room knows nothing of it."""
    first, second = replace(ROOM, ledger="all"), replace(ROOM, id=RoomId("r2"), ledger="all")
    house = House(first, others=(second, replace(ROOM, id=RoomId("r3"))))
    await house.hear("加微信")

    other = await house.hear("加微信", room=second.id, sent_at=T0 + MINUTE)
    apart = await house.hear("加微信", room=RoomId("r3"), sent_at=T0 + MINUTE)

    assert (other.judged.total, apart.judged.total) == (6, 3)
    assert other.standings[-1][0] == first.account == "=all"


async def test_the_bot_is_silent_where_it_shall_be() -> None:
    """Nothing is said in the group; the receipt goes, and without a line for the group if it cannot."""
    house = House(can=PRIVATE)
    await house.remember({"silent": {"until": None}})

    outcome = await house.hear("加微信")

    (receipt,) = effects_of(outcome)
    assert (receipt.kind, receipt.brief, outcome.judged.note) == ("receipt", "", "静默模式，群里不提示")
    assert len(outcome.cases) == 1


async def test_silence_ends_by_itself() -> None:
    """At the time that was said."""
    house = House()
    await house.remember({"silent": {"until": int((T0 + MINUTE).timestamp() * 1_000_000)}})

    during, after = await house.hear("加微信"), await house.hear("傻", sender="li", sent_at=T0 + MINUTE)

    assert (kinds_of(during), kinds_of(after)[0]) == ([], "reply")


async def test_in_quiet_hours_what_is_said_about_offences_waits() -> None:
    """Until they end; what people ordered is answered at once."""
    quiet = Hours(since=time(9), until=time(11))
    house = House(policy=Policy(quiet=quiet))

    offence = await house.hear("加微信")
    order = await house.hear("/群规", channel="aibot", sender="li")

    assert [out.due_at for out in offence.outgoing] == [T0 + timedelta(hours=1)]
    assert [out.due_at for out in order.outgoing] == [T0]


async def test_a_failing_decision_leaves_nothing_behind() -> None:
    """No number, no standing, no case."""
    house = House()
    await house.load(ROOM.id)
    with pytest.raises(RuntimeError):
        await house.hear("加微信炸")

    assert (house.warm.next_number, house.standing(), dict(house.warm.of(ROOM.id).cases)) == (1, NOBODY, {})


async def test_an_innocent_message_is_recorded_and_nothing_else() -> None:
    """Judged, without effects or a new standing."""
    outcome = await House().hear()

    assert (outcome.judged.counts, outcome.outgoing, outcome.standings) == (True, (), ())


async def test_in_a_room_with_an_archive_the_aibot_only_carries_commands() -> None:
    """The aibot's copy of an advert is not judged; the archive's is."""
    house = House(replace(ROOM, ear="archive"))

    copy = await house.hear("需要资料的大家请加微信", channel="aibot")
    original = await house.hear("需要资料的大家请加微信", channel="archive")

    assert (copy.judged.counts, copy.cases, len(original.cases)) == (False, (), 1)
    assert "会话存档" in copy.judged.note


async def test_without_an_archive_the_aibot_is_judged() -> None:
    """An `auto` room that the archive never heard listens to the aibot."""
    outcome = await House().hear("加微信", channel="aibot", answer_url="http://x")

    assert outcome.outgoing[0].effect.answer_url == "http://x"


async def test_the_first_words_of_the_archive_take_the_room_over() -> None:
    """Once the archive is heard, the aibot's messages are copies; what was judged already is not judged again."""
    house = House()
    early = await house.hear("加微信", channel="aibot")
    copy = await house.hear("@群管 加微信", channel="archive")
    later = await house.hear("加微信", channel="aibot", sent_at=T0 + MINUTE)

    assert [o.judged.counts for o in (early, copy, later)] == [True, False, False]


async def test_a_room_with_an_archive_id_listens_to_the_archive_from_the_start() -> None:
    """The admin has said that it is archived."""
    house = House(replace(ROOM, chats={"archive": "wr1"}))

    assert (await house.hear("加微信", channel="aibot")).judged.counts is False


async def test_without_an_archive_no_room_waits_for_one() -> None:
    """An archive that was taken out of the configuration leaves no room deaf."""
    house = House(replace(ROOM, chats={"archive": "wr1"}))
    house.warm = Warm(house.store, reach=JUDGE.reach, zone=SHANGHAI, has_archive=False)

    assert (await house.hear("加微信", channel="aibot")).judged.counts is True


async def test_what_the_aibot_brought_is_known_after_a_restart() -> None:
    """The archive's copy, brought after it, is still not judged again; a later repetition is."""
    house = House()
    await house.hear("加微信", channel="aibot")
    house.restart()

    copy = await house.hear("@群管 加微信", channel="archive")
    again = await house.hear("@群管 加微信", channel="archive", sent_at=T0 + 9 * MINUTE)

    assert [o.judged.counts for o in (copy, again)] == [False, True]


async def test_the_same_words_said_twice_are_two_offences() -> None:
    """Only the copy of what the aibot brought is passed over, once."""
    house = House()
    await house.hear("加微信", channel="aibot")
    await house.hear("加微信", channel="archive")

    again = await house.hear("加微信", channel="archive", sent_at=T0 + MINUTE)

    assert again.judged.points == 3


async def test_what_rules_look_back_on_is_bounded() -> None:
    """However much is said, as much is remembered as the rules need."""
    house = House()
    for n in range(30):
        await house.hear(str(n), sent_at=T0 + n * timedelta(seconds=1))

    scene = house.warm.scene(message(sent_at=T0 + MINUTE), now=T0 + MINUTE, seed=0)

    assert ([e.text for e in scene.recent], scene.today) == ([str(n) for n in range(20, 30)], 30)


async def test_a_new_day_begins_at_midnight_of_the_room_s_zone() -> None:
    """16:00 UTC is midnight in Shanghai."""
    house = House()
    await house.hear()
    midnight = T0.replace(hour=16)
    before = house.warm.scene(message(sent_at=midnight - timedelta(seconds=1)), now=midnight, seed=0)
    after = house.warm.scene(message(sent_at=midnight), now=midnight, seed=0)

    assert (before.today, after.today) == (1, 0)


async def test_a_room_is_rebuilt_from_the_store() -> None:
    """After a restart the same standing, the same look-back, the same ear."""
    house = House()
    for n, text in enumerate(("早", "加微信")):
        await house.hear(text, sent_at=T0 + n * MINUTE)
    said = message(sent_at=T0 + 2 * MINUTE)
    before = house.warm.scene(said, now=said.sent_at, seed=0)
    house.restart()
    await house.load(ROOM.id, now=T0 + 2 * MINUTE)

    assert house.warm.scene(said, now=said.sent_at, seed=0) == before
    assert house.warm.ear(ROOM.id) == "archive"


async def test_forgotten_rooms_are_read_again() -> None:
    """What did not become durable is not remembered either."""
    house = House()
    await house.load(ROOM.id)
    house.warm.stand(ROOM.account, ZHANG, with_points(9))
    house.warm.forget((ROOM.id, RoomId("never seen")))
    await house.load(ROOM.id)

    assert house.standing() == NOBODY


def test_the_owner_s_role_comes_from_the_room() -> None:
    """Everybody not named is a member."""
    assert (ROOM.role(MemberId("owner")), ROOM.role(ZHANG)) == (Role.OWNER, Role.MEMBER)


async def test_only_so_many_rooms_stay_warm(monkeypatch: pytest.MonkeyPatch) -> None:
    """The room heard least recently goes first, and is read again when it is met."""
    monkeypatch.setattr(warm_module, "MAX_ROOMS", 2)
    house = House()
    for name in ("a", "b", "a", "c"):
        await house.warm.load((replace(ROOM, id=RoomId(name)),), now=T0)

    with pytest.raises(KeyError):
        house.warm.of(RoomId("b"))
    assert house.warm.of(RoomId("a")).room.id == "a"


async def test_only_so_many_members_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those silent longest are forgotten first."""
    monkeypatch.setattr(memories, "MAX_MEMBERS", 4)
    house = House()
    for n in range(5):
        await house.hear(sender=f"m{n}", sent_at=T0 + n * MINUTE)

    assert set(house.warm.of(ROOM.id).recent) == {"m3", "m4"}


async def test_what_is_too_long_is_cut_before_anything_looks_at_it() -> None:
    """Rules see as much as is kept, and no more."""
    outcome = await House().hear("长" * LONGEST + "加微信")

    assert (outcome.judged.message.text, outcome.judged.findings) == ("长" * LONGEST, ())


async def test_the_rule_that_gave_points_is_kept() -> None:
    """With the decision; nobody's where no points were given."""
    house = House()

    assert [(await house.hear(text)).judged.decided_by for text in ("加微信", "你好")] == ["ads", ""]


async def test_who_only_gives_orders_is_about() -> None:
    """In the group where the ear is another channel, in private, and by tapping a card."""
    house = House(replace(ROOM, ear="archive"), can=PRIVATE)
    await house.hear("/群规", sender="owner", channel="aibot", sent_at=T0 + MINUTE)
    ordered = house.warm.of(ROOM.id).last_in_charge_at
    house.warm.of(ROOM.id).last_in_charge_at = None
    await house.load(private_room(MemberId("owner")))
    house.warm.of(private_room(MemberId("owner"))).about = (ROOM.id, RoomId("not warm"))
    await house.hear(
        "帮助", sender="owner", channel="app", room=private_room(MemberId("owner")), sent_at=T0 + 2 * MINUTE
    )
    in_private = house.warm.of(ROOM.id).last_in_charge_at
    await house.hear("加微信")
    await house.press("case-1@x", "show", by="helper", at=T0 + 3 * MINUTE)

    assert (ordered, in_private) == (T0 + MINUTE, T0 + 2 * MINUTE)
    assert house.warm.of(ROOM.id).last_in_charge_at == T0 + 3 * MINUTE


async def test_nobody_is_removed_in_quiet_hours_for_what_nobody_told_them() -> None:
    """Points add up, a mute begins when it can be read; the removal is for what is said after that."""
    quiet = Hours(since=time(9), until=time(11))
    house = House(judge=WordJudge(words={"加微信": replace(AD, points=6)}), policy=Policy(quiet=quiet))
    end = T0 + timedelta(hours=1)

    first = await house.hear("加微信")
    rest = [await house.hear(f"加微信{n}楼", sent_at=T0 + n * MINUTE) for n in range(1, 4)]
    later = await house.hear("加微信，还来", sent_at=end + MINUTE)

    (span,) = house.standing().mutes[:1]
    assert (span.since, span.until) == (end + timedelta(seconds=5), end + timedelta(minutes=10))
    assert "remove" not in {kind for one in (first, *rest) for kind in kinds_of(one)}
    assert "remove" in kinds_of(later)
