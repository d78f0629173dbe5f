"""Every message and event of a 自建应用's callback, as the documents have them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import WireError
from bot.core.model import Event, MemberId, Message, MessageId, RoomId
from bot.wecom import Unknown, app_xml
from bot.wecom.app_xml import understand
from tests.wecom.app_events import CHANGES, EVENTS
from tests.wecom.samples import delivered, patient

AT = datetime(2014, 9, 2, 12, 10, 13, tzinfo=UTC)


def _key_of(plain: str) -> str:
    return app_xml.key_of(plain, signature="S1")


def _xml(inside: str, *, sender: str = "zhangsan") -> str:
    return (
        f"<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>1409659813</CreateTime>{inside}<AgentID>218</AgentID></xml>"
    )


@pytest.mark.parametrize(
    ("kind", "inside", "text"),
    [
        ("text", "<Content><![CDATA[退款<b>\n怎么办]]></Content>", "退款<b>\n怎么办"),
        ("image", "<PicUrl><![CDATA[https://p/1]]></PicUrl><MediaId><![CDATA[m]]></MediaId>", ""),
        ("voice", "<MediaId><![CDATA[m]]></MediaId><Format><![CDATA[amr]]></Format>", ""),
        ("video", "<MediaId><![CDATA[m]]></MediaId><ThumbMediaId><![CDATA[t]]></ThumbMediaId>", ""),
        (
            "location",
            "<Location_X>23.134</Location_X><Location_Y>113.358</Location_Y><Scale>20</Scale>"
            "<Label><![CDATA[位置信息]]></Label><AppType><![CDATA[wxwork]]></AppType>",
            "位置信息",
        ),
        (
            "link",
            "<Title><![CDATA[标题]]></Title><Description><![CDATA[描述]]></Description>"
            "<Url><![CDATA[https://u/1]]></Url><PicUrl><![CDATA[https://p/1]]></PicUrl>",
            "标题\n描述\nhttps://u/1",
        ),
    ],
)
def test_every_message_is_understood(kind: str, inside: str, text: str) -> None:
    """Each type becomes a private message with the words that are in it."""
    body = _xml(f"<MsgType><![CDATA[{kind}]]></MsgType>{inside}<MsgId>4561255354251345929</MsgId>")

    assert _key_of(body) == "4561255354251345929"
    assert understand(delivered("app", body, key=_key_of(body))) == Message(
        id=MessageId("4561255354251345929"),
        room=RoomId("private:zhangsan"),
        sender=MemberId("zhangsan"),
        text=text,
        sent_at=AT,
        channel="app",
        kind=kind,
    )


@pytest.mark.parametrize(("name", "inside", "details"), EVENTS, ids=[name for name, _, _ in EVENTS])
def test_every_event_is_understood(name: str, inside: str, details: dict[str, str]) -> None:
    """Each event keeps its name, who did it, when, and all of its fields, flat."""
    body = _xml(f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{name}]]></Event>{inside}")

    event = understand(delivered("app", body))

    assert isinstance(event, Event)
    assert (event.id, event.channel, event.kind, event.chat, event.member, event.at) == (
        "K1", "app", name, "", "zhangsan", AT,
    )  # fmt: skip
    assert {"AgentID": "218", "Event": name, **details}.items() <= event.details.items()


@pytest.mark.parametrize(("name", "change", "inside", "chat", "member"), CHANGES)
def test_every_change_is_understood(name: str, change: str, inside: str, chat: str, member: str) -> None:
    """What changed stands in the event's kind; nobody but the one it is about is its member."""
    body = _xml(f"<MsgType>event</MsgType><Event>{name}</Event><ChangeType>{change}</ChangeType>{inside}", sender="sys")

    event = understand(delivered("app", body))

    assert isinstance(event, Event)
    assert (event.kind, event.chat, event.member) == (f"{name}.{change}", chat, member)


@pytest.mark.parametrize(
    ("listed", "members"),
    [
        ("<Item>wmA</Item><Item>wmB</Item>", "wmA,wmB"),
        ("<Item>wmA</Item>", "wmA"),
        ("<![CDATA[wmA,wmB]]>", "wmA,wmB"),
        ("", ""),
    ],
)
def test_both_forms_of_the_member_list_read_the_same(listed: str, members: str) -> None:
    """The list of who joined or left is one text with commas, however it came."""
    body = _xml(
        "<MsgType>event</MsgType><Event>change_external_chat</Event><ChatId>wrA</ChatId><ChangeType>update</ChangeType>"
        "<UpdateDetail>del_member</UpdateDetail><QuitScene>1</QuitScene><MemChangeCnt>2</MemChangeCnt>"
        f"<MemChangeList>{listed}</MemChangeList><LastMemVer>9c3f</LastMemVer><CurMemVer>a1b2</CurMemVer>",
        sender="sys",
    )

    event = understand(delivered("app", body))

    assert isinstance(event, Event)
    assert event.details == {
        "ToUserName": "wx5823bf96d3bd56c7", "FromUserName": "sys", "CreateTime": "1409659813", "MsgType": "event",
        "Event": "change_external_chat", "ChatId": "wrA", "ChangeType": "update", "UpdateDetail": "del_member",
        "QuitScene": "1", "MemChangeCnt": "2", "MemChangeList": members, "LastMemVer": "9c3f", "CurMemVer": "a1b2",
        "AgentID": "218",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ("<MsgType>file</MsgType><MsgId>1</MsgId>", "file"),
        ("<MsgType>event</MsgType><Event>born_tomorrow</Event>", "born_tomorrow"),
        ("<MsgType>event</MsgType>", "event"),
        ("<InfoType>suite_ticket</InfoType>", "suite_ticket"),
        ("", ""),
    ],
)
def test_what_has_no_name_is_unknown(inside: str, kind: str) -> None:
    """New types of the platform are kept, not errors."""
    assert understand(delivered("app", _xml(inside))) == Unknown(kind=kind)


@pytest.mark.parametrize(
    "body",
    [
        "no xml",
        "<xml><MsgType>text</MsgType><CreateTime>1</CreateTime></xml>",
        "<xml><MsgType>text</MsgType><FromUserName>a</FromUserName></xml>",
        "<xml><MsgType>text</MsgType><FromUserName>a</FromUserName><CreateTime>soon</CreateTime></xml>",
        "<xml><MsgType>event</MsgType><Event>change_contact</Event><CreateTime>1</CreateTime></xml>",
        "<xml><MsgType>text</MsgType><FromUserName>a</FromUserName><CreateTime>99999999999999</CreateTime></xml>",
        "<xml><A>\ud800</A></xml>",
    ],
)
def test_what_cannot_be_right_is_refused(body: str) -> None:
    """A known type that lacks what it always has is a WireError."""
    with pytest.raises(WireError):
        understand(delivered("app", body))


def _event(inside: str, *, sender: str = "sys") -> str:
    return _xml(f"<MsgType>event</MsgType>{inside}", sender=sender)


def test_a_repeated_event_has_the_same_key() -> None:
    """The key does not depend on the order of elements nor on one-shot codes, which may be fresh."""
    first = _event("<Event>template_card_event</Event><TaskId>t</TaskId><ResponseCode>1</ResponseCode>")
    again = _event("<ResponseCode>2</ResponseCode><TaskId>t</TaskId><Event>template_card_event</Event>")

    assert _key_of(first) == _key_of(again)
    assert _key_of(first).startswith("event:")


def test_different_events_have_different_keys() -> None:
    """Two things that happened in one second are two, whatever tells them apart."""
    told = [
        "<Event>click</Event><EventKey>a</EventKey>",
        "<Event>click</Event><EventKey>b</EventKey>",
        "<Event>change_external_chat</Event><ChatId>a</ChatId><ChangeType>update</ChangeType><CurMemVer>1</CurMemVer>",
        "<Event>change_external_chat</Event><ChatId>a</ChatId><ChangeType>update</ChangeType><CurMemVer>2</CurMemVer>",
        "<Event>change_external_chat</Event><ChatId>b</ChatId><ChangeType>update</ChangeType><CurMemVer>2</CurMemVer>",
        "<Event>change_contact</Event><ChangeType>delete_user</ChangeType><UserID>a</UserID>",
        "<Event>change_contact</Event><ChangeType>delete_user</ChangeType><UserID>b</UserID>",
        "<Event>click</Event><EventKey>a</EventKey><TaskId>t</TaskId>",
    ]

    assert len({_key_of(_event(inside)) for inside in told}) == len(told)
    assert _key_of(_event(told[0], sender="a")) != _key_of(_event(told[0], sender="b"))


def test_every_notice_of_news_is_its_own() -> None:
    """A notice carries nothing, so only its envelope tells it from the one before in the same second."""
    notice = _event("<Event>msgaudit_notify</Event>")

    assert app_xml.key_of(notice, signature="S1") == app_xml.key_of(notice, signature="S1")
    assert app_xml.key_of(notice, signature="S1") != app_xml.key_of(notice, signature="S2")


@patient
@given(
    body=st.text(max_size=100) | st.text(alphabet="<>/xmlMsgTypeevent ", max_size=60).map(lambda t: f"<xml>{t}</xml>")
)
def test_any_text_is_understood_or_refused(body: str) -> None:
    """Nothing but WireError comes out."""
    for read in (_key_of, lambda text: understand(delivered("app", text))):
        try:
            read(body)
        except WireError:
            continue
