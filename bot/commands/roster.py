"""名单: who is muted, let off, on the blacklist, has points, or is in charge here."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar, final

from bot.commands import IN_CHARGE, ROLE_NAMES, Answer, Command, Hall
from bot.commands.blacklist import blocked
from bot.commands.exempt import exempt_now
from bot.core.model import Role
from bot.core.policy import mute_end, points_at
from bot.core.texts import Text
from bot.core.words import number
from bot.orders import Order, Piece

MOST = 20  # chosen: people of one list
HEAD = Text("roster.head", "“{room}”的名单：")
NOTHING = Text("roster.nothing", "“{room}”现在没有被禁言、有记分、被豁免或在黑名单里的人。")
NONE_OF = Text("roster.none_of", "“{room}”现在没有{what}的人。")
MORE = Text("roster.more", "……还有 {count} 人")


@final
class Roster(Command):
    """Lists people of the room by what holds for them; one list if one is named, else all that are not empty."""

    title: ClassVar[str] = "名单"
    words: ClassVar[tuple[str, ...]] = ("名单", "roster")
    usage: ClassVar[str] = "名单：谁被禁言、有记分、被豁免、在黑名单里、在管群（也可以写 名单 禁言）"
    examples: ClassVar[tuple[str, ...]] = ("名单", "名单 禁言")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {
            "禁言": ("muted",),
            "记分": ("警告", "积分", "points"),
            "豁免": ("exempt",),
            "黑名单": ("blocked",),
            "管群": ("管理", "admins"),
        }
    )

    def run(self, order: Order, hall: Hall) -> Answer:
        """List who is named, or everybody of whom there is something to say."""
        room = hall.room.name or hall.room.id
        wanted = {order.sub: LISTS[order.sub]} if order.sub else LISTS
        told = [(what, lines(hall)) for what, lines in wanted.values()]
        found = [f"{what}：\n{_cut(lines, hall)}" for what, lines in told if lines]
        if not found:
            return Answer(
                text=hall.texts.say(NONE_OF, room=room, what=told[0][0])
                if order.sub
                else hall.texts.say(NOTHING, room=room)
            )
        return Answer(text="\n".join((hall.texts.say(HEAD, room=room), *found)), private=True)


def _cut(lines: tuple[str, ...], hall: Hall) -> str:
    more = (hall.texts.say(MORE, count=len(lines) - MOST),) if len(lines) > MOST else ()
    return "\n".join((*lines[:MOST], *more))


def _muted(hall: Hall) -> tuple[str, ...]:
    ends = {member: mute_end(standing, hall.now) for member, standing in hall.standings.items()}
    running = sorted((end, member) for member, end in ends.items() if end is not None)
    return tuple(f"· {hall.name(member)}，到{hall.when(end)}" for end, member in running)


def _with_points(hall: Hall) -> tuple[str, ...]:
    points = {member: points_at(standing, hall.now, hall.policy) for member, standing in hall.standings.items()}
    having = sorted(((-given, member) for member, given in points.items() if given > 0))
    return tuple(f"· {hall.name(member)}，{number(-given)} 分" for given, member in having)


def _exempt(hall: Hall) -> tuple[str, ...]:
    return tuple(
        f"· {hall.name(member)}{'' if until is None else f'，到{hall.when(until)}'}"
        for member, until in exempt_now(hall).items()
    )


def _blocked(hall: Hall) -> tuple[str, ...]:
    return tuple(f"· {hall.name(member)}{f'：{why}' if why else ''}" for member, why in blocked(hall).items())


def _in_charge(hall: Hall) -> tuple[str, ...]:
    return tuple(f"· {hall.name(member)}，{ROLE_NAMES[hall.room.role(member)]}" for member in hall.room.owners())


LISTS: Mapping[str, tuple[str, Callable[[Hall], tuple[str, ...]]]] = MappingProxyType(
    {
        "禁言": ("被禁言", _muted),
        "记分": ("有记分", _with_points),
        "豁免": ("被豁免", _exempt),
        "黑名单": ("在黑名单里", _blocked),
        "管群": ("管群", _in_charge),
    }
)
