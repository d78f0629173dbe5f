"""Texts the bot says: defaults stand where they are said, admins override them by id in `content/texts/*.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """One thing the bot says. id: `room.name`, stable. default: a `str.format` template."""

    id: str
    default: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """All texts with an admin's own wording where there is one. overrides: template by text id."""

    overrides: Mapping[str, str] = field(default_factory=dict)

    def say(self, text: Text, /, **values: object) -> str:
        """Return `text` with `values` filled in. Raises KeyError for a placeholder without a value."""
        return self.overrides.get(text.id, text.default).format_map(values)
