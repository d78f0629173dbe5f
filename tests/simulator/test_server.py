"""Starting a platform."""

from datetime import timedelta

import pytest

from bot.simulator.server import start
from bot.simulator.settings import SimulatorSettings
from tests.simulator.kit import Stage


async def test_a_taken_port_is_an_error(stage: Stage) -> None:
    """OSError, and nothing keeps running."""
    port = int(stage.sim.url.rsplit(":", 1)[1])

    with pytest.raises(OSError, match="address already in use"):
        await start(SimulatorSettings(port=port))


async def test_the_machines_clock_can_be_used() -> None:
    """Without a clock of its own the platform lives in real time; the same seed draws the same credentials."""
    sims = [await start(SimulatorSettings(seed=5)) for _ in range(2)]
    now = sims[0].platform.clock.now()
    await sims[0].platform.clock.sleep(0)
    for sim in sims:
        await sim.stop()

    assert now.utcoffset() == timedelta(0)
    assert sims[0].credentials == sims[1].credentials
