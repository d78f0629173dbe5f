"""Who gets what for an answer: first or in time, how fast, how many in a row, after how many hints."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.model import MemberId
from bot.play.quiz.rounds import FIELDS, Asked, Said, Terms, unpacked

STREAK_STEP = 10  # chosen: percent more for each right answer in a row behind the first
MOST_STREAK = 5  # chosen: right answers in a row behind the first that count
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What a right answer brings. points: at least 1. said: that answer. row: right answers in a row, this one included."""

    member: MemberId
    points: int
    said: Said
    row: int = 1


def awards(item: Asked, terms: Terms, done: Sequence[Asked]) -> tuple[Award, ...]:
    """Return what `item` brings to whom, the earliest answer first. done: the questions before it, settled.

    Of answers said at the same time that of the lower message id is earlier; the order of arrival does not matter.
    """
    if item.is_void:
        return ()
    return tuple(_award(item, terms, said, (member, _row(member, done) + 1)) for member, said in _winners(item, terms))


def totals(items: Iterable[Asked]) -> Mapping[MemberId, int]:
    """Return the points of each member, the highest first; of as many, who got them earlier."""
    sums: dict[str, int] = {}
    last: dict[str, int] = {}
    for place, item in enumerate(items):
        for order, (member, (points, _, _)) in enumerate(item.given.items()):
            sums[member] = sums.get(member, 0) + points
            last[member] = (place << 32) + order
    return {MemberId(member): sums[member] for member in sorted(sums, key=lambda one: (-sums[one], last[one]))}


def places(points: Mapping[MemberId, int]) -> tuple[tuple[int, MemberId, int], ...]:
    """Return (place, member, points), highest first; who has as many shares the place, and the next ones are left out."""
    result: list[tuple[int, MemberId, int]] = []
    for at, (member, amount) in enumerate(sorted(points.items(), key=lambda one: -one[1]), start=1):
        place = result[-1][0] if result and result[-1][2] == amount else at
        result.append((place, member, amount))
    return tuple(result)


def worth(item: Asked, at: int) -> int:
    """Return what the question is worth for an answer said at `at`: each hint shown until then halves it, not below 1."""
    points = item.question.points
    for shown in item.hints:
        if shown <= at:
            points = (points + 1) // 2
    return max(1, points)


def with_speed(points: int, item: Asked, at: int) -> int:
    """Return `points` for an answer said at `at`: all of them at once, half of them at the last moment, in a line between."""
    span = max(1, item.closes_at - item.asked_at)
    gone = min(max(0, at - item.asked_at), span)
    return max(1, (points * (2 * span - gone) + span) // (2 * span))


def with_streak(points: int, row: int) -> int:
    """Return `points` for the `row`-th right answer in a row: 10 % more for each behind the first, at most 50 %."""
    extra = min(max(0, row - 1), MOST_STREAK) * STREAK_STEP
    return points + -(-points * extra // 100)


def elapsed(item: Asked, said: Said) -> float:
    """Return the seconds from the question to the answer."""
    return (said.at - item.asked_at) / _MICROSECONDS


def _winners(item: Asked, terms: Terms) -> list[tuple[MemberId, Said]]:
    right = sorted(_right(item), key=lambda one: (one[1].at, one[1].id))
    if not terms.is_race or not right:
        return right
    until = right[0][1].at + int(terms.tie.total_seconds() * _MICROSECONDS)
    return [(member, said) for member, said in right if said.at <= until]


def _right(item: Asked) -> Iterator[tuple[MemberId, Said]]:
    """Yield each member's first right answer among those that count."""
    for member, packed in item.answers.items():
        if 1 not in packed[3::FIELDS]:
            continue
        yield MemberId(member), next(one for one in unpacked(packed) if one.right)


def _row(member: MemberId, done: Sequence[Asked]) -> int:
    """Return how many questions before were answered rightly in a row; one that scores nothing neither counts nor ends it."""
    count = 0
    for item in reversed(done):
        if item.is_void:
            continue
        if member not in item.given:
            break
        count += 1
    return count


def _award(item: Asked, terms: Terms, said: Said, who: tuple[MemberId, int]) -> Award:
    member, row = who
    points = worth(item, said.at)
    points = with_speed(points, item, said.at) if terms.speed else points
    points = with_streak(points, row) if terms.streak else points
    return Award(member=member, points=points, said=said, row=row)
