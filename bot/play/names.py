"""What members are called where everybody reads it: by their names, never by their accounts."""

from bot.core.model import MemberId
from bot.core.words import masked, plain
from bot.play.venue import Venue

SOMEBODY = "一位群友"
LONGEST = 12  # chosen: characters of a name that are shown


def called(member: MemberId, venue: Venue) -> str:
    """Return the name of `member` in the group, cut to `LONGEST`; nobody in particular where nobody told it."""
    name = plain(" ".join(venue.profile(member).name.split()))
    if not name:
        return SOMEBODY
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def spoken_to(member: MemberId, venue: Venue) -> str:
    """Return how an answer to `member` begins: their name and a comma, nothing where nobody told the name."""
    name = called(member, venue)
    return "" if name == SOMEBODY else f"{name}，"


def named(member: MemberId, venue: Venue) -> str:
    """Return the name of `member`, a mention where nobody told it: for what is said by an effect, not by an answer."""
    name = called(member, venue)
    return f"<@{member}>" if name == SOMEBODY else name


def called_in_lists(member: MemberId, venue: Venue) -> str:
    """Return the same, with all but its first character hidden where the room wants that."""
    name = called(member, venue)
    return masked(name) if venue.customs.credits.anonymous and name != SOMEBODY else name
