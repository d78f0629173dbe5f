"""Userids: whose they are."""

import re

_EXTERNAL = re.compile(r"w[mo](?:[A-Z0-9_-]\S*|\S{18,})")  # platform: path/91774; ids of its own making, 32 characters


def is_external(userid: str) -> bool:
    """Tell whether `userid` looks like that of an external contact: no app reaches those in private.

    An account that a company chose (`woody`, `wmli`) does not.
    """
    return _EXTERNAL.fullmatch(userid) is not None
