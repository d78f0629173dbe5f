"""A tap on a button of a card, as the platform tells it."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.core.model import Event, MemberId, RoomId

PRESSED = "template_card_event"
_OF_CASE = re.compile(r"(?:case|appeal)-(\d{1,15})")
_OF_HOUSE = ("report-", "wave-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A tap. card: id of the card; of: outbox key that brought it, empty if that is not told. key: of the button.

    code: the platform's leave to change the card once. room: that the card is about, empty until that is known.
    """

    id: str
    member: MemberId
    at: datetime
    card: str
    of: str
    key: str
    code: str = ""
    room: RoomId = RoomId("")

    @property
    def number(self) -> int:
        """Number of the case it is about, 0 if it is about none."""
        found = _OF_CASE.fullmatch(self.card)
        return int(found[1]) if found is not None else 0

    @property
    def is_of_house(self) -> bool:
        """Whether the card is a report or an alert, not a case."""
        return self.card.startswith(_OF_HOUSE)


def press_of(event: Event) -> Press | None:
    """Return what was tapped by `event`, None if it tells of something else or of no card of ours."""
    if event.kind != PRESSED or not event.member:
        return None
    card, _, of = event.details.get("TaskId", "").partition("@")
    if not card:
        return None
    key, code = event.details.get("EventKey", ""), event.details.get("ResponseCode", "")
    return Press(id=event.id, member=event.member, at=event.at, card=card, of=of, key=key, code=code)
