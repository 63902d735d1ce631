"""A room imports only what is below it, enters others by the front door, and keeps its own order inside."""

from __future__ import annotations

import configparser

from tests.architecture.source import (
    DOMAIN,
    RANK,
    ROOT,
    SRC,
    STANDALONE,
    WITHIN,
    Module,
    imports,
    modules,
    report,
    where,
    written,
)


def _target(name: str) -> list[str]:
    return name.split(".")[1:] if name.startswith("juanzong.") else []


def test_every_package_has_its_place_in_the_order() -> None:
    folders = {path.parent.name for path in (SRC / "juanzong").glob("*/__init__.py")}
    assert folders - set(RANK) <= {"packs", "demo"}


def test_a_room_imports_only_what_is_below_it() -> None:
    faults = []
    for module in modules():
        here = module.name.split(".")[1:2]
        if not here or here[0] not in RANK:
            continue
        for name, node in imports(module):
            there = _target(name)[:1]
            if there and there != here and there[0] in RANK and RANK[there[0]] >= RANK[here[0]]:
                faults.append(f"{where(module, node)}: {here[0]} imports {name}")
    report(faults)


def test_other_rooms_models_are_behind_the_front_door() -> None:
    faults = []
    for module in written():
        for name, node in imports(module):
            there = _target(name)
            if len(there) < 2 or there[0] not in DOMAIN or not there[1].startswith(("models", "migrations")):
                continue
            if module.room not in (there[0], f"web.{there[0]}"):
                faults.append(f"{where(module, node)}: {module.room} imports {name}")
    report(faults)


def _step(parts: list[str]) -> int | None:
    """The place in the room's inner order of `actions`, `actions_merge`, `actions.merge`; None for other files."""
    for step, kind in enumerate(WITHIN):
        if parts and (parts[0] == kind or parts[0].startswith(f"{kind}_")):
            return step
    return None


def test_inside_a_room_imports_point_down() -> None:
    faults = []
    for module in written():
        if module.room not in DOMAIN:
            continue
        here = _step(module.name.split(".")[2:])
        for name, node in imports(module):
            there = _target(name)
            if here is None or there[:1] != [module.room]:
                continue
            step = _step(there[1:])
            if step is not None and step > here:
                faults.append(f"{where(module, node)}: {WITHIN[here]} imports {name}")
    report(faults)


def test_the_checker_knows_every_room() -> None:
    """`make lint` guards the same rules; a new room must be named in its file too."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    rooms = {module.name.split(".")[1] for module in modules() if module.name.count(".")} & set(DOMAIN)
    inside = contracts["importlinter:contract:within-a-room"]["containers"].split()
    assert {f"juanzong.{room}" for room in rooms} <= set(inside)
    with_models = {module.room for module in modules() if _is_models(module)} & set(DOMAIN)
    assert {f"importlinter:contract:front-door-{room}" for room in with_models} <= set(contracts.sections())


def _is_models(module: Module) -> bool:
    return module.name.split(".")[2:] == ["models"]


def test_the_ledger_verifier_stands_alone() -> None:
    """It proves our code's work, so it may share none of it."""
    alone = [module for module in modules() if module.name in STANDALONE]
    faults = [
        f"{where(module, node)}: imports {name}"
        for module in alone
        for name, node in imports(module)
        if name.split(".")[0] in ("juanzong", "django", "cryptography")
    ]
    report(faults)
