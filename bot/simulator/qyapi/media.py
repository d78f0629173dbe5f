"""media/upload, media/get and webhook/upload_media: temporary files, three days.

Source: developer.work.weixin.qq.com/document/path/90253, 90254, 99110.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from bot.simulator.clock import Clock, unix
from bot.simulator.codes import PlatformError
from bot.simulator.qyapi.bodies import section, words
from bot.simulator.qyapi.gateway import Answer, Request
from bot.simulator.world import word

LIVES = timedelta(days=3)  # platform: path/90253
SMALLEST = 6  # platform: more than 5 bytes
LARGEST = {"image": 10 << 20, "voice": 2 << 20, "video": 10 << 20, "file": 20 << 20}  # platform: path/90253
LARGEST_BODY = 21 << 20  # chosen: the largest file and its multipart wrapping
NAMES = {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "file": "[文件]"}
_TYPES = {"image": "image/png", "file": "application/octet-stream"}
_SHOWN = 500  # chosen: pictures and files that the page can still open
_OPENINGS = {
    "image": (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"),
    "voice": (b"#!AMR",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """One uploaded file. owner: key of the webhook it belongs to; empty: all apps of the corp."""

    kind: str
    filename: str
    content: bytes
    expires_at: datetime
    owner: str = ""


class Cupboard:
    """All files uploaded within three days."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._media: dict[str, Medium] = {}
        self._shown: dict[str, Medium] = {}

    def expect(self, body: Mapping[str, Any], kind: str, owner: str = "") -> Medium:
        """Return the medium that the section `kind` of `body` names. Raises PlatformError 41006 or 40007."""
        medium = self._find(words(section(body, kind), "media_id", missing=41006), owner)
        if medium.kind != kind:
            raise PlatformError(40007)
        return medium

    def sent_with(self, body: Mapping[str, Any], owner: str = "") -> dict[str, str]:
        """Return how the page finds what a message brings that was checked; nothing if it is but words."""
        kind = str(body["msgtype"])
        return self.show(self.expect(body, kind, owner)) if kind in NAMES else {}

    def show(self, medium: Medium) -> dict[str, str]:
        """Return how the page finds `medium`, which was sent: its kind, name and address there."""
        key = sha256(medium.filename.encode() + medium.content).hexdigest()[:32]
        self._shown[key] = medium
        while len(self._shown) > _SHOWN:
            del self._shown[next(iter(self._shown))]
        return {"kind": medium.kind, "name": medium.filename, "url": f"/sim/media/{key}"}

    def show_image(self, content: bytes) -> dict[str, str]:
        """Return how the page finds a picture that came without being uploaded."""
        return self.show(Medium(kind="image", filename="图片.png", content=content, expires_at=self._clock.now()))

    async def view(self, request: web.Request) -> web.Response:
        """Give the page a picture or file that was sent; 404 for one that is not kept."""
        medium = self._shown.get(request.match_info["key"])
        if medium is None:
            raise web.HTTPNotFound
        way = "inline" if medium.kind == "image" else "attachment"
        kind = _TYPES.get(medium.kind, _TYPES["file"])
        headers = {"Content-Disposition": f"{way}; filename*=UTF-8''{quote(medium.filename)}", "Content-Type": kind}
        return web.Response(body=medium.content, headers=headers)

    async def get(self, request: Request) -> Answer:
        """Give the file back as it came."""
        media_id = request.query.get("media_id", "")
        if not media_id:
            raise PlatformError(41006)
        medium = self._find(media_id, "")
        disposition = f'attachment; filename="{_ascii(medium.filename)}"'
        file = web.Response(body=medium.content, headers={"Content-Disposition": disposition})
        return Answer(file=file)

    async def upload(self, request: Request) -> Answer:
        """Take a file for the app."""
        return await self._take(request, frozenset(LARGEST), "")

    async def upload_for_webhook(self, request: Request) -> Answer:
        """Take a file or voice for one robot only."""
        return await self._take(request, frozenset({"file", "voice"}), request.query.get("key", ""))

    def _find(self, media_id: str, owner: str) -> Medium:
        medium = self._media.get(media_id)
        if medium is None or medium.owner != owner or self._clock.now() >= medium.expires_at:
            raise PlatformError(40007)
        return medium

    async def _take(self, request: Request, kinds: frozenset[str], owner: str) -> Answer:
        kind = request.query.get("type", "")
        if kind not in kinds:
            raise PlatformError(40004)
        filename, content = await _file(request.raw)
        check_medium(kind, content)
        now, media_id = self._clock.now(), word(self._clock.luck, 64)
        self._media = {i: m for i, m in self._media.items() if m.expires_at > now}
        self._media[media_id] = Medium(
            kind=kind, filename=filename, content=content, expires_at=now + LIVES, owner=owner
        )
        return Answer(fields={"type": kind, "media_id": media_id, "created_at": str(unix(now))})


def check_medium(kind: str, content: bytes) -> None:
    """Raise PlatformError for a file of the wrong size or format."""
    if not content:
        raise PlatformError(44001)
    if len(content) < SMALLEST:
        raise PlatformError(40006)
    if len(content) > LARGEST[kind]:
        raise PlatformError(40009 if kind == "image" else 45001)
    if kind in _OPENINGS and not content.startswith(_OPENINGS[kind]):
        raise PlatformError(40005)
    if kind == "video" and content[4:8] != b"ftyp":
        raise PlatformError(40005)


async def _file(raw: web.Request) -> tuple[str, bytes]:
    """Return name and bytes of the part `media`. Raises PlatformError if the body is not such a form."""
    if not raw.content_type.startswith("multipart/"):
        raise PlatformError(41005)
    try:
        async for part in await raw.multipart():
            if isinstance(part, BodyPartReader) and part.name == "media" and part.filename:
                return part.filename, await _read(part)
    except (ValueError, AssertionError) as error:
        raise PlatformError(40058, "wrong multipart format") from error
    raise PlatformError(41005)


async def _read(part: BodyPartReader) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(1 << 16):
        content += chunk
        if len(content) > LARGEST_BODY:
            raise PlatformError(45001)
    return bytes(content)


def _ascii(name: str) -> str:
    return name.encode("ascii", "replace").decode().replace('"', "_").replace("\\", "_")
