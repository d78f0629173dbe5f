"""Cards in people's hands: changed in place, once a code; recalled messages."""

from typing import Any

import pytest

from tests.simulator.kit import Json, Stage, eventually

CARD: Json = {
    "card_type": "button_interaction",
    "main_title": {"title": "移出成员？"},
    "task_id": "case-7@key",
    "horizontal_content_list": [{"keyname": "编号", "value": "7"}],
    "button_list": [{"text": "移出", "key": "yes"}, {"text": "不用", "key": "no"}],
}
AFTER: Json = {
    "card_type": "button_interaction",
    "main_title": {"title": "已处理"},
    "card_action": {"type": 1, "url": "https://a"},
    "button_list": [{"text": "移出", "key": "yes"}],
    "replace_text": "已处理",
}
UPDATE = "message/update_template_card"


async def send(stage: Stage, to: str = "wangfang|liqiang", **change: Any) -> Json:
    """Send the card; return the answer."""
    card = {**CARD, **change}
    body = {"touser": to, "agentid": 1000002, "msgtype": "template_card", "template_card": card}
    answer = await stage.call("message/send", body)
    assert answer["errcode"] == 0, answer
    return answer


def changing(code: str, **more: Any) -> Json:
    """The body of a change; None takes a field away."""
    body = {"userids": ["wangfang"], "agentid": 1000002, "response_code": code, "template_card": AFTER, **more}
    return {k: v for k, v in body.items() if v is not None}


def seen(stage: Stage, who: str) -> list[str]:
    """What stands on the phone of `who`."""
    return [p.text for p in stage.sim.platform.talk.posts() if p.to == who]


async def press(stage: Stage, who: str, key: str = "yes", n: int = 1) -> int:
    """Press a button; return the HTTP status."""
    return (await stage.control("press", {"userid": who, "n": n, "key": key}))[0]


async def test_a_card_is_changed_for_those_named_and_for_nobody_else(stage: Stage) -> None:
    """The new state stands on their copy, greyed; who has no copy comes back in a list."""
    sent = await send(stage)
    answer = await stage.call(UPDATE, changing(sent["response_code"], userids=["WangFang", "lina"]))

    assert (answer["errcode"], answer["invaliduser"]) == (0, ["lina"])
    assert seen(stage, "wangfang") == ["已处理\n[已处理]"]
    assert seen(stage, "liqiang") == ["移出成员？\n[移出]\n[不用]"]
    assert stage.sim.platform.hub.since(0)[-2].kind == "changed"


async def test_atall_changes_every_copy(stage: Stage) -> None:
    """Then nobody needs to be named."""
    sent = await send(stage)
    body = changing(sent["response_code"], userids=None, atall=1, template_card=None, button={"replace_name": "晚了"})

    assert await stage.code(UPDATE, body) == 0
    assert seen(stage, "wangfang") == seen(stage, "liqiang") == ["移出成员？\n[晚了]"]


async def test_a_greyed_button_cannot_be_pressed(stage: Stage) -> None:
    """The client refuses with 409 and calls nobody; the other copy can still be pressed."""
    sent = await send(stage)
    await stage.call(UPDATE, changing(sent["response_code"]))

    assert await press(stage, "wangfang") == 409
    assert stage.bot.heard == []
    assert await press(stage, "liqiang", n=2) == 200


async def test_each_code_works_once_and_a_press_brings_a_fresh_one(stage: Stage) -> None:
    """The code of the sending, then that of the press; each is 42022 the second time."""
    sent = await send(stage)
    await press(stage, "wangfang")
    await eventually(lambda: stage.bot.heard)
    event = stage.bot.heard[0].xml
    codes = [
        await stage.code(UPDATE, changing(code))
        for code in (event["ResponseCode"], event["ResponseCode"], sent["response_code"], sent["response_code"])
    ]

    assert (event["TaskId"], event["EventKey"], event["AgentID"]) == ("case-7@key", "yes", "1000002")
    assert event["ResponseCode"] != sent["response_code"]
    assert codes == [0, 42022, 0, 42022]


async def test_a_code_lives_for_72_hours(stage: Stage) -> None:
    """A moment before it works, at 72 h it is 60140."""
    first, second = await send(stage, task_id="a"), await send(stage, task_id="b")
    await stage.clock.advance(72 * 3600 - 1)
    assert await stage.code(UPDATE, changing(first["response_code"])) == 0
    await stage.clock.advance(1)
    assert await stage.code(UPDATE, changing(second["response_code"])) == 60140


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"response_code": "invented"}, 60140),
        ({"response_code": None}, 60140),
        ({"agentid": None}, 41011),
        ({"agentid": 5}, 40056),
        ({"agentid": 2000004}, 301002),
        ({"userids": []}, 82001),
        ({"userids": "wangfang"}, 40058),
        ({"userids": [f"u{i}" for i in range(1001)]}, 40032),
        ({"partyids": [str(i) for i in range(101)]}, 82002),
        ({"tagids": [str(i) for i in range(101)]}, 82003),
        ({"template_card": None}, 40058),
        ({"button": {"replace_name": "好"}}, 40058),
        ({"template_card": None, "button": {}}, 42020),
        ({"template_card": {**AFTER, "card_type": "poem"}}, 42031),
        ({"template_card": {k: v for k, v in AFTER.items() if k != "card_action"}}, 42045),
        ({"template_card": {**AFTER, "card_action": {"type": 1}}}, 42028),
        ({"template_card": {**AFTER, "card_action": {"type": 2}}}, 42030),
        ({"template_card": {**AFTER, "button_list": []}}, 42019),
        ({"template_card": {**AFTER, "replace_text": 5}}, 40058),
        ({"template_card": {**AFTER, "main_title": "短"}}, 40058),
        ({"template_card": {**AFTER, "horizontal_content_list": [{"keyname": "k", "type": 1}]}}, 42028),
        ({"template_card": {**AFTER, "horizontal_content_list": [{"keyname": "k", "type": 2}]}}, 42029),
    ],
)
async def test_every_fault_of_a_change_has_its_code_and_spends_nothing(stage: Stage, change: Json, code: int) -> None:
    """The card stays as it is, and the response_code can still be used."""
    sent = await send(stage)

    assert await stage.code(UPDATE, changing(sent["response_code"], **change)) == code
    assert seen(stage, "wangfang") == ["移出成员？\n[移出]\n[不用]"]
    assert await stage.code(UPDATE, changing(sent["response_code"])) == 0


async def test_another_apps_code_is_refused(stage: Stage) -> None:
    """42015, as for any card of another app."""
    await send(stage)
    foreign = stage.sim.platform.cards.allow("case-7@key", 1000099)

    assert await stage.code(UPDATE, changing(foreign)) == 42015


async def test_a_notice_has_no_buttons_to_grey(stage: Stage) -> None:
    """A notice with a menu brings a code, but only the whole card can be changed."""
    notice = {
        "card_type": "text_notice",
        "sub_title_text": "三点",
        "card_action": {"type": 1, "url": "https://a"},
        "action_menu": {"desc": "更多", "action_list": [{"text": "不再提醒", "key": "mute"}]},
    }
    body = {"touser": "wangfang", "agentid": 1000002, "msgtype": "template_card"}
    sent = await stage.call("message/send", {**body, "template_card": {**notice, "task_id": "menu"}})
    plain = {k: v for k, v in notice.items() if k != "action_menu"}
    quiet = await stage.call("message/send", {**body, "template_card": plain})
    grey = changing(sent["response_code"], template_card=None, button={"replace_name": "好"})

    assert "response_code" not in quiet
    assert await press(stage, "wangfang", "mute") == 200
    assert await stage.code(UPDATE, grey) == 42031
    assert await stage.code(UPDATE, changing(sent["response_code"])) == 0


async def test_a_task_id_is_used_once(stage: Stage) -> None:
    """A second card of that name is refused; the duplicate check takes it for the same message."""
    body = {"touser": "lina", "agentid": 1000002, "msgtype": "template_card", "template_card": CARD}
    checked = {**body, "enable_duplicate_check": 1, "duplicate_check_interval": 60}
    first = await stage.call("message/send", checked)
    again = await stage.call("message/send", checked)
    await stage.clock.advance(61)

    assert [await stage.code("message/send", b) for b in (body, checked)] == [42014, 42014]
    assert (again["errcode"], again["msgid"]) == (0, first["msgid"])
    assert again["response_code"]
    assert len(seen(stage, "lina")) == 1


async def test_a_press_is_called_back_once_even_if_nobody_answers(stage: Stage) -> None:
    """No retry, other than for messages."""
    stage.bot.answers = [{"status": 500}]
    await send(stage)
    await press(stage, "wangfang")
    await eventually(lambda: stage.sim.platform.courier.attempts)
    await eventually(stage.sim.platform.courier.idle)

    assert [(a.kind, a.number) for a in stage.sim.platform.courier.attempts] == [("template_card_event", 1)]


async def test_the_app_takes_back_what_it_sent_within_a_day(stage: Stage) -> None:
    """Nothing is left to read or press; anything else is 40058."""
    sent, old = await send(stage), await send(stage, task_id="old")
    assert await stage.code("message/recall", {"msgid": sent["msgid"]}) == 0
    await stage.clock.advance(24 * 3600 + 1)

    assert [await stage.code("message/recall", {"msgid": m}) for m in (old["msgid"], "no", "")] == [40058, 40058, 40063]
    assert seen(stage, "wangfang") == ["", "移出成员？\n[移出]\n[不用]"]
    assert await press(stage, "wangfang") == 404


async def test_customers_cannot_be_written_to(stage: Stage) -> None:
    """The app does not know external contacts, nor they the app."""
    people = [{"userid": "wmCustomer1", "name": "客户甲"}]
    await stage.control("join", {"room": "wrDemoCustomer01", "people": people})
    body = {"touser": "wmCustomer1|lina", "agentid": 1000002, "msgtype": "text", "text": {"content": "好"}}
    answer = await stage.call("message/send", body)
    refused, why = await stage.control("private", {"userid": "wmCustomer1", "text": "好"})

    assert (answer["errcode"], answer["invaliduser"]) == (0, "wmcustomer1")
    assert await stage.code("message/send", {**body, "touser": "wmCustomer1"}) == 81013
    assert (refused, why["error"]) == (409, "客户甲是外部联系人，看不到应用")
