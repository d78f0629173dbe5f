"""Keys, envelopes and clocks that several tests need."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from hypothesis import HealthCheck, settings

from bot.core.model import RoomId
from bot.core.records import Delivery
from bot.wecom.crypt import Crypt

TOKEN = "QDG6eK"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
CORP = "wx5823bf96d3bd56c7"
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
LUCK = b"0123456789abcdef"

APP_CRYPT = Crypt(TOKEN, AES_KEY, CORP)
AIBOT_CRYPT = Crypt(TOKEN, AES_KEY, "")

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For properties on a machine that does other things, too."""


def room_of(channel: str, chat: str) -> RoomId:
    """Name a room so that both arguments can be seen in it."""
    return RoomId(f"{channel}/{chat}")


def query_for(crypt: Crypt, encrypt: str, *, at: datetime = NOW, nonce: str = "1372623149") -> dict[str, str]:
    """Return the query of a genuine callback."""
    timestamp = str(int(at.timestamp()))
    return {"msg_signature": crypt.sign(timestamp, nonce, encrypt), "timestamp": timestamp, "nonce": nonce}


def app_callback(plain: str, *, at: datetime = NOW, nonce: str = "1372623149") -> tuple[bytes, dict[str, str]]:
    """Return body and query of an app's callback that carries `plain`."""
    encrypt = APP_CRYPT.encrypt(plain.encode(), LUCK)
    body = f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"
    return body.encode(), query_for(APP_CRYPT, encrypt, at=at, nonce=nonce)


def aibot_callback(plain: str, *, at: datetime = NOW, nonce: str = "1372623149") -> tuple[bytes, dict[str, str]]:
    """Return body and query of a 智能机器人's callback that carries `plain`."""
    encrypt = AIBOT_CRYPT.encrypt(plain.encode(), LUCK)
    return json.dumps({"encrypt": encrypt}).encode(), query_for(AIBOT_CRYPT, encrypt, at=at, nonce=nonce)


def delivered(channel: str, body: str | Mapping[str, object], *, key: str = "K1") -> Delivery:
    """Return a delivery whose body is `body`, as JSON unless it is text."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return Delivery(channel=channel, key=key, body=text, received_at=NOW)
