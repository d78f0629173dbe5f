"""All channels there are, found by walking this package."""

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType, ModuleType

import bot.wecom
from bot.core.errors import QunguanError
from bot.wecom import Channel


@cache
def all_channels() -> Mapping[str, type[Channel]]:
    """Return every channel class by the name of its module. Raises QunguanError if a module holds more than one."""
    found: dict[str, type[Channel]] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(bot.wecom.__path__)):
        classes = channels_of(importlib.import_module(f"bot.wecom.{name}"))
        if classes:
            found[name] = classes[0]
    return MappingProxyType(found)


def channels_of(module: ModuleType) -> tuple[type[Channel], ...]:
    """Return the channel that `module` defines, if it does. Raises QunguanError if there are several."""
    classes = tuple(
        member
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, Channel) and member.__module__ == module.__name__
    )
    if len(classes) > 1:
        raise QunguanError(f"{module.__name__} holds {len(classes)} channels; a channel's file holds exactly one")
    return classes
