"""Every activity, played on the demo page by the owner and by members."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.conftest import browsing, demonstrating, kept, starter
from tests.browser.hurry import hurried
from tests.browser.watched import DESK, watching
from tests.browser.watched_play import LATE, OWNER, Game

Town = tuple[Browser, str]

pytestmark = [pytest.mark.long, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A browser, and one demo for all: each test plays with people and titles of its own."""
    folder: Path = tmp_path_factory.mktemp("town")
    config = kept(hurried(starter(), folder), folder)
    async with browsing() as browser, demonstrating(folder, "--config", str(config)) as url:
        yield browser, url


@pytest_asyncio.fixture(loop_scope="module")
async def game(town: Town) -> AsyncIterator[Game]:
    """The demo on a desk."""
    async with watching(*town, DESK) as desk:
        yield Game(desk=desk)


async def test_a_quiz_is_judged_disputed_and_scored_again(game: Game) -> None:
    """Answers count, an order does not; a member disputes, the owner rules, and the round is scored again for everybody."""
    await game.ordered("开始答题 1题 每题5秒 限时", shown="将开始答题：常识，1 题", done="答题开始：常识")
    await game.hears("北京的简称是什么？")
    await game.said("张伟", "答案是京")
    await game.said("李娜", "燕")
    await game.said("徐婷", "@群管 活动列表")
    await game.hears("正在答第 1/1 题")
    answer = await game.hears("第 1 题的答案：京")
    await expect(answer).to_contain_text(re.compile(r"2 人作答，得积分的有 1 人：张伟 \+10"))
    await expect(await game.hears("答题结束：常识")).to_contain_text("1. 张伟 10")
    await game.said("李娜", "申诉 第1题 燕也是简称")
    await game.told("李娜", "已记下你对第 1 题的异议")

    await game.ordered("重判 第1题 接受 燕", shown="1 人补记积分", done="也接受“燕”")

    await expect(game.heard("也接受“燕”").last).to_contain_text("李娜 +10")
    await game.said("张伟", "@群管 排行 答题")
    await expect(await game.hears("【答题排行")).to_contain_text("李娜")


async def test_a_lottery_is_drawn_checked_and_claimed(game: Game) -> None:
    """Commitment, entries by word, list, public value, draw, check by a member, code on their phone, prize handed out."""
    await game.ordered(
        "抽奖 夏日 耳机 1 口令 我要耳机 指数 今晚沪指收盘 10分钟 不限中奖", shown="标题：夏日", done="密钥校验码："
    )
    number = await number_in(game, r"抽奖“夏日”（编号 (\d+)）开始了")
    await game.said("刘洋", "我要耳机")
    await game.counted("刘洋", "我要耳机")
    await game.ordered(f"开奖 {number}", shown="将提前截止“夏日”", done="共 1 人，1 张签")
    await game.ordered(f"开奖 {number} 3021.55", shown="3021.55", done=f"“夏日”（编号 {number}）开奖了")
    await expect(game.heard("开奖了！").last).to_contain_text("耳机：@刘洋（第 1 号）")

    await game.said("陈静", f"验证 {number}")
    await expect(await game.hears("全部对得上")).to_contain_text("依次得奖：刘洋")
    won = await game.told("刘洋", "领奖码")
    code = re.findall(r"领奖码 (\d{6})", await won.inner_text())[0]
    await game.ordered(f"兑奖 {code}", shown="交给刘洋", done="已记下：刘洋领走了耳机")


async def test_members_add_salt_to_a_sealed_list(game: Game) -> None:
    """The owner closes early; members salt; nobody draws before the time, and calling it off is told."""
    await game.ordered("抽奖 冬日 围巾 1 口令 我要围巾 10分钟 不限中奖", shown="标题：冬日", done="抽奖“冬日”（编号")
    number = await number_in(game, r"抽奖“冬日”（编号 (\d+)）开始了")
    await game.counted("赵磊", "我要围巾")
    await game.ordered(f"开奖 {number}", shown="将提前截止“冬日”", done="现在请大家加盐")
    await game.counted("赵磊", "加盐 今晚月色真好")
    await game.said(OWNER, f"@群管 开奖 {number}")
    await game.hears("正在等大家加盐，到时间会自动开奖")

    await game.ordered(f"抽奖 取消 {number}", shown="将取消抽奖“冬日”", done="已取消，不开奖了")


async def test_credits_are_earned_spent_and_taken_back(game: Game) -> None:
    """Check-in, thanks, the owner's gift and its undo, the shop, a code on the phone, the board."""
    await game.said("孙丽", "签到")
    await game.hears("孙丽，签到成功，连续第 1 天")
    await game.said("孙丽", "谢谢 @周杰 帮我查到了")
    await game.hears("孙丽 谢谢 周杰，周杰 +2 积分")
    await game.ordered("发积分 @孙丽 50 热心解答", shown="将给 孙丽 发 50 积分", done="孙丽：+50 积分，现有 55")
    await game.said("孙丽", "商城")
    await expect(await game.hears("【积分商城】你有 55 积分")).to_contain_text("书签")
    await game.said("孙丽", "兑换 书签")
    await game.hears("兑换 1 份书签：花 30 积分，换后剩 25")
    await game.said("孙丽", "确认")
    await game.hears("1 份书签换好了")
    await game.told("孙丽", "兑换码")
    await game.said("孙丽", "排行")
    await expect(await game.hears("【积分排行 · 本月】")).to_contain_text("周杰　2 分")

    undo = await number_in(game, r"现有 55，.*\n（撤销码 (\d+)")
    await game.said(OWNER, f"@群管 撤销 {undo}")
    await game.hears(f"已撤销 {undo}")
    await game.said("孙丽", "积分")
    await expect(await game.hears("孙丽：-25 积分")).to_contain_text("撤销")


async def test_a_topic_is_raised_and_its_replies_counted(game: Game) -> None:
    """The owner raises it, members reply; orders are no replies. The thanks come a minute after its time."""
    await game.ordered("话题 周末去哪里走走", shown="将在群里发出话题", done="话题已发出")
    await game.said("吴敏", "想去爬香山，红叶正好看")
    await game.said("黄涛", "带孩子去科技馆看新展览")
    await game.counted("赵磊", "在家看书，顺便把阳台收拾一下")
    await game.said("赵磊", "活动列表")

    await game.hears("话题“周末去哪里走走”：3 条回复，3 人参与")


async def test_a_survey_is_answered_in_private_and_shown_as_a_picture(game: Game) -> None:
    """Step by step on the member's phone; the result as text and picture for the owner, and in the room when published."""
    await game.ordered("问卷 本周满意度 10分钟", shown="将在群里发起问卷", done="【问卷】本周满意度（3 题）")
    await game.said("周杰", "填问卷")
    await game.told("周杰", "第 1/3 题：这周过得怎么样？")
    await game.writes("周杰", "9", answered="没看懂这个回答")
    await game.writes("周杰", "5", answered="第 2/3 题：午饭吃什么？")
    await game.writes("周杰", "B", answered="第 3/3 题：还想说什么？")
    await game.writes("周杰", "跳过", answered="填好了，谢谢！")
    await game.ordered("结束问卷", shown="已收到 1 份", done="一共收到 1 份，谢谢大家")
    await game.told(OWNER, "平均 5.0 分")
    await shows_a_picture(game, "#phone")
    before = await game.page.locator("#messages img.picture").count()

    await game.ordered("问卷结果 公布", shown="将把这份结果发到群里", done="结果已发到群里")

    await expect(game.page.locator("#messages img.picture")).to_have_count(before + 2, timeout=LATE)


async def test_a_vote_counts_the_last_word_of_everybody(game: Game) -> None:
    """Letters and options count, talk does not; who changes their mind has one vote; the result comes with a picture."""
    await game.ordered("投票 周五吃什么 A 火锅 B 烤肉 10分钟", shown="【投票】周五吃什么", done="投票已发起")
    await game.said("张伟", "A")
    await game.said("吴敏", "火锅")
    await game.said("吴敏", "B")
    await game.said("黄涛", "这个投票挺好")
    await game.counted("黄涛", "b")

    await game.ordered("结束投票", shown="已有 3 人投", done="B 烤肉，得 2 票（67%）")

    await shows_a_picture(game, "#messages")


async def test_a_meet_up_fills_and_who_waits_moves_up(game: Game) -> None:
    """Sign-up, waiting list, somebody steps back, the next is told on their phone; the owner's list and the calling off."""
    await game.ordered("分享会 画画入门 明天20:00 人数 1 地点 3楼", shown="分享会“画画入门”", done="分享会已发布")
    await game.said("徐婷", "报名")
    await game.hears("名额刚好报满")
    await game.said("黄涛", "报名")
    await game.hears("候补第 1 位")
    await game.said("徐婷", "取消报名")
    await game.told("黄涛", "你已经从候补转为正式报名")
    await game.said(OWNER, "@群管 分享会 名单")
    await game.told(OWNER, "报名：黄涛")

    await game.ordered("分享会 取消", shown="“画画入门”", done="取消了")


async def test_a_birthday_is_kept_in_private(game: Game) -> None:
    """Told in the room, answered on the phone, without the year; a congratulation is no order."""
    await game.said("徐婷", "生日 快乐")
    await game.said("徐婷", "生日 1990-8-15")
    kept_day = await game.told("徐婷", "记下了：8月15日")
    await expect(kept_day).not_to_contain_text("1990")


async def test_what_goes_on_is_listed(game: Game) -> None:
    """By anybody, with what they can do about it."""
    await game.ordered("投票 喝什么 A 茶 B 水 10分钟", shown="【投票】喝什么", done="投票已发起")
    await game.said("陈静", "活动列表")
    await game.hears("投票“喝什么”：0 人已投")

    await game.ordered("结束投票", shown="“喝什么”", done="没有人投票")


async def test_where_the_bot_may_not_speak_the_owner_gets_one_task(game: Game) -> None:
    """In the customer group an announcement and the news of it are one text on the owner's phone, by names."""
    await game.desk.enter("客户体验群")
    await game.said(OWNER, "@群管 投票 周末来吗 A 来 B 不来 10分钟")
    await game.told(OWNER, "【客户体验群】将在群里发起投票")
    await game.said(OWNER, "@群管 确认")
    await game.told(OWNER, "投票已发起")
    await game.counted("刘洋", "A")
    await game.said(OWNER, "@群管 结束投票")
    await game.told(OWNER, "已有 1 人投")
    await game.said(OWNER, "@群管 确认")

    task = await game.told(OWNER, "A 来，得 1 票（100%）")
    await expect(task).to_contain_text("请您代发")
    assert await game.page.locator("#messages li.row.from-bot").count() == 0


async def number_in(game: Game, pattern: str) -> str:
    """Return the number that the bot told in the room, by a pattern with one group."""
    await expect(game.page.locator("#messages")).to_contain_text(
        re.compile(pattern.replace(r"\n", r"\s*")), timeout=LATE
    )
    told: list[str] = re.findall(pattern.replace(r"\n", r"\s*"), await game.page.locator("#messages").inner_text())
    return told[-1]


async def shows_a_picture(game: Game, where: str) -> None:
    """Wait for a picture that is one."""
    picture = game.page.locator(f"{where} img.picture").last
    await expect(picture).to_be_visible(timeout=LATE)
    assert await picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 200
