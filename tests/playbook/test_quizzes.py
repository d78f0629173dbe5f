"""Packs of questions: what authors may leave out, and what is made of it."""

import pytest

from bot.core.playbook import Pack, Question
from bot.documents.problems import Severity
from bot.playbook import read_playbook


def pack(questions: str, name: str = "quizzes/history.yaml") -> tuple[Pack, list[str]]:
    """Return the pack with `questions` (a list in YAML), and what is said of it."""
    playbook, problems = read_playbook({"quizzes": {name: f"title: 历史\nquestions:\n{questions}"}})
    return next(iter(playbook.packs.values())), [problem.cause for problem in problems]


def asked(question: str) -> Question:
    """Return the question written as a YAML mapping on one line."""
    made, problems = pack(f"  - {question}\n")
    assert problems == []
    return made.questions[0]


@pytest.mark.parametrize(
    ("written", "kind", "answers"),
    [
        ("{ask: 首都？, options: [北京, 上海], answer: A}", "choice", ("A",)),
        ("{ask: 首都？, options: [北京, 上海], answer: b}", "choice", ("B",)),
        ("{ask: 首都？, options: [北京, 上海], answer: 上海}", "choice", ("B",)),
        ("{ask: 首都？, options: [北京, 上海], answer: Ａ}", "choice", ("A",)),
        ("{ask: 首都？, options: [北京, 上海], answer: [A], type: several}", "several", ("A",)),
        ("{ask: 直辖市？, options: [北京, 上海, 深圳], answer: [上海, A]}", "several", ("A", "B")),
        ("{ask: 直辖市？, options: [北京, 上海, 深圳], answer: AB}", "several", ("A", "B")),
        ('{ask: 直辖市？, options: [北京, 上海, 深圳], answer: "A、B"}', "several", ("A", "B")),
        ("{ask: 几个？, options: [1, 2, 3], answer: 2}", "choice", ("B",)),
        ("{ask: 哪个字母？, options: [A, B, C], answer: B}", "choice", ("B",)),
        ("{ask: 血型？, options: [A, B, O, AB], answer: AB}", "choice", ("D",)),
        ("{ask: 地球是圆的。, answer: 对}", "judge", ("对",)),
        ("{ask: 地球是平的。, answer: false}", "judge", ("错",)),
        ("{ask: 地球是圆的。, answer: True}", "judge", ("对",)),
        ("{ask: 地球是圆的吗？, answer: 是, type: judge}", "judge", ("对",)),
        ("{ask: 地球是圆的吗？, answer: 是}", "text", ("是",)),
        ("{ask: 首都？, answer: 北京}", "text", ("北京",)),
        ("{ask: 首都？, answer: [北京, 北京市], also: [京城, 北京]}", "text", ("北京", "北京市", "京城")),
        ("{ask: 几年？, answer: 1949}", "text", ("1949",)),
        ("{ask: 多少？, answer: 3.14}", "text", ("3.14",)),
        ("{ask: 这是哪里？, answer: 天坛, media: m1}", "picture", ("天坛",)),
    ],
)
def test_the_kind_and_the_answer_are_told_by_what_is_written(written: str, kind: str, answers: tuple[str, ...]) -> None:
    """Letters or texts of options, one or several, true or false, or wordings."""
    question = asked(written)

    assert (question.kind, question.answers) == (kind, answers)


def test_all_that_is_written_is_kept() -> None:
    """And what is not written is as usual."""
    whole = asked(
        "{id: q1, ask: 首都？, answer: 北京, not: 南京, hints: [在北方, 有故宫], explain: 自 1949 年。, tags: 地理, "
        "points: 20, seconds: 45}"
    )

    assert whole == Question(
        id="q1",
        kind="text",
        text="首都？",
        answers=("北京",),
        refused=("南京",),
        hints=("在北方", "有故宫"),
        explanation="自 1949 年。",
        tags=("地理",),
        points=20,
        seconds=45,
    )
    assert asked("{id: q2, ask: 首都？, answer: 北京}") == Question(
        id="q2", kind="text", text="首都？", answers=("北京",)
    )


def test_letters_before_options_are_taken_off() -> None:
    """If they are all there and in order; else they belong to the options."""
    assert asked("{ask: 哪个？, options: [A. 甲, B、乙, C）丙], answer: C}").options == ("甲", "乙", "丙")
    assert asked("{ask: 哪个？, options: [B. 甲, A. 乙], answer: A. 乙}").options == ("B. 甲", "A. 乙")


def test_an_id_stays_as_long_as_the_question_asks_the_same() -> None:
    """Points, answers, punctuation and the order of options may change."""
    first = asked("{ask: 首都？, options: [北京, 上海], answer: A}").id

    assert asked("{ask: 首都, options: [上海, 北京], answer: B, points: 99}").id == first
    assert asked("{ask: 首都？, options: [北京, 广州], answer: A}").id != first
    assert len(first) == 8


def test_a_pack_is_called_by_its_file() -> None:
    """Whatever folder it lies in; title, author and rooms are kept."""
    text = "title: 常识\nauthor: 王芳\nrooms: [sales-*]\nquestions: [{id: a, ask: 首都？, answer: 北京}]\n"
    playbook, problems = read_playbook({"quizzes": {"content/quizzes/common.yaml": text}})

    [question] = playbook.packs["common"].questions
    assert problems == ()
    assert playbook.packs["common"] == Pack(
        id="common", title="常识", questions=(question,), rooms=("sales-*",), author="王芳"
    )


def test_two_packs_of_one_name_are_refused() -> None:
    """Of one file name, in different folders, or of one title: nobody could begin the second."""
    one = "title: {}\nquestions: [{{ask: {}？, answer: 北京}}]\n"
    files = {"a/x.yaml": one.format("甲", "一"), "b/x.yaml": one.format("乙", "二"), "c/y.yaml": one.format("甲", "三")}
    _, problems = read_playbook({"quizzes": files})

    assert [(problem.file, problem.cause) for problem in problems] == [
        ("b/x.yaml", "题库 “x” 重复了，a/x.yaml:1 已经用过"),
        ("c/y.yaml", "题库的名字 “甲” 重复了，a/x.yaml:1 已经用过"),
    ]


def test_the_same_question_in_two_packs_is_only_a_warning() -> None:
    """In one it is an error."""
    files = {f"{name}.yaml": f"title: {name}\nquestions: [{{ask: 首都？, answer: 北京}}]\n" for name in ("a", "b")}
    _, problems = read_playbook({"quizzes": files})

    assert [(one.file, one.severity, one.cause) for one in problems] == [
        ("b.yaml", Severity.WARNING, "和 a.yaml:2 的题目一样，会被问两次")
    ]


@pytest.mark.parametrize(
    "question",
    [
        "{ask: 红色和蓝色，哪个是暖色？, options: [红色, 蓝色], answer: A}",
        "{ask: 北京是首都。, answer: 对}",
        "{ask: 一年有几个月？, answer: 12, hints: [比 10 多]}",
        "{ask: 下列哪些是颜色：红、山、蓝？, options: [红, 山, 蓝], answer: AC}",
    ],
)
def test_what_gives_nothing_away_is_not_complained_of(question: str) -> None:
    """An option may stand in the question beside the others."""
    assert asked(question)


@pytest.mark.parametrize(
    ("question", "cause"),
    [
        ("{ask: 中国的首都北京在哪一省？, answer: 北京}", "题目里已经有答案 “北京”"),
        ("{ask: 暖色是红色吗？选一个, options: [红色, 蓝色], answer: A}", "题目里已经有答案 “红色”"),
        ("{ask: 首都？, answer: 北京, hints: [有故宫, 答案是北 京]}", "提示把答案 “北京” 说出来了"),
        ("{ask: 首都？, answer: 北京, not: [北 京]}", "“北 京” 同时写在答案和 not 里：会算作不对"),
    ],
)
def test_what_gives_the_answer_away_is_told(question: str, cause: str) -> None:
    """As a warning: the pack is good."""
    made, problems = pack(f"  - {question}\n")

    assert (len(made.questions), problems) == (1, [cause])
