"""Problems of a file that may hold secrets, fit to be printed."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from bot.documents.problems import Problem, nearest
from bot.documents.secrets import MASK
from bot.documents.traps import LONGEST

KEY = re.compile(r"(?P<key>[\w.-]+)[\"']?\s*(?P<colon>[:：])")
OPENING, CLOSING = " \t\u3000{[", " \t\u3000}],"
VARIABLE_NAME = re.compile(r"\$\{\w*(?::-)?")
OPEN_VALUE = re.compile(r"""\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|\[[^\[\]]*\]|[^\s,}\]]*)(?P<gap>[\s,]*)""")
LONG_WORD = re.compile(r"[!-~]{8,}")  # chosen: shorter than any secret of WeCom
LEADING = OPENING + "-?\"'#"
ONLY_VARIABLE = re.compile(r"([\"']?)\$\{\w+\}\1[\s}\],]*")
BEFORE_A_KEY = re.compile(r"[\s,]+[\"'{\[\s-]*\Z")
BETWEEN = re.compile(r"(?:[\s,\[]|(?<!\$)\{)[\"']?\Z")
PLAIN_WORD = re.compile(r"[a-z_]{1,20}")
WORDS = re.compile(r"[\s\"'{}\[\],:：]+")
SLIP, ALIKE = 2, 0.7  # chosen: characters too many or too few, and likeness, of a misspelt key
SHORTEST, TELLING = 4, 6  # chosen: characters of a whole secret that are scrubbed, and of a part of one


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """What of one kind of file may be shown.

    hides: tells whether the value of a key is hidden. known: the keys of this kind of file. shows_bare: whether a line
    without a key is shown though it may be the rest of a secret. phrases: what our own sentences say besides.
    """

    hides: Callable[[str], bool]
    known: frozenset[str]
    shows_bare: bool = False
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hidden:
    """A stretch of a line. start, end: columns from 0, half-open."""

    start: int
    end: int


def masked(problems: Iterable[Problem], lines: Sequence[str], mask: Mask) -> tuple[Problem, ...]:
    """Return `problems` of the file that has these `lines` without anything that `mask` hides.

    A value that is only a variable (`${NAME}`) stays: it names the secret without telling it. What is hidden anywhere in
    the file is scrubbed from the sentences, too, whole or in parts. Not for: secrets of less than `SHORTEST` characters.
    """
    problems = tuple(problems)
    if not problems:
        return ()
    sources = dict.fromkeys((*lines, *(problem.source for problem in problems)))
    told = (line for line in sources if not _is_remark(line, mask))
    secrets = [VARIABLE_NAME.sub("\n", line[h.start : h.end]) for line in told for h in _hidden_in(line, mask)]
    words = {word for text in secrets for word in WORDS.split(text) if SHORTEST <= len(word) < TELLING}
    words = {word for word in words - mask.known if not any(word in phrase for phrase in mask.phrases)}
    corpus = "\n".join(secrets)
    return tuple(_masked(problem, lines, mask, words, corpus) for problem in problems)


def _masked(problem: Problem, lines: Sequence[str], mask: Mask, words: set[str], corpus: str) -> Problem:
    if len(problem.source) > LONGEST:
        return replace(
            problem,
            source=MASK,
            column=1,
            width=1,
            snippet="",
            fix=None,
            cause=_scrubbed(problem.cause, words, corpus, mask),
        )
    hidden = [] if _is_open_item(problem, lines, mask) else list(_hidden_in(problem.source, mask))
    snippet = "\n".join(_without(line, _behind_keys(line, mask)) for line in problem.snippet.split("\n"))
    column, width = _moved(problem, hidden)
    shown = replace(
        problem,
        source=_without(problem.source, hidden),
        column=column,
        width=width,
        cause=_scrubbed(problem.cause, words, corpus, mask),
        mend=_scrubbed(problem.mend, words, corpus, mask),
        snippet=_scrubbed(snippet, words, corpus, mask),
    )
    is_open = (shown.source, shown.snippet) == (problem.source, problem.snippet)
    return shown if is_open else replace(shown, fix=None)


def _hidden_in(line: str, mask: Mask) -> Iterator[_Hidden]:
    """Yield what of `line` is hidden; all of it if it has no key and may be the rest of a value."""
    text = line.strip()
    if not mask.shows_bare and text and not any(_is_key(match, line, mask) for match in KEY.finditer(line)):
        yield _Hidden(start=len(line) - len(line.lstrip()), end=len(line.rstrip()))
        return
    yield from _behind_keys(line, mask)


def _behind_keys(line: str, mask: Mask) -> Iterator[_Hidden]:
    """Yield the hidden values of `line`: each goes on to the next key, or to the end of the line.

    What stands before the first key, and what goes on behind an open value, may be part of a hidden one.
    """
    keys = list(_keys(line, mask))
    if not keys:
        return
    if not mask.shows_bare:
        yield from _value(line, len(line) - len(line.lstrip(LEADING)), keys[0].start())
    for match, end in zip(keys, [*(key.start() for key in keys[1:]), len(line)], strict=True):
        if mask.hides(match.group("key")):
            yield from _value(line, match.end(), end)
            continue
        value = OPEN_VALUE.match(line, match.end(), end)
        if value and not mask.shows_bare and _is_suspect(value.group("gap"), line[value.end() : end]):
            yield from _value(line, value.end(), end)


def _is_suspect(gap: str, rest: str) -> bool:
    """Tell whether what goes on behind an open value and the `gap` after it may hold a secret."""
    return ("," in gap and re.search(r"[^\s{}\]\"'-]", rest) is not None) or LONG_WORD.search(rest) is not None


def _keys(line: str, mask: Mask) -> Iterator[re.Match[str]]:
    """Yield the keys of `line`; in what is hidden only a known key is one."""
    is_hidden = False
    for match in KEY.finditer(line):
        if _parts(match, line, mask) if is_hidden else _is_key(match, line, mask):
            is_hidden = mask.hides(match.group("key"))
            yield match


def _value(line: str, start: int, end: int) -> Iterator[_Hidden]:
    """Yield the value between two keys, without the brackets around it; nothing for one that is only a variable."""
    before = line[start:end]
    start += len(before) - len(before.lstrip(OPENING))
    after = line[start:end]
    if ONLY_VARIABLE.fullmatch(after):
        return
    text = BEFORE_A_KEY.sub("", after) if end < len(line) else after.rstrip(CLOSING)
    if text:
        yield _Hidden(start=start, end=start + len(text))


def _is_key(match: re.Match[str], line: str, mask: Mask) -> bool:
    """Tell whether a word before a colon is a key: a known one, or any that YAML or somebody's hand made one."""
    is_written_as_key = match.group("colon") == "：" or line[match.end() : match.end() + 1] in {"", " "}
    return _is_known(match, mask) or (
        is_written_as_key and (mask.shows_bare or PLAIN_WORD.fullmatch(match.group("key")) is not None)
    )


def _parts(match: re.Match[str], line: str, mask: Mask) -> bool:
    """Tell whether a word inside of what is hidden is the next key."""
    return _is_known(match, mask) and BETWEEN.search(line[: match.start()]) is not None


def _is_known(match: re.Match[str], mask: Mask) -> bool:
    """Tell whether a word is a known key or a slip of the hand away from one."""
    key = match.group("key")
    close = nearest(key, (known for known in mask.known if abs(len(known) - len(key)) <= SLIP))
    return key in mask.known or (bool(close) and SequenceMatcher(a=key.casefold(), b=close.casefold()).ratio() >= ALIKE)


def _is_open_item(problem: Problem, lines: Sequence[str], mask: Mask) -> bool:
    """Tell whether the line is an element, on a line of its own, of a list whose key is not hidden."""
    line = problem.source
    if not re.match(r"\s*-\s+[^\s:：{\[]+\s*$", line):
        return False
    indent = len(line) - len(line.lstrip())
    for above in reversed(lines[: max(problem.line - 1, 0)]):
        opened = re.match(r"(?P<lead>\s*(?:-\s+)?)(?P<key>[\w-]+):\s*$", above)
        if opened and len(opened.group("lead")) <= indent:
            return opened.group("key") in mask.known and not mask.hides(opened.group("key"))
        if not above.lstrip().startswith("-"):
            return False
    return False


def _without(line: str, hidden: Iterable[_Hidden]) -> str:
    for part in reversed(list(hidden)):
        line = line[: part.start] + MASK + line[part.end :]
    return line


def _moved(problem: Problem, hidden: Sequence[_Hidden]) -> tuple[int, int]:
    """Return where the caret of `problem` is, and how wide, once `hidden` is masked."""
    at, shift = problem.column - 1, 0
    for part in hidden:
        if part.start <= at < part.end:
            return part.start + shift + 1, len(MASK)
        if part.end <= at:
            shift += len(MASK) - (part.end - part.start)
    return at + shift + 1, problem.width


def _scrubbed(text: str, words: set[str], corpus: str, mask: Mask) -> str:
    """Return `text` with every word of `words`, and every stretch that stands in `corpus`, masked."""
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, MASK)
    made, at = [], 0
    while at < len(text):
        end = at + TELLING
        if end > len(text) or text[at:end] not in corpus:
            made.append(text[at])
            at += 1
            continue
        while end < len(text) and text[at : end + 1] in corpus:
            end += 1
        stretch = text[at:end]
        made.append(stretch if _is_ours(stretch.strip(), mask) else MASK)
        at = end
    return "".join(made)


def _is_ours(stretch: str, mask: Mask) -> bool:
    return any(stretch in phrase for phrase in (*mask.known, *mask.phrases))


def _is_remark(line: str, mask: Mask) -> bool:
    """Tell whether `line` is a comment without a key: it is hidden, but our sentences may use its words."""
    return line.lstrip().startswith("#") and not any(_is_key(match, line, mask) for match in KEY.finditer(line))
