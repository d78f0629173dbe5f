"""Switches that make the platform fail."""

import asyncio

import aiohttp
import pytest

from bot.simulator.faults import SWITCHES, SwitchError, read_switch
from tests.simulator.conftest import Open
from tests.simulator.kit import Json, Stage, eventually

SAY = {"chatid": "qunguandemo", "msgtype": "text", "text": {"content": "好"}}
TELL = {"touser": "lina", "agentid": 1000002, "msgtype": "text", "text": {"content": "好"}}


@pytest.mark.parametrize(("fault", "code"), [("busy", -1), ("45009", 45009), ("45033", 45033), ("60020", 60020)])
async def test_a_code_can_be_forced_for_the_next_call(stage: Stage, fault: str, code: int) -> None:
    """Once, on a call that would be fine, and nothing is carried out; gettoken is spared."""
    stage.break_next(fault)

    assert [await stage.code("appchat/send", SAY) for _ in range(2)] == [code, 0]
    assert stage.texts("app") == ["好"]


async def test_recipients_can_be_made_invalid(stage: Stage) -> None:
    """81013 strikes message/send only."""
    stage.break_next("81013")

    assert [await stage.code("appchat/send", SAY), await stage.code("message/send", TELL)] == [0, 81013]


async def test_a_dropped_connection_means_nothing_was_done(stage: Stage) -> None:
    """The client sees a broken connection; the message is not shown."""
    token = await stage.token()
    stage.break_next("dropped")

    with pytest.raises(aiohttp.ClientError):
        await stage.post("/cgi-bin/appchat/send", SAY, access_token=token)
    assert stage.texts("app") == []


async def test_a_lost_answer_means_it_was_done(stage: Stage) -> None:
    """The client sees a broken connection; the message is shown, and its key is on record."""
    token = await stage.token()
    stage.break_next("answer_lost")

    with pytest.raises(aiohttp.ClientError):
        await stage.post("/cgi-bin/appchat/send", SAY, key="k1", access_token=token)
    assert stage.texts("app") == ["好"]
    assert stage.sim.platform.calls.view()[-1]["key"] == "k1"


async def test_a_gateway_error_is_html_with_502(stage: Stage) -> None:
    """No JSON, no effect."""
    stage.break_next("5xx")

    async with stage.session.get(f"{stage.sim.url}/cgi-bin/gettoken") as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")


async def test_slow_answers_take_their_time(stage: Stage) -> None:
    """The answer comes after the switch's seconds."""
    await stage.control("faults", {"slow": {"next": 1, "seconds": 9}})
    token = asyncio.create_task(stage.token())
    await eventually(lambda: stage.clock.sleepers() == 1)
    await stage.clock.advance(8.9)
    assert not token.done()
    await stage.clock.advance(0.1)

    assert await token


async def test_switches_are_shown_and_told_to_the_page(stage: Stage) -> None:
    """State and events say what is on; a switch that has struck goes off by itself."""
    status, view = await stage.control("faults", {"busy": True, "45009": {"next": 1}, "seed": 1})
    await stage.control("faults", {"busy": False})
    await stage.code("appchat/send", SAY)

    told = [e.data for e in stage.sim.platform.hub.since(0) if e.kind == "faults"]
    assert status == 200
    assert (view["busy"]["on"], view["45009"]["next"], set(view)) == (True, 1, set(SWITCHES))
    assert [(t["busy"]["on"], t["45009"]["on"]) for t in told] == [(True, True), (False, True), (False, False)]


async def test_a_probability_strikes_about_as_often_as_it_says(stage: Stage) -> None:
    """With seed and 0.3, the same 300 tries fail the same number of times, near 90."""
    faults = stage.sim.platform.faults

    def strikes() -> int:
        faults.reseed(3)
        return sum(faults.strike("busy") for _ in range(300))

    await stage.control("faults", {"busy": 0.3})

    assert strikes() == strikes()
    assert 60 <= strikes() <= 120


@pytest.mark.parametrize(
    "wanted", ["yes", None, 2, -1, {"probability": 1.5}, {"next": -1}, {"next": 1.5}, {"what": 1}, {"next": "3"}, []]
)
def test_a_switch_out_of_range_is_refused(wanted: object) -> None:
    """Only booleans, chances and whole counts make sense."""
    with pytest.raises(SwitchError):
        read_switch(wanted)


async def test_an_unknown_switch_is_refused_with_those_there_are(stage: Stage) -> None:
    """The answer names the mistake and the choices, and sets nothing."""
    status, answer = await stage.control("faults", {"busy": True, "flood": True})

    assert status == 400
    assert answer["error"].startswith("没有故障开关 flood；可用的是 token_dead_early、")
    assert not stage.sim.platform.faults.view()["busy"]["on"]


async def test_too_many_calls_of_one_api_at_once_are_refused(open_stage: Open) -> None:
    """45033 for the third while two run; another API and a later call are let in."""
    stage = await open_stage(at_once=2)
    token = await stage.token()
    stage.break_next("slow", times=2)

    def call() -> "asyncio.Task[Json]":
        return asyncio.create_task(stage.post("/cgi-bin/appchat/send", SAY, access_token=token))

    running = [call(), call()]
    await eventually(lambda: stage.clock.sleepers() == 2)
    running.append(call())
    await eventually(running[2].done)
    other = await stage.post("/cgi-bin/message/send", TELL, access_token=token)
    await stage.clock.advance(3)

    assert other["errcode"] == 0
    assert [(await one)["errcode"] for one in running] == [0, 0, 45033]
    assert await stage.code("appchat/send", SAY) == 0
