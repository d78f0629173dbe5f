"""处理: what the buttons of a card do, in words."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.actions import CaseChange, StandingChange
from bot.core.cases import Case
from bot.core.justice import Ruling
from bot.core.justice.answering import answer
from bot.core.justice.freeing import freed
from bot.core.model import MemberId, Role, Standing
from bot.core.pages import case_line
from bot.core.texts import Text
from bot.orders import Order, Piece

HOW = Text(
    "handle.how",
    "{line}\n怎么处理？发“处理 {number} 已处理”“处理 {number} 不处罚”或“处理 {number} 查看”；"
    "申诉发“处理 {number} 维持”或“处理 {number} 撤销处罚”。",
)
UNKNOWN = Text("handle.unknown", "没有找到编号 {number}：它不在本群，或是很久以前的。发“待办”看还有哪些。")
PREVIEW = Text("handle.preview", "将对这 {count} 件都答复“{what}”：\n{lines}")
SHOW = "查看"
KEYS = MappingProxyType({"已处理": "done", "不处罚": "pardon", "维持": "uphold", "撤销处罚": "grant", SHOW: "show"})
"""What the card's buttons are called there."""


@final
class Handle(Command):
    """Answers what was asked of a person, or decides an appeal."""

    title: ClassVar[str] = "处理"
    words: ClassVar[tuple[str, ...]] = ("处理", "handle")
    usage: ClassVar[str] = "处理 编号 已处理｜不处罚｜维持｜撤销处罚｜查看：和卡片上的按钮一样"
    examples: ClassVar[tuple[str, ...]] = ("处理 58 已处理", "处理 58 不处罚")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.NUMBERS, Piece.REASON})
    needs: ClassVar[tuple[tuple[Piece, ...], ...]] = ((Piece.NUMBERS,),)
    subs: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {
            "已处理": ("已移出", "处理好了", "done"),
            "不处罚": ("不罚", "pardon"),
            "维持": ("驳回", "uphold"),
            "撤销处罚": ("撤销", "同意", "grant"),
            SHOW: ("看", "show"),
        }
    )

    def run(self, order: Order, hall: Hall) -> Answer:
        """Answer each case that is named."""
        standings: dict[MemberId, Standing] = dict(hall.standings)
        rulings: list[tuple[Case, Ruling]] = []
        said: list[str] = []
        for number in dict.fromkeys(order.numbers):
            case = hall.own_cases.get(number)
            if case is None:
                said.append(hall.texts.say(UNKNOWN, number=number))
            elif not order.sub:
                said.append(hall.texts.say(HOW, line=case_line(case, hall.court), number=number))
            else:
                ruling = answer(case, hall.by, KEYS[order.sub], standings=standings, court=hall.court)
                free = freed(case, ruling, cases=hall.cases.values(), standings=standings, court=hall.court)
                for one in (ruling, *free):
                    standings |= {member: standing for _, member, standing in one.standings}
                    rulings.append((hall.cases[one.case.number], one))
                    said.append(one.refused or one.says)
        return replace(answered(rulings, hall, "\n".join(said)), private=order.sub in ("", SHOW))

    def preview(self, order: Order, hall: Hall) -> str:
        """Name the cases if there are several."""
        if len(order.numbers) < 2 or order.sub in ("", SHOW):
            return ""
        cases = hall.own_cases
        lines = [f"· {case_line(cases[n], hall.court)}" for n in order.numbers if n in cases]
        return hall.texts.say(PREVIEW, count=len(lines), what=order.sub, lines="\n".join(lines)) if lines else ""


def answered(rulings: list[tuple[Case, Ruling]], hall: Hall, text: str) -> Answer:
    """Return the answer that `rulings`, each with the case it changed, come to; what changed nothing is left out."""
    made = [(case, ruling) for case, ruling in rulings if not ruling.refused and ruling.case != case]
    changed: dict[tuple[str, MemberId], Standing] = {}
    for _, ruling in made:
        changed |= {(account, member): standing for account, member, standing in ruling.standings}
    return Answer(
        text=text,
        planned=tuple(plan for _, ruling in made for plan in ruling.planned),
        cases=tuple(CaseChange(before=case, after=ruling.case) for case, ruling in made),
        standings=tuple(
            StandingChange(account=account, member=member, before=hall.standing(member), after=standing)
            for (account, member), standing in changed.items()
        ),
        undone=tuple(one for _, ruling in made for one in ruling.undone),
    )
