"""Template cards: what each type must hold, and how it may be changed.

Source: developer.work.weixin.qq.com/document/path/101032, 90236, 94888 and, for codes, 90313.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.simulator.codes import PlatformError
from bot.simulator.qyapi.bodies import section

NOTICES = frozenset({"text_notice", "news_notice"})
INTERACTIVE = frozenset({"button_interaction", "vote_interaction", "multiple_interaction"})
CARDS = NOTICES | INTERACTIVE
LONGEST_KEY = 1024  # platform: bytes, path/101032
LONGEST_OPTION = 128  # platform: bytes
_TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
_OBJECTS = ("source", "main_title", "quote_area", "emphasis_content", "card_action", "action_menu", "button_selection")

Card = Mapping[str, Any]


def card_of(body: Mapping[str, Any], allowed: frozenset[str] = CARDS) -> str:
    """Return what readers see of `template_card`. Raises PlatformError for what its type requires and it lacks."""
    card = section(body, "template_card")
    kind = card.get("card_type")
    if kind not in allowed:
        raise PlatformError(42031)
    if is_tapped(card):
        _check_task(card)
    _check_parts(card, kind)
    return words_of(card)


def changed_card_of(body: Mapping[str, Any]) -> Card:
    """Return the `template_card` that a card is changed to. Raises PlatformError.

    It needs no task_id, and always a card_action, whatever its type (observed: 42045).
    """
    card = section(body, "template_card")
    kind = card.get("card_type")
    if kind not in CARDS:
        raise PlatformError(42031)
    _check_action(card)
    _check_parts(card, kind)
    if not isinstance(card.get("replace_text", ""), str):
        raise PlatformError(40058, "replace_text is not a string")
    return card


def is_tapped(card: Card) -> bool:
    """Tell whether tapping the card calls the app back: an interactive one, or a notice with a menu."""
    return card.get("card_type") in INTERACTIVE or bool(card.get("action_menu"))


def keys_of(card: Card) -> frozenset[str]:
    """Return what can be tapped on the card as it is now: nothing of one that is greyed."""
    if card.get("replace_text"):
        return frozenset()
    menu = card.get("action_menu")
    actions = menu.get("action_list", ()) if isinstance(menu, dict) else ()
    submit = card.get("submit_button")
    parts = (*card.get("button_list", ()), *actions, *([submit] if isinstance(submit, dict) else ()))
    return frozenset(p["key"] for p in parts if isinstance(p, dict) and isinstance(p.get("key"), str))


def words_of(card: Card) -> str:
    """Return what readers see of a card in one text: title, text, rows of buttons."""
    done = _text(card, "replace_text")
    buttons = (f"[{done}]",) if done else _buttons(card)
    return "\n".join(filter(None, (_title(card), _text(card, "sub_title_text"), *buttons)))


def _text(card: Card, name: str) -> str:
    value = card.get(name)
    return value if isinstance(value, str) else ""


def _title(card: Card) -> str:
    title = card.get("main_title")
    return " ".join(filter(None, (_text(title, "title"), _text(title, "desc")))) if isinstance(title, dict) else ""


def _buttons(card: Card) -> tuple[str, ...]:
    return tuple(f"[{_text(b, 'text')}]" for b in card.get("button_list") or () if isinstance(b, dict))


def _check_task(card: Card) -> None:
    task = card.get("task_id")
    if not isinstance(task, str) or not _TASK_ID.fullmatch(task):
        raise PlatformError(42014)


def _check_parts(card: Card, kind: str) -> None:
    """Check what is common to all types, then what this one requires."""
    for name in _OBJECTS:
        if name in card and not isinstance(card[name], dict):
            raise PlatformError(40058, f"{name} is not an object")
    _check_lists(card)
    if "card_action" in card:
        _check_action(card)
    _CHECKS[kind](card)


def _check_lists(card: Card) -> None:
    """Check how long lists may be, whatever the type."""
    for name, longest, code in (
        ("horizontal_content_list", 6, 42035),
        ("vertical_content_list", 4, 42036),
        ("jump_list", 3, 42042),
    ):
        entries = card.get(name, [])
        if not isinstance(entries, list) or len(entries) > longest or not all(isinstance(e, dict) for e in entries):
            raise PlatformError(code)
    for entry in card.get("horizontal_content_list", []):
        _check_row(entry)
    titled = (*card.get("jump_list", []), *card.get("vertical_content_list", []))
    if not all(_text(e, "title") for e in titled):
        raise PlatformError(42033)


def _check_row(row: Card) -> None:
    """Check one line of the horizontal list; its type says what else it needs."""
    if not _text(row, "keyname"):
        raise PlatformError(42027)
    for kind, name, code in ((1, "url", 42028), (2, "media_id", 42029)):
        if row.get("type") == kind and not _text(row, name):
            raise PlatformError(code)


def _check_action(card: Card) -> None:
    action = card.get("card_action")
    if not isinstance(action, dict) or action.get("type", 0) not in {0, 1, 2}:
        raise PlatformError(42045)
    if action.get("type") == 1 and not _text(action, "url"):
        raise PlatformError(42028)
    if action.get("type") == 2 and not _text(action, "appid"):
        raise PlatformError(42030)


def _check_jump(card: Card) -> None:
    """Check that tapping a notice leads somewhere."""
    _check_action(card)
    if not card["card_action"].get("type"):
        raise PlatformError(42045)


def _check_text_notice(card: Card) -> None:
    _check_jump(card)
    if not _title(card) and not _text(card, "sub_title_text"):
        raise PlatformError(42033)


def _check_news_notice(card: Card) -> None:
    _check_jump(card)
    if not _title(card):
        raise PlatformError(42033)
    if not isinstance(card.get("card_image"), dict) and not isinstance(card.get("image_text_area"), dict):
        raise PlatformError(42044)


def _check_buttons(card: Card) -> None:
    buttons = card.get("button_list")
    if not _title(card):
        raise PlatformError(42033)
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 6 or not all(isinstance(b, dict) for b in buttons):
        raise PlatformError(42019)
    if not all(_text(b, "text") for b in buttons):
        raise PlatformError(42020)
    if any(b.get("type") == 1 and not _text(b, "url") for b in buttons):
        raise PlatformError(42028)
    keys = [_text(b, "key") for b in buttons if b.get("type", 0) == 0]
    if not all(keys) or len(set(keys)) != len(keys) or any(_size(k) > LONGEST_KEY for k in keys):
        raise PlatformError(42018)


def _check_submit(card: Card) -> None:
    submit = card.get("submit_button")
    if not _title(card):
        raise PlatformError(42033)
    if not isinstance(submit, dict) or not _text(submit, "text"):
        raise PlatformError(42049)
    if not 0 < _size(_text(submit, "key")) <= LONGEST_KEY:
        raise PlatformError(42046)


def _check_vote(card: Card) -> None:
    _check_submit(card)
    box = card.get("checkbox")
    if not isinstance(box, dict) or not _text(box, "question_key"):
        raise PlatformError(42043)
    _check_options(box, longest=20)


def _check_multiple(card: Card) -> None:
    _check_submit(card)
    selects = card.get("select_list")
    if not isinstance(selects, list) or not 1 <= len(selects) <= 3:
        raise PlatformError(42047)
    for select in selects:
        if not isinstance(select, dict) or not _text(select, "question_key"):
            raise PlatformError(42043)
        _check_options(select, longest=10)


def _check_options(holder: Card, *, longest: int) -> None:
    options = holder.get("option_list")
    if not isinstance(options, list) or not 1 <= len(options) <= longest:
        raise PlatformError(42037)
    for option in options:
        if not isinstance(option, dict) or not 0 < _size(_text(option, "id")) <= LONGEST_OPTION:
            raise PlatformError(42040)
        if not _text(option, "text"):
            raise PlatformError(42041)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


_CHECKS: Mapping[str, Callable[[Card], None]] = {
    "text_notice": _check_text_notice,
    "news_notice": _check_news_notice,
    "button_interaction": _check_buttons,
    "vote_interaction": _check_vote,
    "multiple_interaction": _check_multiple,
}
