"""隐私: numbers that should not be posted in a group."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, final

from pydantic import Field

from bot.core.findings import Example, Match, Span
from bot.core.model import Message, Scene
from bot.rules import Condition
from bot.text.private import Kind, Number, masked, numbers
from bot.text.reading import Reading, Strength

NAMES: Mapping[Kind, str] = {Kind.ID_CARD: "身份证号", Kind.BANK_CARD: "银行卡号", Kind.PHONE: "手机号"}
_SHORTEST = 11  # characters: less is no such number


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Private(Condition):
    """Fires on a number of one of `kinds`, also with blanks and dashes in it, in full width, in emoji.

    kinds: id_card is of 18 digits, with a region, a birthday and a check that fit; bank_card is of 16–19 digits that begin and
    check as cards do, and no order; phone is a mobile phone of the mainland, and must be asked for.
    What is told of it never holds the number, only its ends.
    Not for: ways to reach somebody (see `contact`); ID cards of 15 digits, which are indistinct.
    """

    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)] = (Kind.ID_CARD, Kind.BANK_CARD)

    title: ClassVar = "隐私号码"
    notes: ClassVar[Mapping[str, str]] = {
        "kinds": "哪些号码：id_card 身份证，bank_card 银行卡，phone 手机号",
    }
    shorthand: ClassVar = "kinds"
    sample: ClassVar[Mapping[str, Any]] = {"kinds": ["id_card", "bank_card", "phone"]}
    fires: ClassVar = (
        Example("我的身份证 110101199003071233"),
        Example("11010119900307109x 麻烦登记一下"),
        Example("１１０１０１ 19900307 1233"),
        Example("打到这张卡：6222 0212 3456 7890 128"),
        Example("信用卡4111111111111111"),
        Example("有事打 138-0013-8000"),
        Example("", kind="image", seen="公民身份号码 110101199003071233"),
    )
    quiet: ClassVar = (
        Example("订单号 110101202613071234"),
        Example("身份证 110101199003071234"),
        Example("订单 4111111111111111"),
        Example("快递单号 6222021234567890128"),
        Example("卡号 6222021234567890129"),
        Example("座机 010-62345678"),
        Example("2026-11-20 10:00 到 2026-11-21 18:00"),
    )

    def match(self, message: Message, reading: Reading, scene: Scene) -> Match | None:
        """Return the first number of the text, else of what is written in a picture; masked."""
        found = next(self._found(reading), None)
        if found is not None:
            return Match(condition="private", why=f"含{_told(found[0])}", span=found[1])
        found = next(self._found(reading.other(message.seen)), None) if message.seen else None
        return None if found is None else Match(condition="private", why=f"图片里有{_told(found[0])}")

    def _found(self, reading: Reading) -> Iterator[tuple[Number, Span]]:
        if len(reading.text) < _SHORTEST:
            return
        for view in reading.views(Strength.NORMAL)[:2]:  # of a page the second is what is folded
            for number in numbers(view.text, self.kinds):
                yield number, view.original(number.start, number.end)


def _told(number: Number) -> str:
    return f"{NAMES[number.kind]} {masked(number)}"
