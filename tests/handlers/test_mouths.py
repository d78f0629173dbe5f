"""Which channel may carry out what."""

import pytest

from bot.core.effects import Card, Effect, Gather, Inspect, Mute, Recard, Receipt, Reply, Rollback, Say, Tell
from bot.core.model import Room, RoomId
from bot.handlers.mouths import Mouths
from tests.fakes import RecordingChannel
from tests.values import ROOM, T0, ZHANG

MOUTHS = Mouths(
    {
        "app": RecordingChannel("say", "reply", "tell", "receipt", "recard", "inspect", "gather"),
        "aibot": RecordingChannel("reply"),
        "house": RecordingChannel("rollback"),
    }
)
DEAF = Room(id=RoomId("r1"), mouths=("webhook",))
CARD = Card(id="case-1", title="待办")


@pytest.mark.parametrize(
    ("effect", "names"),
    [
        (Tell(room=ROOM.id, to=ZHANG, text=""), ("app",)),
        (Receipt(room=ROOM.id, to=ZHANG, text=""), ("app",)),
        (Recard(room=ROOM.id, to=ZHANG, of="k", card=CARD, done="已处理"), ("app",)),
        (Inspect(room=ROOM.id), ("app",)),
        (Gather(room=ROOM.id, name="调解", members=(ZHANG,), text=""), ("app",)),
        (Rollback(room=ROOM.id, revision=1, by=ZHANG), ("house",)),
        (Say(room=ROOM.id, text=""), ()),
        (Reply(room=ROOM.id, to=ZHANG, text="", answer_url="http://x"), ("aibot",)),
    ],
)
def test_what_is_for_one_person_needs_no_mouth_of_the_room(effect: Effect, names: tuple[str, ...]) -> None:
    """A room in which the bot may not speak still has an owner who can be told."""
    assert MOUTHS.of(effect, DEAF) == names


def test_who_refused_is_not_asked_again() -> None:
    """The next one is."""
    reply = Reply(room=ROOM.id, to=ZHANG, text="")

    assert MOUTHS.of(reply, ROOM) == ("app", "aibot")
    assert MOUTHS.of(reply, ROOM, refused_by=("app",)) == ("aibot",)


def test_what_the_bot_does_by_itself_needs_nobody() -> None:
    """A mute is done by recording it."""
    assert MOUTHS.can(Mute(room=ROOM.id, member=ZHANG, until=T0, why=""), DEAF)
    assert not MOUTHS.can(Say(room=ROOM.id, text=""), DEAF)
