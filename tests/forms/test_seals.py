"""Numbered seals on sealed paper: recorded with who put them on, broken only while somebody may read, put on anew."""

from __future__ import annotations

import json
from typing import Any

import pytest

from juanzong.forms import actions
from juanzong.forms.choices import FilledBy
from juanzong.forms.models import Record, Seal
from juanzong.forms.reads import sealing
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.ledger.models import Entry
from tests.forms.people import Company


def sealed(company: Company, number: str = "FT-0001") -> Record:
    one = company.submitted()
    actions.seal_records(by=company.keeper, records=[one.pk], seal=number)
    return one


def may_read(company: Company, one: Record) -> None:
    actions.unseal_record(by=company.boss, record=one.pk, reader=company.doctor.staff_id, purpose="复核原件", hours=4)


def test_a_seal_is_on_record_with_its_number_and_who_put_it_on(company: Company) -> None:
    one = sealed(company, " ft-0001 ")
    (seal,) = sealing.seals_of(company.keeper, one.pk)
    assert (seal.number, seal.put_by_name, seal.papers) == ("FT-0001", company.keeper.name, 1)  # type: ignore[attr-defined]
    told = json.loads(Entry.objects.get(kind="record.sealed").payload)
    assert told["seal"] == "FT-0001"


def test_paper_is_not_sealed_without_a_number_and_a_number_is_used_once(company: Company) -> None:
    sealed(company)
    other = company.submitted()
    Record.objects.filter(pk=other.pk).update(filled_by=FilledBy.PAPER)
    for number in ("", "封", "X" * 40):
        with pytest.raises(Invalid) as refused:
            actions.seal_records(by=company.keeper, records=[other.pk], seal=number)
        assert refused.value.clause == "P09-1.10"
    with pytest.raises(Conflict, match="已经用过"):
        actions.seal_records(by=company.keeper, records=[other.pk], seal="FT-0001")
    other.refresh_from_db()
    assert other.sealed_at is None
    assert Seal.objects.count() == 1


def test_it_is_broken_only_while_somebody_may_read_and_put_on_anew_with_another_number(
    clock: Any, company: Company
) -> None:
    one = sealed(company)
    seal = Seal.objects.get()
    with pytest.raises(Conflict) as early:
        actions.break_seal(by=company.keeper, seal=seal.pk, reason="取原件")
    assert early.value.clause == "P09-1.11"
    may_read(company, one)
    assert sealing.readable_seals(company.keeper) == {seal.pk}
    with pytest.raises((NotAllowed, NotFound)):
        actions.break_seal(by=company.doctor, seal=seal.pk, reason="取原件")
    with pytest.raises(Conflict, match="没有拆开"):
        actions.seal_again(by=company.keeper, seal=seal.pk, number="FT-0002")
    actions.break_seal(by=company.keeper, seal=seal.pk, reason="取原件复核")
    with pytest.raises(Conflict, match="已经用过"):
        actions.seal_again(by=company.keeper, seal=seal.pk, number="FT-0001")
    made = actions.seal_again(by=company.keeper, seal=seal.pk, number="FT-0002")
    assert [each.number for each in sealing.seals_of(company.keeper, one.pk)] == ["FT-0002", "FT-0001"]
    assert (made.replaces_id, sealing.to_reseal(company.keeper)) == (seal.pk, [made])
    with pytest.raises(Conflict):
        actions.break_seal(by=company.keeper, seal=seal.pk, reason="再拆")
    clock.forward(hours=5)
    with pytest.raises(Conflict):
        actions.break_seal(by=company.keeper, seal=made.pk, reason="过期再拆")
    assert [e.kind for e in Entry.objects.filter(subject__startswith="seal:").order_by("id")] == [
        "seal.put_on", "seal.broken", "seal.put_on"
    ]  # fmt: skip
