"""What a handler notes of a message is as concealed as what it says."""

from bot.core.model import MemberId
from tests.handlers.test_message import House


async def test_the_note_of_a_command_is_concealed() -> None:
    """The trace shows which command it was, not the number somebody typed behind it (the judge of tests hides sixes)."""
    outcome = await House().hear("解禁 666", sender=MemberId("owner"), channel="aibot")

    assert outcome.judged.note == "指令：解禁 ***"
