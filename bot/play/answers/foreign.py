"""A question that comes from outside with no more than its text and what is accepted: what kind it is, what its options are."""

import re
from collections.abc import Sequence

from bot.core.playbook import Question
from bot.play.answers.chosen import LETTERS, said_true
from bot.play.answers.unwrapped import folded, key

_OPTION = re.compile(
    r"(?<![A-Za-z])([A-H])\s*[.、．:：)）]\s*(.+?)(?=[\s,，;；]*(?<![A-Za-z])[A-H]\s*[.、．:：)）]|\s*$)", re.DOTALL
)
_LETTERED = re.compile(r"^[(（]?([A-Ha-hＡ-Ｈ])[)）.、．]?$")
_SEVERAL = re.compile(r"多选|哪些|哪几")
_MARKED = re.compile(r"^\s*[(（]?([A-H])[)）.、．:：]\s*(.+)$", re.DOTALL)
_TRUTHS = frozenset("对 错 √ × ✓ ✗ 正确 错误 不对 true false t f 是 否 是的 不是".split())  # noqa: SIM905


def question_of(
    text: str, accepted: Sequence[str], *, options: Sequence[str] = (), refused: Sequence[str] = (), kind: str = ""
) -> Question:
    """Return the question that is meant; without `kind` it is told by options and accepted wordings."""
    shown = tuple(_without_letter(option) for option in options) or _options_in(text, accepted)
    kind = kind or _kind(text, accepted, shown)
    if kind in {"choice", "several"} and shown:
        letters = _letters(accepted, shown)
        kind = "several" if len(letters) > 1 else kind
        if letters:
            return Question(id="?", kind=kind, text=text, answers=letters, options=shown, refused=tuple(refused))
    kind = "text" if kind in {"choice", "several"} else kind
    return Question(id="?", kind=kind, text=text, answers=tuple(accepted), refused=tuple(refused))


def _kind(text: str, accepted: Sequence[str], options: Sequence[str]) -> str:
    if options:
        return "several" if _SEVERAL.search(text) else "choice"
    plain = [folded(one) for one in accepted]
    truths = {said_true(one) for one in plain}
    is_truth = all(one in _TRUTHS or key(one) in _TRUTHS for one in plain) and len(truths) == 1
    return "judge" if is_truth and "反义词" not in text else "text"


def _options_in(text: str, accepted: Sequence[str]) -> tuple[str, ...]:
    """Return the options that stand in the question itself: A. 北京 B. 上海; none if nothing but wordings is accepted."""
    found = _OPTION.findall(text)
    in_order = [letter for letter, _ in found] == list(LETTERS[: len(found)])
    if len(found) < 2 or not in_order:  # one is no choice
        return ()
    shown = tuple(option.strip(" \t\r\n,，;；。") for _, option in found)
    return shown if _letters(accepted, shown) else ()


def _without_letter(option: str) -> str:
    match = _MARKED.match(option)
    return match[2].strip() if match else option


def _letters(accepted: Sequence[str], options: Sequence[str]) -> tuple[str, ...]:
    """Return the letters of the options that are accepted, each once, in order; none if one of them is no option."""
    keys = [key(folded(option)) for option in options]
    found: set[str] = set()
    for one in accepted:
        plain = key(folded(_without_letter(one)))
        if plain in keys:
            found.add(LETTERS[keys.index(plain)])
        elif (letters := key(folded(one)).upper()) and set(letters) <= set(LETTERS[: len(options)]):
            found |= set(letters)
        else:
            return ()
    return tuple(sorted(found))
