"""One clock, no hand-made SQL outside the ground floor, no trusted HTML, no print."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import SRC, STANDALONE, calls, dotted, imports, report, where, written

_CLOCK = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|timezone\.(now|localdate|localtime))$|^(utcnow|localdate)$"
)
# Screens that join parts which are escaped already; each says how on the spot.
_MARKS_SAFE = {
    f"juanzong.web.shell.{name}"
    for name in ("icons", "markup", "spots", "tables", "templatetags.fixed", "templatetags.ui")
}
# SQL the ORM cannot say: full-text indexes, bulk copying, append-only triggers, sealing. Only names of our own are put in.
_WRITES_SQL = ("juanzong.kit.", "juanzong.ledger.append_only", "juanzong.ledger.sealing")


def test_the_clock_is_read_in_one_place() -> None:
    faults = []
    for module in written():
        if module.name == "juanzong.kit.clock":
            continue
        for name, node in calls(module):
            if _CLOCK.search(name) and not name.startswith("clock."):
                faults.append(f"{where(module, node)}: {name}()")
    report(faults)


def test_a_moment_becomes_a_day_in_one_place() -> None:
    """`moment.date()` says the day in Greenwich, which until eight in the morning is yesterday in China."""
    faults = []
    for module in written():
        if module.name in ("juanzong.kit.clock", "juanzong.kit.sheets.cells"):  # a cell of a sheet knows no time zone
            continue
        for name, node in calls(module):
            last = name.rpartition(".")[2] or getattr(node.func, "attr", "")
            said = [dotted(arg).rpartition(".")[2] for arg in node.args]
            if (last, said) in (("date", []), ("astimezone", ["SHANGHAI"])):
                faults.append(f"{where(module, node)}: {last}()")
    report(faults)


def test_sql_is_not_put_together_by_hand() -> None:
    faults = []
    for module in written():
        if module.name.startswith(_WRITES_SQL):
            continue
        for name, node in calls(module):
            last = name.rpartition(".")[2] or getattr(node.func, "attr", "")
            on_query = ".objects" in f".{name}" or isinstance(getattr(node.func, "value", None), ast.Call)
            if last == "RawSQL" or (last in ("raw", "extra") and on_query):
                faults.append(f"{where(module, node)}: {last}()")
            if last in ("execute", "executemany") and node.args and _is_built(node.args[0]):
                faults.append(f"{where(module, node)}: SQL built from parts")
    report(faults)


def _is_built(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return True
    return isinstance(node, ast.Call) and dotted(node.func).endswith("format")


def test_no_html_is_trusted_outside_the_shell() -> None:
    faults = [
        f"{where(module, node)}: {name}"
        for module in written()
        if module.name not in _MARKS_SAFE
        for name, node in imports(module)
        if name.rpartition(".")[2] in ("mark_safe", "SafeString", "SafeText")
    ]
    for path in sorted(SRC.rglob("*.html")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if re.search(r"\|\s*safe\b|autoescape off", line):
                faults.append(f"{path.relative_to(SRC)}:{number}: {line.strip()}")
    report(faults)


def test_pages_carry_no_inline_script_or_style_and_load_nothing_from_elsewhere() -> None:
    """The content security policy would refuse them; better here than in a user's browser."""
    faults = []
    pattern = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=.application/json)|<style\b|\sstyle=|\son[a-z]+=\"|(src|href)=\"(https?:)?//"
    )
    for path in sorted((SRC / "juanzong").rglob("*.html")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if pattern.search(line):
                faults.append(f"{path.relative_to(SRC)}:{number}: {line.strip()[:120]}")
    report(faults)


def test_only_commands_print() -> None:
    faults = []
    for module in written():
        if module.name in STANDALONE or re.search(r"\.commands\.|config\.(main|serve)", module.name):
            continue
        faults += [where(module, node) for name, node in calls(module) if name == "print"]
    report(faults)


def test_imports_inside_functions_have_no_room_to_hide() -> None:
    """A late import of another room is how a forbidden one begins; the kit's optional packages are no rooms."""
    faults = []
    for module in written():
        if module.room in ("config", "demo") or "management" in module.name:
            continue
        for function in ast.walk(module.tree):
            if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("juanzong."):
                    line = module.text.splitlines()[node.lineno - 1]
                    if "noqa: PLC0415  " not in line:  # the reason follows the code
                        faults.append(f"{where(module, node)}: {line.strip()}")
    report(faults)
