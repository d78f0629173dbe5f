"""群规: the rules of this room, in plain words."""

from typing import ClassVar, final

from bot.commands import Answer, Command, Hall
from bot.core.model import span_in_words
from bot.core.texts import Text
from bot.core.words import number, step_in_words
from bot.orders import Order

HEAD = Text("house_rules.head", "本群群规：")
NONE = Text("house_rules.none", "本群还没有设置群规。")
LADDER = Text("house_rules.ladder", "违规会记分，{decay}：{steps}。")
APPEAL = Text(
    "house_rules.appeal", "觉得判错了，{within}内回复“申诉 编号 理由”，会由人来看，{answer}内没有答复就算申诉成立。"
)
HALVES = "分数每{span}减半"
EXPIRES = "每笔{span}后清零"
STAYS = "分数不会自己减少"


@final
class HouseRules(Command):
    """Says which rules hold here, what follows from breaking them, and how to object."""

    title: ClassVar[str] = "群规"
    words: ClassVar[tuple[str, ...]] = ("群规", "rules")
    usage: ClassVar[str] = "群规：看本群的规则、处罚阶梯和怎么申诉"
    examples: ClassVar[tuple[str, ...]] = ("群规",)

    def run(self, order: Order, hall: Hall) -> Answer:
        """Tell the rules, the ladder, and how to appeal."""
        if not hall.house_rules:
            return Answer(text=hall.texts.say(NONE))
        lines = [f"{n}. {title}" for n, title in enumerate(hall.house_rules, start=1)]
        policy, appeals = hall.policy, hall.policy.appeals
        steps = "，".join(f"满 {number(step.at)} 分{step_in_words(step)}" for step in policy.ladder)
        ladder = hall.texts.say(LADDER, decay=_decay(hall), steps=steps)
        appeal = hall.texts.say(APPEAL, within=span_in_words(appeals.within), answer=span_in_words(appeals.answer))
        return Answer(text="\n".join((hall.texts.say(HEAD), *lines, ladder, appeal)))


def _decay(hall: Hall) -> str:
    if hall.policy.half_life is not None:
        return HALVES.format(span=span_in_words(hall.policy.half_life))
    return STAYS if hall.policy.expires is None else EXPIRES.format(span=span_in_words(hall.policy.expires))
