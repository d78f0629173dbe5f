"""The settings as the rest of the bot sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.core.customs import USUAL, Customs
from bot.core.model import NO_HOLIDAYS, Calendar, Room, RoomId
from bot.core.policy import Policy
from bot.documents.secrets import Secret
from bot.settings.written import Console, Server, Storage, Wecom


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What judging needs, and no secret: enough to check rules where the bot never runs.

    base: folder of `config.yaml`, absolute. rules, words, texts: globs, relative to `base`. defaults: a room with an
    empty id, for rooms never seen before. zone: in which days begin. calendar: which of them are
    worked. policies: of rooms that have one of their own. playbook: globs by kind (see `bot.playbook`). customs: how rooms
    play that are not in `customs_by_room`. zones: of rooms that are not in `zone`. written: the same as YAML, variables
    filled in.
    """

    base: Path
    rules: tuple[str, ...]
    words: tuple[str, ...]
    texts: tuple[str, ...]
    rooms: tuple[Room, ...]
    defaults: Room
    policy: Policy
    zone: ZoneInfo
    calendar: Calendar = field(default=NO_HOLIDAYS, repr=False)
    policies: Mapping[RoomId, Policy] = field(default_factory=dict)
    playbook: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    customs: Customs = USUAL
    customs_by_room: Mapping[RoomId, Customs] = field(default_factory=dict)
    zones: Mapping[RoomId, ZoneInfo] = field(default_factory=dict)
    written: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Content):
    """All that `config.yaml` and the environment say.

    console: None leaves the console closed. webhooks: key of the 群机器人 of each room that has one. path, environ: where
    all of it was read from, to read it again.
    """

    server: Server
    storage: Storage
    wecom: Wecom
    console: Console | None
    webhooks: Mapping[RoomId, Secret] = field(default_factory=dict)
    path: Path = field(compare=False)
    environ: Mapping[str, str] = field(compare=False, repr=False)
