"""What tests of surveys and votes start from: a venue, and a room in which people speak."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.activities import Activity
from bot.core.coding import decoded, encoded
from bot.core.effects import Effect, Planned
from bot.core.plays import Play
from bot.core.texts import Texts
from bot.play.turn import Turn
from bot.play.venue import Heard, Venue
from tests.values import ROOM, T0, message

ZONE = ZoneInfo("Asia/Shanghai")


def venue(**fields) -> Venue:
    """Return the room at T0."""
    return Venue(**{"room": ROOM, "now": T0, "number": 65, "texts": Texts(), "zone": ZONE, **fields})


def said(text: str, *, by: str = "zhang", seconds: float = 1, private: bool = False, **fields) -> Heard:
    """Return `text` said so long after T0."""
    at = T0 + timedelta(seconds=seconds)
    told = message(text, id=f"m-{by}-{seconds}-{text}", sender=by, sent_at=at)
    return Heard(message=told, text=text, is_private=private, **fields)


def effects(turn: Turn | None) -> tuple[Effect, ...]:
    """Return what is planned."""
    return () if turn is None else tuple(one.effect if isinstance(one, Planned) else one for one in turn.planned)


class Table:
    """One play in its room, stored and read again after every move."""

    def __init__(self, activity: Activity, begun: Turn, **fields) -> None:
        self.activity = activity
        self.venue = venue(**fields)
        self.play: Play = begun.plays[0]
        self.keep(begun)

    def keep(self, turn: Turn) -> None:
        """Store what changed and read it again."""
        for play in turn.plays:
            self.play = replace(play, body=decoded(self.activity.body, encoded(play.body)))
        self.venue = replace(self.venue, plays={**self.venue.plays, self.play.number: self.play})

    def hear(self, heard: Heard) -> tuple[Effect, ...] | None:
        """Return what is said about it, None if it is no move."""
        turn = self.activity.hear(self.play, heard, self.venue)
        if turn is None:
            return None
        self.keep(turn)
        return effects(turn)

    def tick(self, **since: float) -> tuple[Effect, ...]:
        """Return what follows when it is due so long after T0."""
        self.venue = replace(self.venue, now=T0 + timedelta(**since))
        turn = self.activity.tick(self.play, self.venue)
        self.keep(turn)
        return effects(turn)
