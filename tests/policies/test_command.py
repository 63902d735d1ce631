"""`juanzong packs`: list, show, check, adopt."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from juanzong.config.management.commands.packs import Command
from juanzong.ledger.models import Entry
from juanzong.organisation.actions import editions as acts
from juanzong.policies import editions, reads, shelf
from juanzong.policies.shapes_changes import Changeable
from tests.factories import make_viewer


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


@pytest.mark.django_db
def test_check_is_content_with_ours() -> None:
    assert "140" in _run("check")[0]


@pytest.mark.django_db
def test_check_tells_every_fault_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "pack.toml").write_text('id = "OWN"\n', encoding="utf-8")
    err = StringIO()
    with pytest.raises(CommandError):
        call_command(Command(), "check", str(tmp_path), stdout=StringIO(), stderr=err)
    assert err.getvalue().count("own/pack.toml") == 5


@pytest.mark.django_db
def test_unknown_pack_and_folder_are_refused_kindly(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="P99"):
        _run("show", "P99")
    with pytest.raises(CommandError, match="nowhere"):
        _run("check", str(tmp_path / "nowhere"))


@pytest.mark.django_db
def test_a_pack_is_adopted_with_the_companys_own_words_and_recorded() -> None:
    said = _run("adopt", "p03", "--set", "company_word=远")[0]
    assert "company_word = 远" in said
    assert reads.parameter_value("company_word") == "远"
    assert Entry.objects.filter(kind="pack.adopted").count() == 1


@pytest.mark.django_db
def test_a_parameter_is_changed_later_and_the_others_stay() -> None:
    _run("adopt", "P03", "--set", "company_word=远")
    _run("adopt", "P03", "--set", "privacy_contact=0571-88880000")
    assert reads.parameter_value("company_word") == "远"
    assert reads.parameter_value("privacy_contact") == "0571-88880000"


@pytest.mark.django_db
def test_adopting_the_same_again_or_an_unknown_parameter_is_refused() -> None:
    _run("adopt", "P03")
    with pytest.raises(CommandError, match="P03"):
        _run("adopt", "P03")
    with pytest.raises(CommandError, match="nothing_known"):
        _run("adopt", "P04", "--set", "nothing_known=1")


def test_two_packs_are_compared() -> None:
    told = _run("diff", "P03", "P08")[0]
    assert "set_up_channel_dossier" in told
    assert "- 岗位 certificate_keeper" in told


def test_the_schema_is_written_for_editors(tmp_path: Path) -> None:
    assert "15" in _run("schema", str(tmp_path / "schema"))[0]
    duty = json.loads((tmp_path / "schema" / "duties.schema.json").read_text(encoding="utf-8"))
    assert "due" in duty["properties"]["duty"]["items"]["required"]


@pytest.mark.django_db
def test_an_own_pack_is_listed_shown_compared_and_adopted_by_version() -> None:
    author, second = make_viewer("archivist"), make_viewer("general_manager")
    pack = ""
    for due in ("2 working_days", "1 working_days"):
        edition = (
            acts.begin_next_edition(by=author, pack=pack)
            if pack
            else acts.begin_edition(by=author, stands_on="P03", title_zh="本公司档案制度", title_en="Our own policy")
        )
        acts.change_edition(
            by=author,
            edition=edition,
            of=Changeable.DUTY,
            code="handed_over_in_five_days",
            body={"set": {"due": due}},
            why="更快。",
        )
        acts.propose_edition(by=author, edition=edition)
        one = editions.edition(edition)
        acts.consent_to_edition(by=second, edition=edition, digest=one.digest)
        pack = one.pack
    shelf.notice()
    assert [line.split()[1] for line in _run("list")[0].splitlines() if line.startswith(pack)] == ["v2", "v1"]
    with translation.override("zh-hans"):
        assert "期限: 5 个工作日内 → 2 个工作日内" in _run("show", f"{pack}@1")[0]
        assert "P03-4.5" in _run("show", f"{pack}@1")[0]
        assert "期限: 2 个工作日内 → 1 个工作日内" in _run("diff", f"{pack}@1", f"{pack}@2")[0]
    assert 'due = "1 working_days"' in _run("show", pack, "--toml")[0]
    assert "140" in _run("check")[0]
    _run("adopt", f"{pack}@1")
    assert [(one.pack, one.version) for one in reads.adopted()] == [(pack, 1)]
    _run("adopt", pack)
    _run("adopt", f"{pack}@1")
    assert [one.version for one in reads.adopted()] == [1]
    with pytest.raises(CommandError, match="p03"):
        _run("show", "P03", "--toml")
    with pytest.raises(CommandError, match="TWO"):
        _run("show", f"{pack}@two")
