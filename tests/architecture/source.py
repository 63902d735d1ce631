"""The source as trees: what the architecture tests look at."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"

# From the ground up; rooms of one step do not know each other.
ORDER: tuple[tuple[str, ...], ...] = (
    ("kit",),
    ("ledger",),
    ("policies",),
    ("organisation",),
    ("casework",),
    ("customers",),
    ("privacy",),
    ("forms",),
    ("dossiers",),
    ("custody", "premises"),
    ("service",),
    ("agreements",),
    ("oversight",),
    ("api", "web"),
    ("config",),
)
RANK = {room: step for step, rooms in enumerate(ORDER) for room in rooms}
WITHIN = ("choices", "models", "rules", "reads", "actions", "tasks", "declarations")
# Handed out as one file that needs nothing but Python: it checks our work, so it shares none of it.
STANDALONE = ("juanzong.ledger.verify_ledger",)
DOMAIN = [room for step in ORDER[1:-2] for room in step]


@dataclass(frozen=True)
class Module:
    """One file of the package: `name` is dotted, `path` relative to the repository."""

    name: str
    path: str
    text: str
    tree: ast.Module
    is_package: bool

    @property
    def room(self) -> str:
        """`customers` for juanzong.customers.x, `web.customers` for its screens, "" for the package itself."""
        parts = self.name.split(".")[1:]
        if not parts:
            return ""
        return ".".join(parts[:2]) if parts[0] in ("web", "api") and len(parts) > 1 else parts[0]

    @property
    def is_migration(self) -> bool:
        return ".migrations" in self.name


def where(module: Module, node: ast.AST) -> str:
    return f"{module.path}:{getattr(node, 'lineno', 0)}"


@functools.cache
def modules() -> tuple[Module, ...]:
    """Every module of the product, migrations too."""
    found = []
    for path in sorted(SRC.rglob("*.py")):
        parts = list(path.relative_to(SRC).with_suffix("").parts)
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        text = path.read_text("utf-8")
        found.append(Module(name, str(path.relative_to(ROOT)), text, ast.parse(text, str(path)), is_package))
    return tuple(found)


def written() -> Iterator[Module]:
    """Modules that a person wrote: all but migrations."""
    return (module for module in modules() if not module.is_migration)


def imports(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Dotted names a module imports, wherever the import stands, with `from a import b` as `a.b`."""
    package = module.name if module.is_package else module.name.rpartition(".")[0]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            for alias in node.names:
                yield f"{base}.{alias.name}", node


def dotted(node: ast.AST) -> str:
    """`a.b.c` for such an expression, "" for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return ""


def calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Dotted name of what is called, and the call."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def report(faults: list[str]) -> None:
    """Fail with one line per fault."""
    assert not faults, "\n" + "\n".join(sorted(faults))
