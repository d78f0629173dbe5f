"""Errors that cross rooms. Each says in its message the place, the cause and the mend."""


class QunguanError(Exception):
    """Anything that is wrong and known to us."""


class WireError(QunguanError):
    """Bytes from outside that cannot be what they claim to be. Answered with a 4xx."""


class ForgedError(WireError):
    """A signature, receiver, age or nonce that does not fit: refused, whoever sent it."""


class StorageError(QunguanError):
    """The database did not take or give what it must."""


class UnstorableError(StorageError):
    """What was to be stored is at fault, not the database: the same values will fail again. Nothing of the call is kept."""


class HandledBeforeError(StorageError):
    """The delivery or effect is not open any more, so its outcome was written before. Nothing of the call is kept."""
