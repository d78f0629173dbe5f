"""投票: a quick vote in the group."""

from typing import ClassVar, final

from bot.activities import TOLD_ALREADY, Activity
from bot.core.plays import Phase, Play
from bot.play.survey.ballots import Ballot, moves, settled, status, voted
from bot.play.turn import Turn
from bot.play.venue import Heard, Venue


@final
class Vote(Activity):
    """One question with lettered options, answered in the group, or unseen in private."""

    title: ClassVar[str] = "投票"
    body: ClassVar[type] = Ballot

    def concerns(self, play: Play, heard: Heard, venue: Venue) -> bool:
        """Tell whether it is a vote, not one right after another."""
        return moves(play.body, heard, venue)

    def hear(self, play: Play, heard: Heard, venue: Venue) -> Turn | None:
        """Count it; nobody is answered in the group."""
        return voted(play, play.body, heard, venue)

    def tick(self, play: Play, venue: Venue) -> Turn:
        """Tell what came of it."""
        return settled(play, play.body, venue)

    def status(self, play: Play, venue: Venue) -> str:
        """Tell how many voted, not for what."""
        return status(play.body, venue)

    def revert(self, before: Play | None, after: Play, play: Play, venue: Venue) -> Turn:
        """Take an order back; an anonymous one whose result was told stays closed."""
        if before is not None and after.phase is Phase.CLOSED and after.body.anonymous:
            return Turn(refused=venue.texts.say(TOLD_ALREADY, title=play.title))
        return super().revert(before, after, play, venue)
