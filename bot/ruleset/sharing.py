"""Two rule sets that judge the same messages, one after the other: what both say alike is worked out once."""

from collections.abc import Collection

from bot.core.findings import Finding
from bot.core.model import Message, Scene
from bot.core.reach import Reach
from bot.ruleset.rules import RuleSet


class Heard:
    """A judge that remembers what it found last."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.last: tuple[Message, Scene, tuple[Finding, ...]] | None = None

    @property
    def revision(self) -> int:
        """Of the rules."""
        return self.rules.revision

    @property
    def reach(self) -> Reach:
        """Of the rules."""
        return self.rules.reach

    def findings(self, message: Message, scene: Scene) -> tuple[Finding, ...]:
        """Return what the rules see, and remember it."""
        found = self.rules.findings(message, scene)
        self.last = message, scene, found
        return found

    def folded(self, text: str) -> str:
        """Return `text` as the rules fold it."""
        return self.rules.folded(text)

    def concealed(self, text: str) -> str:
        """Return `text` as the rules conceal it."""
        return self.rules.concealed(text)


class Alike(Heard):
    """A judge most of whose rules are those of `other`, which judges every message before it.

    changed: ids of the rules that differ, or that only one of the two has; all others stand in both in the same order.
    few: the rules of this judge among them, None if it has none. Where neither `other` nor `few` sees anything by a changed
    rule, in the same scene, it sees what `other` saw.
    """

    def __init__(self, rules: RuleSet, *, other: Heard, changed: Collection[str], few: RuleSet | None) -> None:
        super().__init__(rules)
        self._other = other
        self._changed = frozenset(changed)
        self._few = few

    def findings(self, message: Message, scene: Scene) -> tuple[Finding, ...]:
        """Return what the rules see."""
        last = self._other.last
        if last is None or last[0] != message or last[1] != scene:
            return self.rules.findings(message, scene)
        if any(finding.rule in self._changed for finding in last[2]):
            return self.rules.findings(message, scene)
        if self._few is None:
            return last[2]
        self._few.reader.follow(self._other.rules.reader)
        return self.rules.findings(message, scene) if self._few.findings(message, scene) else last[2]
