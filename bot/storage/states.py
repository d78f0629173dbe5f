"""The states of stored rows, how long keys are remembered, and what is said when a row is not as it must be."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.core.remembered import SECOND

PENDING = 0
DONE = 1
SET_ASIDE = 2

WAITING = "waiting"
RECORDED = "done"
REFUSED = "refused"
SENT = "sent"

KEYS_KEPT = timedelta(days=8)  # chosen: the archive serves at most 5 days back, a retry comes within minutes
DUE_OF_A_ROOM = 20  # chosen: effects of one room that due() gives at once, so that one room does not crowd out the rest
EARLY_KEPT = 200  # chosen: messages
SENT_KEPT = 5_000  # chosen: sent effects that are told at once
CASES_KEPT = 2_000  # chosen: cases of an account, and actions of a room, that are read at once
LATELY = timedelta(days=31)  # chosen: how far back cases and actions are read: the longest that an appeal looks back on
PLAYS_KEPT = 50  # chosen: plays of a room that are over and are read at once; open ones are all
POSTINGS_KEPT = 2_000  # chosen: postings of an account, brought by messages, that are read at once
POSTED_LATELY = timedelta(days=3)  # chosen: how far back they are read: as long as a message is looked into
EARLY_CHANNEL = "aibot"


def stale(keys: Iterable[tuple[str, str]], last: int) -> Sequence[tuple[str, str]]:
    """Return those (room, key) of orders that wait for a second person whose number is at most `last`."""
    return [one for one in keys if 0 < second_number(one[1]) <= last]


def second_number(key: str) -> int:
    """Return the number of the order that waits for a second person under `key`, 0 if none does."""
    number = key.removeprefix(SECOND)
    return int(number) if key.startswith(SECOND) and number.isdecimal() else 0


def already_handled(inbox: Iterable[int]) -> str:
    """Say that not all of these deliveries are pending."""
    return (
        f"storage, record of deliveries {_listed(inbox)}: not all of them are pending, so they were handled before or "
        "never stored; nothing was written. Handle each delivery once, with the id that receive() or backlog() gave."
    )


def already_settled(effects: Iterable[int]) -> str:
    """Say that not all of these effects wait."""
    return (
        f"storage, settling of effects {_listed(effects)}: not all of them wait, so they were settled before or never "
        "stored; nothing was written. Settle each effect that due() gave once."
    )


def unstorable(call: str, why: str) -> str:
    """Say that the values of a call cannot be stored."""
    return (
        f"storage, {call}: what is to be stored is at fault ({why}); nothing of this call was kept. "
        "The same values fail every time: mend or set aside where they come from."
    )


def _listed(numbers: Iterable[int]) -> str:
    listed = sorted(numbers)
    return ", ".join(map(str, listed[:10])) + (", …" if len(listed) > 10 else "")
