"""Long texts in messages that are not cut: the platform takes 2,048 bytes of a text and drops the rest."""

from collections.abc import Iterable

LIMIT = 1_900  # platform: a text has at most 2048 bytes; some are left for what is put around it
PREVIEWED = 1_400  # chosen: bytes shown of what is to be confirmed, with all that stands around it


def fits(text: str) -> bool:
    """Tell whether `text` goes out as one message."""
    return len(text.encode()) <= LIMIT


def portions(lines: Iterable[str], most: int = LIMIT) -> tuple[str, ...]:
    """Return `lines` as texts of at most `most` bytes, or of one line: a long list is said in several messages."""
    found: list[str] = []
    for line in lines:
        if found and len(f"{found[-1]}\n{line}".encode()) <= most:
            found[-1] = f"{found[-1]}\n{line}"
        else:
            found.append(line)
    return tuple(found)


def begun(text: str) -> str:
    """Return the first lines of `text` as they are shown in a preview."""
    first, *rest = portions(text.split("\n"), PREVIEWED)
    return f"{first}\n……" if rest else first
