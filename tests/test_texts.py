"""No text that the bot says is forgotten."""

import importlib
import pkgutil

import bot
from bot.core.texts import Text
from bot.texts import all_texts


def test_every_text_of_the_program_is_found():
    """What stands in the imported modules is what was read from their files."""
    names = [info.name for info in pkgutil.walk_packages(bot.__path__, "bot.") if ".migrations" not in info.name]
    held = (vars(importlib.import_module(name)).values() for name in names if name != "bot.__main__")
    texts = {value.id: value for values in held for value in values if isinstance(value, Text)}

    assert all_texts() == tuple(texts[name] for name in sorted(texts))
