"""The scene of an offence as it is kept: with what the room's people had set, and WeCom had told of it, by then."""

import json
from collections.abc import Mapping
from typing import Any

from bot.core.model import Scene
from bot.core.remembered import CUSTOMER, ROLES
from bot.core.scenes import scene_to_json
from bot.core.tuning import PREFIX

TOLD = frozenset({ROLES, CUSTOMER})
"""What WeCom tells of a room, as the room remembers it."""
_STATE = "state"


def kept_scene(scene: Scene, state: Mapping[str, Any], *, is_offence: bool) -> str:
    """Return `scene` as JSON, of an offence with what of `state` (what the room remembers) it was decided by."""
    text = scene_to_json(scene)
    if not is_offence or not state:
        return text
    told = {key: value for key, value in state.items() if key in TOLD or key.startswith(PREFIX)}
    return f'{text[:-1]},"{_STATE}":{json.dumps(told, ensure_ascii=False)}}}' if told else text


def state_then(scene: str) -> Mapping[str, Any]:
    """Return what the room remembered when `scene` was kept, as far as it mattered."""
    told: Mapping[str, Any] = json.loads(scene).get(_STATE, {})
    return told
