"""我的记录: where the asker stands with the rules."""

from typing import ClassVar, final

from bot.commands import Answer, Command, Hall
from bot.core.cases import Case
from bot.core.justice.appealing import appeals_of
from bot.core.ledger import mute_end, points_at
from bot.core.model import MemberId
from bot.core.pages import penalty_in_words, standing_lines, state_in_words, title
from bot.core.texts import Text
from bot.orders import Order

CLEAN = Text("my_record.clean", "你在本群没有违规记分，感谢你的发言。")
HEAD = Text("my_record.head", "你在本群{standing}。")
CASES = Text("my_record.cases", "最近的记录（共 {count} 条）：")
APPEALS = Text("my_record.appeals", "觉得判错了可以发“申诉 编号 理由”，30 天内还可以申诉 {left} 次。")
NO_APPEALS = Text("my_record.no_appeals", "这 30 天的 {monthly} 次申诉已经用完；有急事请直接联系群主。")
SHOWN = 5  # chosen: cases


@final
class MyRecord(Command):
    """Tells the asker their points, what comes next, their cases, and how often they may still appeal."""

    title: ClassVar[str] = "我的记录"
    words: ClassVar[tuple[str, ...]] = ("我的记录", "记分", "myrecord")
    usage: ClassVar[str] = "我的记录：看自己的记分、到什么时候、下一步会怎样"
    examples: ClassVar[tuple[str, ...]] = ("我的记录",)
    even_muted: ClassVar[bool] = True

    def run(self, order: Order, hall: Hall) -> Answer:
        """Tell the asker's own standing and cases."""
        member = hall.by
        standing, cases = hall.standing(member), cases_of(member, hall)
        is_clean = not points_at(standing, hall.now, hall.policy) and mute_end(standing, hall.now) is None
        if is_clean and not cases:
            return Answer(text=hall.texts.say(CLEAN), private=True)
        lines = [hall.texts.say(HEAD, standing="；".join(standing_lines(standing, hall.court)))]
        if cases:
            lines += [hall.texts.say(CASES, count=len(cases)), *(_line(case, hall) for case in cases[:SHOWN])]
            lines.append(_appeals(member, hall))
        return Answer(text="\n".join(lines), private=True)


def cases_of(member: MemberId, hall: Hall) -> tuple[Case, ...]:
    """Return the cases about `member`, the newest first."""
    found = (case for case in hall.cases.values() if member in case.members)
    return tuple(sorted(found, key=lambda case: case.number, reverse=True))


def _line(case: Case, hall: Hall) -> str:
    """One case as its member may read it: nobody else who is in it is named."""
    own = (offence for offence in case.offences if offence.member == hall.by)
    parts = (f"编号 {case.number}", hall.when(case.opened_at), title(case), penalty_in_words(own))
    return " · ".join((*filter(None, parts), state_in_words(case)))


def _appeals(member: MemberId, hall: Hall) -> str:
    monthly = hall.policy.appeals.monthly
    made = appeals_of(member, hall.cases.values(), hall.court)
    if made >= monthly:
        return hall.texts.say(NO_APPEALS, monthly=monthly)
    return hall.texts.say(APPEALS, left=monthly - made)
