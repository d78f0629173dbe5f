"""What messages may hold: types, sizes, links, cards.

Source: developer.work.weixin.qq.com/document/path/90236, 90248, 99110, 101032 and, for codes, 90313.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from hashlib import md5
from typing import Any

from bot.simulator.codes import PlatformError

LONGEST_TEXT = 2048  # platform: bytes of a text
LONGEST_MARKDOWN = 20480  # platform: bytes, path/101138
LARGEST_IMAGE = 2 << 20  # platform: path/99110
_TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
CARDS = frozenset({"text_notice", "news_notice", "button_interaction", "vote_interaction", "multiple_interaction"})


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


def image_of(body: Mapping[str, Any]) -> str:
    """Check the `image` of a webhook: base64 and its md5, at most 2 MB, JPG or PNG."""
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
    return "[图片]"


def card_of(body: Mapping[str, Any], allowed: frozenset[str] = CARDS) -> str:
    """Return what readers see of `template_card`. Raises PlatformError for what its type requires and it lacks."""
    card = section(body, "template_card")
    kind = card.get("card_type")
    if kind not in allowed:
        raise PlatformError(42031)
    if kind not in {"text_notice", "news_notice"}:
        _check_task(card)
    _check_lists(card)
    _CHECKS[kind](card)
    return "\n".join(filter(None, (_title(card), _text(card, "sub_title_text"), *_buttons(card))))


def _text(card: Mapping[str, Any], name: str) -> str:
    value = card.get(name)
    return value if isinstance(value, str) else ""


def _title(card: Mapping[str, Any]) -> str:
    title = card.get("main_title")
    return " ".join(filter(None, (_text(title, "title"), _text(title, "desc")))) if isinstance(title, dict) else ""


def _buttons(card: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(f"[{_text(b, 'text')}]" for b in card.get("button_list") or () if isinstance(b, dict))


def _check_task(card: Mapping[str, Any]) -> None:
    task = card.get("task_id")
    if not isinstance(task, str) or not _TASK_ID.fullmatch(task):
        raise PlatformError(42014)


def _check_lists(card: Mapping[str, Any]) -> None:
    """Check how long lists may be, whatever the type."""
    for name, longest, code in (
        ("horizontal_content_list", 6, 42035),
        ("vertical_content_list", 4, 42036),
        ("jump_list", 3, 42042),
    ):
        entries = card.get(name, [])
        if not isinstance(entries, list) or len(entries) > longest or not all(isinstance(e, dict) for e in entries):
            raise PlatformError(code)
    if not all(_text(e, "keyname") for e in card.get("horizontal_content_list", [])):
        raise PlatformError(42027)
    if not all(_text(e, "title") for e in card.get("jump_list", [])):
        raise PlatformError(42033)


def _check_action(card: Mapping[str, Any]) -> None:
    action = card.get("card_action")
    if not isinstance(action, dict) or action.get("type") not in {1, 2}:
        raise PlatformError(42045)
    if action["type"] == 1 and not _text(action, "url"):
        raise PlatformError(42028)


def _check_text_notice(card: Mapping[str, Any]) -> None:
    _check_action(card)
    if not _title(card) and not _text(card, "sub_title_text"):
        raise PlatformError(42033)


def _check_news_notice(card: Mapping[str, Any]) -> None:
    _check_action(card)
    if not _title(card):
        raise PlatformError(42033)
    if not isinstance(card.get("card_image"), dict) and not isinstance(card.get("image_text_area"), dict):
        raise PlatformError(42044)


def _check_buttons(card: Mapping[str, Any]) -> None:
    buttons = card.get("button_list")
    if not _title(card):
        raise PlatformError(42033)
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 6 or not all(isinstance(b, dict) for b in buttons):
        raise PlatformError(42019)
    if not all(_text(b, "text") for b in buttons):
        raise PlatformError(42020)
    keys = [_text(b, "key") for b in buttons if b.get("type", 0) == 0]
    if not all(keys) or len(set(keys)) != len(keys) or any(len(_bytes(k)) > 1024 for k in keys):
        raise PlatformError(42018)


def _check_submit(card: Mapping[str, Any]) -> None:
    submit = card.get("submit_button")
    if not _title(card):
        raise PlatformError(42033)
    if not isinstance(submit, dict) or not _text(submit, "text"):
        raise PlatformError(42049)
    if not _text(submit, "key"):
        raise PlatformError(42046)


def _check_vote(card: Mapping[str, Any]) -> None:
    _check_submit(card)
    box = card.get("checkbox")
    if not isinstance(box, dict) or not _text(box, "question_key"):
        raise PlatformError(42043)
    _check_options(box, longest=20)


def _check_multiple(card: Mapping[str, Any]) -> None:
    _check_submit(card)
    selects = card.get("select_list")
    if not isinstance(selects, list) or not 1 <= len(selects) <= 3:
        raise PlatformError(42047)
    for select in selects:
        if not isinstance(select, dict) or not _text(select, "question_key"):
            raise PlatformError(42043)
        _check_options(select, longest=10)


def _check_options(holder: Mapping[str, Any], *, longest: int) -> None:
    options = holder.get("option_list")
    if not isinstance(options, list) or not 1 <= len(options) <= longest:
        raise PlatformError(42037)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


_CHECKS = {
    "text_notice": _check_text_notice,
    "news_notice": _check_news_notice,
    "button_interaction": _check_buttons,
    "vote_interaction": _check_vote,
    "multiple_interaction": _check_multiple,
}
