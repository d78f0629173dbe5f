"""Which days are worked is known for the years that are announced, and for days of one's own."""

from datetime import date
from pathlib import Path

import pytest

from bot.documents.problems import Severity
from bot.settings import check_files, load_content
from bot.settings.holidays import blank_years, calendar
from tests.test_settings import SMALL, told

RULES = """
- id: night
  title: 夜间
  when: {hours: {outside: [09:00-18:00], days: [%s]}}
  then: {reply: "@{member} 下班了"}
"""


def test_the_calendar_knows_the_holidays_of_the_state() -> None:
    """National Day, a worked Sunday, an ordinary week."""
    known = calendar()
    days = [date(2026, 10, 1), date(2026, 1, 4), date(2026, 1, 5), date(2026, 1, 10)]

    assert [known.is_workday(day) for day in days] == [False, True, True, False]
    assert date(2026, 10, 3) in known.off


def test_days_of_ones_own_come_first() -> None:
    """The company works on a holiday and is off on a worked Sunday; no day is both."""
    holiday, worked = date(2026, 10, 1), date(2026, 1, 4)
    known = calendar(off=[worked, date(2026, 1, 5)], on=[holiday])

    assert [known.is_workday(day) for day in (holiday, worked, date(2026, 1, 5))] == [True, False, False]
    assert not known.off & known.on


@pytest.mark.parametrize(
    ("today", "blank"),
    [
        (date(2026, 10, 31), ()),
        (date(2026, 11, 1), (2027,)),
        (date(2027, 3, 1), (2027,)),
        (date(2027, 12, 1), (2027, 2028)),
    ],
)
def test_a_year_of_which_nothing_is_known_is_told(today: date, blank: tuple[int, ...]) -> None:
    """The next one only when it should have been announced."""
    known = calendar(off=[date(2026, 12, 31)])

    assert blank_years(known, today) == blank


def test_a_year_one_has_written_down_is_known() -> None:
    """Whoever cannot upgrade can write the days."""
    assert blank_years(calendar(off=[date(2027, 1, 1)]), date(2027, 3, 1)) == ()


def test_an_unknown_year_has_plain_weeks() -> None:
    """Monday to Friday is worked."""
    known = calendar()

    assert [known.is_workday(date(2051, 10, day)) for day in (1, 2, 3, 6, 7, 8)] == [
        False,
        True,
        True,
        True,
        False,
        False,
    ]


def test_days_are_read_from_the_configuration(tmp_path: Path) -> None:
    """As dates."""
    path = tmp_path / "config.yaml"
    path.write_text(SMALL + "calendar: {off: [2026-12-31], on: [2026-10-01]}\n", encoding="utf-8")
    known = load_content(path, {}).calendar

    assert [known.is_workday(day) for day in (date(2026, 12, 31), date(2026, 10, 1))] == [False, True]


def test_what_is_no_date_is_told(tmp_path: Path) -> None:
    """At its place; so is a day that is both."""
    assert told(tmp_path, "calendar: {off: [20261231]}") == [(1, "“off” 第 1 项要写成 2026-10-01 这样的日期")]
    assert [cause for _, cause in told(tmp_path, "calendar: {off: [2026-12-31], on: [2026-12-31]}")] == [
        "2026-12-31 同时写在 off（放假）和 on（上班）里，请删去一处"
    ]


@pytest.mark.parametrize(
    ("days", "today", "years"),
    [
        ("工作日", date(2027, 3, 1), ["2027 年"]),
        ("holiday", date(2026, 12, 1), ["2027 年"]),
        ("工作日", date(2026, 6, 1), []),
        ("周一", date(2027, 3, 1), []),
        ("工作日", None, []),
    ],
)
def test_check_warns_of_a_year_without_holidays(
    tmp_path: Path, days: str, today: date | None, years: list[str]
) -> None:
    """If a rule asks for workdays or holidays, and somebody tells what day it is."""
    config = SMALL + "rules: r.yaml\ndefaults: {admins: [boss]}\n"
    (tmp_path / "config.yaml").write_text(config, encoding="utf-8")
    (tmp_path / "r.yaml").write_text(RULES % days, encoding="utf-8")
    found = [p for p in check_files([], tmp_path / "config.yaml", {}, known_texts=(), today=today) if "放假" in p.cause]

    assert [p.cause.split("的放假")[0].removeprefix("还没有 ") for p in found] == years
    assert all(p.severity is Severity.WARNING for p in found)
