"""What warm rooms have in common: standings, cases and purses by account, orders, plays, and the one row of numbers."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import tzinfo

from bot.core.actions import Action
from bot.core.cases import Case
from bot.core.credits import Posting
from bot.core.model import MemberId, RoomId, Standing, is_private
from bot.core.plays import Play
from bot.core.ports import Store
from bot.core.records import History
from bot.storage.memories import RoomMemory
from bot.storage.purses import Paid, Purses
from bot.storage.shelf import Shelf
from bot.storage.states import CASES_KEPT, PLAYS_KEPT

LOOSE = 500  # chosen: cases, and orders, of owners who are not warm
LOOSE_PLAYS = 20  # chosen: plays of rooms that are not warm; one may hold what thousands of members answered


class Shared:
    """What the warm rooms of one process have in common. Numbers rise, and none is given twice."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._standings: dict[str, dict[MemberId, Standing]] = {}
        self._cases: Shelf[Case] = Shelf(owner=lambda case: case.account, over=is_over, keeps=CASES_KEPT, loose=LOOSE)
        self._actions: Shelf[Action] = Shelf(
            owner=lambda action: action.room, over=lambda _: True, keeps=CASES_KEPT, loose=LOOSE
        )
        self._plays: Shelf[Play] = Shelf(
            owner=lambda play: play.room, over=lambda play: play.is_over, keeps=PLAYS_KEPT, loose=LOOSE_PLAYS
        )
        self._purses = Purses()
        self._sharing: defaultdict[str, set[RoomId]] = defaultdict(set)
        self._touched: set[str] = set()  # accounts and rooms that changed since the last load
        self._last: int | None = None

    @property
    def next_number(self) -> int:
        """Return the first number of cases, actions and plays that is free. Raises RuntimeError before the first load."""
        if self._last is None:
            raise RuntimeError("which numbers are free is only known once rooms were loaded")
        return self._last + 1

    def took(self, number: int) -> None:
        """Take note that numbers up to `number` are used, whether or not that becomes durable."""
        self._last = max(number, self.next_number - 1)

    def stand(self, account: str, member: MemberId, standing: Standing) -> None:
        """Remember the new standing of `member`, for all rooms of the account."""
        self._touched.add(account)
        if account in self._standings:
            self._standings[account][member] = standing

    def file(self, case: Case) -> None:
        """Remember a case that is new or changed, for all rooms of its account."""
        self._touched.add(case.account)
        self.took(case.number)
        self._cases.put(case.number, case)

    def act(self, action: Action) -> None:
        """Remember what was ordered, or what became of it."""
        self._touched.add(action.room)
        self.took(action.number)
        self._actions.put(action.number, action)

    def put_play(self, play: Play) -> None:
        """Remember a play that was begun or changed."""
        self._touched.add(play.room)
        self.took(play.number)
        self._plays.put(play.number, play)

    def know_play(self, play: Play) -> None:
        """Remember a play that is known already in another form, such as with its body revived: nothing of it changed."""
        self._plays.put(play.number, play)

    def purses_after(self, postings: Iterable[Posting], zone_in: Callable[[RoomId], tzinfo]) -> Paid:
        """Return the purses that `postings` change, (account, member, purse), each as it is after all of them.

        Nothing is remembered, see `pay`. zone_in: in which zone days begin in a room. Raises LookupError for an account
        of which no room is warm.
        """
        return self._purses.after(postings, zone_in)

    def pay(self, postings: Iterable[Posting], paid: Paid) -> None:
        """Remember `postings` and what `purses_after` returned for them, for all rooms of their account."""
        postings = tuple(postings)
        self._touched.update(one.account for one in postings)
        self._purses.pay(postings, paid)

    def case(self, number: int) -> Case | None:
        """Return the case of that number, None if it is not known; see `fetch`."""
        return self._cases.get(number)

    def action(self, number: int) -> Action | None:
        """Return the action of that number, None if it is not known; see `fetch`."""
        return self._actions.get(number)

    def play(self, number: int) -> Play | None:
        """Return the play of that number, None if it is not known; see `fetch`."""
        return self._plays.get(number)

    async def fetch(self, numbers: Iterable[int]) -> None:
        """Make the cases, actions and plays of these numbers known, as far as they are kept."""
        await self._read_last()
        shelves = (self._cases, self._actions, self._plays)
        free = self.next_number
        unknown = {n for n in numbers if 0 < n < free and all(shelf.get(n) is None for shelf in shelves)}
        if not unknown:
            return
        for case in await self._store.cases(unknown):
            self._cases.put(case.number, case)
        for action in await self._store.actions(unknown):
            self._actions.put(action.number, action)
        for play in await self._store.plays(unknown):
            self._plays.put(play.number, play)

    async def _read_last(self) -> None:
        """Know which numbers are used."""
        if self._last is None:
            self._last = await self._store.last_number()

    def _knows(self, account: str) -> bool:
        """Tell whether a room of `account` is warm."""
        return account in self._sharing

    def _join(self, memory: RoomMemory, history: History) -> None:
        """Let `memory` hold what its room has in common with others, or with nobody yet, and what was ordered in it."""
        room = memory.room
        self._sharing[room.account].add(room.id)
        memory.standings = self._standings.setdefault(room.account, dict(history.standings))
        memory.cases = self._cases.open(room.account, history.cases)
        memory.actions = self._actions.open(room.id, history.actions)
        memory.plays = self._plays.open(room.id, history.plays)
        if not is_private(room.id):  # there nobody has anything, and nothing is read of it
            memory.purses, memory.postings = self._purses.open(room.account, history.purses, history.postings)

    def _leave(self, memory: RoomMemory) -> None:
        """Forget what a room has in common with others, should it be the last that is warm."""
        room = memory.room
        self._actions.close(room.id)
        self._plays.close(room.id)
        sharing = self._sharing[room.account]
        sharing.discard(room.id)
        if not sharing:
            del self._sharing[room.account]
            self._cases.close(room.account)
            self._standings.pop(room.account, None)
            self._purses.close(room.account)

    def _drop_loose(self) -> None:
        """Forget what rooms and accounts have that are not warm."""
        for shelf in (self._cases, self._actions, self._plays):
            shelf.drop_loose()


def is_over(case: Case) -> bool:
    """Tell whether neither a person nor time alone changes `case` any more."""
    return not case.is_open and case.due_at is None
