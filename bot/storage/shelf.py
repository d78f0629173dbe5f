"""Numbered values of warm owners: cases by account, orders and plays by room."""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar, final

Kept = TypeVar("Kept")


@final
class Shelf(Generic[Kept]):
    """Numbered values, each of one owner. Of owners who are not warm, the last `loose` that were put or asked for.

    Once an owner has twice as many as `keeps`, the oldest that are over go. over: a value changes no more.
    """

    def __init__(self, *, owner: Callable[[Kept], str], over: Callable[[Kept], bool], keeps: int, loose: int) -> None:
        self._owner = owner
        self._over = over
        self._keeps = keeps
        self._most_loose = loose
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
        if len(mine) > 2 * self._keeps:
            self._trim(mine)

    def _drop_oldest_loose(self) -> None:
        while len(self._loose) > self._most_loose:
            number = next(iter(self._loose))
            del self._loose[number], self._all[number]

    def _trim(self, mine: dict[int, Kept]) -> None:
        over = sorted(number for number, value in mine.items() if self._over(value))
        for number in over[: len(mine) - self._keeps]:
            del mine[number], self._all[number]
