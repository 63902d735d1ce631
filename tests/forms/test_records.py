"""A sheet is filled in, checked, submitted and corrected; what it must not do it refuses, with the clause."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from juanzong.customers.actions import merging
from juanzong.forms import actions, contents, prefills, reads, rules
from juanzong.forms.actions import Filling
from juanzong.forms.models import Record, RecordValue
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.ledger.models import Entry
from juanzong.policies import reads as policies
from juanzong.privacy.models import Reveal
from tests.factories import make_department, make_viewer
from tests.forms.people import SECRET, Company


def _shown(company: Company, record: Record, viewer: Any = None) -> dict[str, reads.ShownValue]:
    found = reads.shown(viewer or company.rep, record.pk)
    return {value.field.code: value for section in found.sections for value in section.values}


def test_values_are_prefilled_with_their_origin_and_sealed_ones_stay_masked(company: Company) -> None:
    one = company.draft()
    shown = _shown(company, one)
    assert shown["name"].text == "张晓明"
    assert shown["name"].origin == "取自客户资料"
    assert shown["phone"].hidden
    assert shown["phone"].text.startswith("138****")
    assert shown["health_note"].text == "******"
    assert one.percent == 100


def test_no_value_that_is_guarded_lies_in_clear(company: Company) -> None:
    one = company.draft()
    for row in RecordValue.objects.filter(version__record=one, field__in=("phone", "illness", "health_note")):
        assert row.plain == ""
        assert SECRET.encode() not in bytes(row.sealed or b"")
    assert SECRET not in "".join(Entry.objects.values_list("payload", flat=True))
    assert contents.values(one)["health_note"] == SECRET


def test_health_without_separate_consent_is_not_kept(company: Company) -> None:
    with pytest.raises(Invalid) as refused:
        company.draft(agreed="no", allergy="青霉素")
    assert refused.value.clause == "P00-1.2"
    assert set(refused.value.fields) == {"allergy"}
    assert not Record.objects.exists()


def test_what_a_sheet_does_not_ask_for_is_not_kept(company: Company) -> None:
    one = company.draft(agreed="no")
    assert set(contents.values(one)) == {"name", "phone", "agreed"}


def test_a_child_needs_a_guardian(company: Company) -> None:
    year = clock.today().year - 9
    first17 = f"330106{year}0101341"
    from juanzong.kit.checks.identity import check_character

    with pytest.raises(Invalid) as refused:
        company.draft(identity=first17 + check_character(first17))
    assert "identity" in refused.value.fields
    assert not Record.objects.exists()


def test_a_draft_keeps_what_was_mistyped_and_cannot_be_submitted(company: Company) -> None:
    one = company.draft(phone="123", illness="")
    assert one.percent < 100
    assert contents.values(one)["phone"] == "123"
    found = reads.shown(company.rep, one.pk)
    assert [field.code for field in found.missing] == ["illness"]
    assert "phone" in found.faults
    with pytest.raises(Invalid) as refused:
        actions.submit_record(by=company.rep, record=one.pk)
    assert refused.value.clause == "P09-1.4"
    assert set(refused.value.fields) == {"illness", "phone"}


def test_other_positions_cannot_file_it(company: Company) -> None:
    customer = company.customer()
    with pytest.raises(NotAllowed) as refused:
        actions.save_record(
            by=company.manager, form="trial_questionnaire", subject=customer.pk, filling=company.questionnaire()
        )
    assert refused.value.clause == "P09-1.2"
    assert "满意代表" in str(refused.value.message)


def test_submitting_passes_it_on_and_the_filler_edits_no_more(company: Company) -> None:
    one = company.submitted()
    assert one.holder_id == company.manager.staff_id
    with pytest.raises(Conflict) as refused:
        actions.change_record(by=company.rep, record=one.pk, filling=Filling(values={"name": "别人"}))
    assert refused.value.clause == "P09-1.6"
    with pytest.raises(NotAllowed):
        actions.correct_record(by=company.rep, record=one.pk, filling=Filling(values={"name": "别人"}), reason="写错了")
    with pytest.raises(Conflict):
        actions.submit_record(by=company.rep, record=one.pk)


def test_a_correction_stands_beside_the_original(company: Company) -> None:
    one = company.submitted()
    filling = Filling(values={"health_note": "血压正常"})
    actions.correct_record(by=company.manager, record=one.pk, filling=filling, reason="复诊后更正")
    one.refresh_from_db()
    assert one.version == 2
    assert contents.values(one, 1)["health_note"] == SECRET
    assert contents.values(one)["health_note"] == "血压正常"
    assert contents.values(one)["phone"] == contents.values(one, 1)["phone"]


def test_a_correction_says_why_and_changes_something(company: Company) -> None:
    one = company.submitted()
    with pytest.raises(Invalid):
        actions.correct_record(by=company.manager, record=one.pk, filling=Filling(values={"name": "丁"}), reason=" ")
    with pytest.raises(Invalid):
        actions.correct_record(by=company.manager, record=one.pk, filling=Filling(), reason="看错了")


def test_a_hidden_value_is_revealed_for_a_purpose_and_masked_again(clock: Any, company: Company) -> None:
    one = company.submitted()
    value = _shown(company, one)["phone"]
    with pytest.raises(Invalid):
        actions.reveal_value(by=company.rep, value=value.id, purpose="")
    opened = actions.reveal_value(by=company.rep, value=value.id, purpose="contract")
    assert opened.text == contents.values(one)["phone"]
    assert Reveal.objects.get().particular == value.id
    clock.forward(minutes=6)
    assert _shown(company, one)["phone"].hidden


def test_health_asks_for_a_right_of_its_own(company: Company) -> None:
    one = company.submitted()
    value = _shown(company, one)["health_note"]
    assert not value.may_reveal
    with pytest.raises(NotAllowed):
        actions.reveal_value(by=company.rep, value=value.id, purpose="contract")
    assert actions.reveal_value(by=company.doctor, value=value.id, purpose="contract").text == SECRET


def test_the_fact_carries_ordinary_choices_and_the_day_on_the_paper(company: Company) -> None:
    customer = company.customer()
    day = clock.today() - dt.timedelta(days=2)
    filling = Filling(values={"bought": "yes", "amount": "1,280.5", "name": "张晓明"}, filled_by="paper", filled_on=day)
    one = actions.save_record(by=company.rep, form="trial_event", subject=customer.pk, filling=filling)
    actions.submit_record(by=company.rep, record=one.pk)
    entry = Entry.objects.get(kind="record.submitted")
    assert '"bought":"yes"' in entry.payload
    assert f'"on":"{day}"' in entry.payload
    assert "1280.50" not in entry.payload
    assert contents.values(one)["amount"] == "1280.50"


def test_a_sheet_is_prefilled_from_another(company: Company) -> None:
    customer = company.customer()
    company.submitted(customer)
    one = actions.save_record(
        by=company.rep, form="trial_event", subject=customer.pk, filling=Filling(values={"bought": "no"})
    )
    shown = _shown(company, one)
    assert shown["name"].origin == "取自《健康调查表（试）》"
    assert shown["phone"].hidden
    assert shown["colleague"].text == company.rep.name
    assert one.percent == 100


def test_tables_keep_their_lines_and_say_which_is_wrong(company: Company) -> None:
    customer = company.customer()
    goods = '[{"what":"血压计","price":"199"},{"what":"","price":"12"}]'
    one = actions.save_record(
        by=company.rep, form="trial_event", subject=customer.pk,
        filling=Filling(values={"bought": "no", "name": "张", "goods": goods}),
    )  # fmt: skip
    assert "第 2 行缺" in reads.shown(company.rep, one.pk).faults["goods"]
    good = Filling(values={"goods": '[{"what":"血压计","price":"199"},{"what":"","price":""}]'})
    actions.change_record(by=company.rep, record=one.pk, filling=good)
    assert _shown(company, one)["goods"].table == [["血压计", "199.00 元"]]


def test_others_do_not_know_of_it(company: Company) -> None:
    one = company.submitted()
    stranger = make_viewer("satisfaction_representative", department=make_department("别部"))
    with pytest.raises(NotFound):
        reads.shown(stranger, one.pk)


def test_a_draft_may_be_given_up_with_a_reason(company: Company) -> None:
    one = company.draft()
    with pytest.raises(Invalid):
        actions.discard_record(by=company.rep, record=one.pk, reason="")
    actions.discard_record(by=company.rep, record=one.pk, reason="顾客不愿填写")
    with pytest.raises(Conflict):
        actions.submit_record(by=company.rep, record=one.pk)


def test_records_follow_a_merged_customer_and_come_back(company: Company) -> None:
    kept, gone = company.customer("王一"), company.customer("王二")
    one = company.submitted(gone)
    merge = merging.merge_customers(by=company.manager, kept=kept.pk, gone=gone.pk)
    one.refresh_from_db()
    assert (one.customer_id, one.subject) == (kept.pk, f"customer:{kept.pk}")
    assert contents.values(one)["health_note"] == SECRET
    merging.undo_merge(by=company.manager, merge=merge.pk)
    one.refresh_from_db()
    assert (one.customer_id, one.subject) == (gone.pk, f"customer:{gone.pk}")


def test_every_form_of_every_policy_can_be_begun(company: Company) -> None:
    """What a pack prefills exists, and an empty record of each sheet knows what it lacks."""
    for form in policies.forms():
        assert [field.code for field in form.fields if field.prefill and not prefills.known(field.prefill)] == []
        assert rules.completeness(form, {}).percent <= 100
        assert rules.tidy(form, {"nonsense": "x"}) == {}
