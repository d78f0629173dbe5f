"""群规: the rules of this room, in plain words."""

from typing import ClassVar, final

from bot.commands import Answer, Command, Hall, Order
from bot.core.decide import number
from bot.core.model import span_in_words
from bot.core.policy import Act, Step
from bot.core.texts import Text

HEAD = Text("house_rules.head", "本群群规：")
NONE = Text("house_rules.none", "本群还没有设置群规。")
LADDER = Text("house_rules.ladder", "违规计分，分数每{half_life}减半：{steps}。判罚有误请联系群主。")


@final
class HouseRules(Command):
    """Says which rules hold here and what follows from breaking them."""

    title: ClassVar[str] = "群规"
    words: ClassVar[tuple[str, ...]] = ("群规", "规则", "rules")
    usage: ClassVar[str] = "群规：看本群的规则和处罚阶梯"

    def run(self, order: Order, hall: Hall) -> Answer:
        """Tell the rules and the ladder."""
        if not hall.house_rules:
            return Answer(text=hall.texts.say(NONE))
        lines = [f"{n}. {title}" for n, title in enumerate(hall.house_rules, start=1)]
        steps = "，".join(f"满 {number(step.at)} 分{step_in_words(step)}" for step in hall.policy.ladder)
        ladder = hall.texts.say(LADDER, half_life=span_in_words(hall.policy.half_life), steps=steps)
        return Answer(text="\n".join((hall.texts.say(HEAD), *lines, ladder)))


def step_in_words(step: Step) -> str:
    """Return what `step` does: 提醒, 警告, 禁言 10分钟, 移出本群."""
    if step.act is Act.MUTE:
        return f"禁言{span_in_words(step.lasts)}"
    return {Act.HINT: "提醒", Act.WARN: "警告", Act.REMOVE: "移出本群"}[step.act]
