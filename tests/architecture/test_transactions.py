"""No database error is swallowed inside a transaction.

On SQLite a caught "disk is full" inside `atomic` has already left the transaction: what is written next
survives although the outer block rolls back. A caught error therefore needs a savepoint of its own:

    try:
        with transaction.atomic():
            ...
    except IntegrityError:
        ...
"""

from __future__ import annotations

import ast

from tests.architecture.source import Module, dotted, report, where, written

_SWALLOWED = {
    "Exception", "BaseException", "Error", "DatabaseError", "IntegrityError", "OperationalError", "DataError",
    "InternalError", "ProgrammingError",
}  # fmt: skip
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def _is_atomic(node: ast.expr) -> bool:
    name = dotted(node.func if isinstance(node, ast.Call) else node)
    return name.rpartition(".")[2] in ("atomic", "act")


def _opens(node: ast.AST) -> bool:
    return isinstance(node, ast.With) and any(_is_atomic(item.context_expr) for item in node.items)


def _catches(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(dotted(each).rpartition(".")[2] in _SWALLOWED for each in types)


def _raises(handler: ast.ExceptHandler) -> bool:
    """The error, or a refusal made of it, leaves the block, so the transaction ends with it."""
    return isinstance(handler.body[-1], ast.Raise)


def _faults(node: ast.AST, module: Module, *, inside: bool) -> list[str]:
    found = []
    for child in ast.iter_child_nodes(node):
        within = inside
        if isinstance(child, _FUNCTIONS):
            within = any(_is_atomic(decorator) for decorator in getattr(child, "decorator_list", []))
        elif isinstance(child, ast.Try) and inside:
            swallowing = [handler for handler in child.handlers if _catches(handler) and not _raises(handler)]
            has_savepoint = len(child.body) == 1 and _opens(child.body[0])
            if swallowing and not has_savepoint:
                found.append(where(module, swallowing[0]))
        elif isinstance(child, ast.With):
            suppresses = any(
                isinstance(item.context_expr, ast.Call)
                and dotted(item.context_expr.func).endswith("suppress")
                and any(dotted(kind).rpartition(".")[2] in _SWALLOWED for kind in item.context_expr.args)
                for item in child.items
            )
            if inside and suppresses and not (len(child.body) == 1 and _opens(child.body[0])):
                found.append(where(module, child))
            within = inside or _opens(child)
        found += _faults(child, module, inside=within)
    return found


def test_no_database_error_is_swallowed_inside_a_transaction() -> None:
    report([fault for module in written() for fault in _faults(module.tree, module, inside=False)])


def _in_sample(text: str) -> list[str]:
    module = Module("sample", "sample.py", text, ast.parse(text), is_package=False)
    return _faults(module.tree, module, inside=False)


def test_the_rule_sees_a_swallowed_error() -> None:
    assert _in_sample("with transaction.atomic():\n try:\n  save()\n except DatabaseError:\n  pass\n")
    assert _in_sample("@transaction.atomic\ndef f():\n try:\n  save()\n except (ValueError, Exception):\n  x = 1\n")
    assert _in_sample("@act('x')\ndef f():\n for a in b:\n  try:\n   save()\n  except:\n   continue\n")
    assert _in_sample("with atomic():\n with suppress(IntegrityError):\n  save()\n  more()\n")


def test_the_rule_lets_a_savepoint_and_a_refusal_pass() -> None:
    assert not _in_sample("with atomic():\n try:\n  with atomic():\n   save()\n except DatabaseError:\n  pass\n")
    assert not _in_sample("with atomic():\n try:\n  save()\n except IntegrityError as e:\n  raise Conflict() from e\n")
    assert not _in_sample("try:\n save()\nexcept Exception:\n pass\n")
    assert not _in_sample("with atomic():\n try:\n  int(x)\n except ValueError:\n  pass\n")
