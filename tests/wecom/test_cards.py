"""Template cards: what goes over the wire."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import Ask, Card, Recard
from bot.core.model import MemberId, RoomId
from bot.wecom.cards import answered, asking, short

CARD = Card(
    id="case-58",
    title="请把 李四 移出“产品交流群”",
    rows=(("原因", "发广告"), ("积分", "15"), ("", "没有名字的行")),
    quote="加微信 138****0000 领红包",
    buttons=(("done", "已处理"), ("pardon", "不处罚"), ("show", "查看")),
)
ASK = Ask(
    room=RoomId("r1"), case=58, to=MemberId("owner"), task="remove", member=MemberId("li"),
    text="请在手机上打开群聊，移出 <@li>。", card=CARD,
)  # fmt: skip
texts = st.text(max_size=400) | st.text("群👨\u200d👩\ufe0fé\u0301<@a>\ud800\n ", max_size=400)


def test_a_card_goes_out_as_the_platform_has_it() -> None:
    """Every field, as documented under path/90236."""
    assert asking(ASK, CARD, key="case-58-ask-0-0") == {
        "card_type": "button_interaction",
        "main_title": {"title": "请把 李四 移出“产品交流群”"},
        "sub_title_text": "请在手机上打开群聊，移出 @li。",
        "quote_area": {"type": 0, "quote_text": "加微信 138****0000 领红包"},
        "horizontal_content_list": [{"keyname": "原因", "value": "发广告"}, {"keyname": "积分", "value": "15"}],
        "task_id": "case-58@case-58-ask-0-0",
        "card_action": {"type": 0},
        "button_list": [
            {"text": "已处理", "style": 1, "key": "done"},
            {"text": "不处罚", "style": 2, "key": "pardon"},
            {"text": "查看", "style": 2, "key": "show"},
        ],
    }


def test_a_changed_card_has_nothing_to_tap() -> None:
    """One grey button with what was done; the card_action without which the platform refuses the change (42045)."""
    changed = Card(id="case-58", title="编号 58 已处理", rows=(("处理人", "王芳"),))
    recard = Recard(room=RoomId("r1"), to=MemberId("owner"), of="case-58-ask-0-0", card=changed, done="已处理")

    assert answered(recard) == {
        "card_type": "button_interaction",
        "main_title": {"title": "编号 58 已处理"},
        "horizontal_content_list": [{"keyname": "处理人", "value": "王芳"}],
        "task_id": "case-58@case-58-ask-0-0",
        "card_action": {"type": 0},
        "button_list": [{"text": "已处理", "style": 1, "key": "done"}],
        "replace_text": "已处理",
    }


def test_a_change_that_says_nothing_still_greys_the_card() -> None:
    """Without replace_text the buttons would stay."""
    recard = Recard(room=RoomId("r1"), to=MemberId("owner"), of="k", card=CARD, done=" ")

    assert answered(recard)["replace_text"] == "已处理"


def test_what_is_too_long_or_too_many_is_left_off() -> None:
    """At most six rows and buttons; long words end with an ellipsis, members are written as people write them."""
    many = Card(
        id="report-1-20261122",
        title="很长的标题" * 20,
        rows=tuple((f"第{n}行的名字", "<@li> " + "值" * 99) for n in range(9)),
        quote="引" * 999,
        buttons=tuple((f"key{n}", "按钮上的字太多了吧真的") for n in range(9)),
    )
    made = asking(
        Ask(room=RoomId("r1"), to=MemberId("o"), task="report", member=MemberId(""), text="字" * 999), many, key="k"
    )

    assert len(made["main_title"]["title"]) == 36
    assert len(made["sub_title_text"]) == len(made["quote_area"]["quote_text"]) == 160
    assert [row["keyname"] for row in made["horizontal_content_list"]] == [f"第{n}行的名字" for n in range(6)]
    assert made["horizontal_content_list"][0]["value"] == "@li " + "值" * 25 + "…"
    assert [button["text"] for button in made["button_list"]] == ["按钮上的字太多了吧…"] * 6


def test_nothing_people_see_as_one_character_is_torn() -> None:
    """A family is not parted, an accent stays on its letter."""
    family = "👨\u200d👩\u200d👧"

    assert short("ab" + family + "cdefgh", 5) == "ab…"
    assert short("abcde\u0301fgh", 6) == "abcd…"
    assert short("短", 1) == "短"


@given(text=texts, title=texts, done=texts, names=st.lists(st.tuples(texts, texts), max_size=8))
def test_any_text_makes_a_card_that_can_be_sent(text: str, title: str, done: str, names: list[tuple[str, str]]) -> None:
    """Within the platform's lengths, without line breaks where one line is shown, encodable, task id well-formed."""
    card = Card(id="case-1", title=title, rows=tuple(names), quote=text, buttons=tuple(enumerate_keys(names)))
    ask = Ask(room=RoomId("r"), to=MemberId("o"), task="remove", member=MemberId("m"), text=text, card=card)
    recard = Recard(room=RoomId("r"), to=MemberId("o"), of="case-1-ask-0-0", card=card, done=done)

    for made in (asking(ask, card, key="case-1-ask-0-0"), answered(recard)):
        str(made).encode()
        assert re.fullmatch(r"[0-9A-Za-z_@-]{1,128}", made["task_id"])
        assert len(made["main_title"]["title"]) <= 36
        assert "\n" not in made["main_title"]["title"]
        assert len(made["horizontal_content_list"]) <= 6
        assert all(0 < len(row["keyname"]) <= 6 and len(row["value"]) <= 30 for row in made["horizontal_content_list"])
        assert all(0 < len(button["text"]) <= 10 for button in made["button_list"])


def enumerate_keys(names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A key for each label."""
    return [(f"k{n}", label) for n, (label, _) in enumerate(names)]
