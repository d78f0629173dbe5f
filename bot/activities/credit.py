"""积分: what is earned without any order: thanks of others, invitations, taking part in the talk."""

from collections.abc import Iterable
from typing import ClassVar, final

from bot.activities import Activity
from bot.play.credit.invitations import noted, rewarded
from bot.play.credit.talking import talked
from bot.play.credit.thanking import thanked_in, thanks
from bot.play.turn import Firing, Timer, Turn
from bot.play.venue import Heard, Joined, Venue

INVITATIONS = "invitations"


@final
class Credit(Activity):
    """Listens for thanks and talk, remembers who came, and looks once a day which of them stayed."""

    title: ClassVar[str] = "积分"
    listens: ClassVar[bool] = True

    def attend(self, heard: Heard, venue: Venue) -> Turn | None:
        """Give credits to who is thanked, or for the talk; nothing for what is an order, a move, or said by who is muted."""
        if heard.is_private or heard.is_taken or heard.is_muted or not heard.is_judged:
            return None
        members = thanked_in(heard, venue) if venue.customs.credits.thanks > 0 else ()
        if members:
            return thanks(heard, members, venue)
        return None if venue.is_staff(heard.by) else talked(heard, venue)

    def meet(self, joined: Joined, venue: Venue) -> Turn:
        """Remember who came, and by whom, until it shows whether they stay."""
        return noted(joined, venue)

    def timers(self, venue: Venue) -> Iterable[Timer]:
        """Ask once a day for those who stayed."""
        if venue.customs.credits.invite > 0:
            yield Timer(id=INVITATIONS, cron="40 9 * * *", title="给邀请朋友进群的人记积分")

    def ring(self, firing: Firing, venue: Venue) -> Turn:
        """Give the credits for invitations; without a word, 积分 tells it."""
        del firing
        return rewarded(venue)
