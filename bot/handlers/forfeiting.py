"""Credits that messages earned before they were judged spam go back, and come again when that judgement is taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.cases import Case, Offence
from bot.core.credits import Posting
from bot.core.model import MessageId
from bot.handlers.bench import Bench
from bot.handlers.playing import Pitch
from bot.handlers.ruled import Changes
from bot.play.credit.forfeits import forfeited, regained
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm

TALK = "talk"
BEFORE = timedelta(
    minutes=10
)  # chosen: what somebody said so long before an offence was part of it, if talking earned it


def with_forfeits(changes: Changes, *, warm: Warm, bench: Bench, now: datetime) -> Changes:
    """Return `changes` with the credits that their cases cost or give back. `warm` does not know them yet."""
    postings = tuple(one for case in changes.cases for one in _of_case(case, warm=warm, bench=bench, now=now))
    if not postings:
        return changes
    once = {posting.id: posting for posting in (*changes.postings, *postings)}
    return replace(changes, postings=tuple(once.values()))


def _of_case(case: Case, *, warm: Warm, bench: Bench, now: datetime) -> tuple[Posting, ...]:
    memory = warm.known(case.room)
    if memory is None or not memory.postings:
        return ()
    known = warm.case(case.number)
    before = known.offences if known is not None else ()
    stood = {at for at, offence in enumerate(before) if not offence.is_undone}
    stands = {at for at, offence in enumerate(case.offences) if not offence.is_undone}
    fallen, risen = ([case.offences[at] for at in sorted(some)] for some in (stands - stood, stood - stands))
    if not fallen and not risen:
        return ()
    venue = Pitch(memory=memory, warm=warm, bench=bench, now=now, seed=0, number=warm.next_number).venue
    taken = forfeited(memory.postings, _messages(fallen, memory), venue)
    return (*taken, *regained(memory.postings, _messages(risen, memory), venue))


def _messages(offences: list[Offence], memory: RoomMemory) -> tuple[MessageId, ...]:
    """Return the messages of `offences`, and those that led to them: a flood is only known at its end."""
    return tuple(dict.fromkeys(message for offence in offences for message in _of_offence(offence, memory)))


def _of_offence(offence: Offence, memory: RoomMemory) -> Iterator[MessageId]:
    if offence.message:
        yield offence.message
    for message, postings in memory.postings.items():
        for one in postings:
            is_theirs = one.source == TALK and one.credit == offence.member and one.room == offence.room
            if is_theirs and offence.at - BEFORE <= one.at <= offence.at:
                yield message
