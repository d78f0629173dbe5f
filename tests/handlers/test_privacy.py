"""What a handler notes of a message is as concealed as what it says."""

from bot.core.model import MemberId
from bot.core.records import MemberChange
from bot.handlers.playing import Pitch
from bot.handlers.ruled import Changes
from tests.commands.kit import hall
from tests.handlers.speaking import LI, OWNER, ZHANG, SpeakingHouse
from tests.handlers.test_message import House
from tests.values import ROOM, T0


async def test_the_note_of_a_command_is_concealed() -> None:
    """The trace shows which command it was, not the number somebody typed behind it (the judge of tests hides sixes)."""
    outcome = await House().hear("解禁 666", sender=MemberId("owner"), channel="aibot")

    assert outcome.judged.note == "指令：解禁 ***"


async def test_reasons_and_appeals_are_concealed() -> None:
    """What is kept of an order, and told of it, has no number that nobody should read; nor has an appeal."""
    there = await SpeakingHouse().opened()
    await there.says("警告 @李四 发了666", OWNER)
    punished = await there.says("确认", OWNER)

    appealed = await there.says("申诉 1 我的号码是666，没有发", LI)

    said = repr((punished.cases, punished.actions, punished.outgoing, appealed.cases, appealed.outgoing))
    assert ("666" in said, "发了***" in said, "我的号码是***" in said) == (False, True, True)


async def test_what_is_repeated_calls_nobody() -> None:
    """A member who asks for help about `<@all>` does not make the bot call everybody; nor does a reason."""
    there = await SpeakingHouse().opened()

    asked = await there.says("帮助 <@all>", ZHANG)
    await there.says("警告 @李四 原因：大家看<@all>", OWNER)
    warned = await there.says("确认", OWNER)

    assert "＜@all＞" in asked.outgoing[0].effect.text
    assert "<@all>" not in repr((asked.outgoing, warned.outgoing, warned.cases))


async def test_a_name_calls_nobody() -> None:
    """Whoever calls themselves `<@all>` does not make activities or orders call everybody."""
    there = await SpeakingHouse().opened()
    change = MemberChange(room=ROOM.id, member=ZHANG, name="<@all>")
    await there.happen(Changes(members=(change,)))
    memory = there.warm.of(ROOM.id)
    pitch = Pitch(memory=memory, warm=there.warm, bench=there.bench, now=T0, seed=1, number=1)
    venues = (pitch.venue, hall(profiles=memory.profiles).venue)

    assert [one.name(ZHANG) for one in venues] == ["＜@all＞"] * 2
