"""What every kind of files promises, whichever there are."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.playbook import NO_PLAYBOOK, Playbook
from bot.documents.parsing import parse
from bot.documents.problems import Severity, render
from bot.documents.shapes import fields_of
from bot.play.writing.values import notes_of
from bot.playbook import all_kinds, read_playbook, schema_of, usual_glob
from bot.ruleset.sources import KINDS, Sources
from bot.settings.written import WrittenContent
from tests.playbook.broken import FOLDER, cases

KEYS = sorted(all_kinds())


def test_every_kind_has_its_place() -> None:
    """In the configuration, in the sources, in the playbook."""
    assert ("rules", "words", "texts", *KEYS) == KINDS
    assert {field.name for field in fields(Sources)} == {*KINDS, "config", "lowered"}
    assert {kind.holds for kind in all_kinds().values()} == {field.name for field in fields(Playbook)}
    assert {key: getattr(WrittenContent(), key) for key in KEYS} == {key: (usual_glob(key),) for key in KEYS}


@pytest.mark.parametrize("key", KEYS)
def test_the_sample_is_read_and_fits_the_schema(key: str) -> None:
    """Whoever copies it has a file without any problem, and editors agree."""
    kind = all_kinds()[key]
    playbook, problems = read_playbook({key: {f"{key}/sample.yaml": kind.sample}})

    assert (render(problems), kind.title and kind.what and kind.__doc__ != "") == ("", True)
    assert getattr(playbook, kind.holds)
    jsonschema.Draft7Validator.check_schema(schema_of(key))
    jsonschema.Draft7Validator(schema_of(key)).validate(_data(kind.sample))


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_explained(key: str) -> None:
    """To editors and in the reference."""
    shapes = all_kinds()[key].shapes()

    assert [name for shape in shapes for name in fields_of(shape) if not notes_of(shape, name)] == []


@pytest.mark.parametrize("key", KEYS)
def test_nothing_written_is_nothing_made(key: str) -> None:
    """No file, no file of this kind, and files of kinds that are none of ours."""
    assert read_playbook({}) == (NO_PLAYBOOK, ())
    assert read_playbook({key: {}}) == (NO_PLAYBOOK, ())
    assert read_playbook({"rules": {"a.yaml": "[]"}}) == (NO_PLAYBOOK, ())


@pytest.mark.parametrize("name", cases())
def test_editors_and_the_reader_refuse_alike(name: str) -> None:
    """Whatever the schema refuses the reader refuses too; it sees more."""
    key = name.split("/", maxsplit=1)[0]
    text = (FOLDER / f"{name}.yaml").read_text("utf-8")
    document, problems = parse(text, name=name)
    if problems or document.root is None:
        return
    is_refused = any(jsonschema.Draft7Validator(schema_of(key)).iter_errors(document.root.data))
    errors = [one for one in read_playbook({key: {name: text}})[1] if one.severity is Severity.ERROR]

    assert errors or not is_refused


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["title", "ask"]) | st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


def _keyed(shape: type) -> st.SearchStrategy[Any]:
    inner = st.sampled_from(["A", "对", 1, True, [], ["A", "B"], "08-15", "每天 9:00", {}, None]) | VALUES
    return st.dictionaries(st.sampled_from(sorted(fields_of(shape))), inner, max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(KEYS))
def test_whatever_is_written_is_read_or_told(data: st.DataObject, key: str) -> None:
    """No file makes the reader stumble; each problem says why and lies in the file."""
    shapes = all_kinds()[key].shapes()
    inner = st.lists(_keyed(shapes[-1]), max_size=3)
    whole = (
        inner
        | st.lists(_keyed(shapes[0]), max_size=2)
        | st.builds(lambda a, b: {**a, "questions": b}, _keyed(shapes[0]), inner)
    )
    text = yaml.safe_dump(data.draw(whole), allow_unicode=True)
    _, problems = read_playbook({key: {"a.yaml": text}})

    assert all(one.cause and one.line <= text.count("\n") + 1 for one in problems)
    render(problems)


def _values(value: object) -> Iterator[object]:
    """Yield `value` and every value inside."""
    yield value
    inner: Any = ()
    if is_dataclass(value):
        inner = [getattr(value, field.name) for field in fields(value)]
    elif isinstance(value, dict):
        inner = value.values()
    elif isinstance(value, tuple):
        inner = value
    for one in inner:
        yield from _values(one)


@pytest.mark.parametrize("key", KEYS)
def test_what_is_made_cannot_be_changed(key: str) -> None:
    """No list is in it."""
    kind = all_kinds()[key]
    made = getattr(read_playbook({key: {"a.yaml": kind.sample}})[0], kind.holds)

    assert [one for one in _values(made) if isinstance(one, list | set)] == []


def _data(text: str) -> object:
    """Return what `text` says to an editor."""
    root = parse(text, name="a.yaml")[0].root
    return root.data if root is not None else None
