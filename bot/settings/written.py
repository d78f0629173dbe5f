"""What `config.yaml` may say, as it is written. Every key is explained, in Chinese, in the starter `config.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from bot.core.model import MemberId, Role, Room, RoomId
from bot.documents.secrets import Secret
from bot.play.writing.values import AnyDay
from bot.playbook import usual_glob
from bot.settings.values import (
    Address,
    AesKey,
    AnySecret,
    DatabaseUrl,
    Duration,
    Globs,
    Name,
    Token,
    Zone,
    room_id,
)
from bot.settings.written_customs import WrittenCustoms
from bot.settings.written_policy import WrittenPolicy

DEFAULT_DATABASE = Secret("sqlite:///data/qunguan.db")
DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")
Ear = Literal["auto", "archive", "aibot"]
Mouth = Literal["app", "aibot", "webhook"]
HeardBy = Literal["app", "aibot", "archive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the bot listens for WeCom's callbacks and for the console."""

    host: Name = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8080


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """url: of SQLAlchemy; a secret, for it may hold a password. keep: how long messages are kept."""

    url: DatabaseUrl = DEFAULT_DATABASE
    keep: Duration = timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenStorage:
    """The one key that commands need which only look into the database."""

    storage: Storage = Storage()


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The in-house app 自建应用: its API and its callback."""

    agent_id: Annotated[int, Field(ge=1)]
    secret: AnySecret
    token: Token
    encoding_aes_key: AesKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Aibot:
    """The 智能机器人. name: as members write it behind `@`."""

    token: Token
    encoding_aes_key: AesKey
    name: Name = "群管"


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The sidecar that serves archived messages. token: its bearer token. poll: longest wait between two pulls."""

    source: Address
    token: AnySecret
    poll: Duration = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wecom:
    """How WeCom is reached and how it reaches us."""

    corp_id: Name
    app: App
    api_base: Address = "https://qyapi.weixin.qq.com"
    aibot: Aibot | None = None
    archive: Archive | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDefaults:
    """What holds in rooms that `rooms` does not name. misplaced: keys that belong elsewhere, and what to do with them."""

    ear: Ear = "auto"
    mouths: Annotated[tuple[Mouth, ...], Field(min_length=1)] = ("app", "aibot", "webhook")
    owner: str = ""
    helpers: tuple[Name, ...] = ()
    staff: tuple[Name, ...] = ()
    admins: tuple[Name, ...] = ()
    activities: WrittenCustoms = field(default_factory=WrittenCustoms)

    misplaced: ClassVar[Mapping[str, str]] = {
        "webhook": "一个群机器人只属于一个群：请把 webhook 写到 rooms 里它所在的那个群下面。",
    }

    def room(self) -> Room:
        """Return it as a room whose id is still empty."""
        groups = (
            (Role.STAFF, self.staff),
            (Role.ADMIN, self.admins),
            (Role.HELPER, self.helpers),
            (Role.OWNER, (self.owner,) if self.owner else ()),
        )
        roles = {MemberId(member): role for role, members in groups for member in members}
        return Room(id=RoomId(""), ear=self.ear, mouths=tuple(self.mouths), roles=roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRoom(WrittenDefaults):
    """One room. chats: the platform's chat id by channel. webhook: key of the room's 群机器人.

    ledger: name shared by rooms that keep one account of points. customer: it is a customer group 客户群. policy, activities, time_zone: what is otherwise here than in all rooms.
    """

    id: Annotated[str, AfterValidator(room_id)]
    name: str = ""
    chats: Mapping[HeardBy, Name] = field(default_factory=dict)
    webhook: AnySecret | None = None
    ledger: str = ""
    customer: bool = False
    policy: WrittenPolicy = field(default_factory=WrittenPolicy)
    time_zone: Zone | None = None

    def room(self) -> Room:
        """Return it as the room the rest of the bot knows."""
        bare = WrittenDefaults.room(self)
        chats = {str(channel): chat for channel, chat in self.chats.items()}
        return replace(
            bare, id=RoomId(self.id), name=self.name, chats=chats, ledger=self.ledger, is_customer=self.customer
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The web console. token: who has it sees everything."""

    token: AnySecret


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCalendar:
    """Days on which the company does otherwise than the state. off: free ones. on: worked ones."""

    off: tuple[AnyDay, ...] = ()
    on: tuple[AnyDay, ...] = ()

    def __post_init__(self) -> None:
        both = sorted(set(self.off) & set(self.on))
        if both:
            raise ValueError(f"{both[0]} 同时写在 off（放假）和 on（上班）里，请删去一处")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenContent:
    """The keys that judging needs. None of them takes a secret but the robots' keys."""

    rules: Globs = ("content/rules/*.yaml",)
    words: Globs = ("content/words/*.txt",)
    texts: Globs = ("content/texts/*.yaml",)
    festivals: Globs = (usual_glob("festivals"),)
    quizzes: Globs = (usual_glob("quizzes"),)
    surveys: Globs = (usual_glob("surveys"),)
    topics: Globs = (usual_glob("topics"),)
    wares: Globs = (usual_glob("wares"),)
    rooms: tuple[WrittenRoom, ...] = ()
    defaults: WrittenDefaults = WrittenDefaults()
    policy: WrittenPolicy = field(default_factory=WrittenPolicy)
    activities: WrittenCustoms = field(default_factory=WrittenCustoms)
    time_zone: Zone = DEFAULT_ZONE
    calendar: WrittenCalendar = WrittenCalendar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written(WrittenContent):
    """All keys."""

    wecom: Wecom
    console: Console | None = None
    server: Server = Server()
    storage: Storage = Storage()
