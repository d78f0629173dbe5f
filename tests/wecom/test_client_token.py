"""One token for many waiters: fetched once, kept, replaced when it dies."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.wecom import RetryableError
from bot.wecom.client import Client
from tests.fakes import SetClock
from tests.wecom.platform import OK, Platform
from tests.wecom.samples import CORP

TOKEN = "/cgi-bin/gettoken"
SEND = "/cgi-bin/message/send"


def _error(code: int) -> dict[str, Any]:
    return {"errcode": code, "errmsg": f"errmsg of {code}, hint: [1], from ip: 1.2.3.4"}


async def test_the_token_is_asked_for_with_corp_and_secret(client: Client, platform: Platform) -> None:
    """Both credentials go along."""
    await client.call("agent/get")

    assert platform.asked_for(TOKEN)[0].query == {"corpid": CORP, "corpsecret": "the-secret"}


async def test_a_token_is_kept_until_shortly_before_its_end(
    client: Client, platform: Platform, clock: SetClock
) -> None:
    """One token serves for its lifetime less a margin of five minutes, then the next is fetched."""
    await client.call("agent/get")
    clock.forward(timedelta(seconds=7200 - 301))
    await client.call("agent/get")
    assert platform.tokens == 1

    clock.forward(timedelta(seconds=1))
    await client.call("agent/get")

    assert platform.tokens == 2
    assert platform.asked_for("/cgi-bin/agent/get")[-1].query["access_token"] == "token2"


async def test_a_short_lived_token_is_used_at_all(client: Client, platform: Platform, clock: SetClock) -> None:
    """A token that lives shorter than the margin serves for half its life."""
    platform.will_answer(TOKEN, {**OK, "access_token": "short", "expires_in": 60})

    await client.call("agent/get")
    clock.forward(timedelta(seconds=29))
    await client.call("agent/get")

    assert len(platform.asked_for(TOKEN)) == 1


async def test_many_waiters_share_one_fetch(client: Client, platform: Platform) -> None:
    """Fifty calls at once, without a token, ask for one."""
    platform.pause = 0.02

    await asyncio.gather(*(client.call("message/send", json={"n": n}) for n in range(50)))

    assert len(platform.asked_for(TOKEN)) == 1
    assert len(platform.asked_for(SEND)) == 50


async def test_a_waiter_that_gives_up_does_not_stop_the_others(client: Client, platform: Platform) -> None:
    """Cancelling who began the fetch leaves it running for the rest."""
    platform.pause = 0.05
    first = asyncio.create_task(client.call("agent/get"))
    second = asyncio.create_task(client.call("agent/get"))
    await asyncio.sleep(0.01)

    first.cancel()

    assert (await second)["errcode"] == 0
    assert len(platform.asked_for(TOKEN)) == 1


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_token_that_died_early_is_replaced_once_for_all(client: Client, platform: Platform, code: int) -> None:
    """However many calls find it dead, one fetch follows and all of them succeed."""
    await client.call("agent/get")
    platform.pause = 0.02
    platform.will_answer(SEND, *[_error(code)] * 20)

    answers = await asyncio.gather(*(client.call("message/send", json={"n": n}, key=f"k{n}") for n in range(20)))

    assert [answer["errcode"] for answer in answers] == [0] * 20
    assert platform.tokens == 2
    retried = platform.asked_for(SEND)[20:]
    assert {asked.query["access_token"] for asked in retried} == {"token2"}
    assert {asked.key for asked in retried} == {f"k{n}" for n in range(20)}


async def test_who_finds_it_dead_late_uses_the_new_one(client: Client, platform: Platform) -> None:
    """An answer that was under way while the token was replaced starts no second fetch."""
    await client.call("agent/get")
    platform.will_answer(SEND, _error(40014), _error(40014))
    platform.pause = 0.2
    late = asyncio.create_task(client.call("message/send", json={"late": True}))
    await asyncio.sleep(0.05)
    platform.pause = 0.0

    assert (await client.call("message/send", json={}))["errcode"] == 0
    assert (await late)["errcode"] == 0
    assert platform.tokens == 2


async def test_a_fetch_can_be_broken_off(client: Client, platform: Platform) -> None:
    """On shutdown everything is cancelled; the next start fetches again."""
    platform.pause = 0.2
    waiter = asyncio.create_task(client.call("agent/get"))
    await asyncio.sleep(0.05)
    platform.pause = 0.0
    for task in asyncio.all_tasks():
        if task.get_name() == "wecom token":
            task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiter
    assert (await client.call("agent/get"))["errcode"] == 0


async def test_a_token_dead_twice_in_a_row_is_left_for_later(client: Client, platform: Platform) -> None:
    """The second death is no reason for a third try at once."""
    platform.will_answer(SEND, _error(40014), _error(40014))

    with pytest.raises(RetryableError) as caught:
        await client.call("message/send", json={})

    assert caught.value.answer["errcode"] == 40014
    assert len(platform.asked_for(SEND)) == 2


async def test_a_wrong_secret_is_not_tried_again_soon(client: Client, platform: Platform, clock: SetClock) -> None:
    """For five minutes nobody asks again: the platform would ban our address. Afterwards all is well."""
    platform.will_answer(TOKEN, _error(40001))
    for waited, left in ((0, 300), (100, 200)):
        clock.forward(timedelta(seconds=waited))
        with pytest.raises(RetryableError, match="Secret") as caught:
            await client.call("agent/get")
        assert caught.value.after == timedelta(seconds=left)
    assert len(platform.asked_for(TOKEN)) == 1

    clock.forward(timedelta(seconds=200))

    assert (await client.call("agent/get"))["errcode"] == 0


async def test_a_busy_token_desk_is_asked_again_soon(client: Client, platform: Platform, clock: SetClock) -> None:
    """-1 passes by itself within a second."""
    platform.will_answer(TOKEN, _error(-1))
    with pytest.raises(RetryableError) as caught:
        await client.call("agent/get")
    assert caught.value.after == timedelta(seconds=1)

    clock.forward(timedelta(seconds=1))

    assert (await client.call("agent/get"))["errcode"] == 0


@pytest.mark.parametrize(
    "answer",
    [
        OK,
        {**OK, "access_token": "t"},
        {**OK, "access_token": 1, "expires_in": 1},
        {**OK, "access_token": "t", "expires_in": 0},
        {**OK, "access_token": "t", "expires_in": 10**30},
    ],
)
async def test_a_token_answer_without_token_is_no_token(
    client: Client, platform: Platform, answer: dict[str, Any]
) -> None:
    """An answer that lacks what it must have is an error, not a crash."""
    platform.will_answer(TOKEN, answer)

    with pytest.raises(RetryableError):
        await client.call("agent/get")
