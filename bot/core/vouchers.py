"""What somebody won or bought, until they have it. Kept in what the room remembers, one key each, so orders undo it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.model import MemberId

VOUCHER = "voucher:"
"""Key in what a room remembers; the voucher's `id` follows."""


class Claim(StrEnum):
    """How far a voucher is. VOID: taken back before it was claimed."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    LAPSED = "lapsed"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """One thing for one member. id: unique in the room: number of the play or order, a hyphen, its place there.

    what: as people read it. of: title of what it was won in, 商城 for what was bought. until: to be claimed before, None for
    no end. code: six digits, told to the member alone. claimed_at, by: when and by whom it was handed over. is_reminded: the
    member was told that the end is near.
    """

    id: str
    member: MemberId
    what: str
    of: str
    at: datetime
    until: datetime | None = None
    code: str = ""
    claim: Claim = Claim.WAITING
    claimed_at: datetime | None = None
    by: MemberId = MemberId("")
    is_reminded: bool = False
