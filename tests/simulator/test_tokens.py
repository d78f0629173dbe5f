"""Access tokens: who gets one, how long it lives, how it dies."""

import pytest

from tests.simulator.conftest import Open
from tests.simulator.kit import Stage


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, 41002),
        ({"corpid": "CORP"}, 41004),
        ({"corpid": "wrong", "corpsecret": "SECRET"}, 40013),
        ({"corpid": "CORP", "corpsecret": "wrong"}, 40001),
        ({"corpid": "CORP", "corpsecret": "SECRET"}, 0),
    ],
)
async def test_gettoken_names_what_is_wrong_with_the_credentials(stage: Stage, query: dict, code: int) -> None:
    """Each missing or wrong credential has its own code."""
    given = stage.sim.credentials
    known = {"CORP": given.corp_id, "SECRET": given.app_secret}

    answer = await stage.get("/cgi-bin/gettoken", **{k: known.get(v, v) for k, v in query.items()})

    assert answer["errcode"] == code


async def test_the_token_stays_the_same_while_it_is_valid(stage: Stage) -> None:
    """Asking again gives the same token with less time left."""
    given = stage.sim.credentials
    query = {"corpid": given.corp_id, "corpsecret": given.app_secret}
    first = await stage.get("/cgi-bin/gettoken", **query)
    await stage.clock.advance(100)

    again = await stage.get("/cgi-bin/gettoken", **query)

    assert (first["expires_in"], again["expires_in"]) == (7200, 7100)
    assert again["access_token"] == first["access_token"]


async def test_a_token_expires_after_two_hours(stage: Stage) -> None:
    """At 7200 s it is refused with 42001, and gettoken gives another."""
    old = await stage.token()
    await stage.clock.advance(7199)
    assert (await stage.get("/cgi-bin/getcallbackip", access_token=old))["errcode"] == 0

    await stage.clock.advance(1)

    assert (await stage.get("/cgi-bin/getcallbackip", access_token=old))["errcode"] == 42001
    assert await stage.token() != old


async def test_a_call_without_a_token_or_with_an_invented_one_is_refused(stage: Stage) -> None:
    """Missing is 41001, unknown is 40014; the meaning carries the documented tail."""
    missing = await stage.get("/cgi-bin/getcallbackip")
    invented = await stage.get("/cgi-bin/getcallbackip", access_token="abc")

    assert (missing["errcode"], invented["errcode"]) == (41001, 40014)
    assert invented["errmsg"].startswith("invalid access_token, hint: [")
    assert invented["errmsg"].endswith(
        "], from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=40014"
    )


@pytest.mark.parametrize(("fault", "code"), [("token_dead_early", 40014), ("token_expired", 42001)])
async def test_a_token_can_die_early(stage: Stage, fault: str, code: int) -> None:
    """The switch kills the token for good; the next one works."""
    old = await stage.token()
    stage.break_next(fault)

    codes = [(await stage.get("/cgi-bin/getcallbackip", access_token=old))["errcode"] for _ in range(2)]

    assert codes == [code, code]
    new = await stage.token()
    assert (await stage.get("/cgi-bin/get_api_domain_ip", access_token=new))["ip_list"] == ["127.0.0.1"]


async def test_repeated_wrong_secrets_ban_the_address_for_an_hour(stage: Stage) -> None:
    """After too many guesses even the right secret gets 45009, until an hour is over."""
    given = stage.sim.credentials
    for _ in range(11):
        await stage.get("/cgi-bin/gettoken", corpid=given.corp_id, corpsecret="guess")

    query = {"corpid": given.corp_id, "corpsecret": given.app_secret}
    banned = await stage.get("/cgi-bin/gettoken", **query)
    await stage.clock.advance(3600)
    later = await stage.get("/cgi-bin/gettoken", **query)

    assert (banned["errcode"], later["errcode"]) == (45009, 0)


async def test_an_address_that_is_not_trusted_gets_60020(open_stage: Open) -> None:
    """With 企业可信IP set, other addresses reach nothing."""
    stage = await open_stage(trusted_ips=frozenset({"10.0.0.1"}))

    answer = await stage.get("/cgi-bin/gettoken", corpid="x", corpsecret="y")

    assert answer["errcode"] == 60020


async def test_the_wrong_method_and_broken_json_are_40058(stage: Stage) -> None:
    """GET instead of POST, and a body that is no JSON object, are parameter faults."""
    token = await stage.token()
    url = f"{stage.sim.url}/cgi-bin/message/send?access_token={token}"

    by_get = await stage.get("/cgi-bin/message/send", access_token=token)
    async with stage.session.post(url, data=b"{broken") as answer:
        broken = await answer.json()

    assert (by_get["errcode"], broken["errcode"]) == (40058, 40058)
    assert "Warning: wrong json format." in broken["errmsg"]
