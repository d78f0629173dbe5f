"""Files → word lists, rules and texts."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bot.core.texts import Text, Texts
from bot.documents.checking import check
from bot.documents.parsing import read_document
from bot.documents.problems import Problem, did_you_mean, has_errors
from bot.documents.tree import Document
from bot.documents.trouble import reason_of
from bot.ruleset.compiling import Compiled, compile_rules
from bot.ruleset.replies import faults_in, placeholders_of
from bot.text.wordlists import WordList
from bot.text.wordlists import parse as parse_words


def matching(base: Path, globs: Iterable[str]) -> tuple[Path, ...]:
    """Return the files that `globs` (relative to `base`, or absolute) name, each once, sorted within each glob."""
    found: dict[Path, None] = {}
    for glob in globs:
        root = Path(Path(glob).anchor) if Path(glob).is_absolute() else base
        pattern = str(Path(glob).relative_to(root)) if Path(glob).is_absolute() else glob
        found.update(dict.fromkeys(path for path in sorted(root.glob(pattern)) if path.is_file()))
    return tuple(found)


def read_words(paths: Iterable[Path], *, base: Path) -> tuple[dict[str, WordList], tuple[Problem, ...]]:
    """Return the word lists in `paths` by name, and what is wrong with the files. base: what names are shown below."""
    lists: dict[str, WordList] = {}
    problems: list[Problem] = []
    for path in paths:
        name = shown_name(path, base)
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            problems.append(Problem(file=name, cause=f"文件打不开：{reason_of(error)}"))
            continue
        except UnicodeDecodeError:
            problems.append(Problem(file=name, cause="文件不是 UTF-8 编码", mend="请用编辑器把文件另存为 UTF-8。"))
            continue
        if path.stem in lists:
            problems.append(Problem(file=name, cause=f"词库 “{path.stem}” 重名了", mend="请给其中一个文件改名。"))
        lists[path.stem] = parse_words(path.stem, text)
    return lists, tuple(problems)


def read_rules(paths: Iterable[Path], *, base: Path, lists: Mapping[str, WordList]) -> Compiled:
    """Return the rules in `paths`, compiled together. base: what names in problems are shown below."""
    read = [read_document(path, name=shown_name(path, base)) for path in paths]
    written = tuple(problem for _, problems in read for problem in problems)
    compiled = compile_rules([document for document, _ in read], lists=lists)
    problems = (*written, *compiled.problems)
    return Compiled(ruleset=None if has_errors(problems) else compiled.ruleset, problems=problems)


def read_texts(paths: Iterable[Path], *, base: Path, known: Sequence[Text]) -> tuple[Texts, tuple[Problem, ...]]:
    """Return the texts that the files in `paths` reword, and what is wrong with them. known: all that can be reworded."""
    by_id = {text.id: text for text in known}
    overrides: dict[str, str] = {}
    problems: list[Problem] = []
    for path in paths:
        document, found = read_document(path, name=shown_name(path, base))
        problems += found
        worded, faults = _overrides(document, by_id)
        overrides |= worded
        problems += faults
    return Texts(overrides=overrides), tuple(problems)


def shown_name(path: Path, base: Path) -> str:
    """Return `path` as problems show it: relative to `base` where it lies below."""
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)


def _overrides(document: Document, known: Mapping[str, Text]) -> tuple[dict[str, str], list[Problem]]:
    if document.root is None:
        return {}, []
    checked = check(document, document.root, dict[str, str])
    problems = list(checked.problems)
    for key, node in document.root.items():
        text = known.get(key)
        if text is None:
            mark = document.root.keys[key]
            problems.append(document.problem(mark, f"没有编号为 “{key}” 的文字", mend=did_you_mean(key, known)))
            continue
        allowed = placeholders_of(text.default)
        faults = faults_in(node.data, allowed) if isinstance(node.data, str) else []
        problems += [document.problem(node.mark, cause, mend=mend) for cause, mend in faults]
    return checked.value or {}, problems
