"""Whatever was decided is decided again, byte for byte; what somebody changed since is seen."""

import random  # noqa: TID251 - the same luck every time
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bot.commandline.replay import Replay
from bot.storage.beside import beside
from tests.fakes import SetClock
from tests.rulefiles import CONFIG, write
from tests.running import started

ROOT = Path(__file__).parents[2]
SENDERS = ("zhang", "li", "wang", "owner", "boss")
TEXTS = (
    "大家好，今天几点开会",
    "加我薇❤ abc123 领福利",
    "你这个傻逼",
    "代.开.发.票，联系 13812345678",
    "看这个 https://bit.ly/x1",
    "收到",
    "刷单兼职日入三百，详情私聊",
    "明天下午三点在二号会议室",
    "@" + "很" * 1200 + "长",
    "我的卡号 6222021234567890128",
    "指令 /群规",
    "/我的记录",
    "哈哈哈哈哈",
)


def said(seed: int, number: int) -> Iterator[str]:
    """Varied talk of several people, with some who repeat themselves."""
    luck = random.Random(seed)  # noqa: S311
    for _ in range(number):
        text = luck.choice(TEXTS)
        yield f"{luck.choice(SENDERS)}|{text}{luck.choice(['', '', str(luck.randrange(1000)), '！'])}"


def a_bot(folder: Path) -> Path:
    """Fill `folder` with the starter rules and words."""
    write(folder, "config.yaml", CONFIG)
    for name in ("rules", "words"):
        shutil.copytree(ROOT / "content" / name, folder / name)
    return folder


def replay(folder: Path) -> tuple[dict[str, int], list[tuple[int, list[str]]]]:
    """Return the counts of a replay of everything, and what differs in which message."""
    with beside(f"sqlite:///{folder}/bot.db") as connection:
        again = Replay(connection, folder)
        differing = [
            (one.id, [found.what for found in differences]) for one, differences in again.differences(0, 10**9)
        ]
    return {what: number for what, number in again.outcomes.items() if number}, differing


async def test_hundreds_of_messages_over_restarts_and_changes_are_decided_the_same_again(tmp_path: Path) -> None:
    """Restart in the middle, rules and policy changed in the middle, a flood, penalties, an end of a mute."""
    clock, folder = SetClock(), a_bot(tmp_path)
    async with started(folder, clock) as bot:
        await bot.hear(said(1, 80))
        await bot.hear((f"liu|快来看{n}" for n in range(12)), apart=timedelta(milliseconds=200))
        ads = (folder / "rules/ads.yaml").read_text(encoding="utf-8")
        write(folder, "rules/ads.yaml", ads.replace("points: 3", "points: 4"))
        write(folder, "config.yaml", CONFIG.replace("7天", "1天"))
        await bot.save()
        await bot.hear(said(2, 60))
    async with started(folder, clock) as bot:
        await bot.hear(said(3, 60))
        await bot.hear(["owner|/解禁 zhang", "owner|/解禁 li"])
        shutil.copy(folder / "words/ads.txt", folder / "words/more.txt")
        await bot.save()
        await bot.hear(said(4, 60))
        revision, effects = bot.book.in_force.revision, await bot.store.due(clock.now(), limit=500)

    outcomes, differing = replay(folder)
    assert (outcomes, differing) == ({"一致": 274}, [])
    assert revision == 3
    assert len(effects) >= 20


async def test_what_was_tampered_with_is_found(tmp_path: Path) -> None:
    """A finding, a total, an effect, an effect too many: each is named with its message."""
    clock, folder = SetClock(), a_bot(tmp_path)
    async with started(folder, clock) as bot:
        await bot.hear(["a|加我薇❤ abc123 领福利", "b|加我薇❤ abc123 领福利", "c|加我薇❤ abc123 领福利", "d|好"])
    with sqlite3.connect(folder / "bot.db") as database:
        database.execute("UPDATE message SET findings = replace(findings, 'contact-ads', 'other') WHERE id = 1")
        database.execute("UPDATE message SET total = total + 0.01 WHERE id = 2")
        database.execute("UPDATE effect SET payload = replace(payload, '请', '不') WHERE inbox = 3")
        database.execute("UPDATE effect SET inbox = 4, key = '4-0-reply' WHERE key = '2-0-reply'")
    database.close()

    outcomes, differing = replay(folder)
    assert outcomes == {"不一致": 4}
    assert differing == [
        (1, ["命中"]),
        (2, ["累计", "第 1 个处理"]),
        (3, ["第 1 个处理", "第 2 个处理"]),
        (4, ["多出来的处理"]),
    ]


async def test_what_cannot_be_decided_again_is_counted_apart(tmp_path: Path) -> None:
    """Revisions that are gone, and messages to look back on that were pruned."""
    clock, folder = SetClock(), a_bot(tmp_path)
    async with started(folder, clock) as bot:
        await bot.hear(["a|一", "a|二", "b|三"])
    with sqlite3.connect(folder / "bot.db") as database:
        database.execute("DELETE FROM message WHERE id = 1")
        database.execute("UPDATE message SET revision = 9 WHERE id = 3")
    database.close()

    assert replay(folder) == ({"要回看的消息已按保留期删除": 1, "当时的规则已经没有": 1}, [])


async def test_what_was_too_long_to_be_judged_whole_is_decided_the_same_again(tmp_path: Path) -> None:
    """As much is kept as was judged, and is looked back on alike."""
    clock, folder = SetClock(), a_bot(tmp_path)
    async with started(folder, clock) as bot:
        await bot.hear(["a|" + "今天天气不错" * 4_000, "b|" + "今天天气不错" * 4_000 + "加我薇❤ abc123 领福利", "a|好"])

    assert replay(folder) == ({"一致": 3}, [])
