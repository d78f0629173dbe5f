"""No log line holds a number that should not have been posted."""

import logging
import sys

from bot.runtime.logs import Concealing

ID = "110101199003071233"


def line(message: str, *arguments: object, error: BaseException | None = None) -> str:
    """Return a record as it is written."""
    about = (type(error), error, error.__traceback__) if error is not None else None
    record = logging.LogRecord("bot.x", logging.ERROR, __file__, 1, message, arguments, about)
    return Concealing().format(record)


def test_the_line_says_when_how_grave_where_and_what() -> None:
    """In the form that people know."""
    assert line("Delivery %s is set aside", 7).endswith(" ERROR bot.x: Delivery 7 is set aside")


def test_an_exception_that_quotes_a_message_tells_no_number() -> None:
    """Neither its own text nor the traceback below."""
    try:
        raise ValueError(f"身份证 {ID}")  # noqa: TRY301 - a traceback is wanted
    except ValueError as error:
        written = line("Delivery is set aside: %s", error, error=sys.exception())

    assert ID not in written
    assert written.count("110101********1233") >= 2
