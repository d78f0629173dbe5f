"""What tests of commands start from: a hall, and orders that are read in it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.commands import Answer, Hall, all_commands, grammars
from bot.core.cases import Case, Deed, Entry, Offence, Want
from bot.core.model import Charge, MemberId, MuteSpan, Profile, Role, Standing
from bot.core.policy import Policy
from bot.core.texts import Texts
from bot.orders import Order, Person
from bot.orders.reading import read
from tests.values import ROOM, T0, message

ZONE = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OWNER, HELPER, ZHANG, LI = (MemberId(name) for name in ("owner", "helper", "zhang", "li"))
NAMES = {OWNER: "王群主", HELPER: "小助", ZHANG: "张三", LI: "李四"}


def hall(**fields) -> Hall:
    """Return what the owner of `ROOM` may know at T0."""
    by = fields.get("by", OWNER)
    values = {
        "room": ROOM,
        "by": by,
        "role": ROOM.role(by),
        "message": message("…", sender=by),
        "now": T0,
        "zone": ZONE,
        "policy": Policy(),
        "texts": Texts(),
        "number": 60,
        "standings": {},
        "profiles": {member: Profile(name=name) for member, name in NAMES.items()},
    }
    return Hall(**{**values, **fields})


def read_order(text: str, there: Hall, **picks: str) -> Order:
    """Return the order that `text` is, said to the bot."""
    people = tuple(Person(id=member, name=profile.name) for member, profile in there.profiles.items())
    found = read(f"/{text}", grammars=grammars(), people=people, now=there.now, zone=there.zone, picks=picks)
    assert isinstance(found, Order), f"{text!r} is no order but {found!r}"
    return found


def answer(text: str, there: Hall | None = None, **picks: str) -> Answer:
    """Return what the bot answers to `text`, whose doubts are settled."""
    there = there or hall()
    order = read_order(text, there, **picks)
    assert not order.doubts
    return all_commands()[order.command].run(order, there)


def preview(text: str, there: Hall | None = None, **picks: str) -> str:
    """Return what is shown before it is done."""
    there = there or hall()
    order = read_order(text, there, **picks)
    return all_commands()[order.command].preview(order, there)


def case(number: int = 58, *, member: MemberId = ZHANG, **fields) -> Case:
    """Return a case about an advert of `member`, opened at T0."""
    charge = Charge(number=number, points=3, at=T0)
    offence = Offence(room=ROOM.id, member=member, at=T0, text="加我微信", why="含“加微信”", act="warn", charge=charge)
    values = {
        "account": ROOM.account,
        "room": ROOM.id,
        "opened_at": T0,
        "rule": "ads",
        "title": "禁止广告",
        "revision": 1,
        "offences": (offence,),
        "history": (Entry(at=T0, what=Deed.OPENED),),
    }
    return Case(number=number, **{**values, **fields})


def want(**fields) -> Want:
    """Return that somebody is to take Zhang out."""
    return Want(**{"room": ROOM.id, "member": ZHANG, "task": "remove", **fields})


def standing(*, points: float = 3, number: int = 58, muted: timedelta | None = None) -> Standing:
    """Return a standing with points since T0, and a mute."""
    mutes = () if muted is None else (MuteSpan(number=number, since=T0, until=T0 + muted),)
    return Standing(charges=(Charge(number=number, points=points, at=T0),), mutes=mutes, offences=1)


def member_hall(**fields) -> Hall:
    """Return what Zhang may know."""
    return hall(**{"by": ZHANG, "role": Role.MEMBER, **fields})
