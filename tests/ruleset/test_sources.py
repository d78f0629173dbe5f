"""Which files the configuration looks for."""

from pathlib import Path

import pytest

from bot.ruleset.sources import ForeignSourcesError, Sources, fault_in, matching, names, sources_from_json
from tests.rulefiles import write

FILES = ("a.yaml", "rules/a.yaml", "rules/.b.yaml", "rules/deep/er/c.yaml", "rules/words.txt", "[1]/d.yaml")
GLOBS = (
    "*.yaml",
    "rules/*.yaml",
    "rules/*",
    "**/*.yaml",
    "rules/**/*.yaml",
    "rules/**",
    "**/deep/**/c.yaml",
    "*/*.yaml",
    "rules/a.yaml",
    "[[]1]/*.yaml",
    "rules/[.yaml",
    "../*.yaml",
    "../**/*.yaml",
    "rules/../*.yaml",
    "~/*.yaml",
)


@pytest.mark.parametrize("glob", GLOBS)
def test_what_may_be_written_is_what_would_be_found(tmp_path: Path, glob: str) -> None:
    """Also below a folder whose name looks like a pattern, and by a path that begins at the root."""
    base = tmp_path / "[x]"
    for name in FILES:
        write(base, name, "")
        write(tmp_path, f"beside-{name.replace('/', '-')}", "")
    everywhere = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    for pattern in (glob, f"{tmp_path}/{glob}"):
        found = matching(base, [pattern])
        beside = [path for path in found if ".." in path.parts]
        assert {path for path in everywhere if names([pattern], path, base)} == set(found) - set(beside)
        assert all(names([pattern], path, base) for path in beside)


def test_no_pattern_but_one_that_goes_up_names_what_is_above() -> None:
    """However the path is written."""
    base = Path("/srv/bot")
    for name in ("../x.yaml", "rules/../../x.yaml", "/etc/x.yaml"):
        assert not names(["*.yaml", "*/*.yaml", "**/*.yaml", "*/*/*/*.yaml"], base / name, base)
    assert names(["../*.yaml"], base / "../x.yaml", base)


@pytest.mark.parametrize("glob", ["", "/", ".", "rules/**.yaml", "a**/b", "a\0b"])
def test_patterns_that_find_nothing_ever_are_told(glob: str) -> None:
    """In Chinese, with how to write it; all others are looked for without an error."""
    assert "例如 rules/" in fault_in(glob)


@pytest.mark.parametrize("text", ["[", "[]", '{"weather":{}}'])
def test_what_another_program_stored_is_not_read_in_part(text: str) -> None:
    """It would judge otherwise."""
    with pytest.raises(ForeignSourcesError, match="另一个版本"):
        sources_from_json(text)
    assert sources_from_json(Sources(words={"a.txt": "词"}).to_json()) == Sources(words={"a.txt": "词"})


def test_what_was_stored_before_there_were_activities_is_read() -> None:
    """And what has none of them is stored as it was then, so that no revision is made of the upgrade alone."""
    stored = '{"rules":{"a.yaml":"[]"},"words":{},"texts":{},"lowered":{},"config":"policy: {}"}'
    sources = Sources(rules={"a.yaml": "[]"}, config="policy: {}")

    assert (sources_from_json(stored), sources.to_json()) == (sources, stored)
    assert sources.digest() == "aa03f073e0cce484e676.89a88f837b18149ddc6d.44136fa355b3678a1146"


def test_activities_are_stored_and_tell_sources_apart() -> None:
    """Each kind for itself: the same file under another key is another thing."""
    packs = [Sources(quizzes={"a.yaml": "[]"}), Sources(topics={"a.yaml": "[]"}), Sources(quizzes={"a.yaml": "[1]"})]

    assert [sources_from_json(one.to_json()) for one in packs] == packs
    assert len({one.digest() for one in (Sources(), *packs)}) == 4
    assert [one.knows_activities() for one in (Sources(rules={"a.yaml": "[]"}), *packs)] == [False, True, True, True]
