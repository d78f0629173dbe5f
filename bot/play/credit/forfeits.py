"""Credits of messages that were judged spam are taken back, and given again when that judgement is taken back."""

from collections.abc import Iterable

from bot.core.credits import Posting
from bot.core.justice.paying_back import Known, chains_of, same_way, turned
from bot.core.model import MessageId
from bot.play.venue import Venue

TAKEN_BACK = "收回：{reason}"


def forfeited(postings: Known, messages: Iterable[MessageId], venue: Venue) -> tuple[Posting, ...]:
    """Return what takes back the credits that `messages` earned; nothing for what was taken back before.

    postings: by the message they come from.
    """
    chains = (chain for chain in chains_of(messages, postings) if chain[0].earns and same_way(chain, chain[0]))
    return tuple(turned(one, at=venue.now, reason=TAKEN_BACK.format(reason=one[0].reason)) for one in chains)


def regained(postings: Known, messages: Iterable[MessageId], venue: Venue) -> tuple[Posting, ...]:
    """Return what gives again the credits of `messages` that are taken back now."""
    chains = (chain for chain in chains_of(messages, postings) if chain[0].earns and not same_way(chain, chain[0]))
    return tuple(turned(one, at=venue.now, reason=one[0].reason) for one in chains)
