"""Template cards with buttons, as message/send and update_template_card take them.

Source: developer.work.weixin.qq.com/document/path/90236 (send), 94888 (update); lengths are those it recommends.
"""

import unicodedata
from collections.abc import Sequence
from typing import Any

from bot.core.effects import Ask, Card, Recard
from bot.wecom.wording import with_names

REFUSALS = frozenset({40008, 43012, *range(42014, 42050)})  # platform: path/90313; cards do not work, words may
USED_UP = frozenset({60140, 42022})  # platform: path/94888; the leave to change a card is spent or too old

_TITLE, _TEXT, _NAME, _VALUE, _LABEL = 36, 160, 6, 30, 10  # platform: path/90236; characters
_QUOTE = 160  # chosen
_ROWS = _BUTTONS = 6  # platform
_MAIN, _OTHER = 1, 2  # platform: styles of buttons
_NO_LINK = {"type": 0}  # an update without it is refused with 42045
_JOINER = "\u200d"


def asking(ask: Ask, card: Card, *, key: str) -> dict[str, Any]:
    """Return the card that brings `ask`. key: of the outbox; with the card's id it makes the task id of a tap."""
    buttons = [_button(name, label, at) for at, (name, label) in enumerate(card.buttons[:_BUTTONS])]
    return _body(card, key=key) | {"sub_title_text": short(_plain(ask.text), _TEXT), "button_list": buttons}


def answered(recard: Recard) -> dict[str, Any]:
    """Return the card as it looks from now on: `done` stands where the buttons were."""
    done = short(_plain(recard.done), _LABEL) or "已处理"
    return _body(recard.card, key=recard.of) | {"button_list": [_button("done", done, 0)], "replace_text": done}


def short(text: str, most: int) -> str:
    """Return `text`, or its beginning and “…”: at most `most` characters; no mark and no joined emoji is torn."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > 0 and _joins(text, end):
        end -= 1
    return text[:end].rstrip() + "…"


def _joins(text: str, at: int) -> bool:
    """Tell whether `text` may not be cut before the character at `at`."""
    after, before = text[at], text[at - 1]
    return (
        _JOINER in (after, before)
        or bool(unicodedata.combining(after))
        or unicodedata.category(after) in {"Mn", "Me", "Sk"}
    )


def _body(card: Card, *, key: str) -> dict[str, Any]:
    rows = [(_line(name), _line(value)) for name, value in card.rows if _line(name)]
    return {
        "card_type": "button_interaction",
        "main_title": {"title": short(_line(card.title), _TITLE)},
        **_quote(card.quote),
        "horizontal_content_list": _listed(rows[:_ROWS]),
        "task_id": f"{card.id}@{key}",
        "card_action": dict(_NO_LINK),
    }


def _quote(quote: str) -> dict[str, Any]:
    text = short(_plain(quote), _QUOTE)
    return {"quote_area": {"type": 0, "quote_text": text}} if text else {}


def _listed(rows: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"keyname": short(name, _NAME), "value": short(value, _VALUE)} for name, value in rows]


def _button(key: str, label: str, at: int) -> dict[str, Any]:
    return {"text": short(_line(label), _LABEL) or key, "style": _OTHER if at else _MAIN, "key": key}


def _line(text: str) -> str:
    """`text` on one line, with members as people write them."""
    return " ".join(_plain(text).split())


def _plain(text: str) -> str:
    """`text` as a card shows it: no mention works there, and half a surrogate pair is none."""
    return with_names(text.encode("utf-8", "replace").decode(), lambda userid: userid)
