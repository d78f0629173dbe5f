"""等级: the title that credits ever earned bring, and the one time one is congratulated on it."""

from collections.abc import Iterable, Sequence

from bot.core.actions import StateChange
from bot.core.credits import Posting, Purse, posted
from bot.core.customs import Level
from bot.core.justice.paying_back import TOLD
from bot.core.model import MemberId
from bot.core.texts import Text
from bot.play.venue import Venue

LEVEL = f"{TOLD}level:"
"""Key in what a room remembers; the member follows. The value: how many levels they were congratulated on."""
PROMOTED = Text("level.promoted", "升级了，现在是“{title}”，恭喜！")
FIRST = Level(at=0, title="")


def level_of(earned: int, levels: Sequence[Level]) -> Level:
    """Return the highest level that `earned` reaches; one without a title if there is none."""
    reached = [one for one in levels if one.at <= earned]
    return max(reached, key=lambda one: one.at, default=FIRST)


def next_level(earned: int, levels: Sequence[Level]) -> Level | None:
    """Return the lowest level that `earned` does not reach yet."""
    return min((one for one in levels if one.at > earned), key=lambda one: one.at, default=None)


def reaches(earned: int, title: str, levels: Sequence[Level]) -> bool:
    """Tell whether `earned` is enough for the level called `title`; a title that is no level asks for nothing."""
    return all(one.at <= earned for one in levels if title and one.title == title)


def purse_after(member: MemberId, postings: Iterable[Posting], venue: Venue) -> Purse:
    """Return the purse of `member` as it is after `postings`."""
    purse = venue.purse(member)
    for one in postings:
        if member in one.members:
            purse = posted(purse, one, member, day=venue.day_of(one.at))
    return purse


def promoted(member: MemberId, purse: Purse, venue: Venue) -> tuple[str, tuple[StateChange, ...]]:
    """Return the congratulation that is due to `member`, who has `purse`, and that it was said; nothing if none is.

    A title that was lost and is reached again is no news.
    """
    levels = venue.customs.credits.levels
    key = f"{LEVEL}{member}"
    reached = sum(one.at <= purse.earned for one in levels)
    said = int(venue.state.get(key) or sum(one.at <= 0 for one in levels))
    if reached <= said or venue.is_staff(member):
        return "", ()
    title = level_of(purse.earned, levels).title
    return venue.texts.say(PROMOTED, title=title), (venue.noted(key, reached),)
