"""The JSON Schemas that lie beside the content: made from the classes themselves, checked by a test."""

import json
from collections.abc import Mapping
from pathlib import Path

from bot.playbook import all_kinds, schema_of
from bot.ruleset.schema import rules_schema
from bot.settings.schema import config_schema, texts_schema
from bot.texts import all_texts

FOLDER = Path(__file__).parent.parent / "content" / "schemas"


def schemas() -> Mapping[str, str]:
    """Return every schema, as JSON, by its file name."""
    made = {
        "rules": rules_schema(),
        "config": config_schema(),
        "texts": texts_schema(all_texts()),
        **{kind: schema_of(kind) for kind in all_kinds()},
    }
    return {
        f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in made.items()
    }
