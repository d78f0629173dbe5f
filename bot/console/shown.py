"""What the console shows of what people said: without the numbers that nobody should have posted."""

from collections.abc import Mapping

from bot.text.private import conceal

NAMES = frozenset({
    "id", "inbox", "key", "keys", "message", "channel", "room", "account", "sender", "to", "member", "by", "holder",
    "reviewer", "sent_at", "due_at",
})  # fmt: skip
"""Keys whose values name something: a phone number in them is somebody's account."""


def concealed(value: object) -> object:
    """Return JSON-ready data with such numbers hidden in all its texts but names."""
    if isinstance(value, str):
        return conceal(value)
    if isinstance(value, Mapping):
        return {key: inner if key in NAMES else concealed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [concealed(inner) for inner in value]
    return value
