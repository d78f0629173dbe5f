"""生日: a member lets the room know on which day to say happy birthday, or not to. The year is never kept."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, final

from bot.commands import Answer, Command, Hall
from bot.core.texts import Text
from bot.orders import Order, Piece
from bot.play.care.birthdays import Birthday, read_birthday, remembered, written
from bot.play.care.greetings import BIRTHDAY, OFF

KEPT = Text(
    "birthday.kept", "记下了：{day}{calendar}。到了那天，群里会祝你生日快乐，不会提年份。不想要了，发“生日 取消”。"
)
BY_SUN = Text("birthday.by_sun", "（公历；如果是农历，请发“生日 农历{day}”）")
IS_TODAY = Text("birthday.is_today", "就是今天呀，生日快乐！")
NOT_GREETED = Text("birthday.not_greeted", "记下了：{day}{calendar}。不过本群现在没有开启生日祝福，开启以后才会祝贺。")
TAKEN_OUT = Text("birthday.taken_out", "好的，不再留你的生日，生日和进群纪念日都不会提到你。想恢复，发“生日 8月15日”。")
MINE = Text("birthday.mine", "你留的生日是 {day}。要改，再发一次“生日 日期”；不想要了，发“生日 取消”。")
NONE = Text("birthday.none", "你还没有留生日。发“生日 8月15日”或“生日 农历八月十五”就行，不用写年份。")
WANTS_NONE = Text("birthday.wants_none", "你说过不用祝贺。想恢复，发“生日 8月15日”。")
UNREAD = Text("birthday.unread", "没看懂“{said}”是哪一天。请写“生日 8月15日”或“生日 农历八月十五”，不用写年份。")
SHOWN = 12  # characters of what was not understood
_LIKE_A_DAY = re.compile(
    r"(?:[阳公农阴]历\s?)?(?:[0-9]{2,4}\s?[年.\-/]\s?)?[0-9]{1,2}\s?[月.\-/]\s?[0-9]{1,2}\s?[日号]?"
)


@final
class BirthdayCommand(Command):
    """Keeps, shows or forgets the birthday of who asks; only they are told."""

    title: ClassVar[str] = "生日"
    words: ClassVar[tuple[str, ...]] = ("生日", "birthday")
    is_play: ClassVar[bool] = True
    usage: ClassVar[str] = "生日 8月15日、生日 农历八月十五：到那天群里祝贺你（不提年份；生日 取消：不用祝贺）"
    examples: ClassVar[tuple[str, ...]] = ("生日 8月15日", "生日 农历八月十五", "生日 取消")
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({"取消": ("删除", "不用", "off")})

    def is_talk(self, order: Order) -> bool:
        """Tell whether a line that calls nobody names no day, and so is talk: 生日 快乐; not 生日 2月30日."""
        said = order.text.strip()
        return not order.sub and bool(said) and read_birthday(said) is None and not _LIKE_A_DAY.fullmatch(said)

    def run(self, order: Order, hall: Hall) -> Answer:
        """Keep it, show it, or forget it."""
        key = f"{BIRTHDAY}{hall.by}"
        if order.sub == "取消":
            states = (hall.venue.noted(key, OFF),) if hall.state.get(key) != OFF else ()
            return Answer(text=hall.texts.say(TAKEN_OUT), private=True, states=states)
        if not order.text.strip():
            return Answer(text=_mine(hall, key), private=True)
        birthday = read_birthday(order.text)
        if birthday is None:
            return Answer(text=hall.texts.say(UNREAD, said=order.text.strip()[:SHOWN]), private=True)
        states = (hall.venue.noted(key, written(birthday)),) if hall.state.get(key) != written(birthday) else ()
        said = f"{self.title} {birthday}"  # without the year
        return Answer(text=_kept(birthday, order, hall), private=True, states=states, said=said)


def _mine(hall: Hall, key: str) -> str:
    told = hall.state.get(key)
    if told == OFF:
        return hall.texts.say(WANTS_NONE)
    birthday = remembered(told)
    return hall.texts.say(NONE) if birthday is None else hall.texts.say(MINE, day=birthday)


def _kept(birthday: Birthday, order: Order, hall: Hall) -> str:
    calendar = "" if birthday.is_lunar or "历" in order.text else hall.texts.say(BY_SUN, day=birthday)
    if not hall.customs.care.birthdays:
        return hall.texts.say(NOT_GREETED, day=birthday, calendar=calendar)
    text = hall.texts.say(KEPT, day=birthday, calendar=calendar)
    today = hall.venue.today
    is_over = hall.now.astimezone(hall.zone).time() >= hall.customs.care.at
    return f"{text}\n{hall.texts.say(IS_TODAY)}" if is_over and birthday.is_on(today) else text
