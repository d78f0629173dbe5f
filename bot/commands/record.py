"""记录: the page of a member, or of a case or action."""

from typing import ClassVar, final

from bot.commands import IN_CHARGE, ROLE_NAMES, Answer, Command, Hall
from bot.core.actions import Action
from bot.core.justice.reversible import is_members_play
from bot.core.model import MemberId, Role
from bot.core.pages import case_line, case_page, standing_lines
from bot.core.texts import Text
from bot.orders import Order, Piece

MEMBER = Text("record.member", "{name}（{member}，{role}）：{standing}。违规记分共 {offences} 次。")
NO_CASES = Text("record.no_cases", "没有案件。")
CASES = Text("record.cases", "案件（共 {count} 件，最近在前）：")
ACTIONS = Text("record.actions", "负责人的操作（共 {count} 次，最近在前）：")
ACTION = Text("record.action", "【编号 {number}】{when} {by} {said}{undone}\n答复：{did}")
UNDONE = "（已由 {number} 撤销）"
UNKNOWN = Text("record.unknown", "没有找到编号 {number}：它不在本群，或是很久以前的。")
SHOWN_CASES = 6  # chosen: a page fits into one message of 2,048 bytes
SHOWN_ACTIONS = 4  # chosen
SHOWN_PEOPLE = 5  # chosen: of one order
SHOWN_NUMBERS = 3  # chosen: of one order


@final
class Record(Command):
    """Shows what is known of members, cases and actions to those in charge."""

    title: ClassVar[str] = "记录"
    words: ClassVar[tuple[str, ...]] = ("记录", "record")
    usage: ClassVar[str] = "记录 名字：看某人的记分、案件和操作；记录 编号：看一件案件的全部经过"
    examples: ClassVar[tuple[str, ...]] = ("记录 58",)
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.PEOPLE, Piece.NUMBERS})
    needs: ClassVar[tuple[tuple[Piece, ...], ...]] = ((Piece.PEOPLE, Piece.NUMBERS),)

    def run(self, order: Order, hall: Hall) -> Answer:
        """Show the page of each that is named."""
        pages = [_of_member(member, hall) for member in order.people[:SHOWN_PEOPLE]]
        pages += [_of_number(number, hall) for number in order.numbers[:SHOWN_NUMBERS]]
        return Answer(text="\n\n".join(pages), private=True)


def _of_member(member: MemberId, hall: Hall) -> str:
    standing = hall.standing(member)
    lines = [
        hall.texts.say(
            MEMBER,
            name=hall.name(member),
            member=member,
            role=ROLE_NAMES[hall.room.role(member)],
            standing="；".join(standing_lines(standing, hall.court)),
            offences=standing.offences,
        )
    ]
    cases = sorted((c for c in hall.cases.values() if member in c.members), key=lambda c: -c.number)
    lines.append(hall.texts.say(CASES, count=len(cases)) if cases else hall.texts.say(NO_CASES))
    lines += [f"· {case_line(case, hall.court)}" for case in cases[:SHOWN_CASES]]
    about = (a for a in hall.actions.values() if member in a.members and not is_members_play(a, hall.room))
    actions = sorted(about, key=lambda a: -a.number)
    if actions:
        lines.append(hall.texts.say(ACTIONS, count=len(actions)))
        lines += [f"· {_action_line(action, hall)}" for action in actions[:SHOWN_ACTIONS]]
    return "\n".join(lines)


def _of_number(number: int, hall: Hall) -> str:
    case, action = hall.cases.get(number), hall.actions.get(number)
    if case is not None:
        return case_page(case, hall.court)
    if action is None:
        return hall.texts.say(UNKNOWN, number=number)
    return hall.texts.say(
        ACTION,
        number=number,
        when=hall.when(action.at),
        by=hall.name(action.by),
        said=action.said,
        undone=_undone(action),
        did=action.did,
    )


def _action_line(action: Action, hall: Hall) -> str:
    parts = (str(action.number), hall.when(action.at), hall.name(action.by), f"{action.said}{_undone(action)}")
    return " · ".join(parts)


def _undone(action: Action) -> str:
    return UNDONE.format(number=action.undone_by) if action.undone_by else ""
