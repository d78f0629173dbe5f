"""The seal on everything WeCom calls back with: SHA-1 signature, AES-256-CBC, padding to 32.

Source: developer.work.weixin.qq.com/document/path/90968 (apps), path/101033 (智能机器人).
"""

import binascii
import hmac
from hashlib import sha1

from Crypto.Cipher import AES

from bot.core.errors import ForgedError, WireError

BLOCK = 32  # platform: path/90968; twice the block of AES itself
_AES_BLOCK = 16
_HEAD = 20  # 16 random bytes and 4 of length
_KEY_CHARS = 43  # platform: path/90968


class Crypt:
    """One callback's token, key and receiver.

    receiver: corp id for an app; empty for a 智能机器人.
    Raises ValueError for a key that no console of WeCom gives out.
    """

    __slots__ = ("_iv", "_key", "_receiver", "_token")

    def __init__(self, token: str, encoding_aes_key: str, receiver: str) -> None:
        self._token = token
        self._key = key_of(encoding_aes_key)
        self._iv = self._key[:_AES_BLOCK]
        self._receiver = receiver.encode()

    def sign(self, timestamp: str, nonce: str, encrypt: str) -> str:
        """Return the signature of one envelope: 40 hex digits, lower case. All three exactly as on the wire."""
        joined = "".join(sorted((self._token, timestamp, nonce, encrypt)))
        return sha1(joined.encode("utf-8", "surrogatepass")).hexdigest()  # noqa: S324 - the platform's choice

    def verify(self, signature: str, timestamp: str, nonce: str, encrypt: str) -> None:
        """Raise ForgedError unless `signature` is that of the envelope."""
        expected = self.sign(timestamp, nonce, encrypt).encode()
        if not hmac.compare_digest(expected, signature.encode("utf-8", "surrogatepass")):
            raise ForgedError("回调签名不符：请核对 Token 与企业微信后台填写的是否一致")

    def decrypt(self, encrypt: str) -> bytes:
        """Return what is sealed in `encrypt`, base64 as on the wire.

        Raises WireError when base64, padding or length do not fit, ForgedError when it was meant for another receiver.
        """
        try:
            sealed = binascii.a2b_base64(encrypt, strict_mode=True)
        except ValueError as error:
            raise WireError(f"回调密文不是 base64：{error}") from error
        plain = self.decrypt_file(sealed)
        end = _HEAD + int.from_bytes(plain[16:_HEAD], "big")
        if len(plain) < _HEAD or end > len(plain):
            raise WireError("回调密文里的长度不对：请核对 EncodingAESKey")
        if not hmac.compare_digest(plain[end:], self._receiver):
            raise ForgedError("回调的接收方不符：请核对企业 ID（智能机器人留空）")
        return plain[_HEAD:end]

    def encrypt(self, plaintext: bytes, random16: bytes) -> str:
        """Return `plaintext` sealed, as base64 for the wire. random16: 16 bytes of luck."""
        if len(random16) != _AES_BLOCK:
            raise ValueError(f"random16 has {len(random16)} bytes, not 16")
        packed = b"".join((random16, len(plaintext).to_bytes(4, "big"), plaintext, self._receiver))
        return binascii.b2a_base64(self.encrypt_file(packed), newline=False).decode("ascii")

    def decrypt_file(self, sealed: bytes) -> bytes:
        """Return the bytes of a media file downloaded from a 智能机器人's message: no head, no receiver.

        Raises WireError when length or padding do not fit.
        """
        if not sealed or len(sealed) % BLOCK:
            raise WireError(f"密文长度 {len(sealed)} 不是 {BLOCK} 的倍数：可能没有收全")
        padded: bytes = AES.new(self._key, AES.MODE_CBC, self._iv).decrypt(sealed)
        pad = padded[-1]
        if not 1 <= pad <= BLOCK or padded[-pad:] != padded[-1:] * pad:
            raise WireError("密文的填充不对：请核对 EncodingAESKey")
        return padded[:-pad]

    def encrypt_file(self, content: bytes) -> bytes:
        """Return `content` padded to a multiple of 32 and sealed, the way WeCom serves media files."""
        pad = BLOCK - len(content) % BLOCK
        sealed: bytes = AES.new(self._key, AES.MODE_CBC, self._iv).encrypt(content + bytes((pad,)) * pad)
        return sealed


def key_of(encoding_aes_key: str) -> bytes:
    """Return the 32 bytes that the 43 characters of an EncodingAESKey stand for.

    The last character may carry spare bits, as the official sample's does. Raises ValueError.
    """
    if len(encoding_aes_key) != _KEY_CHARS:
        raise ValueError(f"EncodingAESKey 应为 43 个字符，现有 {len(encoding_aes_key)} 个：请到企业微信后台重新复制")
    try:
        return binascii.a2b_base64(encoding_aes_key + "=", strict_mode=True)
    except ValueError as error:
        raise ValueError("EncodingAESKey 只能由英文字母和数字组成：请到企业微信后台重新复制") from error
