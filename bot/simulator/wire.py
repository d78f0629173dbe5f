"""XML and JSON of the callbacks, and their sealed envelopes.

Source: developer.work.weixin.qq.com/document/path/90239, 90240 (app), 100719, 101027, 101033 (智能机器人).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random  # noqa: TID251 - for the type only
from typing import Any

from bot.core.errors import WireError
from bot.wecom.crypt import Crypt

_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ELEMENT = re.compile(r"<(\w+)>(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))</\1>", re.DOTALL)

XmlValue = str | int | tuple[str, ...] | Mapping[str, "XmlValue"]


class ReplyError(Exception):
    """A passive reply that the platform ignores; says why, in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One encrypted callback. query: of the request. body: as posted."""

    query: Mapping[str, str]
    body: bytes
    content_type: str


def xml(fields: Mapping[str, XmlValue]) -> str:
    """Return `fields` in the platform's XML: text in CDATA, numbers bare, mappings nested, a tuple as elements."""
    return f"<xml>{_elements(fields)}</xml>"


def _elements(fields: Mapping[str, XmlValue]) -> str:
    single = (
        (name, one) for name, value in fields.items() for one in (value if isinstance(value, tuple) else (value,))
    )
    return "".join(f"<{name}>{_content(value)}</{name}>" for name, value in single)


def _content(value: XmlValue) -> str:
    if isinstance(value, Mapping):
        return _elements(value)
    if isinstance(value, int):
        return str(value)
    safe = _UNSPEAKABLE.sub("", str(value)).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{safe}]]>"


def flat_fields(text: str) -> dict[str, str]:
    """Return the innermost elements of a passive reply by name. For: replies of the bot, which are flat."""
    return {name: cdata or bare for name, cdata, bare in _ELEMENT.findall(text)}


def seal_xml(plain: bytes, crypt: Crypt, *, to: str, agent: int, at: int, luck: Random) -> Sealed:
    """Return the envelope of one app callback. at: Unix s."""
    nonce = str(luck.randrange(10**9, 10**10))
    encrypt = crypt.encrypt(plain, luck.randbytes(16))
    body = xml({"ToUserName": to, "Encrypt": encrypt, "AgentID": str(agent)})
    query = _query(crypt, str(at), nonce, encrypt)
    return Sealed(query=query, body=body.encode(), content_type="text/xml; charset=UTF-8")


def seal_json(plain: bytes, crypt: Crypt, *, at: int, luck: Random) -> Sealed:
    """Return the envelope of one 智能机器人 callback. at: Unix s."""
    nonce = str(luck.randrange(10**9, 10**10))
    encrypt = crypt.encrypt(plain, luck.randbytes(16))
    body = json.dumps({"encrypt": encrypt}).encode()
    return Sealed(query=_query(crypt, str(at), nonce, encrypt), body=body, content_type="application/json")


def echo_query(crypt: Crypt, secret: str, *, at: int, luck: Random) -> dict[str, str]:
    """Return the query of a URL verification; the bot must answer with `secret`."""
    nonce = str(luck.randrange(10**9, 10**10))
    encrypt = crypt.encrypt(secret.encode(), luck.randbytes(16))
    return {**_query(crypt, str(at), nonce, encrypt), "echostr": encrypt}


def _query(crypt: Crypt, timestamp: str, nonce: str, encrypt: str) -> dict[str, str]:
    return {"msg_signature": crypt.sign(timestamp, nonce, encrypt), "timestamp": timestamp, "nonce": nonce}


def open_json(reply: bytes, crypt: Crypt, *, nonce: str) -> dict[str, Any]:
    """Return the plaintext of a passive reply of the 智能机器人, empty for an empty package.

    nonce: of the callback it answers; the reply must repeat it (platform: path/101033).
    Raises ReplyError, naming what the platform would refuse.
    """
    if not reply.strip():
        return {}
    envelope = _object(reply, "被动回复不是 JSON 对象")
    missing = [k for k in ("encrypt", "msgsignature", "timestamp", "nonce") if k not in envelope]
    if missing:
        raise ReplyError(f"被动回复缺少 {'、'.join(missing)}")
    if envelope["nonce"] != nonce:
        raise ReplyError("被动回复的 nonce 与回调 URL 中的不同")
    if isinstance(envelope["timestamp"], bool) or not isinstance(envelope["timestamp"], int):
        raise ReplyError("被动回复的 timestamp 不是整数秒")
    signed = crypt.sign(str(envelope["timestamp"]), nonce, str(envelope["encrypt"]))
    if envelope["msgsignature"] != signed:
        raise ReplyError("被动回复的签名不符")
    return _object(_opened(str(envelope["encrypt"]), crypt), "被动回复的明文不是 JSON 对象")


def open_xml(reply: bytes, crypt: Crypt) -> dict[str, str]:
    """Return the fields of an app's passive reply; empty for an empty package or the word `success`.

    Raises ReplyError, naming what the platform would refuse.
    """
    text = reply.decode("utf-8", "replace").strip()
    if text in ("", "success"):
        return {}
    envelope = flat_fields(text)
    missing = [k for k in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce") if k not in envelope]
    if missing:
        raise ReplyError(f"被动回复缺少 {'、'.join(missing)}")
    if envelope["MsgSignature"] != crypt.sign(envelope["TimeStamp"], envelope["Nonce"], envelope["Encrypt"]):
        raise ReplyError("被动回复的签名不符")
    return flat_fields(_opened(envelope["Encrypt"], crypt).decode("utf-8", "replace"))


def _opened(encrypt: str, crypt: Crypt) -> bytes:
    try:
        return crypt.decrypt(encrypt)
    except WireError as error:
        raise ReplyError(f"被动回复解不开：{error}") from error


def _object(text: bytes, complaint: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReplyError(complaint) from error
    if not isinstance(value, dict):
        raise ReplyError(complaint)
    return value
