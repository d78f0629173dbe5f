"""What the bot wants done. An effect is a value; the outbox carries it out."""

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, get_type_hints

from bot.core.coding import decoded, encoded
from bot.core.model import MemberId, RoomId


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Base of all effects. `kind` is its name in storage, in traces and in YAML.

    case: number of the case it belongs to, 0 if none; what becomes of it is then told to that case.
    """

    kind: ClassVar[str] = ""
    room: RoomId
    case: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Effect):
    """Post `text` in the room. `<@userid>` in it names a member; channels that cannot name write the name."""

    kind: ClassVar[str] = "say"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Effect):
    """Answer `to` in the room. answer_url: a one-shot address that quotes the message, preferred when given."""

    kind: ClassVar[str] = "reply"
    to: MemberId
    text: str
    answer_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell(Effect):
    """Tell `to` something in private; `room` is what it is about.

    is_answer: to what they said just now: who says the same again is answered the same again.
    """

    kind: ClassVar[str] = "tell"
    to: MemberId
    text: str
    is_answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute(Effect):
    """Ignore `member` until `until` and count what they say meanwhile. WeCom has no such call: the bot does it."""

    kind: ClassVar[str] = "mute"
    member: MemberId
    until: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmute(Effect):
    """End a mute early. The bot does it by itself."""

    kind: ClassVar[str] = "unmute"
    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove(Effect):
    """Take `member` out of the room. Irreversible: only a channel that owns the group can do it."""

    kind: ClassVar[str] = "remove"
    member: MemberId
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Effect):
    """Tell `to` in private what follows from an offence; where that cannot be done, say `brief` to them in the room.

    text: complete. brief: one short line, fit to be read by everybody; empty if the room was told already. is_answer: see
    `Tell`.
    """

    kind: ClassVar[str] = "receipt"
    to: MemberId
    text: str
    brief: str = ""
    answer_url: str = ""
    is_answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a person taps. id: `case-<number>`, `report-<room>-<day>`, …; says what the tap is about.

    title: one line. rows: (name, value), at most 6. quote: evidence, may be empty. buttons: (key, label), at most 6.
    """

    id: str
    title: str
    rows: tuple[tuple[str, str], ...] = ()
    quote: str = ""
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Effect):
    """A task for a person, because no channel can do it.

    to: who is asked; task: kind of the effect wanted (`remove`, `say`, …); member: whom it is about, may be empty;
    text: what to do and why, complete in itself. card: the same to be tapped, None where there is nothing to tap.
    """

    kind: ClassVar[str] = "ask"
    to: MemberId
    task: str
    member: MemberId
    text: str
    card: Card | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recard(Effect):
    """Change a card that was sent before, for everybody who has it: what became of it stands there, nothing is to tap.

    to: who got it. of: outbox key of the `Ask` that brought it. code: the platform's leave to change it once, as a tap
    brings it; empty for the leave that sending it brought. card: as it shall look; its buttons are not shown.
    done: what stands on the greyed button, at most 6 characters or so.
    """

    kind: ClassVar[str] = "recard"
    to: MemberId
    of: str
    card: Card
    done: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspect(Effect):
    """Read who is in the room, their names, who owns it; what is read comes back as a delivery."""

    kind: ClassVar[str] = "inspect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather(Effect):
    """Make a group of its own for `members` (the first owns it) and open it with `text`."""

    kind: ClassVar[str] = "gather"
    name: str
    members: tuple[MemberId, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart(Effect):
    """Show `rows` as a picture of bars. to: who alone gets it; empty for the whole room.

    rows: (label, value), in order, values not negative. unit: behind each value. text: the same in words, complete: posted
    where pictures cannot be.
    """

    kind: ClassVar[str] = "chart"
    title: str
    rows: tuple[tuple[str, float], ...]
    text: str
    unit: str = ""
    to: MemberId = MemberId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Show(Effect):
    """Post in the room a picture that the platform keeps. media: its media id. text: said to it, complete without it."""

    kind: ClassVar[str] = "show"
    media: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach(Effect):
    """Send `to` a file in private. name: with its ending. content: what stands in it, UTF-8. text: what is said to it."""

    kind: ClassVar[str] = "attach"
    to: MemberId
    name: str
    content: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback(Effect):
    """Put the rule files back to `revision`, because `by` said so; what came of it is told to them."""

    kind: ClassVar[str] = "rollback"
    revision: int
    by: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An effect with when and under which key. key: unique for ever, empty for one made of its delivery and place.

    due_at: None for at once.
    """

    effect: Effect
    key: str = ""
    due_at: datetime | None = None


_ALL = (Say, Reply, Tell, Mute, Unmute, Remove, Receipt, Ask, Recard, Inspect, Gather, Chart, Show, Attach, Rollback)
_KINDS: dict[str, type[Effect]] = {e.kind: e for e in _ALL}
_FIELDS = {kind: tuple(f.name for f in fields(cls)) for kind, cls in _KINDS.items()}
_LATER = {"case": 0, "card": None, "is_answer": False}  # fields that older effects do not have
_BY_BOT_ALONE = frozenset({Mute.kind, Unmute.kind})


def is_done_by_recording(effect: Effect) -> bool:
    """Tell whether `effect` is carried out by storing it, with nothing to send."""
    return effect.kind in _BY_BOT_ALONE


def effect_to_json(effect: Effect) -> dict[str, Any]:
    """Return `effect` as a JSON-ready dict with its `kind`; `effect_from_json` reads it back."""
    stored: dict[str, Any] = {"kind": effect.kind}
    for name in _FIELDS[effect.kind]:
        value = getattr(effect, name)
        if name in _LATER and value == _LATER[name]:
            continue
        if isinstance(value, datetime):
            value = value.isoformat()
        stored[name] = encoded(value) if isinstance(value, Card) else value
    return stored


def effect_from_json(stored: dict[str, Any]) -> Effect:
    """Return the effect that `effect_to_json` made.

    Raises KeyError for an unknown kind, TypeError for fields that do not fit it.
    """
    values = dict(stored)
    cls = _KINDS[values.pop("kind")]
    for name, hint in _hints(cls.kind).items():
        if name not in values:
            continue
        if hint is datetime:
            values[name] = datetime.fromisoformat(values[name])
        elif hint in (Card, Card | None) and values[name] is not None:
            values[name] = decoded(Card, values[name])
        elif name == "members":
            values[name] = tuple(values[name])
        elif name == "rows":
            values[name] = tuple((label, value) for label, value in values[name])
    return cls(**values)


@cache
def _hints(kind: str) -> dict[str, Any]:
    return get_type_hints(_KINDS[kind])
