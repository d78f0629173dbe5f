"""What the bot wants done. An effect is a value; the outbox carries it out."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, get_type_hints

from bot.core.model import MemberId, RoomId


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Base of all effects. `kind` is its name in storage, in traces and in YAML."""

    kind: ClassVar[str] = ""
    room: RoomId


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
    """Tell `to` something in private; `room` is what it is about."""

    kind: ClassVar[str] = "tell"
    to: MemberId
    text: str


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
class Ask(Effect):
    """A task for a person, because no channel can do it.

    to: who is asked; task: kind of the effect wanted (`remove`, `say`, …); member: whom it is about, may be empty;
    text: what to do and why, complete in itself.
    """

    kind: ClassVar[str] = "ask"
    to: MemberId
    task: str
    member: MemberId
    text: str


_KINDS: dict[str, type[Effect]] = {e.kind: e for e in (Say, Reply, Tell, Mute, Unmute, Remove, Ask)}
_FIELDS = {kind: tuple(f.name for f in fields(cls)) for kind, cls in _KINDS.items()}
_BY_BOT_ALONE = frozenset({Mute.kind, Unmute.kind})


def is_done_by_recording(effect: Effect) -> bool:
    """Tell whether `effect` is carried out by storing it, with nothing to send."""
    return effect.kind in _BY_BOT_ALONE


def effect_to_json(effect: Effect) -> dict[str, Any]:
    """Return `effect` as a JSON-ready dict with its `kind`; `effect_from_json` reads it back."""
    stored: dict[str, Any] = {"kind": effect.kind}
    for name in _FIELDS[effect.kind]:
        value = getattr(effect, name)
        stored[name] = value.isoformat() if isinstance(value, datetime) else value
    return stored


def effect_from_json(stored: dict[str, Any]) -> Effect:
    """Return the effect that `effect_to_json` made.

    Raises KeyError for an unknown kind, TypeError for fields that do not fit it.
    """
    values = dict(stored)
    cls = _KINDS[values.pop("kind")]
    for name, hint in get_type_hints(cls).items():
        if hint is datetime and name in values:
            values[name] = datetime.fromisoformat(values[name])
    return cls(**values)
