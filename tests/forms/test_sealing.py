"""Sealed is sealed for everybody; unsealing is for one reader, for a purpose, for a time, and ends by itself."""

from __future__ import annotations

from typing import Any

import pytest

from juanzong.forms import actions, contents, reads, searching
from juanzong.forms.models import Record
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.ledger.models import Entry
from tests.forms.people import Company


def _sealed(company: Company) -> Record:
    one = company.submitted()
    actions.seal_records(by=company.keeper, records=[one.pk])
    one.refresh_from_db()
    return one


def _reads_it(viewer: Any, one: Record) -> bool:
    found = reads.shown(viewer, one.pk)
    return found.readable and bool(found.sections)


def test_nobody_reads_what_is_sealed(company: Company) -> None:
    before = company.submitted()
    value = next(v for s in reads.shown(company.rep, before.pk).sections for v in s.values if v.field.code == "phone")
    tail = contents.values(before)["phone"][-4:]
    assert before.pk in searching.ids(company.doctor, contents.values(before)["phone"], 10)
    actions.seal_records(by=company.keeper, records=[before.pk])
    for viewer in (company.rep, company.manager, company.keeper, company.doctor, company.boss):
        assert not _reads_it(viewer, before)
        with pytest.raises(NotAllowed) as refused:
            actions.reveal_value(by=viewer, value=value.id, purpose="contract")
        assert refused.value.clause == "P09-1.11"
    assert not [hit for hit in searching.find(company.doctor, tail, 10) if hit.about.id == before.pk]


def test_only_the_position_named_seals_and_only_what_is_submitted(company: Company) -> None:
    draft, done = company.draft(), company.submitted()
    with pytest.raises(NotAllowed) as refused:
        actions.seal_records(by=company.manager, records=[done.pk])
    assert refused.value.clause == "P09-1.10"
    with pytest.raises(Conflict):
        actions.seal_records(by=company.keeper, records=[done.pk, draft.pk])
    assert not Record.objects.exclude(sealed_at=None).exists()
    assert actions.seal_records(by=company.keeper, records=[done.pk]) == 1
    with pytest.raises(Conflict):
        actions.seal_records(by=company.keeper, records=[done.pk])
    with pytest.raises(NotFound):
        actions.seal_records(by=company.keeper, records=[])


def test_unsealing_is_for_one_reader_for_a_time(clock: Any, company: Company) -> None:
    one = _sealed(company)
    permit = actions.unseal_record(
        by=company.boss, record=one.pk, reader=company.doctor.staff_id, purpose="复核回访计划", hours=4
    )
    assert _reads_it(company.doctor, one)
    assert not _reads_it(company.manager, one)
    assert not _reads_it(company.boss, one)
    entry = Entry.objects.get(kind="record.unsealed")
    assert entry.clauses == "P09-1.11"
    assert str(permit.pk) in entry.payload
    clock.forward(hours=4, minutes=1)
    assert not _reads_it(company.doctor, one)


def test_a_permit_can_be_taken_back_early(company: Company) -> None:
    one = _sealed(company)
    permit = actions.unseal_record(
        by=company.boss, record=one.pk, reader=company.doctor.staff_id, purpose="复核", hours=4
    )
    actions.end_permit(by=company.boss, permit=permit.pk)
    assert not _reads_it(company.doctor, one)
    with pytest.raises(Conflict):
        actions.end_permit(by=company.boss, permit=permit.pk)


def test_only_the_general_manager_unseals_and_says_what_for(company: Company) -> None:
    one = _sealed(company)
    with pytest.raises(NotAllowed):
        actions.unseal_record(by=company.doctor, record=one.pk, reader=company.doctor.staff_id, purpose="看", hours=1)
    for purpose, hours in (("", 1), ("看", 0), ("看", 100)):
        with pytest.raises(Invalid):
            actions.unseal_record(
                by=company.boss, record=one.pk, reader=company.doctor.staff_id, purpose=purpose, hours=hours
            )
    other = company.submitted()
    with pytest.raises(Conflict):
        actions.unseal_record(by=company.boss, record=other.pk, reader=company.doctor.staff_id, purpose="看", hours=1)


def test_a_sealed_record_is_corrected_by_nobody_and_prefills_nothing(company: Company) -> None:
    customer = company.customer()
    one = company.submitted(customer)
    actions.seal_records(by=company.keeper, records=[one.pk])
    with pytest.raises(NotAllowed):
        actions.correct_record(
            by=company.manager, record=one.pk, filling=actions.Filling(values={"name": "丁"}), reason="改"
        )
    after = actions.save_record(
        by=company.rep, form="trial_event", subject=customer.pk, filling=actions.Filling(values={"bought": "no"})
    )
    assert "phone" not in contents.values(after)
