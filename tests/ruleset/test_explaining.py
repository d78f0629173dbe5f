"""An explanation says what every fold changed and what every condition of every rule saw."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.model import JOIN, RoomId
from bot.ruleset.explaining import Change, Verdict, account, changes, explain
from bot.ruleset.telling import in_lines
from bot.text.reader import Reader
from bot.text.reading import Excused, Strength
from tests.ruleset.kit import NOW, rules, said

JUDGE = rules("""
- {id: off, title: 停用, when: {words: [x]}, enabled: false}
- {id: away, title: 别处, when: {words: [x]}, rooms: [z]}
- {id: resting, title: 歇着, when: {words: [x]}, cooldown: 1小时}
- {id: excused, title: 放过, when: {words: [x]}, unless: {any: [{sender: owner}, {length: {min: 1, max: 1}}]}}
- {id: missed, title: 没有, when: {all: [{words: [x]}, {not: {words: [x]}}]}}
- {id: hit, title: 命中, when: {any: [{words: [y]}, {words: [x]}]}, stop: true, then: {points: 2}}
- {id: stopped, title: 没看, when: {words: [x]}}
""")


def verdicts(text: str, **circumstances: object) -> dict[str, str]:
    """Return what became of every rule."""
    return {a.rule.id: a.verdict for a in explain(JUDGE, *said(text, **circumstances)).rules}  # type: ignore[arg-type]


def test_every_rule_has_its_verdict():
    """Those that judge come in the order of judging, the idle ones last."""
    assert verdicts("x, hello", fired={"resting": NOW - timedelta(minutes=1)}) == {
        "resting": Verdict.RESTING,
        "excused": Verdict.EXCUSED,
        "missed": Verdict.MISSED,
        "hit": Verdict.HIT,
        "stopped": Verdict.STOPPED,
        "off": Verdict.DISABLED,
        "away": Verdict.ELSEWHERE,
    }
    assert set(verdicts("", kind=JOIN).values()) == {Verdict.JOINING, Verdict.DISABLED, Verdict.ELSEWHERE}


def test_what_hits_is_what_is_found():
    """The explanation and the judge never disagree."""
    message, scene = said("x, hello")

    told = [a.finding for a in explain(JUDGE, message, scene).rules if a.verdict is Verdict.HIT]
    assert tuple(told) == JUDGE.findings(message, scene)


@settings(deadline=None)  # the dictionary is loaded in one of them
@given(st.text("xy， 微信v加.1", max_size=12))
def test_the_explanation_agrees_with_the_judge_on_any_text(text: str):
    """Whatever is said."""
    message, scene = said(text)

    told = [a.finding for a in explain(JUDGE, message, scene).rules if a.verdict is Verdict.HIT]
    assert tuple(told) == JUDGE.findings(message, scene)


def test_every_part_of_an_expression_is_asked():
    """Though the first has settled it."""
    [hit] = [a for a in explain(JUDGE, *said("x")).rules if a.rule.id == "hit"]
    assert hit.when is not None

    assert [part.match is not None for part in hit.when.parts] == [False, True]


class _Broken:
    """A reading in which words cannot be looked up."""

    text = "xx"

    def hits(self, key: object) -> object:
        raise RuntimeError("broken")

    def excused(self, key: object) -> tuple[()]:
        return ()


def test_a_rule_that_cannot_judge_is_told_with_its_error():
    """The others are told as ever."""
    judge = rules("- {id: r, title: t, when: {words: [x]}}\n- {id: s, title: t, when: {length: 1}}")

    told = [account(one, said("xx")[0], _Broken(), said("xx")[1]) for one in judge.rules]  # type: ignore[arg-type]
    assert [one.verdict for one in told] == [Verdict.BROKEN, Verdict.HIT]
    assert told[0].when is not None
    assert told[0].when.error == "RuntimeError: broken"


def test_words_that_are_only_spoken_of_are_told():
    """A condition that spares them says which, where and why; one that does not counts them."""
    judge = rules("""
- {id: strong, title: t, when: {words: {words: [刷单], evasion: strong}}}
- {id: plain, title: t, when: {words: {words: [刷单], evasion: off}}}
- {id: phrase, title: t, when: {phrases: [刷单]}}
- {id: not, title: t, when: {not: {phrases: [刷单]}}}
""")
    told = explain(judge, *said("大家不要刷单"))

    assert [one.verdict for one in told.rules] == [Verdict.MISSED, Verdict.HIT, Verdict.HIT, Verdict.MISSED]
    assert told.rules[0].when is not None
    assert told.rules[0].when.excused == (Excused(word="刷单", span=(4, 6), why="告诫"),)
    assert "放过“刷单”（第 5–6 字）：只是提到（告诫）" in "\n".join(in_lines(told))


def view(text: str) -> tuple[Change, ...]:
    """Return what the normal fold changes in `text`."""
    return tuple(changes(Reader({}).read(text).folded(Strength.NORMAL), text))


def test_a_change_tells_the_place_what_was_there_and_what_is_read():
    """Neighbours folded alike are one; what was taken out is read as nothing."""
    assert view("ＡＢ加.微") == (
        Change(span=(0, 2), before="ＡＢ", after="ab", folds=("全角",)),
        Change(span=(3, 4), before=".", after="", folds=("分隔",)),
    )


def test_nothing_changed_is_nothing_told():
    """A plain text has no changes and no views."""
    assert view("今天开会") == ()
    assert explain(JUDGE, *said("今天开会")).views == ()


@settings(deadline=None)  # the dictionary is loaded in one of them
@given(st.text(max_size=40) | st.text("加微.信❤️①Ａ 薇发發١", max_size=12), st.sampled_from(tuple(Strength)))
def test_changes_lead_from_what_was_written_to_what_was_read(text: str, strength: Strength):
    """Put in place of what they name, in order, they make the view out of the text."""
    for folded in Reader({}).read(text).views(strength):
        told = tuple(changes(folded, text))
        read, at = "", 0
        for change in told:
            read += text[at : change.span[0]] + change.after
            at = change.span[1]
        read += text[at:]
        assert read == folded.text


def test_a_room_is_explained_by_its_own_rules():
    """Variants included."""
    judge = rules("- {id: r, title: t, when: {words: [x]}, overrides: [{rooms: [z], when: {words: [y]}}]}")

    assert [explain(judge, *said("y", room=room)).rules[0].verdict for room in "az"] == [Verdict.MISSED, Verdict.HIT]
    assert [one.id for one in judge.rules_in(RoomId("z"))] == ["r"]
