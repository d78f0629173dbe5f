"""From when on: what stands at the end of a bulk order."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.orders.since import since_in

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)  # a Friday


def read(text: str) -> tuple[str, str] | None:
    """Return from when and what stands before, short."""
    found = since_in(text, now=NOW.astimezone(UTC), zone=ZONE)
    return None if found is None else (found.at.astimezone(ZONE).strftime("%m-%d %H:%M"), found.rest)


@pytest.mark.parametrize(
    ("text", "at", "rest"),
    [
        ("广告 今天", "11-20 00:00", "广告"),
        ("广告今天", "11-20 00:00", "广告"),
        ("今天", "11-20 00:00", ""),
        ("今日", "11-20 00:00", ""),
        ("广告 昨天", "11-19 00:00", "广告"),
        ("广告 昨天以来", "11-19 00:00", "广告"),
        ("前天", "11-18 00:00", ""),
        ("广告 本周", "11-16 00:00", "广告"),
        ("张三 9:30 起", "11-20 09:30", "张三"),
        ("张三 ９：３０ 起", "11-20 09:30", "张三"),
        ("张三 9点半之后", "11-20 09:30", "张三"),
        ("张三 9点", "11-20 09:00", "张三"),
        ("张三 今天 8点起", "11-20 08:00", "张三"),
        ("张三 昨天14:00起", "11-19 14:00", "张三"),
        ("张三 14:00 起", "11-19 14:00", "张三"),
        ("张三 今天14:00起", "11-20 10:00", "张三"),
        ("广告 3小时", "11-20 07:00", "广告"),
        ("广告 3小时内", "11-20 07:00", "广告"),
        ("广告 最近3小时", "11-20 07:00", "广告"),
        ("广告，近30分钟", "11-20 09:30", "广告"),
        ("广告 2小时前", "11-20 08:00", "广告"),
        ("广告 从2小时前起", "11-20 08:00", "广告"),
        ("广告，自 9:30 起", "11-20 09:30", "广告"),
        ("广告 过去3小时", "11-20 07:00", "广告"),
        ("ads 1天", "11-19 10:00", "ads"),
    ],
)
def test_the_time_at_the_end_is_read_and_the_rest_is_left(text, at, rest) -> None:
    """Days, hours of the clock (the last time they were), lengths back; never in the future."""
    assert read(text) == (at, rest)


@pytest.mark.parametrize(
    "text", ["", "广告", "今天 广告", "张三", "14:00 张三", "永久", "今天之前", "3小时的事", "到明天9点整", "起"]
)
def test_what_does_not_end_in_a_time_has_none(text) -> None:
    """A name, or a time that is yet to come, says nothing of since when."""
    assert read(text) is None


@given(st.text(max_size=60), st.sampled_from(["", " 今天", " 9:30起", "3小时"]))
def test_any_text_is_survived(text, end) -> None:
    """The moment is never in the future, the rest is a part of what was written."""
    found = since_in(text + end, now=NOW, zone=ZONE)

    if found is not None:
        assert found.at <= NOW
        assert found.at.tzinfo is not None
        assert found.rest in text + end
        assert NOW - found.at <= timedelta(days=31)
