"""冲突: little dialogues, half of them quarrels in the making, half of them only lively."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.model import MemberId
from bot.core.quarrel import Quarrel, Turn, quarrel
from bot.text.temper import temper

START = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)

QUARRELS = {
    "who is to blame": "甲:这个表是你改的吧 乙:不是我改的 甲:除了你还有谁，你什么意思 乙:你凭什么说是我 甲:你自己心里清楚 乙:你有病吧",
    "insults": "甲:你会不会开车 乙:关你什么事 甲:没素质 乙:你算老几 甲:傻逼",
    "sarcasm": "甲:呵呵 乙:你呵呵什么 甲:厉害了 乙:你什么态度 甲:就你这水平 乙:你行你上",
    "money": "甲:钱什么时候还 乙:急什么 甲:你还好意思说 乙:你再说一遍试试 甲:不要脸",
    "parking": "甲:把车挪一下 乙:等会 甲:堵着门了你瞎啊 乙:你说话客气点，你什么素质 甲:没教养的东西 乙:滚",
    "work": "甲:方案又没交 乙:不是说周五吗 甲:你就会找借口 乙:你少来这套 甲:懒得理你 乙:谁啊你",
    "two words": "甲:闭嘴 乙:你闭嘴 甲:你敢 乙:你有本事过来",
    "falling politeness": "甲:您好，麻烦您看一下 乙:看过了 甲:您看什么了？？ 乙:你什么意思 甲:你什么态度！！ 乙:懒得跟你说",
    "with a bystander": "甲:你凭什么踢我的车 乙:谁踢你车了，你瞎说 丙:别吵了 甲:就是你，不要脸 乙:你有病吧 丙:都冷静 甲:你再说一遍",
    "many short": "甲:呵呵 乙:？？ 甲:无语 乙:你懂什么 甲:你懂个什么 乙:没脑子 甲:你才没脑子",
    "neighbours": "甲:楼上能不能小声点 乙:我没出声 甲:半夜蹦迪呢，没素质 乙:你凭什么说是我家 甲:讲不讲理 乙:你有完没完",
    "a game": "甲:会不会玩 乙:你行你上 甲:坑货，废物 乙:你才废物，滚开 甲:老子不玩了",
    "shouting": "甲:退钱！！ 乙:没钱！！ 甲:骗子，不要脸！！ 乙:你再说一遍！！ 甲:人渣！！",
    "old scores": "甲:上次也是你 乙:上次怎么了 甲:你自己反省一下 乙:你别给脸不要脸 甲:你算什么 乙:你配吗",
    "shared insult": "甲:脑残 乙:智障 甲:白痴 乙:废物",
    "what is this": "甲:你这什么态度 乙:我就这态度，爱咋咋地 甲:有毛病 乙:你有毛病 甲:神经病",
}
PEACE = {
    "banter": "甲:你傻子啊哈哈哈 乙:你才傻子哈哈 甲:滚蛋😂 乙:哈哈哈滚 甲:笑死我了哈哈",
    "banter with dog": "甲:就你这水平[doge] 乙:你行你上[狗头] 甲:厉害了哈哈 乙:开玩笑的哈哈",
    "quick questions": "甲:几点开会 乙:三点 甲:在哪 乙:二楼 甲:谁参加 乙:都去",
    "quiz answers": "甲:A 乙:B 甲:C 乙:选B 甲:B！！ 乙:是C吗？？",
    "complaint to staff": "甲:你们什么态度！！ 乙:您好，非常抱歉，请问您的订单号是多少 甲:垃圾东西，骗子 乙:对不起给您添麻烦了 甲:不要脸 乙:抱歉，马上为您处理",
    "a long argument": "甲:我觉得这个方案的成本太高了，我们可以考虑另外一种办法，把第二步放到后面来做，您看可以吗 乙:这样的话时间就来不及了，客户那边要求月底之前全部做完，我们没有多少余地可以调整 "
    "甲:那我们能不能先做一半，剩下的一半等到下个月再说，这样客户也能先看到效果 乙:我去问一下客户，晚上之前给您答复，辛苦了",
    "thanks": "甲:谢谢 乙:不客气 甲:辛苦了 乙:应该的 甲:好的 乙:好",
    "one who shouts alone": "甲:滚 甲:都滚 甲:烦死了 甲:人渣",
    "one angry, one calm": "甲:你什么意思 乙:我先看看 甲:你凭什么 乙:稍等 甲:不要脸 乙:查到了，是系统的问题",
    "football": "甲:进了！！ 乙:好球！！ 甲:漂亮！！ 乙:哈哈哈！！ 甲:再来一个！！ 乙:太棒了！！",
    "everybody talks": "甲:你什么意思 丙:今天吃什么 丁:火锅 戊:好 己:几点 乙:你凭什么 丙:六点 丁:行 戊:到 己:出发 甲:呵呵 乙:无语",
    "cooling down": "甲:傻逼 乙:废物，滚开 甲:算了 乙:我也有不对 甲:刚才急了 乙:没事",
    "self-mockery": "甲:我真是脑残，又忘带钥匙 乙:我也是 甲:记性太差 乙:正常 甲:是啊",
    "mothers": "甲:你妈妈身体好吗 乙:挺好的，你妈妈呢 甲:也好 乙:代我问好 甲:好嘞",
    "renovation": "甲:你装修完了吗 乙:你装好了？ 甲:快了 乙:我也快了 甲:恭喜",
    "love": "甲:讨厌 乙:么么哒 甲:爱你 乙:爱你 甲:晚安",
    "two lines only": "甲:傻逼 乙:你才傻逼",
}  # fmt: skip


def turns(dialogue: str, *, every: float = 12) -> list[Turn]:
    """Return what was said, one line each `every` seconds."""
    return [
        Turn(
            sender=MemberId(line[0]),
            at=START + timedelta(seconds=place * every),
            heat=temper(line[2:]),
            length=len(line) - 2,
        )
        for place, line in enumerate(dialogue.split(" "))
    ]


def heard(dialogue: str, *, every: float = 12) -> Quarrel | None:
    """Return the first quarrel that is noticed while the lines come in."""
    said = turns(dialogue, every=every)
    found = (quarrel(said[:count], said[count - 1].at) for count in range(1, len(said) + 1))
    return next((one for one in found if one is not None), None)


@pytest.mark.parametrize("about", QUARRELS)
def test_a_quarrel_is_noticed(about: str) -> None:
    """Two who heat each other up are noticed, and told apart from those beside them."""
    found = heard(QUARRELS[about])

    assert found is not None
    assert set(found.members) == {"甲", "乙"}
    assert "带火气" in found.why


@pytest.mark.parametrize("about", PEACE)
def test_lively_talk_is_no_quarrel(about: str) -> None:
    """Banter, quick answers, complaints to patient staff and the like are left alone."""
    assert heard(PEACE[about]) is None


@pytest.mark.parametrize("about", QUARRELS)
def test_a_slow_exchange_is_no_quarrel(about: str) -> None:
    """The same lines over an hour are a discussion."""
    assert heard(QUARRELS[about], every=600) is None


def test_it_tells_who_how_often_and_how_long() -> None:
    """Who spoke last comes first; the reason counts lines and minutes."""
    said = turns("甲:闭嘴 乙:你闭嘴 甲:你敢 乙:你有本事过来")

    found = quarrel(said, said[-1].at)

    assert found is not None
    assert (found.members, found.turns) == (("乙", "甲"), 4)
    assert found.why == "1 分钟内你来我往 4 句，其中 4 句带火气，越说越重"


def test_nothing_said_is_no_quarrel() -> None:
    """No turns, no quarrel."""
    assert quarrel([], START) is None
