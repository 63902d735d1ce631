"""`juanzong packs`: list, show, check."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from juanzong.config.management.commands.packs import Command


def _run(*words: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(Command(), *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_list_has_a_line_for_each_pack() -> None:
    lines = _run("list")[0].splitlines()
    assert len(lines) == 15
    assert lines[7].startswith("P07  v1")
    assert lines[7].endswith("← P04")


def test_show_speaks_both_languages_and_takes_small_letters() -> None:
    with translation.override("zh-hans"):
        assert "鸿借字第001号" in _run("show", "p03")[0]
        assert "立项审批资料" in _run("show", "P03")[0]
    with translation.override("en"):
        assert "Project approval" in _run("show", "P03")[0]


def test_check_is_content_with_ours() -> None:
    assert "140" in _run("check")[0]


def test_check_tells_every_fault_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "pack.toml").write_text('id = "OWN"\n', encoding="utf-8")
    err = StringIO()
    with pytest.raises(CommandError):
        call_command(Command(), "check", str(tmp_path), stdout=StringIO(), stderr=err)
    assert err.getvalue().count("own/pack.toml") == 5


def test_unknown_pack_and_folder_are_refused_kindly(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="P99"):
        _run("show", "P99")
    with pytest.raises(CommandError, match="nowhere"):
        _run("check", str(tmp_path / "nowhere"))
