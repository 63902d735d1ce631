"""Prints say what the record says, in its layout; copies need consent and say whose they are."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2
import pytest

from juanzong.dossiers import actions as dossiers
from juanzong.dossiers.models import Item
from juanzong.forms import actions, contents, papers
from juanzong.kit import clock as house
from juanzong.kit import sheets
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.ledger.models import Entry
from juanzong.policies import reads as policies
from tests.forms.people import SECRET, Company


def _pages(pdf: bytes) -> list[str]:
    book = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range().replace("\u200b", "") for page in book]
    return ["".join(text.split()) for text in texts]


def _text(pdf: bytes) -> str:
    return "".join(_pages(pdf))


def test_a_numbered_form_is_copied_only_with_consent(clock: Any, company: Company) -> None:
    one = company.submitted()
    with pytest.raises(NotAllowed) as refused:
        actions.print_record(by=company.rep, record=one.pk, purpose="contract")
    assert refused.value.clause == "P09-1.12"
    actions.permit_copy(by=company.keeper, record=one.pk, staff=company.rep.staff_id, purpose="上门核对", hours=2)
    text = _text(actions.print_record(by=company.rep, record=one.pk, purpose="contract", note="上门核对"))
    assert "健康调查表" in text
    assert "收集者和目的" in text
    assert company.rep.name in text
    assert "138****" in text
    clock.forward(hours=3)
    with pytest.raises(NotAllowed):
        actions.print_record(by=company.rep, record=one.pk, purpose="contract")


def test_guarded_values_are_printed_only_as_far_as_the_rights_go(company: Company) -> None:
    one = company.submitted()
    phone = contents.values(one)["phone"]
    actions.permit_copy(by=company.keeper, record=one.pk, staff=company.rep.staff_id, purpose="上门核对", hours=2)
    shown = _text(actions.print_record(by=company.rep, record=one.pk, purpose="contract", clear=True))
    assert phone in shown
    assert SECRET not in shown
    actions.permit_copy(by=company.keeper, record=one.pk, staff=company.doctor.staff_id, purpose="回访", hours=2)
    shown = _text(actions.print_record(by=company.doctor, record=one.pk, purpose="contract", clear=True))
    assert SECRET in shown
    entry = Entry.objects.filter(kind="record.printed").latest("id")
    assert "health_note" in entry.payload
    assert SECRET not in entry.payload


def test_a_print_says_what_for_and_a_sealed_record_is_not_printed(company: Company) -> None:
    one = company.submitted()
    with pytest.raises(Invalid):
        actions.print_record(by=company.keeper, record=one.pk, purpose="")
    actions.seal_records(by=company.keeper, records=[one.pk])
    with pytest.raises(NotAllowed) as refused:
        actions.print_record(by=company.keeper, record=one.pk, purpose="contract")
    assert refused.value.clause == "P09-1.11"


def test_blanks_bear_their_numbers(company: Company) -> None:
    batch = actions.print_blanks(by=company.keeper, form="trial_questionnaire", count=3)
    pdf = actions.print_blank_batch(by=company.keeper, batch=batch.pk)
    text = _text(pdf)
    assert all(number in text for number in ("000001", "000002", "000003"))
    assert "未经同意不得复制" in text
    assert len(_pages(pdf)) == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_form_of_every_policy_can_be_printed_blank(company: Company, lang: Any) -> None:
    for form in policies.forms():
        if form.pack in ("P09", "P12", "TRIAL"):
            pdf = papers.of_blank(form, [], lang=lang, moment=house.now())
            assert pdf.startswith(b"%PDF-")


def test_records_leave_as_a_table_without_what_is_guarded_or_sealed(company: Company) -> None:
    first, second = company.submitted(), company.submitted()
    actions.seal_records(by=company.keeper, records=[second.pk])
    ids = [first.pk, second.pk]
    with pytest.raises(NotAllowed):
        actions.export_records(by=company.manager, form="trial_questionnaire", records=ids, purpose="contract")
    filling = actions.Filling(values={"bought": "yes", "amount": "12", "name": "=cmd()", "held_on": "2026-06-01"})
    other = actions.save_record(by=company.rep, form="trial_event", subject=first.customer_id or 0, filling=filling)
    with pytest.raises(Invalid):
        actions.export_records(by=company.manager, form="trial_event", records=[other.pk], purpose="")
    made = actions.export_records(by=company.manager, form="trial_event", records=[other.pk], purpose="contract")
    out = io.BytesIO()
    sheets.write_xlsx(out, made.columns, made.lines, title=made.title, watermark=made.watermark)
    assert out.getvalue().startswith(b"PK")
    assert Entry.objects.filter(kind="records.exported").count() == 1


def test_a_register_leaves_as_a_table(company: Company) -> None:
    actions.add_keys(by=company.rep, form="trial_parking", keys="A-1~A-3")
    made = actions.export_register(by=company.manager, form="trial_parking", purpose="contract")
    assert [line[:2] for line in made.lines] == [["A-1", "空置"], ["A-2", "空置"], ["A-3", "空置"]]
    with pytest.raises(Conflict):
        actions.export_register(by=company.manager, form="trial_event", purpose="contract")


def test_a_finished_record_becomes_an_item_of_the_volume(company: Company) -> None:
    customer = company.customer()
    filling = actions.Filling(values={"bought": "no", "name": "张晓明", "phone": "13800138999"})
    one = actions.save_record(by=company.manager, form="trial_filed", subject=customer.pk, filling=filling)
    with pytest.raises(Conflict):
        actions.file_record(by=company.manager, record=one.pk)
    actions.submit_record(by=company.manager, record=one.pk)
    with pytest.raises(Conflict) as refused:
        actions.file_record(by=company.manager, record=one.pk)
    assert "还没有可以归入的档案" in str(refused.value.message)
    volume = dossiers.open_dossier(
        by=company.manager, customer_id=customer.pk, kind="participant", department_id=company.department.pk
    )
    item = Item.objects.get(pk=actions.file_record(by=company.manager, record=one.pk))
    assert (item.dossier_id, item.section, item.requirement) == (volume.pk, "visits", "visit")
    assert item.versions.get().mime == "application/pdf"
    with pytest.raises(Conflict):
        actions.file_record(by=company.manager, record=one.pk)
