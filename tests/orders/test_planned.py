"""Beginning what a group plays, as owners write it without calling the bot, and the talk that only mentions it."""

import time
from datetime import datetime

import pytest

from bot.commands import all_commands, grammars
from bot.core.model import MemberId
from bot.orders import Order, Person
from bot.orders.reading import read
from tests.orders.kit import NOW, ZONE

PEOPLE = tuple(Person(id=MemberId(f"p{n}"), name=name) for n, name in enumerate(("张三", "李四", "张伟", "Tom")))
ORDERS = """
抽奖 年会 一等奖 耳机 1 二等奖 书签 3 口令 我要中奖 明天20:00 > lottery
抽奖 红包3个 明天8点 > lottery
抽奖 红包 3个 后天20:00 > lottery
抽奖 3份红包、1台手机 今晚八点 > lottery
抽奖 红包三个 十分钟后 > lottery
抽奖：3个红包，今晚8点 > lottery
抽奖3个红包 今晚8点 > lottery
抽奖 奖品：红包3个，时间：今晚8点，口令：冲啊 > lottery
抽奖 红包×3 后天20:00 > lottery
抽奖 我们部门的红包3个 明天20:00 > lottery
分享会 AI画图入门 明天20:00 > meetup
分享会 如何写好周报 明天20:00 人数30 > meetup
分享会 明天20:00 AI画图 > meetup
分享会 我是怎样做好周报的 周五晚上八点 > meetup
投票 周五吃啥 火锅 烤肉 > vote
投票 周五吃啥 1火锅 2烤肉 > vote
投票：周五吃啥？火锅/烤肉/日料 > vote
投票 周五聚餐去不去 去 不去 > vote
投票 谁当班长 张三 李四 > vote
投票 明天几点集合 8点 9点 10点 > vote
开始答题5题 > quiz_start
开始答题 10道题 每题20秒 > quiz_start
问卷 满意度 3天 > survey
来个抽奖 3个红包 今晚8点 > lottery
搞个抽奖，3个红包，今晚8点 > lottery
发起抽奖 书签 3 10分钟 > lottery
发起投票 周五吃什么 A 火锅 B 烤肉 > vote
搞个投票 周五吃啥 火锅 烤肉 > vote
搞个分享会 AI画图 明天20:00 > meetup
来一轮答题 5题 每题20秒 > quiz_start
取消抽奖 > lottery
停止抽奖 12 > lottery
结束抽奖 > lottery_draw
关闭投票 > vote
取消分享会 > meetup
抽奖 中秋福利 月饼礼盒5盒 明晚8点 > lottery
抽奖，奖品：保温杯2个，今晚20:00截止 > lottery
我想发起一个投票 周五吃啥 火锅 烤肉 > vote
投票 团建去哪 爬山 露营 都不去 > vote
分享会 从零开始学Python 周六晚7点半 人数20 > meetup
""".strip().splitlines()  # fmt: skip
CALLED = """
来个抽奖 3个红包 今晚8点 > lottery
搞个抽奖 > lottery
开始抽奖 3个红包 今晚8点 > lottery
抽奖开始 > lottery
帮我发起一个抽奖，奖品红包3个，今晚8点开奖 > lottery
我想搞个抽奖 3个红包 今晚8点 > lottery
抽奖3个红包明天8点 > lottery
发起投票 > vote
搞个投票吧 > vote
投票：周五吃啥？火锅/烤肉/日料 > vote
发个问卷 > survey
发问卷 满意度 > survey
答题 > quiz_start
来一轮答题 > quiz_start
再来一轮答题 > quiz_start
办一场分享会 AI画图 周五20:00 > meetup
来个话题 > topic
发个话题 周末去哪里 > topic
抽奖取消 > lottery
取消投票 > vote
投票结束 > vote
停止问卷 > survey
分享会取消 > meetup
取消答题 > quiz_stop
来一轮知识竞赛 > quiz_start
有奖问答 > quiz_start
我们来抽个奖吧 > lottery
给大家搞个抽奖 10个红包 20分钟后 > lottery
停掉抽奖 > lottery
关掉投票 > vote
删除投票 > vote
答题结束 > quiz_stop
""".strip().splitlines()  # fmt: skip
TALK = """
抽奖 明天 见|抽奖 今晚8点 记得来|抽奖 3个红包 都被你抢了|抽奖 3个人中了|抽奖 还有3个名额|抽奖 上次送了5台手机|抽奖 昨天送出去3份|抽奖 一等奖是小王
抽奖 一等奖给谁了|抽奖 口令是啥|抽奖 口令 是 什么|抽奖 我中了3个|抽奖 大家都想要3个红包|抽奖 8点开始 准时|抽奖什么时候开始|抽奖 奖品 3份 够吗|抽奖 3份红包 你们谁抢到啦
抽奖 真有意思|抽奖开始|抽奖开始啦|抽奖结束了|抽奖结束|抽奖已经结束|抽奖今晚8点|抽奖 哈哈 3个红包|抽奖 红包3个 没中|抽奖 第 3 轮|抽奖 3个红包 今晚8点 大家别忘了
来个抽奖呗|搞个抽奖吧|来个抽奖吧 大家都在|搞个抽奖活跃一下|什么时候来个抽奖|想搞个抽奖|开始抽奖啦|开始抽奖了吗|今天来个抽奖活动 3个红包|开奖 啦|开奖 了吗
发起投票吧|发起投票 大家 看看|搞个投票怎么样|投票 这个方式 挺好 的|投票 大家 都 投了 吗|投票 谁 没投|投票 什么时候 截止|投票 怎么投 不太会 操作|投票 结果 怎么样
投票了吗|投票 我选A|投票 A吧|投票 还有1小时|来个投票决定吧|结束投票 谢谢大家|投票取消了|分享会 明天 见|分享会 今晚8点 见|分享会 明天8点开始 大家记得来|分享会 改到8点了
分享会 是 明天20:00 吗|分享会 昨天8点 讲了什么|分享会 几点|分享会 周五20:00 我去不了|分享会 晚上8点 不去|分享会 20:00 准时参加|办个分享会挺好|开分享会 大家 有空
取消分享会 太可惜|分享会取消了|取消抽奖 可惜|取消抽奖吧|结束抽奖吧|抽奖取消了|开始答题了|开始答题 大家加油|开始答题 第3题了|开始答题 不着急|答题 真难|答题结束|答题结束啦
来一轮答题呗|答题 第3题 选B|答题 5题都对了|问卷 大家都填了吗|问卷 还有3天|问卷 我填了3天|发个问卷吧|问卷 链接 在哪|话题 不错|来个话题聊聊|来个话题
抽奖的3个红包呢|抽奖 3个红包发完了|抽奖 5个人中奖 恭喜|抽奖 1份没了|投票 结果 火锅 赢了|投票 火锅 胜出|投票 截止 到 周五|投票 我 投 火锅|分享会 20:00 不见不散
分享会 周五晚8点 改线上|分享会 录像 8点 上传|分享会 PPT 3点发|问卷 只要 3分钟|问卷 需要3分钟|答题 得了5题|开始答题 还有5分钟
投稿 邮箱 是 多少|投稿 地址发我一下谢谢|投稿 发到哪个群里呀
""".replace("|", "\n").strip().splitlines()  # fmt: skip


def _read(text: str, now: datetime = NOW) -> Order | None:
    order = read(text, grammars=grammars(), people=PEOPLE, now=now, zone=ZONE)
    return order if isinstance(order, Order) else None


def _pairs(lines: list[str]) -> list[tuple[str, str]]:
    return [(text, command) for text, _, command in (line.rpartition(" > ") for line in lines)]


@pytest.mark.parametrize(("text", "command"), _pairs(ORDERS))
def test_what_holds_the_marks_of_the_real_thing_is_an_order(text: str, command: str) -> None:
    """Prizes with counts, a topic and an hour, options: it is read though nobody is called, as it is behind a call."""
    order = _read(text)

    assert order is not None
    assert order.command == command
    called = _read(f"@群管 {text}")
    assert called is not None
    assert (called.command, called.sub, called.text) == (order.command, order.sub, order.text)


@pytest.mark.parametrize(("text", "command"), _pairs(CALLED))
def test_whoever_calls_the_bot_may_begin_and_end_things_in_many_ways(text: str, command: str) -> None:
    """来个, 搞个, 发起, 取消 and the like before the noun, or behind it."""
    order = _read(f"@群管 {text}")

    assert order is not None
    assert order.command == command


@pytest.mark.parametrize("text", TALK)
def test_talk_that_mentions_it_is_left_alone(text: str) -> None:
    """Owners talk about lotteries, votes and meet-ups, too."""
    order = _read(text)

    assert order is None or all_commands()[order.command].is_talk(order)


@pytest.mark.parametrize("command", ["lottery", "vote", "meetup", "quiz_start", "survey", "topic"])
def test_every_example_is_read_without_a_call(command: str) -> None:
    """What 帮助 shows can be copied into the group as it stands."""
    for example in all_commands()[command].examples:
        order = _read(example)
        if example == "话题 周末去哪里走走":  # it asks everybody: only behind a call
            order = _read(f"@群管 {example}")
        assert order is not None, example
        assert order.command == command


@pytest.mark.parametrize(
    "text",
    ["抽奖 " + "1个 " * 1300, "投票 " + "谁" * 4000, "投票 " + "a/" * 2000, "分享会 " + "8点" * 2000, "抽奖 " + "口令 " * 1300, "投票 " + "不" * 4000,
     "问卷 " + " 3天" * 1300 + "x", "来" * 4000 + "抽奖", "投票 " + "1a" * 2000, "抽奖" + " " * 3900 + "x", "分享会 " + "十" * 3900],
    ids=lambda text: text[:6],
)  # fmt: skip
def test_hostile_lines_take_no_time(text: str) -> None:
    """Four thousand characters made to be slow take less than 40 ms behind a call."""
    best = min(_seconds(f"@群管 {text}") for _ in range(3))

    assert best < 0.04


def _seconds(text: str) -> float:
    start = time.process_time()
    _read(text)
    return time.process_time() - start
