"""What is said around the words of one text, asked once of each place and not of too many."""

from bot.text.mentions import excuse, has_company

_MOST_ASKED = 24  # chosen: places of one view whose sentence is read; who speaks of more words than that uses them


class Context:
    """What stands around the places of one view; each is read once, and the sentences of no more than `_MOST_ASKED`."""

    __slots__ = ("_companies", "_excuses", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._excuses: dict[tuple[int, int], str] = {}
        self._companies: dict[tuple[int, int], bool] = {}

    def excuse(self, start: int, end: int) -> str:
        """Return why [start, end) is only spoken of; empty if it is used, or after too many questions."""
        found = self._excuses.get((start, end))
        if found is None:
            is_asked = len(self._excuses) < _MOST_ASKED
            found = self._excuses[start, end] = excuse(self._text, start, end) if is_asked else ""
        return found

    def accompanies(self, start: int, end: int) -> bool:
        """Tell whether anything around [start, end) shows that it is meant; true after too many questions."""
        found = self._companies.get((start, end))
        if found is None:
            is_asked = len(self._companies) < _MOST_ASKED
            found = self._companies[start, end] = not is_asked or has_company(self._text, start, end)
        return found
