"""What is generated from the code is what lies in docs/reference."""

import pytest

from bot.core.texts import Text
from bot.reference import FOLDER, pages
from bot.schemas import FOLDER as SCHEMAS
from bot.schemas import schemas
from bot.texts import all_texts


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_page_is_fresh(name: str) -> None:
    """`make docs` makes it so."""
    assert (FOLDER / name).read_text("utf-8") == pages()[name]


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_schema_is_fresh(name: str) -> None:
    """`make docs` makes it so."""
    assert (SCHEMAS / name).read_text("utf-8") == schemas()[name]


def test_every_text_has_an_id_of_its_own_and_a_template_that_parses() -> None:
    """Two texts with one id could not be told apart; a broken template would raise when it is said."""
    texts = all_texts()

    assert all(isinstance(text, Text) and text.default.format_map(_Anything()) is not None for text in texts)
    assert len(texts) > 10


class _Anything(dict):
    """Has every key."""

    def __missing__(self, key: str) -> str:
        return key
