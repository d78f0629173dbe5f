"""The files that make the rules, as values: read from the disk in one sweep, or kept by a revision."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.documents.parsing import MAX_BYTES, read_text
from bot.documents.problems import Problem

MAX_WORD_BYTES = 16 << 20  # chosen: of one word list, some million words
KINDS = ("rules", "words", "texts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Text by file name, in the order of reading; names are relative to the configuration where the file lies below it.

    config: what the configuration says of judging, as YAML without any secret. lowered: stage by id of the rules that
    fell back by themselves.
    """

    rules: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    config: str = ""
    lowered: Mapping[str, str] = field(default_factory=dict)

    def files(self) -> dict[str, str]:
        """Return all files in one, by name."""
        return {**self.rules, **self.words, **self.texts}

    def digest(self) -> str:
        """Return what tells these sources from others: of the files, the configuration, and what fell back."""
        files = {kind: list(getattr(self, kind).items()) for kind in KINDS}
        return f"{digest_of(files)}.{digest_of(self.config)}.{digest_of(dict(self.lowered))}"

    def to_json(self) -> str:
        """Return all of it as JSON; `sources_from_json` reads it back."""
        kept = {name: dict(getattr(self, name)) for name in (*KINDS, "lowered")}
        return json.dumps({**kept, "config": self.config}, ensure_ascii=False, separators=(",", ":"))


def sources_from_json(text: str) -> Sources:
    """Return the sources that `Sources.to_json` wrote."""
    return Sources(**json.loads(text))


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


def matching(base: Path, globs: Iterable[str]) -> tuple[Path, ...]:
    """Return the files that `globs` (relative to `base`, or absolute) name, each once, sorted within each glob."""
    found: dict[Path, None] = {}
    for glob in globs:
        root = Path(Path(glob).anchor) if Path(glob).is_absolute() else base
        pattern = str(Path(glob).relative_to(root)) if Path(glob).is_absolute() else glob
        found.update(dict.fromkeys(path for path in sorted(root.glob(pattern)) if path.is_file()))
    return tuple(found)


def shown_name(path: Path, base: Path) -> str:
    """Return `path` as problems show it: relative to `base` where it lies below."""
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)
