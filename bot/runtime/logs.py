"""Log lines in which no ID card, bank card or mobile phone number can be read."""

import logging

from bot.text.private import conceal

FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Concealing(logging.Formatter):
    """Writes a record on a line, its traceback below, with the middle of such numbers hidden.

    Nothing that is said in a group is logged; an exception of a library may quote it all the same.
    """

    def __init__(self) -> None:
        super().__init__(FORM)

    def format(self, record: logging.LogRecord) -> str:
        """Return the whole text of `record`."""
        return conceal(super().format(record))


def log_to_standard_error(*, level: int) -> None:
    """Let everything of `level` and above be written to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Concealing())
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
