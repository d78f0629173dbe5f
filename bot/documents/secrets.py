"""Values that must never be read by accident."""

from collections.abc import Callable
from hmac import compare_digest
from typing import Any, Never, final

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

MASK = "******"


@final
class Secret:
    """A text that prints as `******`, is not pickled, and is only seen by who asks with `reveal`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and compare_digest(self._text.encode(), other.reveal().encode())

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "Secret":
        return self

    def __reduce__(self) -> Never:
        raise TypeError("a secret is not pickled")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Take any text; pydantic never shows what it took."""
        del source
        read = handler.generate_schema(str)
        return core_schema.no_info_after_validator_function(cls, read)


def secret_that(holds: Callable[[str], bool], complaint: str) -> Callable[[Secret], Secret]:
    """Return a validator for secrets whose text `holds`. complaint: in Chinese, without the text itself."""

    def checked(secret: Secret) -> Secret:
        if not holds(secret.reveal()):
            raise ValueError(complaint)
        return secret

    return checked
