"""What messages may hold: types, sizes, links.

Source: developer.work.weixin.qq.com/document/path/90236, 90248, 99110 and, for codes, 90313.
"""

import base64
import binascii
from collections.abc import Mapping
from hashlib import md5
from typing import Any

from bot.simulator.codes import PlatformError

LONGEST_TEXT = 2048  # platform: bytes of a text
LONGEST_MARKDOWN = 20480  # platform: bytes, path/101138
LARGEST_IMAGE = 2 << 20  # platform: path/99110


def section(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the object `name` of `body`. Raises PlatformError 40058 if there is none."""
    value = body.get(name)
    if not isinstance(value, dict):
        raise PlatformError(40058, f"{name} is not an object")
    return value


def words(holder: Mapping[str, Any], name: str, *, missing: int, default: str | None = None) -> str:
    """Return the text `name` of `holder`; PlatformError `missing` for an empty one, 40058 for one that is no text."""
    value = holder.get(name, default)
    if value is None or value == "":
        if default is not None:
            return default
        raise PlatformError(missing, f"missing {name}")
    if not isinstance(value, str):
        raise PlatformError(40058, f"{name} is not a string")
    return value


def text_of(body: Mapping[str, Any], kind: str, longest: int, *, too_long: int = 45002) -> str:
    """Return `content` of the section `kind`; at most `longest` bytes of UTF-8."""
    content = words(section(body, kind), "content", missing=44004)
    if len(_bytes(content)) > longest:
        raise PlatformError(too_long, f"{kind}.content exceed max length {longest}")
    return content


def cut(text: str, longest: int) -> str:
    """Return `text` cut to `longest` bytes of UTF-8, never inside a character."""
    return _bytes(text)[:longest].decode("utf-8", "ignore")


def names_of(holder: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return the list of userids `name` of `holder`, empty if absent. Raises PlatformError 40031-like 40058."""
    value = holder.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise PlatformError(40058, f"{name} is not a list of strings")
    return tuple(value)


def article_of(body: Mapping[str, Any]) -> str:
    """Return what readers see of `news`: 1 to 8 articles, each with a title."""
    articles = section(body, "news").get("articles")
    if not isinstance(articles, list) or not 1 <= len(articles) <= 8:
        raise PlatformError(45008)
    return "\n".join(_article(a) for a in articles)


def _article(article: object) -> str:
    if not isinstance(article, dict):
        raise PlatformError(40058, "article is not an object")
    title = words(article, "title", missing=41016)
    return f"{cut(title, 128)} {_link(article)}".strip()


def _link(holder: Mapping[str, Any]) -> str:
    url = words(holder, "url", missing=42028)
    if "://" not in url:
        raise PlatformError(45034)
    return url


def textcard_of(body: Mapping[str, Any]) -> str:
    """Return what readers see of `textcard`."""
    card = section(body, "textcard")
    title = words(card, "title", missing=41016)
    description = words(card, "description", missing=41033)
    return f"{cut(title, 128)}\n{cut(description, 512)}\n{_link(card)}"


def image_of(body: Mapping[str, Any]) -> bytes:
    """Return the `image` of a webhook: base64 and its md5, at most 2 MB, JPG or PNG."""
    image = section(body, "image")
    try:
        content = base64.b64decode(words(image, "base64", missing=44001), validate=True)
    except binascii.Error as error:
        raise PlatformError(40058, "image.base64 invalid") from error
    if words(image, "md5", missing=40063).lower() != md5(content).hexdigest():  # noqa: S324 - the platform's choice
        raise PlatformError(40058, "image.md5 not match")
    if len(content) > LARGEST_IMAGE:
        raise PlatformError(40009)
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise PlatformError(40005)
    return content


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
