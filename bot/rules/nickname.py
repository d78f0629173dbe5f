"""群昵称: what somebody calls themselves in the group."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, final

from bot.core.findings import Example, Match
from bot.core.model import JOIN, Message, Role, Scene
from bot.core.reach import Reach
from bot.rules import Condition, Need
from bot.rules.contact import NAMES, Way
from bot.rules.words import Evasion
from bot.text.contacts import Kind, contacts
from bot.text.folding import views
from bot.text.reading import Reading, Strength, Vocabulary
from bot.text.wildcards import is_like
from bot.text.wordlists import INNOCENT, WordList, named

_LOOKED_FOR = (Kind.WECHAT, Kind.QQ, Kind.PHONE, Kind.LINK, Kind.EMAIL)
_KNOWN = Reach(profile=True)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Nickname(Condition):
    """Fires on whatever somebody says, or when they join, if one of these holds of their group name.

    contact: a WeChat id, a number, a link or an e-mail address stands in it. words, lists, evasion: a word does, as in `words`.
    patterns: it is like one of these as a whole, `*` stands for any characters and `?` for one. pretends: it holds one of these
    though its owner is an ordinary member. A name that nobody told never fires.
    Not for: letting somebody pass by name (see `sender`).
    """

    contact: bool = False
    words: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    evasion: Evasion = Strength.STRONG
    patterns: tuple[str, ...] = ()
    pretends: tuple[str, ...] = ()

    title: ClassVar = "群昵称"
    notes: ClassVar[Mapping[str, str]] = {
        "contact": "群昵称里有联系方式",
        "words": "群昵称里有这些词",
        "lists": "群昵称里有这些词库的词",
        "evasion": "还原变体的力度",
        "patterns": "群昵称像其中一个，* 代表任意文字",
        "pretends": "普通成员的群昵称里不能有的身份，例如 群主、客服",
    }
    needs: ClassVar = frozenset({Need.NAMES})
    at_join: ClassVar = True
    sample: ClassVar[Mapping[str, Any]] = {
        "contact": True,
        "words": ["代开发票"],
        "patterns": ["A0*", "用户????"],
        "pretends": ["群主", "官方", "客服"],
    }
    fires: ClassVar = (
        Example("大家好", name="美妆批发 V信mm778899"),
        Example("大家好", name="李姐13800138000"),
        Example("大家好", name="代-開-發-票 小王"),
        Example("大家好", name="A0小妹"),
        Example("大家好", name="用户8848"),
        Example("", name="官 方 客 服", kind=JOIN),
    )
    quiet: ClassVar = (
        Example("大家好"),
        Example("大家好", name="张三"),
        Example("大家好", name="市场部-李四"),
        Example("代开发票", name="张三"),
        Example("大家好", name="客服小李", role="staff"),
    )

    def __post_init__(self) -> None:
        if not (self.contact or self.words or self.lists or self.patterns or self.pretends):
            raise ValueError("至少要写一项，例如 contact: true 或 pretends: [群主, 官方]：否则永远不会触发")

    @property
    def reach(self) -> Reach:
        """The member."""
        return _KNOWN

    def vocabulary(self, lists: Mapping[str, WordList]) -> Vocabulary | None:
        """Return the words to look for in names. Raises KeyError with the name of a list that is not there."""
        if not (self.words or self.lists):
            return None
        chosen = [named(lists, name) for name in self.lists]
        return Vocabulary(
            words=frozenset(self.words).union(*(found.words for found in chosen)),
            allow=frozenset(lists[INNOCENT].words if INNOCENT in lists else ()),
            labels={word: found.title for found in reversed(chosen) for word in found.words},
            strength=self.evasion,
        )

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the first thing wrong with the name; it has no place in the text."""
        name = scene.name or scene.profile.name
        if not name:
            return None
        faults = self._faults(name, reading.other(name), scene.role)
        return next((Match(condition="nickname", why=f"群昵称“{name}”{fault}") for fault in faults), None)

    def _faults(self, name: str, reading: Reading, role: Role) -> Iterator[str]:
        if self.contact:
            found = (_contact_in(view.text) for view in reading.views(Strength.NORMAL))
            yield from (f"里有{NAMES[Way(kind)]}" for kind in found if kind is not None)
        if self.words or self.lists:
            yield from (f"含“{hit.word}”" for hit in reading.hits(self))
        pattern = next((one for one in self.patterns if is_like(name, one)), "")
        if pattern:
            yield f"符合“{pattern}”"
        if role is Role.MEMBER:
            said = [view.text for view in reading.views(Strength.NORMAL)] if self.pretends else ()
            yield from (f"冒充“{word}”" for word in self.pretends if any(_folded(word) in text for text in said))


@lru_cache(maxsize=1_024)
def _folded(word: str) -> str:
    """Return `word` as names are read: what disguises a name is undone in it, too."""
    return views(word, Strength.NORMAL)[0].text


@lru_cache(maxsize=4_096)
def _contact_in(name: str) -> Kind | None:
    """Return the kind of the first contact in `name`, which has gone through the `normal` fold.

    Names come again with every message.
    """
    return next((kind for kind in _LOOKED_FOR if any(True for _ in contacts(name, kind))), None)
