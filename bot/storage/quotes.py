"""Who wrote what is quoted."""

import re
from collections.abc import Mapping
from typing import final

from bot.core.model import Earlier, MemberId
from bot.core.scenes import REMEMBERED

KNOWN = 200  # chosen: quoted texts of a room whose writers are known without a search
NOBODY = MemberId("")
_CALLED = re.compile(r"@\S+")


@final
class Quotes:
    """Writers of what was quoted: searched for once, for thousands may quote one question, until the same is said anew."""

    def __init__(self) -> None:
        self._writers: dict[str, MemberId] = {}

    def heard(self, text: str) -> None:
        """Take note that somebody said `text`."""
        if self._writers:
            self._writers.pop(unaddressed(text[:REMEMBERED]), None)

    def writer(self, quoted: str, recent: Mapping[MemberId, tuple[Earlier, ...]]) -> MemberId:
        """Return the one member in `recent` who said `quoted`, but for names called and white space; empty if none or several."""
        text = unaddressed(quoted[:REMEMBERED])
        if not text:
            return NOBODY
        if text not in self._writers:
            if len(self._writers) >= KNOWN:
                self._writers.clear()
            self._writers[text] = _searched(text, recent)
        return self._writers[text]


def _searched(text: str, recent: Mapping[MemberId, tuple[Earlier, ...]]) -> MemberId:
    said = ((member, one.text) for member, earlier in recent.items() for one in earlier if text[-1] in one.text)
    writers = {member for member, words in said if unaddressed(words) == text}
    return writers.pop() if len(writers) == 1 else NOBODY


def unaddressed(text: str) -> str:
    """Return `text` without names it calls and without white space: the aibot's copy lacks the `@` of the archive's."""
    return "".join(_CALLED.sub("", text).split())
