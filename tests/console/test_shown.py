"""The console shows no number that should not have been posted."""

import json

from bot.console.shown import concealed

ID = "110101199003071233"


def test_no_text_shows_such_a_number() -> None:
    """At whatever depth it stands."""
    row = {
        "text": f"身份证 {ID}",
        "folded": f"身份证 {ID}",
        "note": f"指令：{ID}",
        "findings": [{"why": f"含“{ID}”", "span": [4, 22]}],
        "effects": [{"effect": {"kind": "ask", "text": f"原话：{ID}"}}],
    }
    shown = concealed(row)

    assert ID not in json.dumps(shown, ensure_ascii=False)
    assert isinstance(shown, dict)
    assert shown["findings"] == [{"why": "含“110101********1233”", "span": [4, 22]}]


def test_names_stay_what_they_are() -> None:
    """An account may be a phone number, and must still be found."""
    row = {"id": 1, "message": "13800138000", "sender": "13800138000", "points": 1.5, "text": None}

    assert concealed(row) == row
