"""The states of stored rows, how long keys are remembered, and what is said when a row is not as it must be."""

from collections.abc import Iterable
from datetime import timedelta

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
EARLY_CHANNEL = "aibot"


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
