"""Names as admins sketch them: `*` for any characters, `?` for one, everything else as it stands."""

from fnmatch import fnmatchcase


def is_like(text: str, pattern: str) -> bool:
    """Tell whether all of `text` is like `pattern`, whatever the case."""
    return fnmatchcase(text.casefold(), pattern.casefold().replace("[", "[[]"))
