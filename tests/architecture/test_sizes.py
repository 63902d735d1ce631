"""Files and functions stay small enough to be read at once."""

from __future__ import annotations

import ast

from tests.architecture.source import ROOT, STANDALONE, report, where, written

FILE_LINES = 450
FUNCTION_LINES = 60
# What is over the limit today, at its size of today. A number here may only fall, and goes when it is under the limit.
LONG_FILES: dict[str, int] = {}
LONG_FUNCTIONS: dict[str, int] = {}


def _files() -> dict[str, int]:
    sizes = {module.path: len(module.text.splitlines()) for module in written() if module.name not in STANDALONE}
    for folder in ("tests", "tools", "bench"):
        for path in (ROOT / folder).rglob("*.py"):
            sizes[str(path.relative_to(ROOT))] = len(path.read_text("utf-8").splitlines())
    return sizes


def _functions() -> dict[str, tuple[int, str]]:
    sizes = {}
    for module in written():
        for node in ast.walk(module.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                key = f"{module.name}:{node.name}"
                sizes[key] = ((node.end_lineno or node.lineno) - node.lineno + 1, where(module, node))
    return sizes


def test_files_are_short() -> None:
    report([f"{path}: {size} lines" for path, size in _files().items() if size > LONG_FILES.get(path, FILE_LINES)])


def test_functions_are_short() -> None:
    found = _functions().items()
    report([f"{at}: {size} lines" for key, (size, at) in found if size > LONG_FUNCTIONS.get(key, FUNCTION_LINES)])


def test_the_list_of_exceptions_shrinks() -> None:
    files, functions = _files(), {key: size for key, (size, _) in _functions().items()}
    faults = [f"{key}: now {files.get(key, 0)}" for key, size in LONG_FILES.items() if files.get(key, 0) < size]
    faults += [
        f"{key}: now {functions.get(key, 0)}" for key, size in LONG_FUNCTIONS.items() if functions.get(key, 0) < size
    ]
    report(faults)


def test_templates_are_short() -> None:
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in (ROOT / "src").rglob("*.html")}
    report([f"{path.relative_to(ROOT)}: {size} lines" for path, size in sizes.items() if size > 200])
