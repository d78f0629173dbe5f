"""待办: what waits for a person in this room."""

from datetime import timedelta
from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.cases import Case, Wish
from bot.core.coding import encoded
from bot.core.model import Role, span_in_words
from bot.core.pages import TASKS, title
from bot.core.remembered import SECOND
from bot.core.texts import Text
from bot.orders import Order

NONE = Text("todo.none", "没有等人处理的事。")
HEAD = Text("todo.head", "等人处理的有 {count} 件（最久的在前）：")
APPEAL = Text(
    "todo.appeal", "{number} · {name} 申诉“{title}”，{until}前要答复：发“处理 {number} 维持”或“处理 {number} 撤销处罚”"
)
WANT = Text(
    "todo.want", "{number} · {task} · {title} · 已等 {age}：办完发“处理 {number} 已处理”，不罚发“处理 {number} 不处罚”"
)
AGREE = Text("todo.second", "{number} · {name} 的指令等另一位负责人同意：发“确认 {number}”")
MORE = Text("todo.more", "还有 {count} 件没有列出。")
SHOWN = 8  # chosen: they fit into one message of 2,048 bytes


@final
class Todo(Command):
    """Lists open cases, the oldest first, with what to do about each."""

    title: ClassVar[str] = "待办"
    words: ClassVar[tuple[str, ...]] = ("待办", "todo")
    usage: ClassVar[str] = "待办：看还有哪些事等人处理"
    examples: ClassVar[tuple[str, ...]] = ("待办",)
    roles: ClassVar[frozenset[Role]] = IN_CHARGE

    def run(self, order: Order, hall: Hall) -> Answer:
        """List what is open."""
        open_cases = sorted((case for case in hall.cases.values() if case.is_open), key=lambda case: case.number)
        lines = [f"· {_line(case, hall)}" for case in open_cases]
        lines += [f"· {line}" for line in _seconds(hall)]
        if not lines:
            return Answer(text=hall.texts.say(NONE), private=True)
        more = (hall.texts.say(MORE, count=len(lines) - SHOWN),) if len(lines) > SHOWN else ()
        return Answer(text="\n".join((hall.texts.say(HEAD, count=len(lines)), *lines[:SHOWN], *more)), private=True)


def _line(case: Case, hall: Hall) -> str:
    if case.appeal is not None and case.is_appealed:
        name, until = hall.name(case.appeal.member), hall.when(case.appeal.until)
        return hall.texts.say(APPEAL, number=case.number, name=name, title=title(case), until=until)
    waiting = (want for want in case.wants if want.state is Wish.WAITING)
    task = "、".join(f"{TASKS.get(want.task, want.task)} {hall.name(want.member)}" for want in waiting)
    minute = timedelta(minutes=1)
    age = span_in_words(max((hall.now - case.opened_at) // minute, 1) * minute)
    return hall.texts.say(WANT, number=case.number, task=task, title=title(case), age=age)


def _seconds(hall: Hall) -> tuple[str, ...]:
    """Orders above the hourly limit that wait for somebody else's yes."""
    waiting = ((key.removeprefix(SECOND), told) for key, told in hall.state.items() if key.startswith(SECOND))
    now = encoded(hall.now)
    return tuple(
        hall.texts.say(AGREE, number=number, name=hall.name(told["by"]))
        for number, told in waiting
        if told and now < told["until"]
    )
