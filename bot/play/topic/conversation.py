"""What becomes of a topic in a room: it waits until nobody talks, is posted, and what is said to it is counted."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.coding import encoded
from bot.core.model import MemberId
from bot.play.venue import Heard

THOUGHTFUL = 15  # chosen: characters from which on a reply may be the best one
MOST_LENGTH = 120  # chosen: a longer reply is not a better one
KEPT = 12  # chosen: replies among which the best is looked for
MOST_PEOPLE = 500  # chosen: people told apart; a topic that more take up needs no exact count
MOST_QUOTES = 300  # chosen: quotes looked at
QUOTE = 40  # characters; by so much of it a quoted reply is known again, for apps cut what is quoted
WORTH = 40  # chosen: characters that one quote of somebody else's is worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply that may be the best. at: microseconds since 1970."""

    id: str
    by: str
    at: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Body of the play. topic: its id, empty while it is not chosen. posted_at: None while it waits to be posted.

    people: who replied, each once. best: flat, (id, by, at, text) one behind the other, see `Reply`. quotes: `<print> <by>` of who
    quoted what, each once.
    """

    topic: str = ""
    text: str = ""
    posted_at: datetime | None = None
    replies: int = 0
    people: tuple[str, ...] = ()
    best: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


def heard_in(talk: Conversation, heard: Heard) -> Conversation:
    """Return `talk` once `heard`, a reply, is counted. The order in which replies come makes no difference."""
    by, text = str(heard.by), " ".join(heard.text.split())
    people = talk.people if by in talk.people or len(talk.people) >= MOST_PEOPLE else tuple(sorted((*talk.people, by)))
    quotes = _quoted(talk.quotes, by, heard.message.quoted)
    best = talk.best
    if len("".join(text.split())) >= THOUGHTFUL:
        reply = Reply(id=heard.message.id, by=by, at=encoded(heard.at), text=text[:MOST_LENGTH])
        kept = sorted((*_replies(talk.best), reply), key=_by_length)[:KEPT]
        best = tuple(piece for one in kept for piece in (one.id, one.by, str(one.at), one.text))
    return replace(talk, replies=talk.replies + 1, people=people, quotes=quotes, best=best)


def best_of(talk: Conversation) -> tuple[MemberId, str] | None:
    """Return who gave the best reply, and the reply: quoted most, then most was said in it, then said first."""
    kept = _replies(talk.best)
    if not kept:
        return None
    found = min(kept, key=lambda one: (-_worth(one, talk.quotes), one.at, one.id))
    return MemberId(found.by), found.text


def _worth(reply: Reply, quotes: Sequence[str]) -> int:
    mark = _print(reply.text)
    others = sum(1 for one in quotes if one.startswith(f"{mark} ") and one != f"{mark} {reply.by}")
    return len(reply.text) + WORTH * others


def _by_length(reply: Reply) -> tuple[int, int, str]:
    return -len(reply.text), reply.at, reply.id


def _quoted(quotes: tuple[str, ...], by: str, quoted: str) -> tuple[str, ...]:
    one = f"{_print(quoted)} {by}"
    if not quoted or one in quotes or len(quotes) >= MOST_QUOTES:
        return quotes
    return tuple(sorted((*quotes, one)))


def _print(text: str) -> str:
    return hashlib.blake2s(" ".join(text.split())[:QUOTE].encode(), digest_size=6).hexdigest()


def _replies(flat: tuple[str, ...]) -> tuple[Reply, ...]:
    rows = zip(flat[::4], flat[1::4], flat[2::4], flat[3::4], strict=True)
    return tuple(Reply(id=id_, by=by, at=int(at), text=text) for id_, by, at, text in rows)
