"""Trying one condition on one text."""

from typing import Any

from pydantic import TypeAdapter

from bot.core.findings import Example, Match
from bot.rules import all_conditions
from bot.ruleset.examples import scene_of
from bot.text.reader import Reader
from bot.text.wordlists import WordList


def seen(
    condition_id: str, settings: dict[str, Any], text: str, lists: dict[str, WordList] | None = None
) -> Match | None:
    """Return what the condition with `settings`, as YAML gives them, sees in `text`."""
    return seen_in(condition_id, settings, Example(text), lists)


def seen_in(
    condition_id: str, settings: dict[str, Any], example: Example, lists: dict[str, WordList] | None = None
) -> Match | None:
    """Return what the condition with `settings` sees in `example`, in its circumstances."""
    condition = TypeAdapter(all_conditions()[condition_id]).validate_python(settings)
    message, scene = scene_of(example)
    vocabulary = condition.vocabulary(lists or {})
    reader = Reader({condition: vocabulary} if vocabulary else {})
    match: Match | None = condition.match(message, reader.read(message.text), scene)
    return match
