"""What is allowed in a question but hardly meant: the answer given away, a wording both right and wrong."""

from collections.abc import Iterator

from bot.core.playbook import Question
from bot.documents.checking import mark_of
from bot.documents.problems import Problem
from bot.documents.tree import Document, Node
from bot.play.writing.values import LETTERS, folded


def warnings(document: Document, node: Node, question: Question) -> Iterator[Problem]:
    """Yield what `question`, which was read from `node`, may be better without."""
    told = given_away(question)
    asked = folded(question.text)
    if told and _names(asked, told, question):
        mark = mark_of(node, "ask")
        yield document.warning(mark, f"题目里已经有答案 “{told[0]}”", mend="请换个问法，免得不用想就能答对。")
    for number, hint in enumerate(question.hints):
        if told and _names(folded(hint), told, question):
            hints = node.children["hints"]
            mark = hints.children[number].mark if number in hints.children else hints.mark
            yield document.warning(mark, f"提示把答案 “{told[0]}” 说出来了", mend="请只提示，不要写答案。")
    if question.kind in ("text", "picture"):
        yield from _both(document, node, question)


def given_away(question: Question) -> tuple[str, ...]:
    """Return the texts of what is right, none where naming them gives nothing away."""
    if question.kind == "choice":
        return tuple(question.options[LETTERS.index(letter)] for letter in question.answers)
    return (
        tuple(answer for answer in question.answers if len(folded(answer)) > 1)
        if not question.options and question.kind != "judge"
        else ()
    )


def _names(said: str, right: tuple[str, ...], question: Question) -> bool:
    """Tell whether `said`, folded, names one of `right` and no other option."""
    others = [folded(option) for option in question.options if option not in right]
    found = [folded(one) for one in right if len(folded(one)) > 1 and folded(one) in said]
    return bool(found) and not any(other and other in said for other in others)


def _both(document: Document, node: Node, question: Question) -> Iterator[Problem]:
    accepted = {folded(answer) or answer: answer for answer in question.answers}
    refused = node.children.get("not", node)
    for number, told in enumerate(question.refused):
        if (folded(told) or told) in accepted:
            mark = refused.children[number].mark if number in refused.children else refused.mark
            cause = f"“{told}” 同时写在答案和 not 里：会算作不对"
            yield document.warning(mark, cause, mend="请从一处删去它。")
