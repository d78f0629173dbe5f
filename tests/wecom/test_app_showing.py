"""自建应用: pictures and files, uploaded and sent."""

import pytest

from bot.core.effects import Attach, Chart, Show
from bot.core.model import MemberId, Room, RoomId
from bot.wecom import RefusedError
from bot.wecom.app import App
from bot.wecom.client import Client
from bot.wecom.guard import Guard
from tests.wecom.platform import Platform
from tests.wecom.samples import APP_CRYPT

UPLOAD, SEND, CHAT = "/cgi-bin/media/upload", "/cgi-bin/message/send", "/cgi-bin/appchat/send"
GROUP = Room(id=RoomId("r1"), chats={"app": "chat1"})
ZHANG = MemberId("zhang")
CHART = Chart(room=GROUP.id, title="投票", rows=(("A", 1.0),), text="A：1")
FILE = Attach(room=GROUP.id, to=ZHANG, name="问卷65.csv", content="\ufeff成员\r\n", text="答卷在此")


@pytest.fixture
def app(client: Client, platform: Platform) -> App:
    """An app whose uploads are taken."""
    platform.will_answer(UPLOAD, {"errcode": 0, "errmsg": "ok", "type": "image", "media_id": "M1", "created_at": "1"})
    return App(crypt=APP_CRYPT, guard=Guard(), client=client, agent_id=1000002)


async def test_a_picture_is_uploaded_and_shown_in_the_group(app: App, platform: Platform) -> None:
    """As an image, by its media id."""
    await app.send(CHART, GROUP, key="k1")

    (upload,) = platform.asked_for(UPLOAD)
    (shown,) = platform.asked_for(CHAT)
    assert upload.query["type"] == "image"
    assert shown.content == {"chatid": "chat1", "msgtype": "image", "image": {"media_id": "M1"}, "safe": 0}


async def test_a_picture_for_one_goes_to_them_alone(app: App, platform: Platform) -> None:
    """Not to the group."""
    await app.send(Chart(room=GROUP.id, to=ZHANG, title="结果", rows=(), text="x"), GROUP, key="k1")

    (sent,) = platform.asked_for(SEND)
    assert (sent.content["touser"], sent.content["msgtype"], sent.content["image"]) == (
        ZHANG,
        "image",
        {"media_id": "M1"},
    )
    assert platform.asked_for(CHAT) == []


async def test_a_picture_that_the_platform_keeps_is_shown_before_its_words(app: App, platform: Platform) -> None:
    """By its media id, uploaded by nobody; in a group of customers not at all."""
    show = Show(room=GROUP.id, media="M7", text="这是哪里？")
    await app.send(show, GROUP, key="k1")

    picture, words = platform.asked_for(CHAT)
    assert picture.content == {"chatid": "chat1", "msgtype": "image", "image": {"media_id": "M7"}, "safe": 0}
    assert words.content["text"] == {"content": "这是哪里？"}
    assert platform.asked_for(UPLOAD) == []
    assert not app.takes(show, Room(id=RoomId("r2"), is_customer=True))


async def test_a_file_comes_with_its_words(app: App, platform: Platform) -> None:
    """First what it is, then the file."""
    await app.send(FILE, GROUP, key="k1")

    words, file = platform.asked_for(SEND)
    assert platform.asked_for(UPLOAD)[0].query["type"] == "file"
    assert words.content["text"] == {"content": "答卷在此"}
    assert (file.content["msgtype"], file.content["file"]) == ("file", {"media_id": "M1"})


async def test_in_a_group_of_customers_only_people_show_pictures(app: App) -> None:
    """The app can tell a colleague, never the group."""
    customers = Room(id=RoomId("r2"), is_customer=True)

    assert not app.takes(CHART, customers)
    assert app.takes(FILE, customers)
    with pytest.raises(RefusedError):
        await app.send(CHART, customers, key="k1")
