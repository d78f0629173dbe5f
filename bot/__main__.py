"""The command line: `qunguan …`, also `python -m bot …`."""

import importlib
import logging
import os
import sys
from collections.abc import Sequence

from bot.commandline.arguments import parser
from bot.core.errors import QunguanError
from bot.documents.trouble import reason_of
from bot.runtime.logs import log_to_standard_error


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code: 0 done, 1 something is wrong with what was given, 2 wrong usage.

    Whoever reads our output may stop reading: that is no error.
    """
    options = parser().parse_args(arguments)
    log_to_standard_error(level=logging.DEBUG if options.verbose else logging.INFO)
    command = importlib.import_module(f"bot.commandline.{options.command}")
    try:
        code: int = command.run(options)
        sys.stdout.flush()
    except QunguanError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what Python still flushes on its way out
        return 0
    except OSError as error:
        print(_told(error), file=sys.stderr)
        return 1
    return code


def _told(error: OSError) -> str:
    """Return place, cause and mend of `error`."""
    if error.filename is None:
        return f"系统不允许：{reason_of(error)}。请检查地址、端口和权限。"
    return f"{error.filename}：{reason_of(error)}。请检查路径是否正确、是否有权限。"


if __name__ == "__main__":
    sys.exit(main())
