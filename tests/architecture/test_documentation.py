"""What the documentation names exists, and what exists is named in it."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import ROOT, SRC, report

_VARIABLE = re.compile(r"\bJUANZONG_[A-Z_]+[A-Z]\b")


def _documents() -> dict[str, str]:
    paths = [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")]
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in paths}


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "LICENSE", "CHANGELOG.md", "docs/testing.md"])
def test_the_documents_a_newcomer_looks_for_exist(name: str) -> None:
    assert (ROOT / name).is_file()


def test_make_commands_in_the_documents_exist() -> None:
    faults = []
    for name, text in _documents().items():
        for code in re.findall(r"`([^`\n]+)`|^ {4}(.+)$|^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            for target in re.findall(r"\bmake ([a-z][a-z-]*)", " ".join(code)):
                if target not in _targets():
                    faults.append(f"{name}: make {target}")
    report(faults)


def test_every_command_is_described() -> None:
    paths = (SRC / "juanzong").rglob("management/commands/[a-z]*.py")
    text = "\n".join(_documents().values())
    report([path.stem for path in paths if not re.search(rf"\bjuanzong {re.escape(path.stem)}\b", text)])


def test_every_setting_is_described() -> None:
    used = {name for path in SRC.rglob("*.py") for name in _VARIABLE.findall(path.read_text("utf-8"))}
    described = {name for text in _documents().values() for name in _VARIABLE.findall(text)}
    report(sorted(used - described))


def test_every_setting_described_is_used() -> None:
    places = [*SRC.rglob("*.py"), *(ROOT / "tools").glob("*"), *(ROOT / "tests").rglob("*.py"), ROOT / "Makefile"]
    places += [*(ROOT / "bench").rglob("*.py"), ROOT / ".ci" / "run"]
    used = {name for path in places if path.is_file() for name in _VARIABLE.findall(path.read_text("utf-8"))}
    described = {name for text in _documents().values() for name in _VARIABLE.findall(text)}
    report(sorted(described - used))


def test_links_between_the_documents_lead_somewhere() -> None:
    faults = []
    for name, text in _documents().items():
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if not target.startswith(("http:", "https:", "mailto:")) and not ((ROOT / name).parent / target).exists():
                faults.append(f"{name}: {target}")
    report(faults)


@pytest.mark.parametrize(("name", "other"), [("README.md", "users.zh-CN"), ("README.zh-CN.md", "users")])
def test_every_page_is_reached_from_the_first(name: str, other: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    report(
        [each.name for each in (ROOT / "docs").glob("*.md") if each.stem != other and f"(docs/{each.name})" not in text]
    )


def test_every_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["dependencies"] + [each for group in project["optional-dependencies"].values() for each in group]
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    names = {re.split(r"[\[<>=;~ ]", each, maxsplit=1)[0].lower() for each in wanted}
    report(sorted(name for name in names if name not in text))
