"""Packages of which every module defines exactly one class of a kind: one file, one thing."""

import importlib
import inspect
import pkgutil
from types import ModuleType
from typing import TypeVar

Kind = TypeVar("Kind")


def classes_in(package: str, kind: type[Kind]) -> dict[str, type[Kind]]:
    """Return the subclass of `kind` that each module of `package` defines, by the module's name, in order of the names.

    Raises TypeError for a module that does not define exactly one.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(importlib.import_module(package).__path__))
    return {name: class_in(importlib.import_module(f"{package}.{name}"), kind) for name in names}


def class_in(module: ModuleType, kind: type[Kind]) -> type[Kind]:
    """Return the one subclass of `kind` that `module` defines. Raises TypeError if there is none or more than one."""
    found = [
        one
        for one in vars(module).values()
        if inspect.isclass(one) and issubclass(one, kind) and one.__module__ == module.__name__
    ]
    if len(found) != 1:
        names = ", ".join(one.__name__ for one in found) or "none"
        raise TypeError(f"{module.__name__} must define exactly one {kind.__name__}, it has: {names}")
    return found[0]
