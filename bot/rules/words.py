"""词语: words of lists or of the rule itself, seen through disguise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Annotated, Any, ClassVar, final

from pydantic import BeforeValidator, Field

from bot.core.findings import Example, Match
from bot.core.model import Message, Scene
from bot.rules import Condition
from bot.text.reading import Hit, Reading, Strength, Vocabulary
from bot.text.wordlists import INNOCENT, WordList, named

Evasion = Annotated[Strength, BeforeValidator(lambda value: "off" if value is False else value)]
"""A strength; YAML reads a bare `off` as false."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Other words, one of which must stand close by.

    within: characters between the two, whichever comes first; only letters, digits and Han characters count, so that
    dots and blanks put no distance between them.
    """

    words: Annotated[tuple[str, ...], Field(min_length=1)]
    within: Annotated[int, Field(ge=1)] = 8  # chosen

    notes: ClassVar[Mapping[str, str]] = {
        "words": "附近要有其中一个词",
        "within": "相隔最多多少个字",
    }


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Condition):
    """Fires on a word of `lists` or `words` that no phrase of `allow` covers.

    lists: file names in content/words without the ending, or one group of a list as `ads/引流`. allow: phrases that are
    innocent though a word is in them; those of the list `innocent` are always among them. evasion: how much disguise
    is undone before looking. whole_words: a word that cuts an ordinary one does not count (口交 in 路口交通); disguise of
    the writing is undone first, and what only sounds like a word, or is written backwards, is asked for its own edges
    anyway. min_hits: how many different words it takes. near: `{words: […], within: 8}`, other words, one of which must
    stand no further than so many characters from a word found, before or after it; dots and blanks do not count. Where
    words overlap only the longest counts, so a word is never near to a part of itself.
    At `strong` a word that is only spoken of does not count either: 别信刷单, 刷单是诈骗, 《裸聊》, sb 是锑; at the other
    strengths it counts wherever it stands.
    Not for: contacts (see `contact`), or words that must stand exactly so (see `phrases`).
    """

    lists: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    evasion: Evasion = Strength.NORMAL
    whole_words: bool = False
    min_hits: Annotated[int, Field(ge=1)] = 1
    near: Near | None = None

    title: ClassVar = "词语"
    notes: ClassVar[Mapping[str, str]] = {
        "lists": "词库：content/words 里的文件名，不带 .txt；一组词写 ads/引流",
        "words": "直接写在这里的词",
        "allow": "盖住了词就放过的短语",
        "evasion": "还原变体的力度：off、weak、normal（默认）、strong",
        "whole_words": "只算完整的词：路口交通 里没有 口交",
        "min_hits": "至少要有几个不同的词",
        "near": "附近还要有别的词",
    }
    by_words: ClassVar = True
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
        if not self.lists and self.min_hits > len(set(self.words)):
            raise ValueError(f"min_hits 是 {self.min_hits}，words 里没有这么多不同的词：永远不会触发")

    def __hash__(self) -> int:
        """Hash a little of it: it is asked for with every message, and may hold thousands of words."""
        return hash((self.lists, self.words[:4]))

    def vocabulary(self, lists: Mapping[str, WordList]) -> Vocabulary:
        """Return the words of all its lists and its own, and those they must be near to.

        Raises KeyError with the name of a list or group that is not there.
        """
        chosen = [named(lists, name) for name in self.lists]
        innocent = lists[INNOCENT].words if INNOCENT in lists else ()
        return Vocabulary(
            words=frozenset((*self.words, *self._neighbours())).union(*(found.words for found in chosen)),
            allow=frozenset((*self.allow, *innocent)),
            labels={word: found.title for found in reversed(chosen) for word in found.words},
            strength=self.evasion,
            whole_words=self.whole_words,
            spares=self.evasion is Strength.STRONG,
        )

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the first word that the text holds, or the first that has company where `near` asks for it."""
        hits = reading.hits(self)
        if not hits:
            return None
        found = self._pair(hits, reading.text) if self.near else hits[:1]
        if not found:
            return None
        count = len({hit.word for hit in hits if self._counts(hit)})
        if count < self.min_hits:
            return None
        why = f"{_why(found[0], reading.text)}{self._company(found)}"
        if self.min_hits > 1:
            why += f"，共 {count} 个不同的词"
        return Match(condition="words", why=why, span=(min(h.span[0] for h in found), max(h.span[1] for h in found)))

    def _neighbours(self) -> tuple[str, ...]:
        return self.near.words if self.near else ()

    def _counts(self, hit: Hit) -> bool:
        """Tell whether `hit` is a word looked for, and not only one that others must be near to."""
        return bool(hit.label) or hit.word in self.words or hit.word not in self._neighbours()

    def _company(self, found: Sequence[Hit]) -> str:
        return f"，{'后' if found[0].span < found[1].span else '前'}面不远有“{found[1].word}”" if self.near else ""

    def _pair(self, hits: Sequence[Hit], text: str) -> tuple[Hit, ...]:
        """Return the first word that stands close to one of `near`, and that one; nothing if there is none."""
        if self.near is None:
            return ()
        weights = (0, *accumulate(map(int, map(str.isalnum, text))))
        word: Hit | None = None
        neighbour: Hit | None = None
        for hit in hits:
            start = weights[hit.span[0]]
            counts, is_near = self._counts(hit), hit.word in self.near.words
            if counts and neighbour and start - weights[neighbour.span[1]] <= self.near.within:
                return hit, neighbour
            if is_near and word and start - weights[word.span[1]] <= self.near.within:
                return word, hit
            word, neighbour = hit if counts else word, hit if is_near else neighbour
        return ()


def _why(hit: Hit, text: str) -> str:
    held = f"含词库“{hit.label}”中的“{hit.word}”" if hit.label else f"含“{hit.word}”"
    if not hit.folds:
        return held
    return f"{held}（原文“{text[slice(*hit.span)]}”，识别：{'、'.join(hit.folds)}）"
