"""The bot's trace on its way to the page."""

import asyncio

from tests.simulator.kit import Json, Stage, eventually


def traced(stage: Stage, kind: str = "trace") -> list[Json]:
    """The rows told to the page so far."""
    return [e.data for e in stage.sim.platform.hub.since(0) if e.kind == kind]


async def test_new_and_changed_rows_are_told_while_somebody_watches(stage: Stage) -> None:
    """Each state of a row once, older rows first; nothing is fetched before a page is open."""
    stage.bot.rows = [{"id": 2, "points": 0}, {"id": 1, "points": 3}]
    await asyncio.sleep(0.4)
    assert traced(stage) == []

    async with stage.session.get(f"{stage.sim.url}/sim/events"):
        await eventually(lambda: len(traced(stage)) == 2)
        stage.bot.rows[0] = {"id": 2, "points": 5}
        await eventually(lambda: len(traced(stage)) == 3)
        await asyncio.sleep(0.4)

    assert traced(stage) == [{"id": 1, "points": 3}, {"id": 2, "points": 0}, {"id": 2, "points": 5}]


async def test_a_bot_that_does_not_answer_is_looked_at_again(stage: Stage) -> None:
    """A wrong token or a bot that is down is no error; the rows come when they can."""
    stage.bot.rows = [{"id": 1}]
    stage.sim.point_at(stage.bot.url, "wrong")
    async with stage.session.get(f"{stage.sim.url}/sim/events"):
        await asyncio.sleep(0.1)
        stage.sim.point_at("http://127.0.0.1:9", "console")
        await asyncio.sleep(0.4)
        assert traced(stage) == []
        stage.sim.point_at(stage.bot.url, "console")
        await eventually(lambda: traced(stage) == [{"id": 1}])


async def test_cases_are_told_whenever_they_change(stage: Stage) -> None:
    """Each state of a case once, by its number; a list that is none is nothing."""
    stage.bot.cases = [{"number": 7, "state": "open"}]
    async with stage.session.get(f"{stage.sim.url}/sim/events"):
        await eventually(lambda: traced(stage, "case"))
        stage.bot.cases = [{"number": 9, "state": "open"}, {"number": 7, "state": "closed"}]
        await eventually(lambda: len(traced(stage, "case")) == 3)

    assert [(c["number"], c["state"]) for c in traced(stage, "case")] == [(7, "open"), (7, "closed"), (9, "open")]
