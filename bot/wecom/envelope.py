"""The envelope every callback comes in: signed query, sealed content."""

from collections.abc import Mapping
from datetime import datetime

from bot.core.errors import WireError
from bot.wecom.crypt import Crypt
from bot.wecom.guard import Guard


def unseal(encrypt: str, query: Mapping[str, str], *, crypt: Crypt, guard: Guard, now: datetime) -> str:
    """Return what is in the envelope. encrypt: from the body; query: of the URL, decoded once.

    Raises ForgedError for a forgery or a replay, WireError for anything unreadable.
    """
    signature, timestamp, nonce = (_parameter(query, name) for name in ("msg_signature", "timestamp", "nonce"))
    crypt.verify(signature, timestamp, nonce, encrypt)
    guard.check(timestamp, nonce, signature, now=now)
    return _text(crypt.decrypt(encrypt))


def echo(query: Mapping[str, str], *, crypt: Crypt) -> str:
    """Return the answer to URL verification: `echostr`, opened. Its age is not looked at: an admin pressed Save.

    Raises ForgedError or WireError as `unseal` does.
    """
    encrypt = _parameter(query, "echostr")
    signature, timestamp, nonce = (_parameter(query, name) for name in ("msg_signature", "timestamp", "nonce"))
    crypt.verify(signature, timestamp, nonce, encrypt)
    return _text(crypt.decrypt(encrypt))


def _parameter(query: Mapping[str, str], name: str) -> str:
    found = query.get(name)
    if not found:
        raise WireError(f"回调地址缺少参数 {name}")
    return found


def _text(plain: bytes) -> str:
    try:
        return plain.decode()
    except UnicodeDecodeError as error:
        raise WireError(f"回调内容不是 UTF-8：{error}") from error
