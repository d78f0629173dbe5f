"""问卷: questions that members answer one after the other in private, or a single one in the group."""

from dataclasses import replace
from typing import ClassVar, final

from bot.activities import TOLD_ALREADY, Activity
from bot.core.plays import Phase, Play
from bot.play.survey.answering import answered, answered_here, called_for, moves
from bot.play.survey.results import due, status
from bot.play.survey.sheets import Survey as Sheets
from bot.play.turn import Turn
from bot.play.venue import Heard, Venue


@final
class Survey(Activity):
    """A form, open for some days."""

    title: ClassVar[str] = "问卷"
    body: ClassVar[type] = Sheets

    def concerns(self, play: Play, heard: Heard, venue: Venue) -> bool:
        """Tell whether it is an answer in the group, or calls for the questions."""
        return moves(play.body, heard, venue)

    def hear(self, play: Play, heard: Heard, venue: Venue) -> Turn | None:
        """Take an answer; in private the next question follows."""
        if heard.is_private or called_for(play.body, heard):
            return answered(play, play.body, heard, venue) if play.body.private else None
        return answered_here(play, play.body, heard, venue)

    def tick(self, play: Play, venue: Venue) -> Turn:
        """Remind once, then close."""
        return due(play, play.body, venue)

    def status(self, play: Play, venue: Venue) -> str:
        """Tell how many sheets came in."""
        return status(play.body, venue)

    def cancel(self, play: Play, venue: Venue) -> Turn:
        """Call it off; sheets that nobody handed in are forgotten, as at its end."""
        return super().cancel(replace(play, body=replace(play.body, drafts={}, paused=(), stamps={})), venue)

    def revert(self, before: Play | None, after: Play, play: Play, venue: Venue) -> Turn:
        """Take an order back; an anonymous one whose result was told stays closed."""
        if before is not None and after.phase is Phase.CLOSED and after.body.anonymous:
            return Turn(refused=venue.texts.say(TOLD_ALREADY, title=play.title))
        return super().revert(before, after, play, venue)
