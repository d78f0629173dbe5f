"""Secrets do not leak, whatever is done with them or wrong with them."""

import copy
import json
import logging
import pickle
from dataclasses import asdict, dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.checking import check
from bot.documents.masking import Mask, masked
from bot.documents.parsing import parse
from bot.documents.problems import Problem, render
from bot.documents.secrets import Secret
from bot.documents.variables import fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """A shape with a secret."""

    token: Secret
    name: str = ""


def test_a_secret_shows_itself_only_when_asked():
    """Printing, formatting, logging and copying show stars."""
    vault = Vault(token=Secret("hunter2hunter2"))
    line = logging.LogRecord("x", logging.INFO, "", 0, "%s %r", (vault.token, vault), None).getMessage()
    shown = [str(vault.token), repr(vault), f"{vault.token:>8}", line, str(asdict(vault)), repr(copy.copy(vault.token))]

    assert not [text for text in shown if "hunter2" in text]
    assert vault.token.reveal() == "hunter2hunter2"
    assert copy.deepcopy(vault) == vault


def test_a_secret_is_neither_pickled_nor_written_as_json():
    """What leaves the process leaves without it."""
    with pytest.raises(TypeError):
        pickle.dumps(Secret("x"))
    with pytest.raises(TypeError):
        json.dumps({"token": Secret("x")})


def test_secrets_are_equal_by_what_they_hide():
    """They can be compared and put into sets."""
    assert [Secret("a") == Secret("a"), Secret("a") == Secret("b"), Secret("a") == "a"] == [True, False, False]
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert [bool(Secret("")), bool(Secret("a"))] == [False, True]


def test_a_variable_is_filled_from_the_environment():
    """Defaults stand in for what is unset or empty; the rest of the text stays."""
    document, _ = parse("a: http://${HOST}:${PORT:-80}/\nb: ['${EMPTY:-x}', 3]\n", name="x.yaml")
    assert document.root is not None
    filled = fill(document, document.root, {"HOST": "h", "EMPTY": ""})

    assert (filled.data, filled.problems) == ({"a": "http://h:80/", "b": ["x", 3]}, ())


def test_every_missing_variable_is_named_with_its_place():
    """All at once; a broken one is told, too."""
    document, _ = parse("a: ${ONE}\nb:\n  - x${TWO}y${THREE}\nc: ${}\n", name="x.yaml")
    assert document.root is not None
    problems = fill(document, document.root, {}).problems

    assert [(p.line, p.column, p.cause) for p in problems] == [
        (1, 4, "环境变量 ONE 没有设置"),
        (3, 5, "环境变量 TWO 没有设置"),
        (3, 5, "环境变量 THREE 没有设置"),
        (4, 4, "环境变量的写法不对"),
    ]


def test_what_a_variable_brings_is_never_yaml():
    """A value from outside stays one text, whatever it holds."""
    document, _ = parse("a: ${X}\n", name="x.yaml")
    assert document.root is not None

    assert fill(document, document.root, {"X": "[1, {b: 2}] ${Y}"}).data == {"a": "[1, {b: 2}] ${Y}"}


OPEN = frozenset({"name", "port"})
MASKING = Mask(hides=lambda key: key not in OPEN, known=OPEN | {"token", "secret", "console", "x"})


def shown(source: str, column: int = 1) -> tuple[str, int]:
    """Return the masked line and where its caret then is."""
    [problem] = masked([Problem(file="x", line=1, column=column, source=source, cause="错")], [source], MASKING)
    return problem.source, problem.column


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("token: abc def} ghi", "token: ******"),
        ("  token：abc", "  token：******"),
        ("token:abc", "token:******"),
        ('x: {token: "a,b}c", name: d, secret: e}', "x: {token: ******, name: d, secret: ******}"),
        ("name: abc", "name: abc"),
        ("token: ${TOKEN}", "token: ${TOKEN}"),
        ("token: ${TOKEN:-abc}", "token: ******}"),
        ("the rest of a block", "******"),
        ("# comment", "******"),
        ("- element", "******"),
        ("port: 1 token: abc", "port: 1 token: ******"),
        ("port: 1 secert:abc", "port: 1 secert:******"),
        ("{token: ab, cd: ef, name: g}", "{token: ******, name: g}"),
        ("{token: '${TOKEN}', name: g}", "{token: '${TOKEN}', name: g}"),
        ("console: justthetoken", "console: ******"),
    ],
)
def test_values_of_closed_keys_are_masked_in_the_line(source: str, expected: str):
    """Only keys known to be harmless show their values."""
    assert shown(source)[0] == expected


def test_the_caret_moves_with_the_masked_text():
    """What stands behind a secret is still pointed at."""
    source, column = shown("x: {token: abcdefghijklm, prt: 1}", 27)

    assert source[column - 1 :].startswith("prt")


@given(st.text(alphabet=st.characters(codec="ascii", categories=("L", "N", "P", "S")), min_size=8, max_size=50))
def test_no_error_shows_a_secret(secret: str):
    """Whatever a secret looks like and wherever the error is, its text is not printed."""
    text = f"tokn: {json.dumps(secret)}\nname: [1]\nx: {{token: {json.dumps(secret)}, nme: 3}}\n"
    document, problems = parse(text, name="x.yaml")
    assert document.root is not None
    found = (*problems, *check(document, document.root, Vault).problems)

    report = render(masked(found, text.split("\n"), MASKING))
    assert json.dumps(secret)[1:-1] not in report.replace("token", "").replace("x.yaml", "")
