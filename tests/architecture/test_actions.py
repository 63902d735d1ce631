"""Every action is one keyword-only function: who does it first, the right and the transaction from `act`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.source import DOMAIN, Module, dotted, report, where, written

# Below organisation there is no viewer yet: their actions take an actor and are called by the acts above.
_BELOW = ("ledger", "policies")
# Called inside other acts, or before there is anybody who could act; each with its reason.
_WITHOUT_ACT: dict[str, str] = {
    "organisation.sign_in": "nobody is signed in yet; it writes its own entry",
    "organisation.sign_in_with_code": "the same; a wrong code is counted although it is refused",
    "organisation.change_password": "a wrong old password is counted although it is refused; then it calls an act",
    "organisation.prove": "a wrong password is counted although it is refused; a right one does nothing by itself",
    "organisation.first_administrator": "there is nobody before the first",
}


def _actions() -> Iterator[tuple[Module, ast.FunctionDef]]:
    for module in written():
        parts = module.name.split(".")
        if module.room not in DOMAIN or len(parts) < 3 or not parts[2].startswith("actions"):
            continue
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield module, node


def _is_act(function: ast.FunctionDef) -> bool:
    names = [dotted(each.func if isinstance(each, ast.Call) else each) for each in function.decorator_list]
    return any(name.rpartition(".")[2] == "act" for name in names)


def test_actions_take_keywords_only_and_say_who_acts() -> None:
    faults = []
    for module, function in _actions():
        arguments = function.args
        if module.room == "ledger":
            continue
        if arguments.args or arguments.posonlyargs or arguments.vararg:
            faults.append(f"{where(module, function)}: {function.name} takes positional arguments")
        elif not arguments.kwonlyargs or arguments.kwonlyargs[0].arg not in ("by", "actor"):
            faults.append(f"{where(module, function)}: {function.name} does not begin with `by`")
    report(faults)


def _hands_over_to_an_act(module: Module, function: ast.FunctionDef) -> bool:
    """Where the right depends on what is acted on: the function asks `require`, then calls an act of its module."""
    acts = {node.name for node in module.tree.body if isinstance(node, ast.FunctionDef) and _is_act(node)}
    called = {dotted(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
    return "require" in called and bool(called & acts)


def test_actions_are_acts() -> None:
    faults = [
        f"{where(module, function)}: {function.name}"
        for module, function in _actions()
        if module.room not in _BELOW
        and f"{module.room}.{function.name}" not in _WITHOUT_ACT
        and not _is_act(function)
        and not _hands_over_to_an_act(module, function)
    ]
    report(faults)


def test_acts_stand_in_actions_modules_only() -> None:
    faults = []
    for module in written():
        parts = module.name.split(".")
        if module.room in DOMAIN and len(parts) > 2 and not parts[2].startswith("actions"):
            functions = [node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef)]
            faults += [f"{where(module, node)}: {node.name}" for node in functions if _is_act(node)]
    report(faults)


def test_views_write_nothing_themselves() -> None:
    """Screens call actions: a `.save()` or `.create()` in a view would leave no trace in the ledger."""
    writes = {"save", "create", "bulk_create", "bulk_update", "delete", "update_or_create", "get_or_create"}
    faults = []
    for module in written():
        if not module.room.startswith("web.") or ".templatetags" in module.name:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writes:
                target = dotted(node.func.value)
                if ".objects" in f".{target}" or isinstance(node.func.value, ast.Call) or node.func.attr == "save":
                    faults.append(f"{where(module, node)}: {target}.{node.func.attr}()")
    report(faults)
