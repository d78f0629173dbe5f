"""How much of the past is wanted."""

from dataclasses import dataclass, fields
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How much of the past somebody needs in a scene; spans end at the judged message, counts are of messages.

    recent, memory: the sender's earlier messages, no further back and no more than these. crowd, crowd_memory: those of
    anybody in the room. echoes: those like it in all rooms; brief_echoes: also of texts of a few characters, which are
    as many as all others. joins: how far back. cooldown: how long `fired` is kept. profile: whether the member must be
    known. counted: how many messages a member wrote is known, though no scene of a message tells it by itself.
    """

    recent: timedelta = timedelta(0)
    memory: int = 0
    crowd: timedelta = timedelta(0)
    crowd_memory: int = 0
    echoes: timedelta = timedelta(0)
    brief_echoes: bool = False
    joins: timedelta = timedelta(0)
    cooldown: timedelta = timedelta(0)
    profile: bool = False
    counted: bool = False

    def __or__(self, other: "Reach") -> "Reach":
        """Return what serves both."""
        return Reach(**{f.name: max(getattr(self, f.name), getattr(other, f.name)) for f in fields(Reach)})
