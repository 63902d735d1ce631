"""What a company changes in the packs its own stands on: values, parts and elements, checked when loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from juanzong.policies import reads
from juanzong.policies.effective import effective
from juanzong.policies.loading import library
from juanzong.policies.notation import term
from juanzong.policies.shapes_changes import Changeable

MANIFEST = """
id = "OWN"
version = 1
title_zh = "本公司版"
title_en = "Our version"
about_zh = "试用。"
about_en = "On trial."
extends = ["P03"]
"""
TWO_DAYS = '[[change]]\nof = "duty"\ncode = "handed_over_in_five_days"\nset = { due = "2 working_days" }\n'


def write(root: Path, changes: str, manifest: str = MANIFEST, folder: str = "own") -> None:
    (root / folder).mkdir(exist_ok=True)
    (root / folder / "pack.toml").write_text(manifest, encoding="utf-8")
    (root / folder / "changes.toml").write_text(changes, encoding="utf-8")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a company's packs, which this installation reads."""
    monkeypatch.setattr(library, "roots", lambda: (library.OURS, tmp_path))
    return tmp_path


def _faults(root: Path, changes: str) -> list[str]:
    write(root, changes)
    library.forget()
    return [str(fault) for fault in library.load((library.OURS, root)).faults]


def test_a_changed_deadline_counts_where_the_own_pack_is_in_force_and_nowhere_else(own: Path) -> None:
    write(own, TWO_DAYS)
    changed = effective([("P03", 1), ("OWN", 1)]).duties["handed_over_in_five_days"]
    assert (str(changed.due), changed.pack, changed.clause) == ("2 working_days", "OWN", "P03-4.5")
    assert str(effective([("P03", 1)]).duties["handed_over_in_five_days"].due) == "5 working_days"
    assert str(reads.duty("handed_over_in_five_days").due) == "5 working_days"
    assert str(reads.duty("handed_over_in_five_days", "OWN", 1).due) == "2 working_days"


def test_only_one_of_them_listens_to_the_fact(own: Path) -> None:
    write(own, TWO_DAYS)
    rules = effective([("OWN", 1)])
    assert [
        duty.pack for duty, _fact in rules.opening["dossier.event_noted"] if duty.code == "handed_over_in_five_days"
    ] == ["OWN"]


def test_an_owner_and_an_escalation_are_changed_and_a_key_returns_to_its_default(own: Path) -> None:
    write(
        own,
        '[[change]]\nof = "duty"\ncode = "train_department"\nunset = ["remind_before"]\n'
        'set = { owner = ["position:risk_officer"], '
        'escalate = [{ after = "2 working_days", to = "position:general_manager" }] }\n',
    )
    duty = reads.duty("train_department", "OWN", 1)
    assert [str(who) for who in duty.owner] == ["position:risk_officer"]
    assert [(str(one.after), str(one.to)) for one in duty.escalate] == [("2 working_days", "position:general_manager")]
    assert duty.remind_before == (1,)


def test_a_catalogue_item_is_changed_added_and_removed_and_retention_and_review_are_set(own: Path) -> None:
    write(
        own,
        """
[[change]]
of = "dossier"
code = "loan"
set = { retention_years = 15, review_months = 6 }
[[change]]
of = "dossier"
code = "loan"
at = "section.contracts.items.loan_contract"
set = { copy = "either" }
[[change]]
of = "dossier"
code = "loan"
at = "section.approval"
after = "application"
add = { items = [{ code = "minutes", zh = "会议纪要", en = "Minutes", required = true }] }
[[change]]
of = "dossier"
code = "loan"
at = "section.approval.items.extension_approval"
remove = true
[[change]]
of = "dossier"
code = "loan"
at = "event.settled"
set = { zh = "全部结清" }
""",
    )
    kind = effective([("OWN", 1)]).dossier_kinds["loan"]
    items = [item.code for item in kind.section("approval").items]
    assert items[:2] == ["application", "minutes"]
    assert "extension_approval" not in items
    assert (kind.retention.years, kind.review_months, kind.event("settled").name.zh) == (15, 6, "全部结清")
    assert reads.dossier_kind("loan").retention.years == 10
    assert [item.code for item in kind.section("contracts").items if item.copy.value == "either"][:1] == [
        "loan_contract"
    ]


def test_a_kind_that_derives_from_another_is_changed_as_a_whole(own: Path) -> None:
    write(
        own,
        '[[change]]\nof = "dossier"\ncode = "guarantee"\nat = "section.approval.items.application"\nremove = true\n',
    )
    kinds = effective([("OWN", 1)]).dossier_kinds
    assert "application" not in {item.code for item in kinds["guarantee"].section("approval").items}
    assert "application" in {item.code for item in kinds["loan"].section("approval").items}


def test_the_three_working_days_of_a_step_become_two_and_another_person_takes_it(own: Path) -> None:
    write(
        own,
        """
[[change]]
of = "procedure"
code = "project_handover"
at = "step.a_sorts"
set = { within = "2 working_days" }
[[change]]
of = "procedure"
code = "project_handover"
at = "step.archive"
set = { who = ["position:certificate_keeper", "position:archivist"] }
""",
    )
    procedure = effective([("P03", 1), ("OWN", 1)]).procedures["project_handover"]
    assert (str(procedure.step("a_sorts").within), procedure.pack) == ("2 working_days", "OWN")
    assert str(procedure.step("archive").who[0]) == "position:certificate_keeper"
    assert str(reads.procedure("project_handover").step("a_sorts").within) == "3 working_days"


def test_an_element_can_be_taken_away(own: Path) -> None:
    write(own, '[[change]]\nof = "duty"\ncode = "review_dossier"\nremove = true\n')
    rules = effective([("P03", 1), ("OWN", 1)])
    assert "review_dossier" not in rules.duties
    assert not [one for heard in rules.opening.values() for one, _fact in heard if one.code == "review_dossier"]
    assert rules.clauses["P03-3"].id == "P03-3"


def test_rights_of_a_position_are_narrowed_whatever_other_packs_say(own: Path) -> None:
    write(
        own,
        '[[change]]\nof = "position"\ncode = "archivist"\nunset = ["rights.customers.export"]\n'
        'set = { rights = { "customers.merge" = "department" } }\n',
    )
    position = effective([("P08", 1), ("OWN", 1)]).positions["archivist"]
    assert "customers.export" not in position.rights
    assert position.rights["customers.merge"].value == "department"
    assert position.rights["dossiers.view"].value == "company"
    assert position.duties == effective([("P08", 1), ("P03", 1)]).positions["archivist"].duties
    assert "customers.export" in reads.position("archivist").rights


def test_a_pack_may_change_what_another_own_pack_changed_and_the_nearest_department_wins(own: Path) -> None:
    write(own, TWO_DAYS)
    second = MANIFEST.replace('"OWN"', '"BRANCH"').replace('["P03"]', '["OWN"]')
    more = TWO_DAYS.replace("2 working_days", "1 working_days") + 'unset = ["remind_after"]\n'
    write(own, more, second, "branch")
    assert str(effective([("OWN", 1), ("BRANCH", 1)]).duties["handed_over_in_five_days"].due) == "1 working_days"
    assert str(effective([("BRANCH", 1), ("OWN", 1)]).duties["handed_over_in_five_days"].due) == "1 working_days"
    assert str(effective([("OWN", 1)]).duties["handed_over_in_five_days"].due) == "2 working_days"


def test_of_two_that_know_nothing_of_each_other_the_later_named_wins(own: Path) -> None:
    write(own, TWO_DAYS)
    write(own, TWO_DAYS.replace("2 w", "1 w"), MANIFEST.replace('"OWN"', '"ALSO"'), "also")
    assert str(effective([("OWN", 1), ("ALSO", 1)]).duties["handed_over_in_five_days"].due) == "1 working_days"
    assert str(effective([("ALSO", 1), ("OWN", 1)]).duties["handed_over_in_five_days"].due) == "2 working_days"


def test_an_older_version_of_the_ground_can_be_named(own: Path) -> None:
    write(own, TWO_DAYS, MANIFEST.replace('["P03"]', '["P03@1"]'))
    assert [one.id for one in reads.lineage("OWN")] == ["OWN", "P03", "P00"]
    assert not library.load((library.OURS, own)).faults


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('of = "duty"\ncode = "nobody_knows"\nset = { due = "1 days" }', "handed_over_in_five_days"),
        ('of = "duty"\ncode = "channel_review"\nset = { due = "1 days" }', "review_dossier"),
        ('of = "law"\ncode = "x"\nset = { due = "1 days" }', "duty, procedure, form, dossier"),
        ('of = "duty"\ncode = "handed_over_in_five_days"\nset = { due = "soon" }', "N working_days"),
        ('of = "duty"\ncode = "handed_over_in_five_days"\nset = { due = "end_of_period" }', "期末"),
        ('of = "duty"\ncode = "handed_over_in_five_days"\nset = { colour = "red" }', "colour"),
        ('of = "duty"\ncode = "handed_over_in_five_days"\nset = { clause = "P00-1.1" }', "set.clause"),
        ('of = "duty"\ncode = "handed_over_in_five_days"\nset = { owner = ["position:nobody"] }', "nobody"),
        ('of = "duty"\ncode = "handed_over_in_five_days"', "set、unset、add"),
        ('of = "duty"\ncode = "handed_over_in_five_days"\nremove = true\nset = { due = "1 days" }', "remove"),
        ('of = "duty"\ncode = "handed_over_in_five_days"\nunset = ["colour"]', "colour"),
        ('of = "dossier"\ncode = "loan"\nat = "section"\nremove = true', "成对"),
        ('of = "dossier"\ncode = "loan"\nat = "section.nowhere"\nremove = true', "approval, contracts"),
        ('of = "dossier"\ncode = "loan"\nat = "chapter.one"\nremove = true', "section"),
        ('of = "dossier"\ncode = "loan"\nset = { section = [{ code = "x" }] }', "at"),
        ('of = "dossier"\ncode = "loan"\nat = "section.approval"\nadd = { items = [{ code = "application", zh = "甲", en = "A" }] }', "application"),
        ('of = "dossier"\ncode = "loan"\nat = "section.approval"\nadd = { items = [{ code = "x", zh = "甲" }] }', "items[7].en"),
        ('of = "dossier"\ncode = "loan"\nat = "section.approval"\nafter = "y"\nadd = { items = [{ code = "x", zh = "甲", en = "A" }] }', "“y”"),
        ('of = "dossier"\ncode = "loan"\nat = "section.contracts.items.signing_record"\nset = { protection = "ordinary" }', "保护级别"),
        ('of = "position"\ncode = "archivist"\nremove = true', "岗位不能取消"),
        ('of = "position"\ncode = "administrator"\nset = { rights = { "customers.view" = "own" } }', "不得接触"),
        ('of = "position"\ncode = "administrator"\nset = { reads_customers = true }', "不得接触"),
        ('of = "position"\ncode = "administrator"\nunset = ["rights.organisation.manage"]', "无人能管理"),
        ('of = "position"\ncode = "archivist"\nset = { rights = { "customers.view" = "world" } }', "world"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_made_is_told_with_file_line_and_what_would_be_right(
    tmp_path: Path, change: str, told: str
) -> None:
    faults = _faults(tmp_path, "# one change\n[[change]]\n" + change + "\n")
    assert faults
    assert all(fault.startswith("own/changes.toml:") for fault in faults), faults
    assert any(told in fault for fault in faults), faults


def test_all_faults_come_at_once_and_nothing_is_half_adopted(tmp_path: Path) -> None:
    changes = (
        TWO_DAYS
        + '[[change]]\nof = "duty"\ncode = "nothing"\nremove = true\n'
        + '[[change]]\nof = "duty"\ncode = "train_department"\nset = { due = "soon", colour = "red" }\n'
    )
    faults = _faults(tmp_path, changes)
    assert [fault.split(": ")[0] for fault in faults] == [
        "own/changes.toml:7", "own/changes.toml:12", "own/changes.toml:12"
    ]  # fmt: skip
    assert "OWN" in library.load((library.OURS, tmp_path)).refused


def test_two_changes_of_the_same_thing_are_refused(tmp_path: Path) -> None:
    faults = _faults(tmp_path, TWO_DAYS + TWO_DAYS.replace("due", "lead"))
    assert any("own/changes.toml:7: change[2].code" in fault for fault in faults)


def test_what_others_still_need_cannot_be_taken_away(tmp_path: Path) -> None:
    (tmp_path / "ground").mkdir()
    (tmp_path / "ground" / "pack.toml").write_text(
        MANIFEST.replace('"OWN"', '"GROUND"').replace('["P03"]', '["P00"]'), encoding="utf-8"
    )
    (tmp_path / "ground" / "clauses.toml").write_text(
        '[[clause]]\nid = "GROUND-1"\nkind = "enforce"\nzh = "甲。"\nen = "A."\nby = ["archivist"]\n', encoding="utf-8"
    )
    duty = (
        '[[duty]]\ncode = "{code}"\nzh = "甲"\nen = "A"\nclause = "GROUND-1"\nevery = "year"\nfor_each = "company"\n'
        'due = "end_of_period"\nowner = ["position:archivist"]\nby_hand = true\n'
    )
    (tmp_path / "ground" / "duties.toml").write_text(
        duty.format(code="first_one") + duty.format(code="second_one") + 'replaces = ["first_one"]\n', encoding="utf-8"
    )
    write(tmp_path, '[[change]]\nof = "duty"\ncode = "first_one"\nremove = true\n', MANIFEST.replace("P03", "GROUND"))
    faults = [str(fault) for fault in library.load((library.OURS, tmp_path)).faults]
    assert len(faults) == 1
    assert faults[0].startswith("own/changes.toml:1: first_one")
    assert "second_one" in faults[0]


LAW = """
[[clause]]
id = "LAW-1"
kind = "schedule"
zh = "依法答复。"
en = "Answered as the law asks."
by = ["archivist"]
law_zh = "法律要求十五个工作日内答复。"
law_en = "The law asks for an answer in fifteen working days."
"""


@pytest.mark.parametrize(
    ("change", "fine"),
    [
        ('set = { due = "10 working_days" }', True),
        ('set = { due = "16 working_days" }', False),
        ('set = { due = "1 months" }', False),
        ('set = { owner = ["position:general_manager"] }', True),
        ("remove = true", False),
    ],
)
def test_what_rests_on_the_law_can_be_made_stricter_and_never_weaker(
    tmp_path: Path, change: str, *, fine: bool
) -> None:
    folder = tmp_path / "law"
    folder.mkdir()
    manifest = MANIFEST.replace('"OWN"', '"LAW"').replace('["P03"]', '["P00"]')
    (folder / "pack.toml").write_text(manifest, encoding="utf-8")
    (folder / "clauses.toml").write_text(LAW, encoding="utf-8")
    (folder / "duties.toml").write_text(
        '[[duty]]\ncode = "answers"\nzh = "答复"\nen = "Answers"\nclause = "LAW-1"\nopens_on = ["dossier.opened"]\n'
        'due = "15 working_days"\nowner = ["position:archivist"]\nby_hand = true\n',
        encoding="utf-8",
    )
    write(tmp_path, f'[[change]]\nof = "duty"\ncode = "answers"\n{change}\n', MANIFEST.replace('"P03"', '"LAW"'))
    faults = [str(fault) for fault in library.load((library.OURS, tmp_path)).faults]
    assert (not faults) == fine, faults
    assert all("法律底线" in fault for fault in faults)


def test_changes_are_kept_with_the_pack_as_data(own: Path) -> None:
    write(own, TWO_DAYS)
    pack = reads.pack("OWN")
    assert [(one.of, one.code, dict(one.set)) for one in pack.changes] == [
        (Changeable.DUTY, "handed_over_in_five_days", {"due": "2 working_days"})
    ]
    assert pack.overrides == {(Changeable.DUTY, "handed_over_in_five_days")}
    assert term("2 working_days") == pack.duties[0].due


@pytest.mark.parametrize("item", ["section.investigation.items.credit_authorisation"])
def test_an_item_that_the_law_asks_for_stays_in_the_catalogue(tmp_path: Path, item: str) -> None:
    (fault,) = _faults(tmp_path, f'[[change]]\nof = "dossier"\ncode = "loan"\nat = "{item}"\nremove = true\n')
    assert "法律底线" in fault
    assert "征信查询授权书" in fault
