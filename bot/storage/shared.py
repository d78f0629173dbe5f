"""What warm rooms have in common: standings and cases by account, what was ordered, and the one row of numbers."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar, final

from bot.core.actions import Action
from bot.core.cases import Case
from bot.core.model import MemberId, Room, RoomId, Standing
from bot.core.ports import Store
from bot.core.records import History
from bot.storage.states import CASES_KEPT

LOOSE = 500  # chosen: values of owners who are not warm

Kept = TypeVar("Kept")


@final
class Shelf(Generic[Kept]):
    """Numbered values, each of one owner. Of owners who are not warm, the last so many that were put or asked for.

    Once an owner has twice as many as are read at a start, the oldest that are over go. over: a value changes no more.
    """

    def __init__(self, *, owner: Callable[[Kept], str], over: Callable[[Kept], bool]) -> None:
        self._owner = owner
        self._over = over
        self._all: dict[int, Kept] = {}
        self._owned: dict[str, dict[int, Kept]] = {}
        self._loose: dict[int, None] = {}

    def open(self, owner: str, values: Mapping[int, Kept]) -> dict[int, Kept]:
        """Return what `owner` has, which the shelf goes on filling; at first `values` and what is known besides."""
        if owner in self._owned:
            return self._owned[owner]
        known = {n: self._all[n] for n in self._loose if self._owner(self._all[n]) == owner}
        for number in known:
            del self._loose[number]
        self._owned[owner] = {**known, **values}
        self._all |= self._owned[owner]
        return self._owned[owner]

    def close(self, owner: str) -> None:
        """Forget what `owner` has."""
        for number in self._owned.pop(owner, ()):
            self._all.pop(number, None)

    def drop_loose(self) -> None:
        """Forget what owners have who are not warm."""
        for number in self._loose:
            del self._all[number]
        self._loose.clear()

    def get(self, number: int) -> Kept | None:
        """Return the value of that number, None if it is not known."""
        return self._all.get(number)

    def put(self, number: int, value: Kept) -> None:
        """Remember a new value, or one that changed."""
        self._all[number] = value
        self._loose.pop(number, None)
        mine = self._owned.get(self._owner(value))
        if mine is None:
            self._loose[number] = None
            self._drop_oldest_loose()
            return
        mine[number] = value
        if len(mine) > 2 * CASES_KEPT:
            self._trim(mine)

    def _drop_oldest_loose(self) -> None:
        while len(self._loose) > LOOSE:
            number = next(iter(self._loose))
            del self._loose[number], self._all[number]

    def _trim(self, mine: dict[int, Kept]) -> None:
        over = sorted(number for number, value in mine.items() if self._over(value))
        for number in over[: len(mine) - CASES_KEPT]:
            del mine[number], self._all[number]


class Shared:
    """What the warm rooms of one process have in common. Numbers rise, and none is given twice."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._standings: dict[str, dict[MemberId, Standing]] = {}
        self._cases: Shelf[Case] = Shelf(owner=lambda case: case.account, over=is_over)
        self._actions: Shelf[Action] = Shelf(owner=lambda action: action.room, over=lambda _: True)
        self._sharing: defaultdict[str, set[RoomId]] = defaultdict(set)
        self._touched: set[str] = set()  # accounts and rooms that changed since the last load
        self._last: int | None = None

    @property
    def next_number(self) -> int:
        """Return the first number of cases and actions that is free. Raises RuntimeError before the first load."""
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

    def case(self, number: int) -> Case | None:
        """Return the case of that number, None if it is not known; see `fetch`."""
        return self._cases.get(number)

    def action(self, number: int) -> Action | None:
        """Return the action of that number, None if it is not known; see `fetch`."""
        return self._actions.get(number)

    async def fetch(self, numbers: Iterable[int]) -> None:
        """Make the cases and actions of these numbers known, as far as they are kept."""
        await self._read_last()
        unknown = {n for n in numbers if 0 < n < self.next_number and self.case(n) is None and self.action(n) is None}
        if not unknown:
            return
        for case in await self._store.cases(unknown):
            self._cases.put(case.number, case)
        for action in await self._store.actions(unknown):
            self._actions.put(action.number, action)

    async def _read_last(self) -> None:
        """Know which numbers are used."""
        if self._last is None:
            self._last = await self._store.last_number()

    def _join(
        self, room: Room, history: History
    ) -> tuple[dict[MemberId, Standing], dict[int, Case], dict[int, Action]]:
        """Return what `room` has in common with others, or with nobody yet, and what was ordered in it."""
        self._sharing[room.account].add(room.id)
        standings = self._standings.setdefault(room.account, dict(history.standings))
        return standings, self._cases.open(room.account, history.cases), self._actions.open(room.id, history.actions)

    def _leave(self, room: Room) -> None:
        """Forget what `room` has in common with others, should it be the last that is warm."""
        self._actions.close(room.id)
        sharing = self._sharing[room.account]
        sharing.discard(room.id)
        if not sharing:
            del self._sharing[room.account]
            self._cases.close(room.account)
            self._standings.pop(room.account, None)


def is_over(case: Case) -> bool:
    """Tell whether neither a person nor time alone changes `case` any more."""
    return not case.is_open and case.due_at is None
