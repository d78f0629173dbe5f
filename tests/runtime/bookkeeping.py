"""What the books of a store must say, whatever happened."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from bot.activities import revived
from bot.core.actions import Action
from bot.core.credits import EMPTY, Posting, Purse, posted
from bot.core.justice.paying_back import chain_of, root_of, same_way
from bot.core.model import MemberId, MessageId
from bot.core.plays import Play
from bot.core.vouchers import Claim
from bot.play.lottery.terms import body_of, entries_of, order_of, seats_of
from bot.play.lottery.vouchers import all_of
from bot.storage.booking import posting_from, purse_from
from bot.storage.memory import MemoryStore
from bot.storage.states import POSTED_LATELY
from tests.handlers.houses import SHANGHAI
from tests.runtime.playground import PLAYBOOK, ROOMS, Playground, as_json

QUIZ = re.compile(r"quiz-(\d+)-(\d+)-([a-z]+)(?:-\d+)?")


class Books:
    """All postings of a store in memory, and what follows from them."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        self.postings = [posting_from(row) for row in store._postings.values()]
        self.by_message: defaultdict[MessageId, tuple[Posting, ...]] = defaultdict(tuple)
        for one in self.postings:
            self.by_message[one.message] += (one,)

    def stored_purses(self) -> Mapping[tuple[str, MemberId], Purse]:
        """What is kept of what everybody has."""
        return {key: purse for key, body in self.store._purses.items() if (purse := purse_from(body)) != EMPTY}

    def computed_purses(self) -> Mapping[tuple[str, MemberId], Purse]:
        """What everybody has by the postings."""
        found: dict[tuple[str, MemberId], Purse] = {}
        for one in self.postings:
            day = one.at.astimezone(SHANGHAI).date()
            for member in one.members:
                found[one.account, member] = posted(found.get((one.account, member), EMPTY), one, member, day=day)
        return found

    def question_awards_are_single(self) -> None:
        """A member has the credits of a question at most once."""
        net: Counter[tuple[str, ...]] = Counter()
        for one in self.postings:
            match = QUIZ.fullmatch(root_of(one))
            if match:
                net[match.groups()] += -one.amount if one.debit == match[3] else one.amount
        assert all(0 <= amount <= 10 for amount in net.values()), net

    def check_ins_are_single(self) -> None:
        """A day earns once in a room."""
        net: Counter[tuple[str, str, str]] = Counter()
        for one in self.postings:
            chain = chain_of(one, self.by_message)
            if one.source == "checkin" and not one.reverses and same_way(chain, one):
                net[one.room, one.credit, str(one.at.astimezone(SHANGHAI).date())] += one.amount
        assert all(amount <= 5 for amount in net.values()), net

    def wares_are_in_stock(self) -> None:
        """Nothing is sold that is not there, nor more to one than one may have."""
        for room in ROOMS:
            sold = [(key, told) for key, told in self.store._state_of(room.id).items() if key.startswith("sold:")]
            for ware in PLAYBOOK.wares:
                counts = [(told["member"], told["count"]) for key, told in sold if key.startswith(f"sold:{ware.id}:")]
                assert ware.stock is None or sum(count for _, count in counts) <= ware.stock
                assert ware.each is None or all(n <= ware.each for n in Counter(m for m, _ in counts).values())

    def staff_wins_nothing(self) -> None:
        """Who runs the room earns nothing, but what somebody else in charge gives them."""
        won = {one.credit for one in self.postings if one.earns and not one.reverses and one.source != "grant"}
        assert not won & {"owner", "helper"}

    def held(self, action: Action) -> set[bool]:
        """Whether what `action` posted still holds, as far as no judgement took it back."""
        return {same_way(chain_of(one, self.by_message), one) for one in action.postings}

    def is_given_again(self, action: Action) -> bool:
        """Whether a later case, and not an order, gave it again."""
        return any(len(chain_of(one, self.by_message)) > 2 for one in action.postings)


def winners_are_single(play: Play, store: MemoryStore) -> None:
    """Nobody wins twice in one draw, whatever was drawn again; who holds a prize has its voucher, and nobody else."""
    if play.kind != "lottery" or body_of(play).drawn_at is None:
        return
    body = body_of(play)
    entries, order = entries_of(body), order_of(body)
    assert len({one.member for one in entries}) == len(entries)
    holders = [entries[order[rank - 1] - 1].member for rank in seats_of(body).values()]
    assert len(set(holders)) == len(holders)
    vouchers = [one for one in all_of(store._state_of(play.room)) if one.id.split("-")[0] == str(play.number)]
    assert len({one.member for one in vouchers}) == len(vouchers)
    assert {one.member for one in vouchers if one.claim is not Claim.VOID} == set(holders)
    said = [getattr(effect, "text", "") for effect in store.outbox(play.room)]
    draws = [text for text in said if "开奖了！" in text and f"（编号 {play.number}）" in text]
    assert len(draws) == 1, (play.number, draws, said[-8:])
    assert body.secret in draws[0]


async def remembered(place: Playground) -> dict[str, dict[str, Any]]:
    """Return all that is known of rooms, without what is as for nobody."""
    await place.warm.load(ROOMS, now=place.clock.time)
    found: dict[str, dict[str, Any]] = {}
    since = place.clock.time - POSTED_LATELY  # older ones are not read again
    for room in ROOMS:
        memory = place.warm.of(room.id)
        found[room.id] = {
            "plays": {number: revived(play) for number, play in memory.plays.items()},
            "purses": {member: one for member, one in memory.purses.items() if one != EMPTY},
            "postings": {one.id: one for some in memory.postings.values() for one in some if one.at >= since},
            "state": {key: value for key, value in memory.state.items() if key != "last_in_charge_at"},
            "cases": dict(memory.cases),
            "actions": {number: as_json(action) for number, action in memory.actions.items()},
        }
    return found
