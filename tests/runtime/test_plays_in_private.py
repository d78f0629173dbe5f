"""What is said in private belongs to the play that asked for it, and of an unseen one nothing else is kept."""

import pytest

from bot.core.model import private_room
from tests.runtime.playground import ROOMS, Playground

FIRST, SECOND = ROOMS[0].id, ROOMS[2].id
MINE = private_room("zhang")


class Talks(Playground):
    """The owner begins things in rooms, Zhang answers in private."""

    async def begin(self, room: str, *orders: str) -> None:
        """Let Zhang be heard in `room`, and the owner give orders there."""
        lines = [("zhang", "早"), *((("owner", one)) for order in orders for one in (f"/{order}", "确认"))]
        for by, text in lines:
            await self.hand_in("archive", said=text, by=by, room=room)
            await self.pump()

    async def whisper(self, *lines: str) -> list[str]:
        """Let Zhang say something in private; return what he was told so far, in all rooms."""
        for text in lines:
            await self.hand_in("app", said=text, by="zhang", room=MINE)
            await self.pump()
        return [text for room in (FIRST, SECOND) for text in self.told(room)]


async def test_who_voted_in_one_room_can_vote_in_another() -> None:
    """That one has voted already is said only if no other vote waits."""
    there = Talks()
    await there.begin(FIRST, "投票 团建 爬山 海边 匿名 2小时")
    await there.begin(SECOND, "投票 聚餐 火锅 烤肉 匿名 2小时")

    told = await there.whisper("A", "A", "A")

    assert [text[:12] for text in told] == [
        "记下了，你在“团建”里的",
        "你已经投过匿名投票“团建",
        "记下了，你在“聚餐”里的",
    ]


async def test_a_vote_takes_no_answer_from_a_survey() -> None:
    """What a survey asked is answered first, though the vote is older."""
    there = Talks()
    await there.begin(FIRST, "投票 团建 爬山 海边 匿名 2小时", "问卷 推荐度 匿名")

    told = await there.whisper("开始", "9", "A")

    assert told[-1] == "填好了，谢谢！答卷已经不带姓名地收下。"
    vote, survey = sorted(await there.store.all_plays(limit=9), key=lambda play: play.number)
    assert (vote.body.get("counts"), survey.body["papers"]) == (None, [["9", "A"]])


@pytest.mark.parametrize(("flag", "seen"), [("匿名", False), ("", True)])
async def test_words_of_an_unseen_sheet_are_not_kept(flag: str, *, seen: bool) -> None:
    """Neither as a message nor as a delivery nor as something to be sent; those of a named one are."""
    there = Talks()
    await there.begin(FIRST, f"问卷 推荐度 {flag}")

    await there.whisper("开始", "三十", "8", "食堂太咸了")

    kept = [one["text"] for one in await there.store.trace(room=MINE, limit=9)]
    assert kept == (["食堂太咸了", "8", "三十", "开始"] if seen else ["", "", "", "开始"])
    assert await there.errors() == []
