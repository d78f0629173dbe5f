"""短语: phrases as they stand, in whatever width and case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, final

from bot.core.findings import Example, Match
from bot.core.model import Message, Scene
from bot.rules import Condition
from bot.text.reading import Reading, Strength, Vocabulary
from bot.text.wordlists import WordList


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases(Condition):
    """Fires on any of `phrases`; made for `unless`.

    Not for: words that people try to hide (see `words`).
    """

    phrases: tuple[str, ...]

    title: ClassVar = "短语"
    notes: ClassVar[Mapping[str, str]] = {
        "phrases": "原样出现的短语，不还原变体",
    }
    by_words: ClassVar = True
    shorthand: ClassVar = "phrases"
    sample: ClassVar[Mapping[str, Any]] = {"phrases": ["群公告里的客服", "VIP 客服"]}
    fires: ClassVar = (Example("加微信群公告里的客服"), Example("找ｖｉｐ　客服"))
    quiet: ClassVar = (Example("群公告里，的客服"), Example("客服"))

    def __post_init__(self) -> None:
        if not self.phrases:
            raise ValueError("phrases 不能是空的：请写要找的短语")

    def __hash__(self) -> int:
        """Hash a little of it: it is asked for with every message."""
        return hash(self.phrases[:4])

    def vocabulary(self, lists: Mapping[str, WordList]) -> Vocabulary:
        """Return the phrases, to be found after the `weak` fold."""
        return Vocabulary(words=frozenset(self.phrases), strength=Strength.WEAK)

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the first phrase that the text holds."""
        for hit in reading.hits(self):
            return Match(condition="phrases", why=f"含短语“{hit.word}”", span=hit.span)
        return None
