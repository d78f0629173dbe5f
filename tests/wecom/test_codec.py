"""XML and JSON: any bytes give a value or a WireError."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import WireError
from bot.wecom.codec import MAX_BYTES, MAX_DEPTH, read_json, read_xml
from tests.wecom.samples import patient

leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def test_xml_becomes_nested_text() -> None:
    """Elements are read by name: text, children, and a list where a name comes again."""
    body = "<xml><A>1</A><B><![CDATA[<二>]]>&amp;</B><C><I>x</I><I>y</I><I>z</I></C><D/> <E> <F>f</F> </E></xml>"

    assert read_xml(body.encode()) == {
        "A": "1", "B": "<二>&", "C": {"I": ["x", "y", "z"]}, "D": "", "E": {"F": "f"},
    }  # fmt: skip


def test_long_text_arrives_whole() -> None:
    """Text that the parser hands over in pieces is put together again."""
    text = "长文本&<" * 20000
    body = f"<xml><T><![CDATA[{text}]]></T></xml>"

    assert read_xml(body.encode()) == {"T": text}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<xml>", b"<xml></yml>", b"plain", b"<xml/>", b"<xml>text</xml>", b"<other><A>1</A></other>",
        b"<xml><A>\xff</A></xml>", b"<xml><A>\x00</A></xml>", b"<xml><A>&#0;</A></xml>", b"<xml><A>&nope;</A></xml>",
        b"<xml><A>1</A></xml><xml/>", "<xml><A>1</A></xml>".encode("utf-16"),
        b"<!DOCTYPE xml><xml><A>1</A></xml>",
        b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><A>&a;</A></xml>',
        b'<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>',
        b"<xml>" + b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH + b"</xml>",
        b"<xml><A>" + b"x" * MAX_BYTES + b"</A></xml>",
    ],
)  # fmt: skip
def test_bad_xml_is_refused(body: bytes) -> None:
    """Ill-formed, foreign, too deep, too big, or with a DOCTYPE: a WireError."""
    with pytest.raises(WireError):
        read_xml(body)


def test_a_declared_encoding_is_not_believed() -> None:
    """The platform writes UTF-8; a declaration of another encoding changes nothing."""
    body = '<?xml version="1.0" encoding="gb2312"?><xml><A>群</A></xml>'

    assert read_xml(body.encode()) == {"A": "群"}


def test_xml_may_be_as_deep_as_allowed() -> None:
    """The bound on depth is inclusive."""
    inside = MAX_DEPTH - 1

    assert read_xml(b"<xml>" + b"<a>" * inside + b"1" + b"</a>" * inside + b"</xml>")


@patient
@given(body=st.binary(max_size=200) | st.text(alphabet="<>/xmlAB&;!?[]\"' ", max_size=80).map(str.encode))
def test_any_bytes_are_xml_or_refused(body: bytes) -> None:
    """No bytes raise anything but WireError."""
    try:
        read_xml(body)
    except WireError:
        return
    assert body.rstrip().endswith(b">")


@patient
@given(value=st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), values))
def test_json_comes_back(value: dict[str, Any]) -> None:
    """What was written is read, but for characters no database takes."""
    written = json.dumps(value, ensure_ascii=False)

    assert read_json(written) == json.loads(written.replace("\\u0000", "\ufffd"))
    assert read_json(written.encode()) == read_json(written)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"1", b'"a"', b"null", b"{", b'{"a":}', b'{"a":1,}', b"\xff", b"\xef\xbb\xbf{}",
        b'{"a":1,"a":2}', b'{"a":{"b":1,"b":1}}', b'{"a":NaN}', b'{"a":Infinity}', b'{"a":-Infinity}', b'{"a":1e999}',
        b'{"a":' + b"9" * 5000 + b"}", b'{"a":"\n"}',
        b'{"a":' * MAX_DEPTH + b"{}" + b"}" * MAX_DEPTH, b'{"a":' + b"[" * 100_000,
        b'{"a":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}",
        b'{"a":"' + b"x" * MAX_BYTES + b'"}',
    ],
)  # fmt: skip
def test_bad_json_is_refused(body: bytes) -> None:
    """Ill-formed, no object, ambiguous, not a number, too deep or too big: a WireError."""
    with pytest.raises(WireError):
        read_json(body)


def test_json_may_be_as_deep_as_allowed() -> None:
    """The bound on depth is inclusive, and width is no depth."""
    deep = b'{"a":' + b"[" * (MAX_DEPTH - 2) + b"1" + b"]" * (MAX_DEPTH - 2) + b"}"
    wide = b'{"a":[' + b"[]," * MAX_DEPTH + b"[]]}"

    assert read_json(deep)["a"] != []
    assert len(read_json(wide)["a"]) == MAX_DEPTH + 1


def test_json_text_can_be_stored() -> None:
    """NUL and lone surrogates become U+FFFD wherever they stand; real pairs stay."""
    body = b'{"a\\u0000":["\\ud800x","\\ud83d\\ude00"],"b":{"c":"\\u0000"},"d":1.5,"e":true}'

    assert read_json(body) == {"a\ufffd": ["\ufffdx", "😀"], "b": {"c": "\ufffd"}, "d": 1.5, "e": True}


@patient
@given(body=st.binary(max_size=200) | st.text(alphabet='{}[]":,ab1\\ue-.\n', max_size=80).map(str.encode))
def test_any_bytes_are_json_or_refused(body: bytes) -> None:
    """No bytes raise anything but WireError, and what is read can be written."""
    try:
        value = read_json(body)
    except WireError:
        return
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


@patient
@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_their_value(number: float) -> None:
    """Finite numbers come through exactly."""
    assert math.isclose(read_json(json.dumps({"n": number}))["n"], number, rel_tol=0)
