"""Who and what exists on the simulated platform: people, groups, credentials."""

import base64
import string
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import Random  # noqa: TID251 - for the type only
from uuid import UUID

BOT_NAME = "群管"
ARCHIVE_AGENT = 2000004  # platform: path/95039
_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on the platform. role: owner, helper, admin or member, as the demo's rooms see them."""

    userid: str
    name: str
    role: str = "member"

    @property
    def is_external(self) -> bool:
        """Whether they are a customer, and no member of the corp: the app cannot write to them."""
        return self.userid.startswith(("wm", "wo"))  # platform: path/91774


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group, by the ids that each channel knows it by.

    members: userids in the order they joined. gone: those taken out, and still known. made_by_app: only then may
    appchat/* touch it. shown: members see it, from its first message on. aibot_id, webhook_key: empty if there is none.
    is_customer: a customer group; it tells who comes and goes, under the id that the archive has for it. admins: whom
    its owner made administrators.
    """

    chatid: str
    name: str
    owner: str
    members: tuple[str, ...]
    gone: tuple[str, ...] = ()
    archive_id: str = ""
    aibot_id: str = ""
    webhook_key: str = ""
    made_by_app: bool = True
    shown: bool = True
    is_customer: bool = False
    admins: tuple[str, ...] = ()

    def ids(self) -> tuple[str, ...]:
        """Return every id this group goes by."""
        return tuple(i for i in (self.chatid, self.archive_id, self.aibot_id) if i)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """All that the bot must be told to reach, and to be reached by, this platform."""

    corp_id: str
    agent_id: int
    app_secret: str = field(repr=False)
    app_token: str = field(repr=False)
    app_aes_key: str = field(repr=False)
    aibot_token: str = field(repr=False)
    aibot_aes_key: str = field(repr=False)
    archive_token: str = field(repr=False)
    webhook_key: str = field(repr=False)


class World:
    """People and groups; the only things in it that change are the groups."""

    def __init__(self, people: Iterable[Person] = (), groups: Iterable[Group] = ()) -> None:
        self._people: dict[str, Person] = {}
        self._groups: dict[str, Group] = {}
        self._chat_of: dict[str, str] = {}
        for person in people:
            self.admit(person)
        for group in groups:
            self.put(group)

    def admit(self, person: Person) -> None:
        """Add `person` to the corp, or change one."""
        self._people[person.userid.lower()] = person

    def person(self, userid: str) -> Person | None:
        """Return the person with that id, whatever its case (platform: path/90236)."""
        return self._people.get(userid.lower())

    def colleague(self, userid: str) -> Person | None:
        """Return the member of the corp with that id, None for a customer."""
        person = self.person(userid)
        return None if person is None or person.is_external else person

    def people(self) -> tuple[Person, ...]:
        """Return everybody, in the order of admission."""
        return tuple(self._people.values())

    def put(self, group: Group) -> None:
        """Add `group`, or replace the one with the same chatid."""
        self._groups[group.chatid] = group
        for known_as in group.ids():
            self._chat_of[known_as] = group.chatid

    def group(self, known_as: str) -> Group | None:
        """Return the group with that chatid, archive id or aibot id; case counts."""
        return self._groups.get(self._chat_of.get(known_as, ""))

    def groups(self) -> tuple[Group, ...]:
        """Return all groups, the oldest first."""
        return tuple(self._groups.values())

    def by_webhook(self, key: str) -> Group | None:
        """Return the group whose robot has that key."""
        return next((g for g in self._groups.values() if key and g.webhook_key == key), None)


def changed(group: Group, *, added: Iterable[str] = (), removed: Iterable[str] = ()) -> Group:
    """Return `group` with people added and removed; the removed are remembered as gone."""
    out = frozenset(removed)
    kept = tuple(m for m in group.members if m not in out)
    new = tuple(m for m in added if m not in kept)
    gone = tuple(m for m in (*group.gone, *(m for m in group.members if m in out)) if m not in new)
    return replace(group, members=kept + new, gone=tuple(dict.fromkeys(gone)))


DEMO_PEOPLE = (
    Person(userid="zhangwei", name="张伟"),
    Person(userid="lina", name="李娜"),
    Person(userid="liuyang", name="刘洋"),
    Person(userid="chenjing", name="陈静"),
    Person(userid="zhaolei", name="赵磊"),
    Person(userid="sunli", name="孙丽"),
    Person(userid="zhoujie", name="周杰"),
    Person(userid="wumin", name="吴敏"),
    Person(userid="huangtao", name="黄涛"),
    Person(userid="xuting", name="徐婷"),
    Person(userid="wangfang", name="王芳", role="owner"),
    Person(userid="liqiang", name="李强", role="helper"),
    Person(userid="admin", name="管理员小周", role="admin"),
)


def demo_world(webhook_key: str = "") -> World:
    """Return the world of the demo: ten members, an owner, a helper and an admin; a group the app made, one of customers."""
    group = Group(
        chatid="qunguandemo",
        name="产品交流群",
        owner="wangfang",
        members=tuple(p.userid for p in DEMO_PEOPLE),
        archive_id="wrDemoArchive01",
        aibot_id="wrDemoAibot0001",
        webhook_key=webhook_key,
    )
    customers = Group(
        chatid="wrDemoCustomer01",
        name="客户体验群",
        owner="wangfang",
        members=("wangfang", "liqiang", "lina", "liuyang"),
        archive_id="wrDemoCustomer01",
        made_by_app=False,
        is_customer=True,
        admins=("liqiang",),
    )
    return World(DEMO_PEOPLE, (group, customers))


def crowd(*, groups: int, members: int) -> World:
    """Return a world for load: `groups` groups of `members` people each (userid `g1m1` and so on)."""
    world = World()
    for g in range(1, groups + 1):
        people = [Person(userid=f"g{g}m{m}", name=f"成员{g}-{m}") for m in range(1, members + 1)]
        for person in people:
            world.admit(person)
        world.put(
            Group(
                chatid=f"load{g}",
                name=f"压测群{g}",
                owner=people[0].userid,
                members=tuple(p.userid for p in people),
                archive_id=f"wrLoadArchive{g}",
                aibot_id=f"wrLoadAibot{g}",
            )
        )
    return world


def draw_credentials(luck: Random) -> Credentials:
    """Return credentials of the right shapes, different for every `luck`."""
    return Credentials(
        corp_id="wwdemo0123456789ab",
        agent_id=1000002,
        app_secret=word(luck, 43),
        app_token=word(luck, 24),
        app_aes_key=aes_key(luck),
        aibot_token=word(luck, 24),
        aibot_aes_key=aes_key(luck),
        archive_token=word(luck, 40),
        webhook_key=str(UUID(int=luck.getrandbits(128), version=4)),
    )


def word(luck: Random, length: int) -> str:
    """Return `length` letters and digits."""
    return "".join(luck.choices(_LETTERS, k=length))


def aes_key(luck: Random) -> str:
    """Return an EncodingAESKey: 43 characters that stand for 32 bytes."""
    while True:
        key = base64.b64encode(luck.randbytes(32)).decode()[:43]
        if key.isalnum():
            return key
