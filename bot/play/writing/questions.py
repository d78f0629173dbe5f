"""A question as it is written in YAML → a question that can be asked, or everything that is wrong with it."""

from collections.abc import Iterator

from bot.core.playbook import Question
from bot.documents.checking import check, mark_of
from bot.documents.problems import Problem, nearest
from bot.documents.tree import Document, Node
from bot.play.writing.shape import (
    JUDGED,
    MOST_OPTIONS,
    NAMES,
    SEVERAL,
    WITH_OPTIONS,
    WrittenQuestion,
    alike,
    kind_of,
    unlettered,
)
from bot.play.writing.values import LETTERS, folded, id_for
from bot.play.writing.warnings import warnings


def question_of(document: Document, node: Node) -> tuple[Question | None, tuple[Problem, ...]]:
    """Return the question at `node` of `document`, None if there is an error, and what is wrong with it."""
    checked = check(document, node, WrittenQuestion)
    if checked.problems:
        return None, checked.problems
    reading = _Reading(document, node, checked.value)
    errors = tuple(reading.errors())
    if errors:
        return None, errors
    question = reading.question()
    return question, tuple(warnings(document, node, question))


class _Reading:
    """One question whose keys are each right: what they say together."""

    def __init__(self, document: Document, node: Node, written: WrittenQuestion) -> None:
        self._document = document
        self._node = node
        self._written = written
        self._options = unlettered(written.options)
        self._kind = written.type or kind_of(written)

    def errors(self) -> Iterator[Problem]:
        yield from self._misplaced()
        if self._kind in WITH_OPTIONS:
            yield from self._bad_options()
            yield from self._bad_choice() if len(self._options) > 1 else ()
        if self._kind == "judge":
            yield from self._bad_judgement()

    def question(self) -> Question:
        """Return it, once there are no errors."""
        written, kind = self._written, self._kind
        return Question(
            id=written.id or id_for(alike(written.ask, self._options, written.media or "")),
            kind=kind,
            text=written.ask,
            answers=self._answers(),
            options=self._options,
            refused=written.refused,
            hints=written.clues,
            explanation=written.explain,
            tags=written.tags,
            points=written.points,
            seconds=written.seconds or 0,
            media=written.media or "",
        )

    def _answers(self) -> tuple[str, ...]:
        if self._kind in WITH_OPTIONS:
            return tuple(sorted({letter for told in self._written.answer for letter in self._letters(told)}))
        if self._kind == "judge":
            return (JUDGED[self._written.answer[0].casefold()],)
        return tuple(dict.fromkeys((*self._written.answer, *self._written.also)))

    def _misplaced(self) -> Iterator[Problem]:
        kind, keys = self._kind, self._node.keys
        wrong = [("options", WITH_OPTIONS), ("also", ("text", "picture")), ("not", ("text", "picture"))]
        for key, kinds in wrong:
            if key in keys and self._node.children[key].data not in ([], None) and kind not in kinds:
                cause = f"“{key}” 只用于{'、'.join(NAMES[one] for one in kinds)}题，这里是{NAMES[kind]}题"
                yield self._document.problem(keys[key], cause, mend=f"请去掉 {key}，或改正 type。")
        if kind == "picture" and self._written.media is None:
            cause = "看图题没有写 media（图片的 media_id）"
            yield self._document.problem(self._node.mark, cause, mend="请补上 “media: …”，或把 type 改成 text。")

    def _bad_options(self) -> Iterator[Problem]:
        options = self._options
        place = mark_of(self._node, "options")
        if len(options) < 2:
            cause = f"{NAMES[self._kind]}题至少要有两个选项，这里有 {len(options)} 个"
            yield self._document.problem(place, cause, mend="请写成 options: [甲, 乙, 丙]。")
        if len(options) > MOST_OPTIONS:
            cause = f"选项最多 {MOST_OPTIONS} 个，这里有 {len(options)} 个"
            yield self._document.problem(place, cause, mend="请删去几个，或拆成两题。")
        first: dict[str, int] = {}
        for number, option in enumerate(options):
            earlier = first.setdefault(option.strip().casefold(), number)
            if earlier != number:
                mark = self._node.children["options"].children[number].mark
                cause = f"第 {number + 1} 个选项和第 {earlier + 1} 个一样：“{option}”"
                yield self._document.problem(mark, cause, mend="请改掉或删去一个。")

    def _bad_choice(self) -> Iterator[Problem]:
        answer = self._node.children["answer"]
        places = [node.mark for node in answer.elements()] or [answer.mark]
        chosen: set[str] = set()
        for number, told in enumerate(self._written.answer):
            letters = self._letters(told)
            mark = places[min(number, len(places) - 1)]
            if not letters:
                close = nearest(told, self._options)
                mend = f"你是不是想写 “{close}”？" if close else f"请写选项的字母（A–{self._last}）或选项的内容。"
                yield self._document.problem(mark, f"答案 “{told}” 不在选项里", mend=mend)
            elif self._is_unclear(told):
                cause = f"答案 “{told}” 既是选项的字母，又是另一个选项的内容，说不清是哪一个"
                yield self._document.problem(mark, cause, mend="请调整选项的次序，让它们一致，或改写选项。")
            chosen |= set(letters)
        if self._kind == "choice" and len(chosen) > 1:
            cause = f"单选题只能有一个答案，这里有 {len(chosen)} 个"
            yield self._document.problem(answer.mark, cause, mend="请只留一个，或写 type: several。")

    @property
    def _last(self) -> str:
        return LETTERS[min(max(len(self._options), 1), MOST_OPTIONS) - 1]

    def _letters(self, told: str) -> tuple[str, ...]:
        """Return the letters of the options that `told` names by their text or their letters, none if it names none."""
        wanted = told.strip().casefold()
        by_text = [n for n, option in enumerate(self._options) if option.strip().casefold() == wanted]
        if by_text:
            return tuple(LETTERS[n] for n in by_text if n < MOST_OPTIONS)
        return self._by_letter(told)

    def _by_letter(self, told: str) -> tuple[str, ...]:
        if not SEVERAL.fullmatch(told.strip()):
            return ()
        letters = tuple(folded(told).upper())
        return letters if all(LETTERS.index(letter) < len(self._options) for letter in letters) else ()

    def _is_unclear(self, told: str) -> bool:
        by_letter = self._by_letter(told)
        return len(by_letter) == 1 and by_letter != self._letters(told)

    def _bad_judgement(self) -> Iterator[Problem]:
        answer = self._node.children["answer"]
        if len(self._written.answer) != 1 or self._written.answer[0].casefold() not in JUDGED:
            told = "、".join(self._written.answer)
            cause = f"判断题的答案要写 对 或 错，这里是 “{told}”"
            yield self._document.problem(answer.mark, cause, mend="请写 answer: 对 或 answer: 错。")
