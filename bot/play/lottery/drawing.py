"""How lots are drawn so that anybody can do it again: the commitment, the list, the public value, the order.

What is hashed is written down byte for byte in docs/activities/lottery.md. Every hash is SHA-256, shown as 64 lower-case hex
digits; every text is UTF-8 without a line end behind its last line.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from bot.core.model import MemberId

FORMAT = "qunguan-lottery-1"
TOKEN = 16  # hex digits of a member's token
DRAND_CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"  # drand: quicknet
DRAND_GENESIS = datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC)  # drand: genesis_time 1692803367 of quicknet
DRAND_PERIOD = 3  # s; drand: period of quicknet


@dataclass(frozen=True, slots=True, kw_only=True)
class Prize:
    """level: 一等奖, may be empty. what: as people read it. count: how many there are, at least 1."""

    what: str
    count: int = 1
    level: str = ""

    @property
    def called(self) -> str:
        """How it is announced: 一等奖·耳机."""
        return f"{self.level}·{self.what}" if self.level else self.what


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One line of the frozen list. index: from 1. token: stands for the member. tickets: at least 1."""

    index: int
    token: str
    tickets: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was promised when the lottery was opened; the list's hash covers it. source, named: see `beacon_of`."""

    number: int
    title: str
    commitment: str
    source: str
    named: str
    prizes: tuple[Prize, ...]

    @property
    def slots(self) -> tuple[Prize, ...]:
        """Each single prize, the highest level first."""
        return tuple(prize for prize in self.prizes for _ in range(prize.count))


def secret_of(seed: int, number: int) -> str:
    """Return the secret of play `number`, 64 hex digits: known to nobody who does not know `seed`."""
    return hmac.digest(str(seed).encode(), f"lottery:{number}".encode(), hashlib.sha256).hex()


def commitment_of(secret: str) -> str:
    """Return what is published before anybody enters: the hash of the 32 bytes of the secret."""
    return hashlib.sha256(bytes.fromhex(secret)).hexdigest()


@lru_cache(maxsize=16)
def salt_of(secret: str) -> str:
    """Return what members' tokens are salted with; it is told by the secret, so nobody knows it before the draw."""
    return hmac.digest(bytes.fromhex(secret), b"token", hashlib.sha256).hex()


def token_of(member: MemberId, secret: str) -> str:
    """Return what stands for `member` in everything that is published."""
    return hashlib.sha256(f"{salt_of(secret)}:{member}".encode()).hexdigest()[:TOKEN]


def list_text(terms: Terms, lots: Iterable[Lot]) -> str:
    """Return the frozen list as it is hashed: the terms, then one line for each entry."""
    lines = [
        FORMAT,
        f"play {terms.number}",
        f"title {terms.title}",
        f"commitment {terms.commitment}",
        f"source {terms.source} {terms.named}",
        *(f"prize {prize.count} {prize.level or '-'} {prize.what}" for prize in terms.prizes),
        *(f"{lot.index} {lot.token} {lot.tickets}" for lot in lots),
    ]
    return "\n".join(lines)


def hash_of(text: str) -> str:
    """Return the hash of `text`."""
    return hashlib.sha256(text.encode()).hexdigest()


def salted(list_hash: str, salts: Iterable[tuple[str, str]]) -> str:
    """Return the public value that members' salts make. salts: (token, salt), in the order in which they were received."""
    lines = (f"{place} {token} {salt}" for place, (token, salt) in enumerate(salts, start=1))
    return hash_of("\n".join((list_hash, *lines)))


def beacon_of(source: str, value: str, list_hash: str, salts: Iterable[tuple[str, str]]) -> str:
    """Return the public value. source: `salts` (from what members said), `drand` or `index` (the value as published)."""
    return salted(list_hash, salts) if source == "salts" else value


def score_of(lot: Lot, *, key: bytes, beacon: str, number: int) -> bytes:
    """Return the best, that is the least, of the scores of the tickets of `lot`. key: the 32 bytes of the secret."""
    start = f"{beacon}:{number}:{lot.index}:"
    scores = (hmac.digest(key, f"{start}{one}".encode(), hashlib.sha256) for one in range(1, lot.tickets + 1))
    return min(scores)


def ranked(lots: Iterable[Lot], *, secret: str, beacon: str, number: int) -> tuple[int, ...]:
    """Return the indexes of all entries in the order in which they win."""
    key = bytes.fromhex(secret)
    scores = sorted((score_of(lot, key=key, beacon=beacon, number=number), lot.index) for lot in lots)
    return tuple(index for _, index in scores)


def seated(places: int, entries: int, redrawn: Sequence[tuple[int, int]]) -> Mapping[int, int]:
    """Return the rank that holds each place, both from 1, after every redraw. redrawn: (rank that lost it, rank that got it)."""
    seats = {place: place for place in range(1, min(places, entries) + 1)}
    for out, into in redrawn:
        seats = {place: into if rank == out else rank for place, rank in seats.items()}
    return seats


def next_rank(places: int, entries: int, redrawn: Sequence[tuple[int, int]]) -> int:
    """Return the first rank that never won, 0 if every entry did."""
    rank = min(places, entries) + len(redrawn) + 1
    return rank if rank <= entries else 0


def round_after(at: datetime) -> int:
    """Return the first drand round that is published after `at`."""
    return int((at - DRAND_GENESIS).total_seconds() // DRAND_PERIOD) + 2


def published_at(number: int) -> int:
    """Return when drand round `number` is published, seconds since 1970."""
    return int(DRAND_GENESIS.timestamp()) + (number - 1) * DRAND_PERIOD
