"""领奖凭证: what was won or bought, from the code its member is told to the hand-over or the end of its time.

Everything is one key of what the room remembers, so an order that issued or claimed one undoes it as any other state.
"""

import csv
import hashlib
import hmac
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from bot.core.actions import StateChange
from bot.core.coding import decoded, encoded
from bot.core.model import MemberId
from bot.core.vouchers import VOUCHER, Claim, Voucher
from bot.play.venue import Venue

CODES = 900_000
FIRST_CODE = 100_000  # six digits, the first is no zero
STATES = {Claim.WAITING: "待领取", Claim.CLAIMED: "已领取", Claim.LAPSED: "已过期", Claim.VOID: "已作废"}
COLUMNS = ("编号", "来自", "奖品", "姓名", "成员账号", "状态", "发出时间", "截止时间", "领取时间", "经手人")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def issued(
    venue: Venue,
    *,
    id: str,  # noqa: A002
    member: MemberId,
    what: str,
    of: str,
    until: datetime | None = None,
) -> tuple[StateChange, str]:
    """Return the change that issues a voucher, and its code, which no other waiting voucher of the room bears.

    id, what, of, until: see `Voucher`. For several in one turn hand on `remembering(venue, change)`.
    """
    code = _code(venue, id)
    voucher = Voucher(id=id, member=member, what=what, of=of, at=venue.now, until=until, code=code)
    return noted(venue, voucher), code


def remembering(venue: Venue, *changes: StateChange) -> Venue:
    """Return `venue` as if the room remembered `changes` already."""
    return replace(venue, state={**venue.state, **{change.key: change.after for change in changes}})


def noted(venue: Venue, voucher: Voucher) -> StateChange:
    """Return the change that lets the room remember `voucher` as it is."""
    return venue.noted(VOUCHER + voucher.id, encoded(voucher))


def all_of(state: Mapping[str, Any]) -> tuple[Voucher, ...]:
    """Return every voucher of the room, the oldest first."""
    found = (voucher_of(told) for key, told in state.items() if key.startswith(VOUCHER) and told is not None)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.at, one.id)))


def waiting(state: Mapping[str, Any]) -> tuple[Voucher, ...]:
    """Return the vouchers that nobody has claimed yet, the oldest first."""
    return tuple(one for one in all_of(state) if one.claim is Claim.WAITING)


def voucher_with(state: Mapping[str, Any], id: str) -> Voucher | None:  # noqa: A002
    """Return the voucher called `id`, None if the room remembers none."""
    return voucher_of(state.get(VOUCHER + id))


def voucher_of(told: object) -> Voucher | None:
    """Return the voucher that `told` stands for, None if it stands for none."""
    try:
        return decoded(Voucher, told) if isinstance(told, dict) else None
    except (KeyError, TypeError, ValueError):
        return None


def by_code(state: Mapping[str, Any], code: str) -> Voucher | None:
    """Return the voucher with this code: the one that waits before any other, then the newest; None if none has it."""
    found = [one for one in all_of(state) if one.code and hmac.compare_digest(one.code.encode(), code.encode())]
    return max(found, key=lambda one: (one.claim is Claim.WAITING, one.at), default=None)


def claimed(venue: Venue, voucher: Voucher, by: MemberId) -> StateChange:
    """Return the change by which `by` hands `voucher` over now."""
    return noted(venue, replace(voucher, claim=Claim.CLAIMED, claimed_at=venue.now, by=by))


def lapsed(venue: Venue, voucher: Voucher) -> StateChange:
    """Return the change by which the time of `voucher` is over."""
    return noted(venue, replace(voucher, claim=Claim.LAPSED))


def voided(venue: Venue, voucher: Voucher) -> StateChange:
    """Return the change by which `voucher` is taken back before anybody claimed it."""
    return noted(venue, replace(voucher, claim=Claim.VOID))


def is_late(voucher: Voucher, now: datetime) -> bool:
    """Tell whether the time to claim `voucher` is over."""
    return voucher.until is not None and now >= voucher.until


def as_csv(vouchers: Iterable[Voucher], names: Mapping[MemberId, str], zone: tzinfo) -> str:
    """Return `vouchers` as CSV that spreadsheets open in Chinese; codes, which are secret, are left out.

    No cell begins a formula: people write the titles, and the names.
    """
    page = io.StringIO()
    page.write("\ufeff")
    rows = csv.writer(page, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for one in vouchers:
        name, by = names.get(one.member, ""), names.get(one.by, one.by)
        cells = (one.id, one.of, one.what, name, one.member, STATES[one.claim])
        times = (_time(one.at, zone), _time(one.until, zone), _time(one.claimed_at, zone))
        rows.writerow([_harmless(cell) for cell in (*cells, *times, by)])
    return page.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _time(at: datetime | None, zone: tzinfo) -> str:
    return "" if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _code(venue: Venue, id: str) -> str:  # noqa: A002
    taken = {one.code for one in waiting(venue.state)}
    attempt = 0
    while True:
        drawn = hmac.digest(str(venue.seed).encode(), f"voucher:{id}:{attempt}".encode(), hashlib.sha256)
        code = str(FIRST_CODE + int.from_bytes(drawn[:8], "big") % CODES)
        if code not in taken:
            return code
        attempt += 1
