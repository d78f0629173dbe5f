"""Rules that find too much fall back, one stage at a time, and are never counted twice."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.findings import Stage
from bot.core.model import MemberId
from bot.runtime import warden as warden_module
from bot.runtime.warden import Fall, Warden
from tests.fakes import SetClock
from tests.rulefiles import ADS, CONFIG, a_folder, write
from tests.running import Parts, started

MINUTE = timedelta(minutes=1)
WILD = ADS.replace("加微信", "的")


def a_warden(bot: Parts) -> Warden:
    """A warden of that bot."""

    async def fall(falls: Sequence[Fall]) -> None:
        await bot.book.fall(falls)

    book = bot.book
    return Warden(
        store=bot.store,
        clock=bot.clock,
        rules=lambda: book.in_force.accepted.rules,
        since=lambda rule: book.in_force.since.get(rule, bot.clock.now()),
        fall=fall,
    )


def stage(bot: Parts, rule: str) -> Stage:
    """How far a rule goes now."""
    return next(one.stage for one in bot.book.in_force.accepted.rules.rules if one.id == rule)


def talk(number: int, text: str = "好的呢") -> list[str]:
    """Something said by as many people."""
    return [f"m{n}|{text}" for n in range(number)]


async def test_a_rule_that_runs_away_is_soft_within_a_minute_and_in_shadow_soon_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every look counts only what is new; what was judged before it fell is not held against it again."""
    monkeypatch.setattr(warden_module, "PAGE", 7)
    clock = SetClock()
    write(a_folder(tmp_path), "rules/ads.yaml", WILD)
    async with started(tmp_path, clock) as bot:
        warden = a_warden(bot)
        clock.forward(MINUTE)
        await bot.hear(talk(60), apart=timedelta(seconds=1))
        await warden.look()
        await warden.look()
        assert (stage(bot, "ads"), stage(bot, "listed")) == (Stage.SOFT, Stage.ENFORCE)

        clock.forward(MINUTE)
        await bot.hear(talk(120), apart=timedelta(seconds=1))
        await warden.look()
        await warden.look()
        assert stage(bot, "ads") is Stage.SHADOW
        clock.forward(MINUTE)
        await bot.hear(talk(120), apart=timedelta(seconds=1))
        await warden.look()
        tells = [due.effect for due in await bot.store.due(clock.now(), limit=999) if due.effect.kind == "tell"]
        history = [revision.note for revision in await bot.store.revisions(limit=9)]

    assert sorted(tell.to for tell in tells) == ["boss", "boss", "owner", "owner"]
    assert "最近10分钟判断的 60 条发言里它命中 60 条（100%）" in tells[0].text
    assert history == ["规则 ads 自动降级为只记录", "规则 ads 自动降级为只提醒", "第一次启用"]


async def test_a_warden_that_starts_later_knows_the_last_day(tmp_path: Path) -> None:
    """A restart does not give a wild rule another day; a rule with `guard: false` is left alone."""
    clock = SetClock()
    write(a_folder(tmp_path), "rules/ads.yaml", WILD)
    write(tmp_path, "rules/free.yaml", WILD.replace("ads", "free") + "  guard: false\n")
    async with started(tmp_path, clock) as bot:
        clock.forward(MINUTE)
        await bot.hear([*talk(200, "你好"), *talk(30)], apart=timedelta(minutes=1))
    async with started(tmp_path, clock) as bot:
        clock.forward(timedelta(hours=2))
        await a_warden(bot).look()
        [fallen] = await bot.store.lowered()

    assert (fallen.rule, fallen.stage) == ("ads", Stage.SOFT)
    assert fallen.why == "24小时内判断的 230 条发言里它命中 30 条（13%，上限 10%）"


async def test_a_rule_whose_penalties_are_taken_back_falls(tmp_path: Path) -> None:
    """Five of ten, though it finds little."""
    clock = SetClock()
    write(a_folder(tmp_path), "rules/ads.yaml", ADS.replace("points: 3", "points: 7"))
    async with started(tmp_path, clock) as bot:
        warden = a_warden(bot)
        clock.forward(MINUTE)
        await bot.hear([f"m{n}|加微信" for n in range(10)])
        await bot.hear([f"owner|/解禁 {MemberId(f'm{n}')}" for n in range(5)])
        await warden.look()
        [fallen] = await bot.store.lowered()

    assert fallen.why == "它给出的 10 次处罚里有 5 次被撤销（50%，上限 30%）"


async def test_penalties_and_those_taken_back_are_of_the_same_time(tmp_path: Path) -> None:
    """A mute ended today for something said eight days ago counts in neither number."""
    clock = SetClock()
    a_folder(tmp_path)
    write(tmp_path, "config.yaml", CONFIG.replace("half_life: 7天", "ladder: [{at: 3, do: mute, for: 30天}]"))

    async with started(tmp_path, clock) as bot:
        clock.forward(MINUTE)
        await bot.hear([f"m{n}|加微信" for n in range(10)])
        clock.forward(timedelta(days=8))
        await bot.hear([f"owner|/解禁 m{n}" for n in range(5)])
        await a_warden(bot).look()

        assert len(await bot.store.undone(since=clock.now() - timedelta(days=1))) == 5
        assert await bot.store.lowered() == ()
