"""The fifteen packs that come with the product say what the policies say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from juanzong.kit.errors import NotFound
from juanzong.policies import reads
from juanzong.policies.choices import ClauseKind, Mask, Order, Protection, Scope, Text

LISTED = dict(
    line.split() for line in (Path(__file__).parent / "clause_ids.txt").read_text(encoding="utf-8").splitlines()
)
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_no_pack_has_a_fault() -> None:
    assert [str(fault) for fault in reads.faults()] == []


def test_every_clause_is_there_with_its_kind() -> None:
    assert {clause.id: clause.kind.value for clause in reads.clauses()} == LISTED
    assert len(LISTED) == 140


def test_all_fifteen_packs_stand_on_the_general_part() -> None:
    assert [pack.id for pack in reads.packs()] == [f"P{n:02d}" for n in range(15)]
    assert all(reads.lineage(pack.id)[-1].id == "P00" for pack in reads.packs())


@pytest.mark.parametrize(("later", "earlier"), [("P07", "P04"), ("P11", "P06"), ("P14", "P02")])
def test_policies_that_are_the_same_take_clauses_and_catalogues_over(later: str, earlier: str) -> None:
    assert reads.clauses(later) == reads.clauses(earlier)
    assert reads.pack(later).clauses == ()
    assert set(reads.dossier_kinds([earlier])) == set(reads.dossier_kinds([later]))


def test_every_sentence_is_chinese_and_english() -> None:
    for clause in reads.clauses():
        for text in filter(None, (clause.says, clause.changed, clause.why, clause.law)):
            assert HAN.search(text.zh), clause.id
            assert text.zh[-1] == "。", clause.id
            assert not HAN.search(text.en), clause.id
            assert text.en[-1] == ".", clause.id


def test_an_adapted_clause_says_what_was_changed_and_why() -> None:
    adapted = [clause for clause in reads.clauses() if clause.kind is ClauseKind.ADAPT]
    assert [clause.id for clause in adapted] == ["P09-1.3", "P09-1.9", "P09-2.10a", "P09-2.12", "P09-2.13"]
    assert all(clause.changed and clause.why for clause in adapted)


def test_every_clause_names_who_carries_it_out() -> None:
    assert all(clause.carried_out_by for clause in reads.clauses())


def test_a_text_follows_the_language() -> None:
    text = Text("档案", "dossier")
    with translation.override("en"):
        assert str(text) == "dossier"
    with translation.override("zh-hans"):
        assert str(text) == "档案"
    with translation.override(None):
        assert str(text) == "档案"


def _sections(kind: str) -> list[str]:
    return [section.name.zh for section in reads.dossier_kind(kind).sections]


def test_a_loan_dossier_has_four_parts_in_order_and_attachments() -> None:
    assert _sections("loan") == ["立项审批资料", "重要合同与单据", "项目调查资料", "客户或企业资料"]
    loan = reads.dossier_kind("loan")
    assert loan.order is Order.CATALOGUE
    assert loan.attachments
    assert loan.attachments_clause == "P03-4.4"
    assert loan.verification_clause == "P03-4.2c"
    assert loan.retention.years == 10
    required = {item.code for _section, item in loan.required_items}
    assert {"application", "committee_resolution", "loan_contract", "disbursement_receipt", "licence"} <= required


def test_a_guarantee_dossier_differs_from_a_loan_only_in_its_contracts() -> None:
    loan, guarantee = reads.dossier_kind("loan"), reads.dossier_kind("guarantee")
    assert _sections("guarantee") == _sections("loan")
    same = [own == base for own, base in zip(guarantee.sections, loan.sections, strict=True)]
    assert same == [True, False, True, True]


def test_a_contract_dossier_has_eleven_sections_and_takes_sound_and_film() -> None:
    contract = reads.dossier_kind("contract")
    assert len(contract.sections) == 11
    assert any(item.media for item in contract.section("correspondence").items)
    assert contract.number.key(department=12, year=2026) == "dossier.contract:12:2026"
    with pytest.raises(ValueError, match="department"):
        contract.number.key(year=2026)


def test_a_credit_dossier_has_the_seven_forms_and_their_sources() -> None:
    credit = reads.dossier_kind("credit")
    assert len(credit.sections) == 8
    assert [item.name.zh for item in credit.section("sources").items] == [
        "客户概况",
        "付款习惯",
        "财务状况",
        "商账追讨记录",
        "往来银行",
        "经营状况",
    ]


def test_a_unit_dossier_is_newest_first_with_a_name_plate() -> None:
    unit = reads.dossier_kind("unit")
    assert unit.order is Order.DATE_DESC
    assert unit.order_clause == "P06-4"
    assert unit.name_plate
    assert [section.code for section in unit.sections] == [
        "move_in",
        "second_fit_out",
        "correspondence",
        "door_lock",
        "telephone",
        "parking",
        "signboard",
        "overtime",
    ]


@pytest.mark.parametrize(
    ("kind", "count"),
    [("household", 10), ("tenant", 11), ("service_customer", 8), ("mixed_use", 12), ("property_company", 12)],
)
def test_property_catalogues_have_the_groups_of_their_clause(kind: str, count: int) -> None:
    assert len(_sections(kind)) == count


def test_a_tenant_dossier_is_in_order_of_issue() -> None:
    assert reads.dossier_kind("tenant").order is Order.DATE_ASC
    assert reads.dossier_kind("tenant").order_clause == "P05-c5"


def test_the_property_company_keeps_maintenance_records_in_place_of_repair_requests() -> None:
    own, base = _sections("property_company"), _sections("mixed_use")
    assert [(a, b) for a, b in zip(own, base, strict=True) if a != b] == [("维修记录", "请修记录")]


def test_numbers_read_as_the_policies_write_them() -> None:
    series = reads.dossier_kind("loan").number
    assert series.text(17, word="鸿") == "鸿借字第017号"
    assert series.item_text("鸿借字第017号", 1) == "鸿借字第017号-01"
    assert series.key() == "dossier.loan"


def test_number_series_and_kinds_are_told_apart() -> None:
    series = [kind.number.series for kind in reads.dossier_kinds()]
    assert len(series) == len(set(series))


def test_the_administrator_reaches_no_customer() -> None:
    administrator = reads.position("administrator")
    assert not administrator.reads_customers
    assert {right.partition(".")[0] for right in administrator.rights} == {"organisation", "policies", "desk", "keys"}


def test_the_auditor_looks_and_changes_nothing() -> None:
    rights = reads.position("auditor").rights
    looking = (right.partition(".")[2].startswith(("view", "export")) for right in set(rights) - {"oversight.audit"})
    assert all(looking)
    assert not any(right.startswith("privacy.reveal") for right in rights)
    assert {"ledger.view", "ledger.export"} <= set(rights)


def test_the_small_loan_company_has_its_positions() -> None:
    codes = {position.code for position in reads.positions(["P03", "P04"])}
    wanted = (
        "chairman general_manager deputy_general_manager department_manager project_manager risk_officer archivist "
        "certificate_keeper customer_service credit_manager finance auditor administrator"
    )
    assert set(wanted.split()) <= codes
    assert "property_manager" not in codes


def test_scopes_of_the_main_positions() -> None:
    assert reads.position("archivist").rights["dossiers.accept"] is Scope.COMPANY
    assert reads.position("project_manager").rights["customers.register"] is Scope.DEPARTMENT
    assert "dossiers.accept" not in reads.position("project_manager").rights


def test_a_position_of_two_packs_has_the_duties_of_both() -> None:
    manager = reads.position("property_manager")
    assert manager.packs == ("P02", "P05")
    assert len(manager.duties) == 2


def test_what_the_law_guards_is_guarded() -> None:
    by_code = {field.code: field for field in reads.fields()}
    assert by_code["resident_id"].protection is Protection.IMPORTANT
    assert by_code["bank_account"].separate_consent
    assert by_code["health_note"].separate_consent
    assert all(field.mask is not Mask.NONE for field in by_code.values() if field.encrypted)
    assert not any(field.lookups for field in by_code.values() if not field.encrypted)
    assert [lookup.value for lookup in by_code["mobile"].lookups] == ["exact", "tail4"]


def test_copies_of_identity_cards_are_sensitive() -> None:
    for kind in reads.dossier_kinds():
        for section in kind.sections:
            for item in section.items:
                if "身份证复印件" in item.name.zh:
                    assert item.protection is Protection.SENSITIVE, (kind.code, item.code)


def test_the_seven_legal_bases_only_consent_needs_consent() -> None:
    bases = reads.legal_bases()
    assert [basis.code for basis in bases if basis.consent] == ["consent"]
    assert len(bases) == 7
    assert all(basis.reference_required for basis in bases)


def test_the_notice_tells_what_the_law_asks() -> None:
    notice = reads.notice("registration")
    assert [part.code for part in notice.parts] == [
        "collector",
        "purpose",
        "kinds",
        "method",
        "retention",
        "rights",
        "minors",
    ]
    with translation.override("en"):
        text = dict(reads.notice_text("registration", company="Red Co", address="1 Lake St", contact="x@example.com"))
    assert text["Who collects"].startswith("This form is collected by Red Co, 1 Lake St.")
    assert "mobile" in text["What is collected"]
    assert not any("{" in body for body in text.values())


def test_nothing_guarded_beyond_contact_is_asked_on_the_public_form() -> None:
    asked = [reads.field(code) for code in reads.notice("registration").fields]
    assert not any(field.protection is Protection.SENSITIVE for field in asked)


def test_marketing_is_a_consent_of_its_own_and_not_required() -> None:
    marketing = {point.code: point for point in reads.notice("registration").consents}["marketing"]
    assert marketing.separate
    assert not marketing.required


def test_the_digest_of_a_notice_is_stable_and_is_of_its_words() -> None:
    notice = reads.notice("registration")
    assert notice.digest == reads.notice("registration").digest
    assert len(notice.digest) == 64


def test_a_screen_without_guidance_of_its_own_takes_its_rooms() -> None:
    own, room = reads.guidance("customers.register"), reads.guidance("customers.nothing")
    assert own is not None
    assert own.clause == "P00-1.2"
    assert room is not None
    assert room.screen == "customers"
    assert reads.guidance("nowhere.at_all") is None


def test_the_pledges_hang_on_the_wall() -> None:
    assert len(reads.pledges(["P00"])) == 7
    assert {pledge.clause for pledge in reads.pledges()} == {"P00-3"}


def test_unknown_codes_are_told_kindly() -> None:
    for ask in (reads.pack, reads.clause, reads.dossier_kind, reads.position, reads.field, reads.notice):
        with pytest.raises(NotFound):
            ask("nothing")


def test_what_a_term_runs_from_can_be_noted_of_every_kind() -> None:
    for kind in reads.dossier_kinds():
        assert kind.event(kind.retention.start.value).once
