"""话题: which one is next, how those that were posted did, and what members propose."""

import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.actions import StateChange
from bot.core.coding import decoded, encoded
from bot.core.model import MemberId
from bot.core.playbook import Topic, for_room
from bot.play.care.festivals import festivals_on
from bot.play.venue import Venue

RECORD = "topic:"  # by topic: how it did
PROPOSAL = "proposal:"  # by number: what a member proposed
STOPPED = "topics:off"  # the bot brings up nothing by itself
POSTED = "topics:day"  # how many were posted on which day
LAST_PROPOSAL = "topics:proposals"  # the highest number of a proposal
OWN = "own-"  # how ids begin of topics that an owner typed or a member proposed
SEASONS = "冬冬春春春夏夏夏秋秋秋冬"
MOST_WAITING = 3  # chosen: proposals of one member that nobody looked at yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How a topic did in a room. posted: how often its replies were counted to the end; replies, people: over all those.

    last_at: when it was last posted. retired: rests until somebody brings it back.
    """

    posted: int = 0
    replies: int = 0
    people: int = 0
    last_at: datetime | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a member proposed. decided: empty while nobody did, then `yes` or `no`."""

    by: MemberId
    text: str
    at: datetime
    decided: str = ""


def record_of(topic: str, state: Mapping[str, object]) -> Record:
    """Return how `topic` did so far."""
    told = state.get(RECORD + topic)
    return Record() if told is None else decoded(Record, told)


def recorded(topic: str, record: Record, venue: Venue) -> StateChange:
    """Return the change that lets the room remember `record`."""
    return venue.noted(RECORD + topic, encoded(record))


def proposals(state: Mapping[str, object]) -> Mapping[int, Proposal]:
    """Return what members proposed, by number."""
    kept = ((key.removeprefix(PROPOSAL), told) for key, told in state.items() if key.startswith(PROPOSAL))
    return {int(number): decoded(Proposal, told) for number, told in sorted(kept, key=lambda one: int(one[0]))}


def proposed(number: int, proposal: Proposal | None, venue: Venue) -> StateChange:
    """Return the change that lets the room remember `proposal`, or forget it."""
    return venue.noted(f"{PROPOSAL}{number}", None if proposal is None else encoded(proposal))


def next_proposal(state: Mapping[str, object]) -> int:
    """Return the number that the next proposal gets; no number comes twice."""
    last = state.get(LAST_PROPOSAL)
    return 1 + max((last if isinstance(last, int) else 0, *proposals(state)))


def proposal_of(topic: str, state: Mapping[str, object]) -> Proposal | None:
    """Return what `topic` was made of, None if no member proposed it."""
    number = topic.removeprefix(OWN)
    return proposals(state).get(int(number)) if topic != number and number.isdecimal() else None


def pool(venue: Venue) -> tuple[Topic, ...]:
    """Return all topics of the room: those that are written, then those that members proposed and owners approved."""
    approved = (
        Topic(id=f"{OWN}{number}", text=one.text)
        for number, one in proposals(venue.state).items()
        if one.decided == "yes"
    )
    return (*for_room(venue.playbook.topics, venue.room.id), *approved)


def chosen(venue: Venue, *, topic: str = "") -> Topic | None:
    """Return the topic to be posted next, None if there is none.

    What fits the festival of the day comes first, then what fits the season, then what was not posted for longest; among
    equals the day decides. topic: the one whose own time has come; it alone is then looked at.
    """
    able = [one for one in pool(venue) if (one.id == topic if topic else not one.cron) and is_able(one, venue)]
    return min(able, key=lambda one: _rank(one, venue), default=None)


def is_able(topic: Topic, venue: Venue) -> bool:
    """Tell whether `topic` may be posted today; one with a time of its own needs no rest."""
    record = record_of(topic.id, venue.state)
    if record.retired or (topic.until is not None and topic.until < venue.today):
        return False
    if topic.seasons and season_of(venue.today) not in topic.seasons:
        return False
    if topic.festivals and not set(topic.festivals) & _festive(venue):
        return False
    return bool(topic.cron) or record.last_at is None or venue.now - record.last_at >= venue.customs.topics.rests


def season_of(day: date) -> str:
    """Return one of 春夏秋冬: spring is March to May."""
    return SEASONS[day.month - 1]


def _festive(venue: Venue) -> frozenset[str]:
    return frozenset(one.name for one in festivals_on(venue.today, venue.playbook.festivals))


def _rank(topic: Topic, venue: Venue) -> tuple[bool, bool, int, bytes]:
    last_at = record_of(topic.id, venue.state).last_at
    key = f"{venue.room.id} {venue.today}".encode()
    lot = hmac.digest(key, topic.id.encode(), "sha256")
    return not topic.festivals, not topic.seasons, 0 if last_at is None else encoded(last_at), lot


def posted_today(venue: Venue) -> int:
    """Return how many topics were posted today."""
    told = venue.state.get(POSTED)
    if not isinstance(told, dict) or told.get("day") != venue.today.isoformat():
        return 0
    count = told.get("count")
    return count if isinstance(count, int) else 0


def posting_noted(topic: str, venue: Venue) -> tuple[StateChange, ...]:
    """Return what the room remembers once `topic` is posted."""
    record = replace(record_of(topic, venue.state), last_at=venue.now)
    count = {"day": venue.today.isoformat(), "count": posted_today(venue) + 1}
    return recorded(topic, record, venue), venue.noted(POSTED, count)


def counted(record: Record, venue: Venue, *, replies: int, people: int) -> Record:
    """Return `record` once the replies to one posting are counted; a topic nobody takes up again and again retires."""
    customs = venue.customs.topics
    record = replace(record, posted=record.posted + 1, replies=record.replies + replies, people=record.people + people)
    is_weak = record.posted >= customs.retire_after and record.replies < customs.retire_below * record.posted
    return replace(record, retired=record.retired or is_weak)


def open_proposals(state: Mapping[str, object], by: MemberId | None = None) -> Iterator[tuple[int, Proposal]]:
    """Yield the proposals, of `by` alone if one is named, that nobody decided on."""
    for number, one in proposals(state).items():
        if not one.decided and by in (None, one.by):
            yield number, one


def is_known(text: str, topics: Iterable[Topic]) -> bool:
    """Tell whether one of `topics` says `text` already, blanks and marks aside."""
    wanted = _bare(text)
    return any(_bare(one.text) == wanted for one in topics)


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
