"""The seal, against the official vectors and against anything."""

import base64
from dataclasses import dataclass

import pytest
from Crypto.Cipher import AES
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ForgedError, WireError
from bot.wecom.crypt import Crypt, key_of
from tests.wecom.samples import AES_KEY, AIBOT_CRYPT, APP_CRYPT, LUCK, TOKEN, patient

ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
MESSAGE = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3"
    "TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gs"
    "ijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUa"
    "x5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIG"
    "HBZZIs2pDBS8R07+qN+E7Q=="
)
MESSAGE_XML = """<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>
<FromUserName><![CDATA[mycreate]]></FromUserName>
<CreateTime>1409659813</CreateTime>
<MsgType><![CDATA[text]]></MsgType>
<Content><![CDATA[hello]]></Content>
<MsgId>4561255354251345929</MsgId>
<AgentID>218</AgentID>
</xml>"""
AIBOT_JSON = (
    '{"msgid":"M1","aibotid":"B1","chattype":"single","from":{"userid":"u1"},"msgtype":"text",'
    '"text":{"content":"你好"}}'
)
AIBOT_MESSAGE = (
    "sKqRbbiSUnDhFHOvPjtUMRBd2AXnpT7QcZVDMOOwDiOKff9hIJ5YnoUoNz2q56H8BqZQ8FOYpd9aP/becRCBgG4ekIsHjQULA7shUOEdePKPb7z0"
    "VUyYEQnmf3gfonx+l2FqOvkWoIkOYM66hq3MmYmj9y4sxE+jZA/+ZbtXK7IGFAuCHMrbFBbdF6C2NTWAuA/tDerKbpIUfG+D9Ku8mg=="
)
AIBOT_ALIGNED = "sKqRbbiSUnDhFHOvPjtUMT04SBXqyecnV0R+mVLqu11Se0CAxtEP8Zs4hONFU+GhnY2XmfYUSF/20UR5dRgc0w=="


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One sealed text, with all that went into it."""

    crypt: Crypt
    signature: str
    timestamp: str
    nonce: str
    encrypt: str
    plain: bytes
    luck: bytes


VECTORS = {
    "official URL verification": Vector(
        crypt=APP_CRYPT,
        signature="5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
        timestamp="1409659589",
        nonce="263014780",
        encrypt=ECHO,
        plain=b"1616140317555161061",
        luck=b"c41b64491c2468d0",
    ),
    "official message": Vector(
        crypt=APP_CRYPT,
        signature="477715d11cdb4164915debcba66cb864d751f3e6",
        timestamp="1409659813",
        nonce="1372623149",
        encrypt=MESSAGE,
        plain=MESSAGE_XML.encode(),
        luck=b"0960688932c47ef1",
    ),
    "own, empty receiver": Vector(
        crypt=AIBOT_CRYPT,
        signature="ecd19548db52af16244c0424a501c082805068e3",
        timestamp="1700000000",
        nonce="1234567890",
        encrypt=AIBOT_MESSAGE,
        plain=AIBOT_JSON.encode(),
        luck=LUCK,
    ),
    "own, a whole block of padding": Vector(
        crypt=AIBOT_CRYPT,
        signature="59633b7413e818e038a8e00575f02e03b272abf2",
        timestamp="1700000000",
        nonce="1234567890",
        encrypt=AIBOT_ALIGNED,
        plain=b"x" * 12,
        luck=LUCK,
    ),
}
each_vector = pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())


@each_vector
def test_a_vector_opens(vector: Vector) -> None:
    """What the platform sealed is verified and opened."""
    vector.crypt.verify(vector.signature, vector.timestamp, vector.nonce, vector.encrypt)

    assert vector.crypt.decrypt(vector.encrypt) == vector.plain


@each_vector
def test_a_vector_is_made_again(vector: Vector) -> None:
    """With the same luck, sealing gives the platform's own bytes and signature."""
    assert vector.crypt.encrypt(vector.plain, vector.luck) == vector.encrypt
    assert vector.crypt.sign(vector.timestamp, vector.nonce, vector.encrypt) == vector.signature


def test_a_media_file_has_neither_head_nor_receiver() -> None:
    """The own media vector goes both ways."""
    sealed = base64.b64decode("OndPWicVVi6oPKe/3nvr/KwXVAazRtY+grA+oPd2AeM=")

    assert AIBOT_CRYPT.decrypt_file(sealed) == b"hello wecom media\n"
    assert AIBOT_CRYPT.encrypt_file(b"hello wecom media\n") == sealed


@patient
@given(plain=st.binary(max_size=300), luck=st.binary(min_size=16, max_size=16), receiver=st.text(max_size=20))
def test_what_is_sealed_opens_again(plain: bytes, luck: bytes, receiver: str) -> None:
    """Opening gives back what was sealed, for any content and any receiver."""
    crypt = Crypt(TOKEN, AES_KEY, receiver)

    assert crypt.decrypt(crypt.encrypt(plain, luck)) == plain


@patient
@given(content=st.binary(max_size=200))
def test_a_sealed_file_opens_again(content: bytes) -> None:
    """Files come back whole and are padded to 32."""
    sealed = APP_CRYPT.encrypt_file(content)

    assert len(sealed) % 32 == 0
    assert len(sealed) > len(content)
    assert APP_CRYPT.decrypt_file(sealed) == content


@patient
@given(sealed=st.binary(max_size=200) | st.binary(min_size=32, max_size=32))
def test_any_bytes_are_opened_or_refused(sealed: bytes) -> None:
    """Nothing but WireError ever comes out of bytes that were not sealed with the key."""
    try:
        APP_CRYPT.decrypt(base64.b64encode(sealed).decode())
    except WireError:
        return
    pytest.fail("opened what nobody sealed")


@patient
@given(text=st.text(max_size=60))
def test_any_text_in_place_of_base64_is_refused(text: str) -> None:
    """Text that is no ciphertext is a WireError."""
    with pytest.raises(WireError):
        APP_CRYPT.decrypt(text)


@patient
@given(st.tuples(*[st.text(st.characters(), max_size=20)] * 4))
def test_any_signature_but_the_right_one_is_refused(parts: tuple[str, str, str, str]) -> None:
    """Whatever stands in place of a signature, only the right one passes."""
    signature, timestamp, nonce, encrypt = parts

    APP_CRYPT.verify(APP_CRYPT.sign(timestamp, nonce, encrypt), timestamp, nonce, encrypt)
    with pytest.raises(ForgedError):
        APP_CRYPT.verify(signature, timestamp, nonce, encrypt)


@pytest.mark.parametrize("place", [0, 5, 39])
def test_a_signature_off_by_one_digit_is_refused(place: int) -> None:
    """Every digit of the signature counts."""
    signature = APP_CRYPT.sign("1", "2", "3")
    wrong = "0" if signature[place] != "0" else "1"

    with pytest.raises(ForgedError):
        APP_CRYPT.verify(signature[:place] + wrong + signature[place + 1 :], "1", "2", "3")


def test_another_receiver_is_refused() -> None:
    """What was sealed for one corp does not open for another, nor for a bot."""
    with pytest.raises(ForgedError):
        AIBOT_CRYPT.decrypt(ECHO)
    with pytest.raises(ForgedError):
        Crypt(TOKEN, AES_KEY, "wx5823bf96d3bd56c8").decrypt(ECHO)


def _sealed(packed: bytes) -> str:
    return base64.b64encode(APP_CRYPT.encrypt_file(packed)).decode()


@pytest.mark.parametrize("packed", [b"", b"short", b"x" * 19, LUCK + b"\x00\x00\x00\x05abcd", LUCK + b"\xff" * 4])
def test_a_length_that_does_not_fit_is_refused(packed: bytes) -> None:
    """A head that is cut off, or promises more than there is, is a WireError."""
    with pytest.raises(WireError, match="长度"):
        APP_CRYPT.decrypt(_sealed(packed))


@pytest.mark.parametrize("tail", [b"\x00", b"\x21", b"\x01\x02", b"\x05" * 4])
def test_padding_that_does_not_fit_is_refused(tail: bytes) -> None:
    """Padding must be 1 to 32 bytes that all say how many they are."""
    key = key_of(AES_KEY)
    padded = b"\x07" * (32 - len(tail)) + tail

    with pytest.raises(WireError, match="填充"):
        APP_CRYPT.decrypt_file(AES.new(key, AES.MODE_CBC, key[:16]).encrypt(padded))


@pytest.mark.parametrize("size", [0, 16, 31, 33, 48])
def test_ciphertext_that_was_cut_off_is_refused(size: int) -> None:
    """Ciphertext comes in blocks of 32; 16 would do for AES but not for WeCom."""
    with pytest.raises(WireError, match="倍数"):
        APP_CRYPT.decrypt_file(b"x" * size)


@pytest.mark.parametrize("key", ["", "short", AES_KEY[:-1], AES_KEY + "A", AES_KEY[:-1] + "!", AES_KEY[:-1] + "键"])
def test_a_key_that_no_console_gives_out_is_refused(key: str) -> None:
    """A wrong EncodingAESKey is found on start, not at the first callback."""
    with pytest.raises(ValueError, match="EncodingAESKey"):
        Crypt(TOKEN, key, "")


def test_luck_must_be_sixteen_bytes() -> None:
    """A head of another size could not be opened by anybody."""
    with pytest.raises(ValueError, match="random16"):
        APP_CRYPT.encrypt(b"x", b"too short")
