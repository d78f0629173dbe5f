"""What an errcode means for us."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.wecom import RefusedError, RetryableError
from bot.wecom.answers import check
from tests.wecom.samples import NOW


def test_zero_is_done() -> None:
    """Nothing is raised, whatever errmsg says."""
    check({"errcode": 0, "errmsg": "api freq out of limit"}, api="message/send", now=NOW)


@pytest.mark.parametrize(
    ("code", "after"),
    [(-1, 1), (6000, 1), (45033, 2), (60020, 60), (40001, 0), (40014, 0), (42001, 0)],
)
def test_what_passes_is_retried(code: int, after: int) -> None:
    """Busy, crowded, untrusted for the moment, or a dead token: later."""
    with pytest.raises(RetryableError, match=str(code)) as caught:
        check({"errcode": code, "errmsg": "x"}, api="message/send", now=NOW)

    assert caught.value.after == timedelta(seconds=after)
    assert caught.value.answer == {"errcode": code, "errmsg": "x"}


@pytest.mark.parametrize(
    "code",
    [40003, 40013, 40050, 40058, 44004, 45002, 48002, 50003, 60011, 60111, 60140, 81013, 82001, 86008, 86216, 93000,
     93004, 93008, 301002, 999999],
)  # fmt: skip
def test_everything_else_is_refused(code: int) -> None:
    """A wrong parameter, right or receiver stays wrong; so does what nobody knows."""
    with pytest.raises(RefusedError, match=str(code)):
        check({"errcode": code, "errmsg": "ok"}, api="message/send", now=NOW)


def test_an_unknown_code_is_told_in_the_words_of_the_platform() -> None:
    """Without an explanation of ours, errmsg is shown."""
    with pytest.raises(RefusedError, match="some reason"):
        check({"errcode": 999999, "errmsg": "some reason"}, api="message/send", now=NOW)
    with pytest.raises(RefusedError, match="999999"):
        check({"errcode": 999999}, api="message/send", now=NOW)


@pytest.mark.parametrize(
    ("api", "now", "after"),
    [
        ("webhook/send", NOW, timedelta(minutes=1)),
        ("message/send", NOW, timedelta(minutes=1)),
        ("appchat/update", NOW, timedelta(hours=1)),
        ("appchat/create", datetime(2026, 11, 21, 15, 59, tzinfo=UTC), timedelta(minutes=1)),
        ("appchat/create", datetime(2026, 11, 21, 16, 0, tzinfo=UTC), timedelta(days=1)),
    ],
)
def test_a_frequency_limit_lasts_as_long_as_its_window(api: str, now: datetime, after: timedelta) -> None:
    """A minute, an hour, or until the day ends in China."""
    with pytest.raises(RetryableError) as caught:
        check({"errcode": 45009, "errmsg": "api freq out of limit"}, api=api, now=now)

    assert caught.value.after == after
