"""What two sets of rule files differ in."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.ruleset.changes import diff, file_changes, note, rule_changes
from bot.ruleset.sources import Sources, has_same_files, sources_from_json

ADS = "- id: ads\n  title: 禁止广告\n  when: {phrases: [加微信]}\n  then: {points: 3}\n"
OLD = Sources(rules={"a.yaml": ADS}, words={"w.txt": "一\n二\n"}, config="policy: {half_life: 7天}\n")


def test_files_are_told_with_how_many_lines_changed() -> None:
    """New, gone and changed ones; the configuration is one of them."""
    new = Sources(
        rules={"a.yaml": ADS.replace("3", "4"), "b.yaml": ""}, texts={"t.yaml": "a: b\n"}, config="policy: {}\n"
    )

    assert [change.told() for change in file_changes(OLD, new)] == [
        "a.yaml（+1 −1）",
        "新增 b.yaml",
        "新增 t.yaml",
        "config.yaml（+1 −1）",
        "删除 w.txt",
    ]
    assert note(OLD, new) == "a.yaml（+1 −1），新增 b.yaml，新增 t.yaml，config.yaml（+1 −1） 等 5 个文件"
    assert note(OLD, OLD) == ""


def test_rules_are_told_by_what_of_them_changed() -> None:
    """Short values as they were and are; what a set says for all its rules, and what fell back, belongs to them."""
    other = "title: 组\nrules:\n  - {id: ads, title: 广告, when: {phrases: [很长很长的一个条件，长得没有人要看它的全部内容]}}\n"
    new = replace(
        OLD, rules={"b.yaml": other + "  - {id: b, title: 乙, when: {phrases: [甲]}}\n"}, lowered={"b": "soft"}
    )

    assert [change.told() for change in rule_changes(OLD, new)] == [
        "修改规则 ads（广告）：title：禁止广告 → 广告；when 改了；(规则集)：（没有写） → {title: 组}；then.points：3 → （没有写）",
        "新增规则 b（乙）",
    ]
    assert [change.told() for change in rule_changes(new, OLD)][1] == "删除规则 b（乙）"
    fallen = replace(OLD, lowered={"ads": "soft"})
    assert [change.fields for change in rule_changes(OLD, fallen)] == [("(自动降级)：（没有写） → soft",)]


def test_a_diff_names_the_files_and_the_lines() -> None:
    """As people know it."""
    new = replace(OLD, words={"w.txt": "一\n三\n"})

    assert list(diff(OLD, new)) == ["--- w.txt", "+++ w.txt", "@@ -1,2 +1,2 @@", " 一", "-二", "+三"]
    assert list(diff(OLD, replace(OLD, words={})))[:2] == ["--- w.txt", "+++ /dev/null"]


def test_long_lists_are_compared_without_their_order() -> None:
    """A hundred thousand words are told in no time."""
    many = [f"词{number}" for number in range(100_000)]
    old, new = (Sources(words={"w.txt": "\n".join(words)}) for words in (many, ["新词", *many[1:]]))

    assert list(diff(old, new)) == ["--- w.txt", "+++ w.txt", "-词0", "+新词"]


texts = st.dictionaries(st.text(max_size=8), st.text(max_size=30), max_size=3)


@given(texts, texts, st.text(max_size=20))
def test_sources_come_back_from_json(rules: dict[str, str], words: dict[str, str], config: str) -> None:
    """Any text, in its order; the digest is that of what it holds."""
    sources = Sources(rules=rules, words=words, config=config, lowered={"a": "soft"})
    if not any("\ud800" <= c <= "\udfff" for c in "".join((*rules, *rules.values(), *words, *words.values(), config))):
        back = sources_from_json(sources.to_json())
        assert (back, list(back.rules), back.digest()) == (sources, list(rules), sources.digest())
    assert has_same_files(sources.digest(), replace(sources, config="x", lowered={}).digest())
    assert not has_same_files(sources.digest(), replace(sources, words={**words, "more": ""}).digest())


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(old: str, new: str) -> None:
    """Broken rule files, too."""
    before, after = (Sources(rules={"a.yaml": text}) for text in (old, new))

    assert bool(list(rule_changes(before, before)) or list(diff(before, before))) is False
    assert bool(file_changes(before, after)) == (old != new)
    list(rule_changes(before, after))
    list(diff(before, after))
