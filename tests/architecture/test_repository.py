"""The tests' own order, and nothing in the repository that belongs to one machine."""

from __future__ import annotations

import ast
import re
import subprocess

from tests.architecture.source import ROOT, dotted, report

_TESTS = ROOT / "tests"
# Put together here so that this file does not name what it looks for.
_MACHINES = re.compile(
    "|".join(
        ["/wor" + "k/", "/roo" + "t/", "/hom" + r"e/[a-z]+/", "/User" + r"s/[a-z]+/", "/opt/" + "pypi", "pyen" + "v/"]
    )
)
_REGISTRIES = re.compile("|".join(["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npm", "index" + "-url ?="]))


def _tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def _trees() -> dict[str, ast.Module]:
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in sorted(_TESTS.rglob("*.py"))}


def test_tests_are_where_pytest_looks() -> None:
    faults = []
    for name, tree in _trees().items():
        functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        if any(each.startswith("test_") for each in functions) and not name.rpartition("/")[2].startswith("test_"):
            faults.append(name)
    report(faults)


def test_no_test_sleeps() -> None:
    faults = []
    for name, tree in _trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and dotted(node.func) in ("time.sleep", "sleep", "page.wait_for_timeout"):
                faults.append(f"{name}:{node.lineno}")
    report(faults)


def test_no_two_tests_of_a_file_share_a_name() -> None:
    """The second would silently replace the first."""
    faults = []
    for name, tree in _trees().items():
        functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        faults += [
            f"{name}: {each}" for each in set(functions) if each.startswith("test_") and functions.count(each) > 1
        ]
    report(faults)


def test_nothing_belongs_to_one_machine() -> None:
    faults = []
    for name in _tracked():
        try:
            lines = (ROOT / name).read_text("utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # pictures and fonts
        for number, line in enumerate(lines, 1):
            if _MACHINES.search(line) or _REGISTRIES.search(line):
                faults.append(f"{name}:{number}: {line.strip()[:100]}")
    report(faults)


def test_locks_pin_every_package_by_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8").strip())
        pinned = [block for block in blocks if not block.startswith("#")]
        assert pinned
        report(
            [
                f"{name}: {block.splitlines()[0]}"
                for block in pinned
                if "==" not in block or "--hash=sha256:" not in block
            ]
        )
