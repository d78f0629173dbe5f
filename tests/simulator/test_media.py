"""Uploading and fetching files."""

from base64 import b64encode
from hashlib import md5
from io import BytesIO

import aiohttp
import pytest

from tests.simulator.kit import Json, Stage

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def form(content: bytes, *, name: str = "media") -> aiohttp.FormData:
    """A multipart body with one file."""
    data = aiohttp.FormData()
    data.add_field(name, BytesIO(content), filename="a.png", content_type="application/octet-stream")
    return data


async def upload(stage: Stage, data: aiohttp.FormData | bytes, kind: str, path: str = "media/upload") -> Json:
    """Upload; return the answer."""
    query = {"type": kind, "access_token": await stage.token(), "key": stage.sim.credentials.webhook_key}
    async with stage.session.post(f"{stage.sim.url}/cgi-bin/{path}", data=data, params=query) as answer:
        return await answer.json()


async def fetch(stage: Stage, media_id: str) -> tuple[str, bytes]:
    """Fetch; return type and bytes."""
    query = {"access_token": await stage.token(), "media_id": media_id}
    async with stage.session.get(f"{stage.sim.url}/cgi-bin/media/get", params=query) as answer:
        return answer.content_type, await answer.read()


async def test_a_file_comes_back_as_it_went_for_three_days(stage: Stage) -> None:
    """The same bytes until three days are over; created_at is a string."""
    answer = await upload(stage, form(PNG), "image")
    kept = await fetch(stage, answer["media_id"])
    await stage.clock.advance(3 * 86400)
    gone = await fetch(stage, answer["media_id"])

    assert (answer["errcode"], answer["type"]) == (0, "image")
    assert answer["created_at"] == str(int(stage.clock.now().timestamp()) - 3 * 86400)
    assert kept == ("application/octet-stream", PNG)
    assert gone[0] == "application/json"
    assert b'"errcode": 40007' in gone[1]


@pytest.mark.parametrize(
    ("start", "zeros", "kind", "code"),
    [
        (PNG, 0, "picture", 40004),
        (b"", 0, "file", 44001),
        (b"12345", 0, "file", 40006),
        (b"123456", 0, "file", 0),
        (b"not a picture", 0, "image", 40005),
        (PNG, 10 << 20, "image", 40009),
        (b"#!AMR", 100, "voice", 0),
        (b"RIFF", 100, "voice", 40005),
        (b"#!AMR", 2 << 20, "voice", 45001),
        (b"\0\0\0\x18ftypmp42", 0, "video", 0),
        (b"\0\0\0\x18moov", 20, "video", 40005),
    ],
)
async def test_files_are_held_to_type_and_size(stage: Stage, start: bytes, zeros: int, kind: str, code: int) -> None:
    """Wrong formats and sizes are refused with their codes."""
    assert (await upload(stage, form(start + bytes(zeros)), kind))["errcode"] == code


async def test_a_body_without_the_part_media_is_refused(stage: Stage) -> None:
    """41005 for anything but a form with a file in `media`."""
    bare = await upload(stage, b"just bytes", "file")
    elsewhere = await upload(stage, form(PNG, name="file"), "file")

    assert (bare["errcode"], elsewhere["errcode"]) == (41005, 41005)


async def test_a_webhook_file_belongs_to_its_robot(stage: Stage) -> None:
    """The robot may send it; the app may not."""
    medium = await upload(stage, form(b"123456"), "file", "webhook/upload_media")
    body = {"msgtype": "file", "file": {"media_id": medium["media_id"]}}
    url = f"{stage.sim.url}/cgi-bin/webhook/send?key={stage.sim.credentials.webhook_key}"
    async with stage.session.post(url, json=body) as answer:
        by_robot = (await answer.json())["errcode"]

    assert (by_robot, await stage.code("appchat/send", {"chatid": "qunguandemo", **body})) == (0, 40007)
    assert (await upload(stage, form(PNG), "image", "webhook/upload_media"))["errcode"] == 40004


async def test_an_uploaded_picture_can_be_sent(stage: Stage) -> None:
    """With its media_id, as an image and as nothing else."""
    medium = (await upload(stage, form(PNG), "image"))["media_id"]
    body = {"chatid": "qunguandemo", "msgtype": "image", "image": {"media_id": medium}}

    assert await stage.code("appchat/send", body) == 0
    assert await stage.code("appchat/send", {**body, "msgtype": "file", "file": {"media_id": medium}}) == 40007


async def test_a_picture_and_a_file_that_were_sent_can_be_opened_on_the_page(stage: Stage) -> None:
    """The bubble says where; a picture opens in the page, a file is downloaded under its name; what is gone is gone."""
    picture = await upload(stage, form(PNG), "image")
    file = await upload(stage, form(b"\xef\xbb\xbfabc,1"), "file")
    base = {"touser": "lina", "agentid": stage.sim.credentials.agent_id}
    for kind, media in (("image", picture), ("file", file)):
        sent = {**base, "msgtype": kind, kind: {"media_id": media["media_id"]}}
        assert (await stage.call("message/send", sent))["errcode"] == 0

    posts = stage.sim.platform.talk.posts()
    shown = []
    for post in posts:
        async with stage.session.get(f"{stage.sim.url}{post.medium['url']}") as answer:
            shown.append(
                (post.medium["kind"], answer.content_type, answer.content_disposition.type, await answer.read())
            )
    async with stage.session.get(f"{stage.sim.url}/sim/media/none") as gone:
        assert gone.status == 404

    assert [post.text for post in posts] == ["[图片]", "[文件]"]
    assert shown == [
        ("image", "image/png", "inline", PNG),
        ("file", "application/octet-stream", "attachment", b"\xef\xbb\xbfabc,1"),
    ]


async def test_the_picture_of_a_robot_can_be_seen(stage: Stage) -> None:
    """Though it was never uploaded."""
    image = {"base64": b64encode(PNG).decode(), "md5": md5(PNG, usedforsecurity=False).hexdigest()}
    query = {"key": stage.sim.credentials.webhook_key}
    url = f"{stage.sim.url}/cgi-bin/webhook/send"
    async with stage.session.post(url, json={"msgtype": "image", "image": image}, params=query) as answer:
        assert (await answer.json())["errcode"] == 0
    (post,) = stage.sim.platform.talk.posts()
    async with stage.session.get(f"{stage.sim.url}{post.medium['url']}") as answer:
        assert await answer.read() == PNG
