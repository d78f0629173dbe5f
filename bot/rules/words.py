"""词语: words of lists or of the rule itself, seen through disguise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, final

from pydantic import BeforeValidator

from bot.core.findings import Example, Match
from bot.core.model import Message, Scene
from bot.rules import Condition
from bot.text.reading import Hit, Reading, Strength, Vocabulary
from bot.text.wordlists import INNOCENT, WordList

Evasion = Annotated[Strength, BeforeValidator(lambda value: "off" if value is False else value)]
"""A strength; YAML reads a bare `off` as false."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Condition):
    """Fires on a word of `lists` or `words` that no phrase of `allow` covers.

    lists: file names in content/words, without the ending. allow: phrases that are innocent though a word is in them;
    those of the list `innocent` are always among them. evasion: how much disguise is undone before looking.
    Not for: contacts (see `contact`), or words that must stand exactly so (see `phrases`).
    """

    lists: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    evasion: Evasion = Strength.NORMAL

    title: ClassVar = "词语"
    shorthand: ClassVar = "words"
    sample: ClassVar[Mapping[str, Any]] = {"words": ["加微信", "代开发票"], "allow": ["加微信群"], "evasion": "strong"}
    fires: ClassVar = (
        Example("加微信"),
        Example("加.微.信"),
        Example("代-開-發-票"),
        Example("家薇信看价"),
        Example("力口彳攵信"),
        Example("dai kai fa piao"),
    )
    quiet: ClassVar = (Example("加微信群里的客服"), Example("微信没电了"), Example("增加威信"))

    def __post_init__(self) -> None:
        if not (self.lists or self.words):
            raise ValueError("请在 lists 或 words 中至少写一个词库或词")

    def vocabulary(self, lists: Mapping[str, WordList]) -> Vocabulary:
        """Return the words of all its lists and its own. Raises KeyError with the name of a list that is not there."""
        chosen = [lists[name] for name in self.lists]
        innocent = lists[INNOCENT].words if INNOCENT in lists else ()
        return Vocabulary(
            words=frozenset(self.words).union(*(found.words for found in chosen)),
            allow=frozenset((*self.allow, *innocent)),
            labels={word: found.title for found in reversed(chosen) for word in found.words},
            strength=self.evasion,
        )

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the first word that the text holds."""
        hits = reading.hits(self)
        if not hits:
            return None
        return Match(condition="words", why=_why(hits[0], reading.text), span=hits[0].span)


def _why(hit: Hit, text: str) -> str:
    named = f"含词库“{hit.label}”中的“{hit.word}”" if hit.label else f"含“{hit.word}”"
    if not hit.folds:
        return named
    return f"{named}（原文“{text[slice(*hit.span)]}”，识别：{'、'.join(hit.folds)}）"
