"""Every action of the product, found by walking the modules for what `@act` has marked."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import juanzong

_NOT_WALKED = ("juanzong.web", "juanzong.packs", "juanzong.ledger.verify_ledger")


def actions() -> dict[str, Callable[..., Any]]:
    """Actions by `module:name` (without the package's own name), each where it is defined."""
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.walk_packages(juanzong.__path__, "juanzong."):
        if module.name.startswith(_NOT_WALKED) or ".migrations" in module.name or module.name.endswith("__main__"):
            continue
        for name, thing in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if getattr(thing, "is_action", False) and thing.__module__ == module.name:
                found[f"{module.name.removeprefix('juanzong.')}:{name}"] = thing
    return found
