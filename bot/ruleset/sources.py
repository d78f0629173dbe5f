"""The files that make the rules and what is played, as values: read from the disk in one sweep, or kept by a revision."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from glob import escape
from pathlib import Path, PurePath

from bot.core.errors import QunguanError
from bot.documents.parsing import MAX_BYTES, read_text
from bot.documents.problems import Problem
from bot.playbook import all_kinds

MAX_WORD_BYTES = 16 << 20  # chosen: of one word list, some million words
OF_JUDGING = ("rules", "words", "texts")
KINDS = (*OF_JUDGING, *all_kinds())
ANY_DEPTH = "**"


class ForeignSourcesError(QunguanError):
    """Stored files that this version of the program does not know how to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Text by file name, in the order of reading; names are relative to the configuration where the file lies below it.

    config: what the configuration says of judging, as YAML without any secret. lowered: stage by id of the rules that
    fell back by themselves.
    """

    rules: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    festivals: Mapping[str, str] = field(default_factory=dict)
    quizzes: Mapping[str, str] = field(default_factory=dict)
    surveys: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    wares: Mapping[str, str] = field(default_factory=dict)
    config: str = ""
    lowered: Mapping[str, str] = field(default_factory=dict)

    def files(self) -> dict[str, str]:
        """Return all files in one, by name."""
        return {name: text for files in self.by_kind().values() for name, text in files.items()}

    def by_kind(self) -> dict[str, Mapping[str, str]]:
        """Return all files, text by file name, by kind (see `KINDS`)."""
        return {kind: getattr(self, kind) for kind in KINDS}

    def knows_activities(self) -> bool:
        """Tell whether there is any file of activities."""
        return any(files for kind, files in self.by_kind().items() if kind not in OF_JUDGING)

    def _kept(self) -> dict[str, Mapping[str, str]]:
        """Return what is stored of the files: of activities, which came later, only what there is."""
        return {kind: files for kind, files in self.by_kind().items() if files or kind in OF_JUDGING}

    def digest(self) -> str:
        """Return what tells these sources from others: of the files, the configuration, and what fell back."""
        files = {kind: list(files.items()) for kind, files in self._kept().items()}
        return f"{digest_of(files)}.{digest_of(self.config)}.{digest_of(dict(self.lowered))}"

    def to_json(self) -> str:
        """Return all of it as JSON; `sources_from_json` reads it back."""
        kept = {kind: dict(files) for kind, files in self._kept().items()}
        whole = {**kept, "lowered": dict(self.lowered), "config": self.config}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def sources_from_json(text: str) -> Sources:
    """Return the sources that `Sources.to_json` wrote.

    Raises ForeignSourcesError for those of a program that keeps more in them: without it they would judge otherwise.
    """
    try:
        kept = json.loads(text)
        known = kept.keys() <= {field.name for field in fields(Sources)}
    except (ValueError, AttributeError):
        known = False
    if not known:
        raise ForeignSourcesError("这一版规则是另一个版本的程序存下的，这个程序读不全：请用那个版本的程序。")
    return Sources(**kept)


def has_same_files(digest: str, other: str) -> bool:
    """Tell whether two digests are of the same files, whatever else differs."""
    return digest.partition(".")[0] == other.partition(".")[0]


def digest_of(value: object) -> str:
    """Return a hash of JSON-ready `value`, 20 hex digits."""
    written = json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    return hashlib.sha256(written).hexdigest()[:20]


def read_sources(
    paths: Mapping[str, Iterable[Path]], *, base: Path, config: str = ""
) -> tuple[Sources, tuple[Problem, ...]]:
    """Return the files in `paths`, by kind (see `KINDS`), and what is wrong with those that cannot be read.

    base: what names are shown below.
    """
    read: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    problems: list[Problem] = []
    for kind, files in paths.items():
        most = MAX_WORD_BYTES if kind == "words" else MAX_BYTES
        for path in files:
            name = shown_name(path, base)
            text, found = read_text(path, name=name, most=most)
            problems += found
            if not found:
                read[kind][name] = text
    return Sources(**read, config=config), tuple(problems)


def fault_in(glob: str) -> str:
    """Return in Chinese why no file can be looked for by `glob`, empty if it can."""
    parts = PurePath(glob).parts
    if not PurePath(glob).name or "\0" in glob:
        return "要写文件的路径，可以带 *，例如 rules/*.yaml"
    if any(ANY_DEPTH in part and part != ANY_DEPTH for part in parts):
        return "“**” 表示任意层文件夹，前后都要有 /，例如 rules/**/*.yaml"
    return ""


def matching(base: Path, globs: Iterable[str]) -> tuple[Path, ...]:
    """Return the files that `globs` (relative to `base`, or absolute) name, each once, sorted within each glob.

    globs: without a fault, see `fault_in`. Raises OSError, also when a folder goes while it is looked through.
    """
    found: dict[Path, None] = {}
    for glob in globs:
        root = Path(Path(glob).anchor) if Path(glob).is_absolute() else base
        pattern = str(Path(glob).relative_to(root)) if Path(glob).is_absolute() else glob
        found.update(dict.fromkeys(path for path in sorted(root.glob(pattern)) if path.is_file()))
    return tuple(found)


def names(globs: Iterable[str], path: Path, base: Path) -> bool:
    """Tell whether `matching` finds `path` by one of `globs` as soon as there is such a file."""
    patterns = (PurePath(*map(escape, base.parts), glob).parts for glob in globs)  # an absolute one stands for itself
    return any(_fits(pattern, path.parts) for pattern in patterns)


def _fits(pattern: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    if not pattern or not parts:
        return not pattern and not parts
    if pattern[0] == ANY_DEPTH:
        return _fits(pattern[1:], parts) or (parts[0] != ".." and _fits(pattern, parts[1:]))
    is_same = pattern[0] == parts[0] or (parts[0] != ".." and fnmatchcase(parts[0], pattern[0]))
    return is_same and _fits(pattern[1:], parts[1:])


def shown_name(path: Path, base: Path) -> str:
    """Return `path` as problems show it: relative to `base` where it lies below."""
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)
