"""A batch passes from one keeper to the next with a count that both sides sign (P09-2.6)."""

from __future__ import annotations

import pytest

from juanzong.casework.reads import signatures
from juanzong.forms import actions
from juanzong.forms.models import Handover, Record
from juanzong.forms.reads import handovers
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.viewer import Viewer
from tests.forms.people import Company


def _proof(viewer: Viewer) -> Proof:
    return Proof(viewer.staff_id, ProofWay.PASSWORD, clock.now())


def _offered(company: Company, n: int = 3) -> tuple[Handover, list[int]]:
    records = [company.submitted().pk for _n in range(n)]
    batch = actions.offer_records(
        by=company.manager, records=records, receiver=company.doctor.staff_id, count=n, proof=_proof(company.manager)
    )
    return batch, records


def test_what_is_found_passes_and_what_is_missing_stays_and_is_named(company: Company) -> None:
    batch, records = _offered(company)
    with pytest.raises(Invalid):
        actions.receive_records(
            by=company.doctor, handover=batch.pk, found=records[:2], count=3, proof=_proof(company.doctor)
        )
    with pytest.raises(Invalid) as refused:
        actions.receive_records(
            by=company.doctor, handover=batch.pk, found=records[:2], count=2, proof=_proof(company.doctor)
        )
    assert "少 1 份" in str(refused.value.message)
    actions.receive_records(
        by=company.doctor, handover=batch.pk, found=records[:2], count=2, proof=_proof(company.doctor), note="一份未到"
    )
    kept = dict(Record.objects.values_list("id", "holder"))
    assert [kept[pk] for pk in records] == [company.doctor.staff_id] * 2 + [company.manager.staff_id]
    assert [line.record for line in handovers.handover(company.doctor, batch.pk).missing] == [records[2]]
    signed = signatures.signatures_of(company.doctor, Ref("record_handover", batch.pk))
    assert [(one.capacity.code, one.broken) for one in signed] == [("giver", False), ("receiver", False)]
    assert "2" in signed[1].capacity.words.zh


def test_only_the_keeper_gives_and_only_the_receiver_takes(company: Company) -> None:
    one = company.submitted()
    with pytest.raises(NotAllowed):
        actions.offer_records(
            by=company.doctor, records=[one.pk], receiver=company.boss.staff_id, count=1, proof=_proof(company.doctor)
        )
    batch, records = _offered(company, 1)
    with pytest.raises(NotFound):
        actions.receive_records(by=company.boss, handover=batch.pk, found=records, count=1, proof=_proof(company.boss))
    with pytest.raises(Conflict):
        actions.offer_records(
            by=company.manager, records=records, receiver=company.boss.staff_id, count=1, proof=_proof(company.manager)
        )


def test_a_batch_may_be_recalled_until_it_is_received(company: Company) -> None:
    batch, records = _offered(company, 1)
    actions.recall_handover(by=company.manager, handover=batch.pk)
    with pytest.raises(Conflict):
        actions.receive_records(
            by=company.doctor, handover=batch.pk, found=records, count=1, proof=_proof(company.doctor)
        )
    assert [one.pk for one in handovers.to_hand_over(company.manager)] == records


def test_the_givers_own_count_must_be_right(company: Company) -> None:
    one = company.submitted()
    with pytest.raises(Invalid) as refused:
        actions.offer_records(
            by=company.manager, records=[one.pk], receiver=company.doctor.staff_id, count=2,
            proof=_proof(company.manager),
        )  # fmt: skip
    assert "count" in refused.value.fields
    assert not Handover.objects.exists()
