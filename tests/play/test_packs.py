"""The packs that come with the bot can be answered: by what they accept, and not by what they refuse."""

from pathlib import Path

import pytest

from bot.core.playbook import Question
from bot.play.answers.judging import RIGHT, judge
from bot.playbook import read_playbook

FOLDER = Path(__file__).parents[2] / "content" / "quizzes"
FILES = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yaml"))}
PLAYBOOK, PROBLEMS = read_playbook({"quizzes": FILES})
QUESTIONS = [question for pack in PLAYBOOK.packs.values() for question in pack.questions]


def test_packs_have_no_problems():
    """Not even a warning."""
    assert PROBLEMS == ()
    assert len(QUESTIONS) >= 100


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.text)
def test_what_is_accepted_is_right_and_what_is_refused_is_not(question: Question):
    """Every accepted wording wins, every option but the right one loses, and every near miss does."""
    right = ["".join(question.answers)] if question.kind == "several" else list(question.answers)
    assert [said for said in right if judge(question, said).verdict != RIGHT] == []
    letters = [
        letter for letter, _ in zip("ABCDEFGH", question.options, strict=False) if letter not in question.answers
    ]
    assert [said for said in (*letters, *question.refused) if judge(question, said).verdict == RIGHT] == []
    if question.kind == "choice":
        texts = [option for option in question.options if judge(question, option).verdict == RIGHT]
        assert texts == [question.options["ABCDEFGH".index(question.answers[0])]]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.text)
def test_every_question_explains_itself(question: Question):
    """Whoever was wrong learns why."""
    assert question.explanation
