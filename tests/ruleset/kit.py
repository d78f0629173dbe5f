"""What the tests of rules need: rules from YAML, messages, and scenes."""

from datetime import UTC, datetime, timedelta
from textwrap import dedent
from typing import Any

from bot.core.findings import Finding
from bot.core.model import Earlier, MemberId, Message, MessageId, Role, Room, RoomId, Scene
from bot.documents.parsing import parse
from bot.ruleset.compiling import Compiled, compile_rules
from bot.ruleset.rules import RuleSet
from bot.text.wordlists import WordList

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
LISTS = {
    "ads": WordList(name="ads", title="广告", words=("代开发票", "加微信")),
    "abuse": WordList(name="abuse", title="辱骂", words=("傻逼",)),
}


def compiled(*texts: str) -> Compiled:
    """Return what came of the rule files `texts`, named 1.yaml, 2.yaml and so on."""
    read = [parse(dedent(text), name=f"{n}.yaml") for n, text in enumerate(texts, start=1)]
    written = tuple(problem for _, problems in read for problem in problems)
    found = compile_rules([document for document, _ in read], lists=LISTS)
    return Compiled(ruleset=found.ruleset, problems=(*written, *found.problems))


def rules(text: str) -> RuleSet:
    """Return the good rules of `text`."""
    found = compiled(text)
    assert found.problems == ()
    assert found.ruleset is not None
    return found.ruleset


def rule(when: str, *, unless: str = "", more: str = "") -> RuleSet:
    """Return one rule with `when` and `unless`, both YAML on one line. more: further keys, one a line."""
    lines = ["- id: r", "  title: 规则", f"  when: {when}"]
    lines += [f"  unless: {unless}"] if unless else []
    return rules("\n".join([*lines, *(f"  {line}" for line in more.splitlines())]))


def said(text: str, *, room: str = "a", kind: str = "text", **of_scene: Any) -> tuple[Message, Scene]:
    """Return `text` as a message, and its scene with what `of_scene` says."""
    message = Message(
        id=MessageId("m"), room=RoomId(room), sender=MemberId("u"), text=text, sent_at=NOW, channel="archive", kind=kind
    )
    return message, Scene(**{"now": NOW, "room": Room(id=RoomId(room)), **of_scene})


def findings(
    judge: RuleSet, text: str, *, role: Role = Role.MEMBER, room: str = "a", before: tuple[tuple[float, str], ...] = ()
) -> tuple[Finding, ...]:
    """Return what `judge` finds in `text`. before: (seconds ago, text)."""
    recent = tuple(Earlier(sent_at=NOW - timedelta(seconds=ago), text=earlier) for ago, earlier in before)
    return judge.findings(*said(text, room=room, role=role, recent=recent))


def hits(judge: RuleSet, text: str, *, role: Role = Role.MEMBER, room: str = "a") -> bool:
    """Tell whether `judge` finds anything in `text`."""
    return bool(findings(judge, text, role=role, room=room))
