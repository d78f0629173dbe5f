"""Every lint finds what it is for, and leaves the ordinary alone."""

import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from bot.core.model import Role, Room, RoomId
from bot.core.policy import Policy
from bot.core.walking import class_in
from bot.documents.parsing import parse
from bot.documents.problems import Problem, Severity
from bot.rules import Need
from bot.ruleset.book import Book, Surroundings, entries_of
from bot.ruleset.compiling import compile_rules
from bot.ruleset.linting import MOST, Lint, all_lints, lint
from bot.ruleset.linting.twice import Twice
from bot.settings import check_files
from bot.settings.surroundings import innocent_lines
from bot.text.wordlists import parse as parse_words
from bot.texts import all_texts
from tests.test_settings import ENVIRON, ROOT

SALES = Surroundings(room=Room(id=RoomId("sales"), name="销售群", roles={"o": Role.OWNER}))
DUMB = Surroundings(room=Room(id=RoomId("dumb")), speaks=False)
DEAF = Surroundings(room=Room(id=RoomId("deaf")), lacks={Need.EVERY_MESSAGE: "请接入会话存档。"})
LINES = ("您的发票开好了", "大家好")
LISTS = {"ads": "# 标题：广告\n代开发票\n加微信\n加微信\n", "more": "代开发票\n滚\n", "fine": "# 允许单字\n滚\n"}

FINDS = [
    ("allow", "when: {words: {words: [加微信], allow: [加好友]}}", "allow 里的 “加好友” 不起作用"),
    ("contradicting", "when: {words: [加微信]}\nunless: {words: [加微信]}", "规则 “r1” 永远不会命中"),
    ("contradicting", "when: {all: [{contact: qq}, {not: {contact: qq}}]}", "规则 “r1” 的 when 永远不成立"),
    ("idle", "when: {contact: qq}\nthen: {points: 0}", "规则 “r1” 命中后不记分，也没有写回复"),
    ("innocent", "when: {words: [发票]}", "规则 “r1” 会误伤日常聊天 “您的发票开好了”"),
    ("separators", "when: {words: ['加微信，加好友']}", "“加微信，加好友” 会被当成一个词"),
    ("silent", "when: {contact: qq}\nrooms: [dumb]", "在群 “dumb” 里，规则的回复和处罚没有人能执行"),
    ("single", "when: {words: [滚]}", "“滚” 只有一个字"),
    ("spared", "when: {sender: owner}", "规则 “r1” 只看群主的发言"),
    ("contradicting", "when: {all: [{sender: owner}, {sender: [member]}]}", "规则 “r1” 的 when 永远不成立：没有人"),
    (
        "outside",
        "when: {contact: qq}\nrooms: [sales]\noverrides: [{rooms: [deaf], stage: soft}]",
        "“deaf” 不在规则的 rooms",
    ),
    ("unreachable", "when: {contact: qq}\nrooms: ['private:*']", "“private:*” 是和机器人的私聊"),
    ("twice", "when: {words: {lists: [ads], words: [加微信]}}", "“加微信” 已经在词库 “ads” 里了"),
    ("twice", "when: {words: {lists: [ads, more]}}", "词库 “more” 和 “ads” 都有 “代开发票”"),
    ("twice", "when: {words: {words: [加微信, 加微信]}}", "“加微信” 写了两遍"),
    ("unfed", "when: {rate: 3}", "规则 “r1” 在群 “deaf”里不起作用：它要听到所有发言"),
    ("contradicting", "when: {words: [兼职刷单平台]}\nunless: {words: [刷单平台]}", "规则 “r1” 永远不会命中"),
    ("contradicting", "when: {all: [{join: 3}, {contact: qq}]}", "规则 “r1” 的 when 永远不成立：进群不是发言"),
    ("innocent", "when: {regex: '好$'}", "规则 “r1” 会误伤日常聊天 “大家好”"),
    (
        "swapped",
        "when: {contact: qq}\noverrides: [{rooms: [sales], when: {link: {allow: [a.cn]}}}]",
        "规则 “r1” 的 when 在这些群里只剩 “link”",
    ),
    ("unreachable", "when: {contact: qq}\nrooms: [sale]", "没有群符合 “sale”"),
    ("unreachable", "when: {contact: qq}\noverrides: [{rooms: [sale], stage: soft}]", "没有群符合 “sale”"),
]
QUIET = [
    ("allow", "when: {words: {words: [刷单], allow: [谨防刷单]}}"),
    ("contradicting", "when: {all: [{sender: [owner, staff]}, {sender: [staff]}]}"),
    ("spared", "when: {all: [{sender: owner}, {sender: member}]}"),
    ("outside", "when: {contact: qq}\nrooms: ['s*', dumb]\noverrides: [{rooms: [sales, '*s', 'd?mb'], stage: soft}]"),
    ("allow", "when: {words: {words: [加微信], allow: [加微信群], evasion: strong}}"),
    ("contradicting", "when: {words: [加微信]}\nunless: {phrases: [客服]}"),
    ("contradicting", "when: {all: [{contact: [qq, wechat]}, {not: {contact: qq}}]}"),
    ("idle", "when: {contact: qq}\nstage: shadow\nthen: {points: 0}"),
    ("idle", "when: {contact: qq}\nthen: {points: 0, reply: 好}"),
    ("innocent", "when: {all: [{words: [发票]}, {contact: qq}]}"),
    ("innocent", "when: {words: [发票]}\nunless: {phrases: [发票开好]}"),
    ("innocent", "when: {hours: ['00:00-24:00']}"),
    ("silent", "when: {contact: qq}\nstage: shadow"),
    ("single", "when: {words: {lists: [fine]}}"),
    ("spared", "when: {any: [{sender: owner}, {contact: qq}]}"),
    ("spared", "when: {sender: owner}\nfor_all_roles: true"),
    ("contradicting", "when: {words: [刷单平台]}\nunless: {words: [兼职刷单平台]}"),
    (
        "contradicting",
        "when: {words: {words: [兼职刷单, 日结刷单], min_hits: 2}}\nunless: {words: {words: [刷单, 返利], min_hits: 2}}",
    ),
    ("contradicting", "when: {all: [{join: 3}, {not: {contact: qq}}]}"),
    ("contradicting", "when: {all: [{any: [{join: 3}, {contact: qq}]}, {contact: qq}]}"),
    ("contradicting", "when: {all: [{join: 3}, {hours: ['00:00-06:00']}]}"),
    ("idle", "when: {contact: qq}\nallow: true"),
    ("innocent", "when: {words: [发票]}\nallow: true"),
    ("spared", "when: {sender: owner}\nallow: true"),
    ("swapped", "when: {contact: qq}\noverrides: [{rooms: [sales], when: {contact: wechat}}]"),
    ("swapped", "when: {contact: qq}\noverrides: [{rooms: [sales], when: {any: [{link: {allow: [a.cn]}}]}}]"),
    ("swapped", "when: {any: [{contact: qq}, {rate: 3}]}\noverrides: [{rooms: [sales], when: {rate: 4}}]"),
    ("swapped", "when: {contact: qq}\nunless: {sender: staff}\noverrides: [{rooms: [sales], unless: null}]"),
    ("unfed", "when: {contact: qq}"),
    ("unreachable", "when: {contact: qq}\nrooms: [sal*, wr*, '*-vip']"),
]


def rules(*bodies: str) -> str:
    """Return a rule file with one rule, r1 and so on, for each of `bodies`; their own `then` counts, and one that lets pass has none."""
    texts = []
    for number, body in enumerate(bodies, start=1):
        head = [
            f"- id: r{number}",
            "  title: 规则",
            *([] if "then:" in body or "allow: true" in body else ["  then: {points: 1}"]),
        ]
        texts += [*head, *(f"  {line}" for line in body.split("\n"))]
    return "\n".join(texts)


def book_of(text: str, *, files: bool = False) -> Book:
    """Return the rules of `text` with all they meet here. files: the word lists are looked at, too."""
    lists = {name: parse_words(name, words) for name, words in LISTS.items()}
    document, problems = parse(text, name="rules.yaml")
    compiled = compile_rules([document], lists=lists)
    assert (problems, compiled.problems) == ((), ())
    assert compiled.ruleset is not None
    texts = {name: parse(words, name=f"{name}.txt")[0] for name, words in LISTS.items()} if files else {}
    return Book(
        entries=entries_of(compiled.ruleset, [document]),
        ruleset=compiled.ruleset,
        lists=lists,
        list_files=texts,
        rooms=(SALES, DUMB, DEAF),
        policy=Policy(),
        innocent=LINES,
    )


def found(code: str, *bodies: str) -> list[Problem]:
    """Return what the lint `code` says of rules with these `bodies`."""
    return [problem for problem in lint(book_of(rules(*bodies))) if problem.code == code]


@pytest.mark.parametrize(("code", "body", "cause"), FINDS)
def test_it_finds(code: str, body: str, cause: str) -> None:
    """A warning at a place in the file, with what to do."""
    first = found(code, body)[0]

    assert first.cause.startswith(cause)
    assert (first.file, first.severity, bool(first.mend), first.line > 0) == (
        "rules.yaml",
        Severity.WARNING,
        True,
        True,
    )


@pytest.mark.parametrize(("code", "body"), QUIET)
def test_it_leaves_alone(code: str, body: str) -> None:
    """What is meant is not complained about."""
    assert found(code, body) == []


def test_two_rules_that_say_the_same_are_told_once() -> None:
    """At the later one, which names the earlier."""
    [twin] = found("duplicate", "when: {contact: qq}", "when: {contact: qq}", "when: {contact: wechat}")

    assert twin.cause == "规则 “r2” 和 “r1”（rules.yaml:1）的条件、适用的群和分数都一样"


def test_two_rules_that_weigh_the_same_differently_contradict() -> None:
    """They are no duplicates; in other rooms they are neither."""
    light, heavy = "when: {contact: qq}", "when: {contact: qq}\nthen: {points: 9}"

    assert found("duplicate", light, heavy) == []
    assert [problem.line for problem in found("contradicting", light, heavy)] == [8]
    assert found("contradicting", light, f"{heavy}\nrooms: [sales]") == []


STOPPING = "when: {words: {words: [加微信, 代开发票], evasion: strong}}\nstop: true"


@pytest.mark.parametrize(
    ("later", "is_hidden"),
    [
        ("when: {words: [加微信]}", True),
        ("when: {all: [{words: [加微信]}, {contact: qq}]}", True),
        ("when: {words: [加好友, 加微信]}", False),
        ("when: {words: [加微信领红包]}", True),
        ("when: {words: [领红包, 加微信群]}", False),
        ("when: {words: [加微信]}\npriority: 1", False),
        ("when: {any: [{words: [加微信]}, {contact: qq}]}", False),
        ("when: {words: {words: [加微信], allow: [加微信群]}}", True),
    ],
)
def test_a_rule_behind_one_that_stops_is_hidden_by_it(later: str, is_hidden: bool) -> None:
    """If it finds nothing that the first does not, and is judged after it."""
    assert bool(found("shadowed", STOPPING, later)) == is_hidden


def test_a_rule_that_lets_pass_hides_what_is_behind_it() -> None:
    """It is told at its `allow`."""
    [told] = found("shadowed", "when: {words: [加微信]}\nallow: true", "when: {words: [加微信领红包]}")

    assert told.cause == "规则 “r2” 永远轮不到：“r1”（rules.yaml:4）先放行（allow）"


def test_a_file_without_rules_is_told() -> None:
    """Whether it is a set of none, or nothing but remarks."""
    files = [parse(text, name=f"{n}.yaml")[0] for n, text in enumerate(("rules: []", "# x", "[]", "- {id: a}"))]

    told = lint(replace(book_of(rules("when: {contact: qq}\nrooms: [sales]")), files=tuple(files)))

    assert [(problem.place, problem.code) for problem in told] == [
        ("0.yaml:1:1", "empty"),
        ("1.yaml", "empty"),
        ("2.yaml:1:1", "empty"),
    ]


def test_a_rule_in_shadow_hides_nothing() -> None:
    """It does nothing, so it does not stop either."""
    assert found("shadowed", f"{STOPPING}\nstage: shadow", "when: {words: [加微信]}") == []


def test_rooms_of_a_set_are_told_once() -> None:
    """However many rules the set has; where the rules stand in a set they are looked at all the same."""
    rule = "{{id: r{n}, title: 规则, when: {{words: [{word}]}}, then: {{points: 1}}}}"
    written = [rule.format(n=n, word=word) for n, word in enumerate(("滚", "加微信"), start=1)]
    told = lint(book_of("rooms: [sale]\nrules:\n" + "\n".join(f"  - {one}" for one in written)))

    assert [(problem.code, problem.line) for problem in told] == [("single", 3), ("unreachable", 1)]


SETS = """rooms: ['school-*']
rules:
  - {id: a, title: 规则, when: {contact: qq}, then: {points: 1}, stop: true, rooms: ['*-1']}
"""


def test_rooms_of_a_rule_and_of_its_set_count_both() -> None:
    """A rule of a set hides, and contradicts, none that holds beyond the rooms of the set."""
    alone = "- {id: b, title: 规则, when: {contact: qq}, then: {points: 2}, rooms: ['*-1']}"
    documents = [parse(text, name=f"{n}.yaml")[0] for n, text in enumerate((SETS, alone))]
    ruleset = compile_rules(documents, lists={}).ruleset
    assert ruleset is not None

    assert lint(Book(entries=entries_of(ruleset, documents), ruleset=ruleset)) == ()


def test_a_rule_outside_of_its_set_is_told() -> None:
    """It holds nowhere."""
    told = lint(book_of(SETS.replace("*-1", "sales")))

    assert ("outside", 3) in [(problem.code, problem.line) for problem in told]


def test_many_words_in_a_rule_take_no_longer_than_they_are_many() -> None:
    """Eight thousand are looked at within a moment."""
    words = ", ".join(f"词{chr(0x4E00 + number)}语" for number in range(8_000))
    book = book_of(rules(f"when: {{words: [{words}, 词一语]}}"))
    began = time.process_time()
    told = list(Twice().look(book))

    assert "“词一语” 写了两遍" in [problem.cause for problem in told]
    assert time.process_time() - began < 3


def test_disabled_rules_are_not_looked_at() -> None:
    """Whoever switched a rule off knows."""
    assert lint(book_of(rules("when: {words: [滚, 发票]}\nenabled: false\nrooms: [nowhere]"))) == ()


def test_word_lists_are_told_at_their_own_lines() -> None:
    """Words of one character, unless the list means them, and words written twice."""
    told = lint(book_of(rules("when: {contact: qq}\nrooms: [sales]"), files=True))

    assert [(problem.place, problem.code) for problem in told] == [("more.txt:2:1", "single"), ("ads.txt:4:1", "twice")]


def test_a_word_of_a_list_that_hits_the_innocent_is_told_in_the_list() -> None:
    """There it has to be mended."""
    book = book_of(rules("when: {words: {lists: [ads]}}"), files=True)
    book = replace(book, innocent=("请代开发票吧",))

    assert [p.place for p in lint(book) if p.code == "innocent"] == ["ads.txt:2:1"]


def test_what_is_wrong_a_hundred_times_is_not_told_a_hundred_times() -> None:
    """One kind of warning does not drown the others."""
    words = ", ".join(chr(0x4E00 + number) for number in range(100))

    assert len(found("single", f"when: {{words: [{words}]}}")) == MOST


@pytest.mark.parametrize(("code", "kind"), all_lints().items())
def test_every_lint_says_what_it_is_for(code: str, kind: type[Lint]) -> None:
    """A Chinese name, a docstring, and at least one case here or a test of its own."""
    assert kind.title
    assert (kind.__doc__ or "").startswith("Warns of")
    assert code.isidentifier()


def test_a_module_with_two_lints_is_refused() -> None:
    """A file has one."""
    with pytest.raises(TypeError, match="must define exactly one Lint, it has: none"):
        class_in(ModuleType("empty"), Lint)


def test_the_innocent_lines_are_many_and_all_different() -> None:
    """Work, service, shopping, family, jokes, and what merely looks bad."""
    lines = innocent_lines()

    assert len(lines) >= 600
    assert len(set(lines)) == len(lines)


def test_the_starter_has_no_warning() -> None:
    """And looking takes no time that anybody minds (measured: 0.3 s for the lints)."""
    began = time.process_time()
    problems = check_files([], Path(ROOT / "config.yaml"), ENVIRON, known_texts=all_texts())

    assert [(problem.place, problem.cause) for problem in problems] == []
    assert time.process_time() - began < 10
