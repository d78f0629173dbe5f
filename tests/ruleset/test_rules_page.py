"""What `docs/rules.md` shows can be used as it stands."""

import re
from pathlib import Path

import pytest

from bot.documents.parsing import parse
from bot.documents.shapes import fields_of
from bot.ruleset.compiling import compile_rules
from bot.ruleset.loading import read_words
from bot.ruleset.replies import PLACEHOLDERS
from bot.ruleset.written import WrittenRule
from bot.ruleset.written_examples import WrittenExample
from tests.ruleset.kit import compiled

STARTER = Path(__file__).parents[2] / "content"
PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=[block.split("id: ", 1)[1].split()[0] for block in BLOCKS])
def test_every_block_is_a_good_file_of_rules(block: str):
    """With its examples."""
    assert [(problem.line, problem.cause, problem.mend) for problem in compiled(block).problems] == []


def test_all_blocks_can_be_added_beside_the_starter():
    """No id stands in two of them, or in the starter."""
    lists, _ = read_words({path.name: path.read_text(encoding="utf-8") for path in STARTER.glob("words/*.txt")})
    files = [parse(path.read_text(encoding="utf-8"), name=path.name)[0] for path in STARTER.glob("rules/*.yaml")]
    blocks = [parse(block, name=f"block-{number}.yaml")[0] for number, block in enumerate(BLOCKS)]

    found = compile_rules([*files, *blocks], lists=lists)

    assert [(problem.place, problem.cause) for problem in found.problems] == []


@pytest.mark.parametrize("shape", [WrittenRule, WrittenExample])
def test_every_field_has_its_place_on_the_page(shape: type):
    """Nothing that can be written is left unsaid."""
    assert [name for name in fields_of(shape) if f"`{name}`" not in PAGE and f"`{name}." not in PAGE] == []


def test_every_placeholder_is_on_the_page():
    """All that a reply may hold."""
    assert [name for name in PLACEHOLDERS if f"{{{name}}}" not in PAGE] == []
