"""What an order did to a play is taken back by its activity, with the credits that hang on it, or not at all."""

from dataclasses import dataclass, replace

from bot.activities import Activity
from bot.core.actions import Action, StateChange
from bot.core.credits import Posting
from bot.core.justice.paying_back import NOTHING_REPAID, repaid
from bot.core.plays import Phase, Play, PlayChange
from bot.play.credit.replaying import till_of
from bot.play.turn import Turn
from bot.play.venue import Entry
from tests.commands.kit import OWNER, ZHANG
from tests.play.town import Town
from tests.values import ROOM, T0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What the play keeps."""

    points: int = 0


class Game(Activity):
    """Reverts as activities do unless they know better."""

    title = "游戏"
    body = Score


class Stubborn(Game):
    """Never gives anything back."""

    def revert(self, before, after, play, venue) -> Turn:
        """Refuse."""
        del before, after, play, venue
        return Turn(refused="开过奖了")


OPEN = Play(number=60, room=ROOM.id, kind="game", title="猜数字", opened_at=T0, body=Score())
PAUSED = replace(OPEN, phase=Phase.PAUSED)


def revived(play: Play) -> Play | None:
    """Return the play with its body; None for one that nobody can read."""
    return (
        None
        if play.body is None
        else replace(play, body=Score(**play.body) if isinstance(play.body, dict) else play.body)
    )


def action(*changes: PlayChange, postings: tuple[Posting, ...] = (), states: tuple[StateChange, ...] = ()) -> Action:
    """Return an order that changed plays."""
    return Action(
        number=61,
        room=ROOM.id,
        at=T0,
        by=OWNER,
        command="x",
        said="开始",
        plays=changes,
        postings=postings,
        states=states,
    )


def taken_back(one: Action, now: Play, activity: Activity):
    """Return what taking `one` back comes to when the play is as it is `now`."""
    town = Town(number=62, plays={now.number: now})
    till = till_of(town.venue, {"game": activity}, revived)
    return repaid(one, till=till, at=T0, sofar=NOTHING_REPAID)


def test_a_play_that_was_begun_is_called_off() -> None:
    """That is said in the room."""
    found = taken_back(action(PlayChange(before=None, after=OPEN)), OPEN, Game())

    assert found.plays[60].phase is Phase.CANCELLED
    assert [one.effect.text for one in found.planned] == ["“猜数字”已取消。"]


def test_a_play_that_was_changed_is_as_before() -> None:
    """Also where what was stored is still JSON."""
    stored = replace(PAUSED, body={"points": 0})

    assert taken_back(action(PlayChange(before=OPEN, after=stored)), PAUSED, Game()).plays == {60: OPEN}


def test_what_went_on_meanwhile_is_left_alone() -> None:
    """So are the credits of the order: all of it, or nothing."""
    posting = Town().venue.award(ZHANG, 5, Entry(id="m1:x", source="x", reason="好"))
    moved = replace(PAUSED, body=Score(points=3))

    for now, activity, why in (
        (moved, Game(), "“猜数字”在那之后又有了进展，撤销不了。"),
        (PAUSED, Stubborn(), "开过奖了"),
        (replace(PAUSED, body=None), Game(), "“猜数字”已经读不出来了，撤销不了。"),
    ):
        found = taken_back(action(PlayChange(before=OPEN, after=PAUSED), postings=posting), now, activity)
        assert (found.refused, found.plays, found.postings) == (why, {}, ())


def test_two_changes_of_one_order_are_taken_back_the_later_first() -> None:
    """Each sees what the other left."""
    scored = replace(PAUSED, body=Score(points=3))
    both = action(PlayChange(before=OPEN, after=PAUSED), PlayChange(before=PAUSED, after=scored))

    assert taken_back(both, scored, Game()).plays == {60: OPEN}
