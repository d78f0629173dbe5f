"""What activities are told of a room, and when it is worked out."""

from bot.core.plays import Play
from bot.handlers.playing import Pitch
from bot.handlers.ruled import NO_CHANGES, Changes
from tests.handlers.speaking import SpeakingHouse
from tests.values import ROOM, T0


async def a_pitch(number: int = 5) -> Pitch:
    """Where the room plays, with `number` free."""
    house = await SpeakingHouse().opened()
    memory = house.warm.of(ROOM.id)
    return Pitch(memory=memory, warm=house.warm, bench=house.bench, now=T0, seed=1, number=number)


def a_play(number: int) -> Changes:
    """Changes of one play."""
    return Changes(plays=(Play(number=number, room=ROOM.id, kind="quiz", title="知识问答", opened_at=T0),))


async def test_a_venue_is_made_once():
    """Whoever asks again gets the same one."""
    pitch = await a_pitch()
    assert pitch.venue is pitch.venue
    assert pitch.venue.number == 5


async def test_behind_what_takes_no_number_the_pitch_is_the_same():
    """An answer in a play that goes on takes no number; a new play does, and the venue tells the next."""
    pitch = await a_pitch()
    assert pitch.behind(NO_CHANGES) is pitch
    assert pitch.behind(a_play(4)) is pitch
    assert pitch.venue.number == 5
    assert pitch.behind(a_play(5)).venue.number == 6
    assert pitch.behind(a_play(8)).venue.number == 9


def test_no_changes_change_nothing():
    """What is added to nothing, or nothing to it, stays the very same, so that later steps see that nothing happened."""
    some = a_play(3)
    assert NO_CHANGES + NO_CHANGES is NO_CHANGES
    assert some + NO_CHANGES is some
    assert NO_CHANGES + some is some
    assert (some + a_play(4)).numbers == (3, 4)
