"""Passing a batch of records on: the giver counts and signs, the receiver counts and signs, differences are named (P09-2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.casework.actions.signing import sign
from juanzong.casework.reads import signatures
from juanzong.casework.shapes.signatures import Capacity
from juanzong.forms import offering, reads
from juanzong.forms.choices import HandoverState, RecordState
from juanzong.forms.models import Handover, HandoverLine, Record
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON
from juanzong.organisation import reads as organisation
from juanzong.organisation.acts import act
from juanzong.organisation.choices import Proof
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Text

CLAUSE: Final = "P09-2.6"
AT_MOST: Final = 500
REASSIGN: Final = "casework.reassign"


@act(reads.VIEW, clause=CLAUSE)
def offer_records(*, by: Viewer, records: Sequence[int], receiver: int, count: int, proof: Proof) -> Handover:
    """Give a batch of records that `by` keeps to somebody, with the count of the papers, signed.

    NotAllowed: one of them is kept by somebody else. Invalid: the count is not theirs. Conflict: one is on its way.
    """
    rows = list(reads.visible(by).select_for_update(of=("self",)).filter(pk__in=set(records)).order_by("id"))
    clause = _clause(rows)
    if not rows or len(rows) != len(set(records)) or len(rows) > AT_MOST:
        raise Invalid(_("请选择要移交的表单，一次最多 %(n)s 份。") % {"n": AT_MOST}, clause=clause)
    if any(one.holder_id != by.staff_id or one.state != RecordState.SUBMITTED for one in rows):
        raise NotAllowed(_("只能移交由您保管、已提交的表单。"), clause=clause, todo=_("请重新选择，或由持表人移交。"))
    taker = organisation.staff(by, receiver)
    if not taker.is_here or taker.id == by.staff_id:
        raise Invalid(_("请选择接收的同事。"), fields={"receiver": _("请选择在职的另一位同事。")}, clause=clause)
    _refuse_count(count, len(rows), clause)
    batch = Handover.objects.create(giver_id=by.staff_id, receiver_id=taker.id, given=len(rows), offered_at=clock.now())
    try:
        with transaction.atomic():
            HandoverLine.objects.bulk_create(HandoverLine(handover=batch, record=one) for one in rows)
    except IntegrityError:
        raise Conflict(
            _("其中有表单已在移交途中。"), clause=clause, todo=_("请等接收人确认，或撤回原来的移交。")
        ) from None
    _told(by, "records.offered", batch, clause, given=batch.given, to=taker.id)
    words = Text(f"移交人（移交 {batch.given} 份）", f"Handed over by ({batch.given})")
    _signed(by, batch, Capacity("giver", words, clause), proof)
    return batch


def _clause(rows: Sequence[Record]) -> str:
    return offering.form_of(rows[0]).clauses.get("custody", CLAUSE) if rows else CLAUSE


def _refuse_count(count: int, listed: int, clause: str) -> None:
    if count != listed:
        raise Invalid(
            _("您点的是 %(count)s 份，选中的是 %(listed)s 份。") % {"count": count, "listed": listed},
            fields={"count": _("份数不符，请重新清点。")},
            clause=clause,
            todo=_("请核对纸质份数与选中的表单。"),
        )


def _told(by: Viewer, kind: str, batch: Handover, clause: str, **payload: JSON) -> None:
    ledger.record(kind, by.actor, Ref("record_handover", batch.pk), clauses=(clause,), payload=payload)


def _signed(by: Viewer, batch: Handover, capacity: Capacity, proof: Proof) -> None:
    about = Ref("record_handover", batch.pk)
    sign(by=by, subject=about, capacity=capacity, digest=signatures.content_of(by, about).digest, proof=proof)


def _open_batch(handover: int, person: int, part: str) -> Handover:
    batch = Handover.objects.select_for_update(of=("self",)).filter(pk=handover).first()
    if batch is None or getattr(batch, f"{part}_id") != person:
        raise NotFound(_("没有这次移交，或不由您办理。"), clause=CLAUSE)
    if batch.state != HandoverState.OFFERED:
        raise Conflict(
            _("这次移交%(state)s。") % {"state": HandoverState(batch.state).label},
            clause=CLAUSE,
            todo=_("请刷新查看。"),
        )
    return batch


@act(reads.VIEW, clause=CLAUSE)
def receive_records(
    *, by: Viewer, handover: int, found: Sequence[int], count: int, proof: Proof, note: str = ""
) -> Handover:
    """Receive a batch: those found pass to `by`, those missing stay with the giver and are named. Signed.

    Invalid: the count is not that of the ticked ones, or something is missing and no note says so.
    """
    batch = _open_batch(handover, by.staff_id, "receiver")
    lines = list(HandoverLine.objects.filter(handover=batch).select_related("record").order_by("id"))
    clause = _clause([line.record for line in lines])
    here = [line for line in lines if line.record_id in set(found)]
    if len(here) != len(set(found)):
        raise Invalid(_("勾选了不在这次移交里的表单。"), clause=clause, todo=_("请刷新后重新清点。"))
    _refuse_count(count, len(here), clause)
    missing = [line.record_id for line in lines if line not in here]
    why = " ".join(note.split())[:200]
    if missing and not why:
        raise Invalid(
            _("少 %(n)s 份，请说明情况。") % {"n": len(missing)},
            fields={"note": _("数目不符，须说明。")},
            clause=clause,
        )
    batch.state, batch.received, batch.note, batch.ended_at = HandoverState.RECEIVED.value, len(here), why, clock.now()
    batch.save()
    HandoverLine.objects.filter(handover=batch).update(open=False)
    HandoverLine.objects.filter(pk__in=[line.pk for line in here]).update(found=True)
    Record.objects.filter(pk__in=[line.record_id for line in here]).update(holder=by.staff_id)
    ledger.record_many(
        "record.handed_over", by.actor,
        [(Ref("record", line.record_id), {"form": line.record.form, "handover": batch.pk}) for line in here],
        clauses=(clause,),
    )  # fmt: skip
    _told(by, "records.received", batch, clause, given=batch.given, received=len(here), missing=list(missing))
    words = Text(f"接收人（实收 {len(here)} 份）", f"Received by ({len(here)})")
    _signed(by, batch, Capacity("receiver", words, clause), proof)
    return batch


@act(REASSIGN, clause=CLAUSE)
def pass_records(*, by: Viewer, records: Sequence[int], to: int, reason: str) -> int:
    """Let somebody else keep records, without the two signatures of a handover, because whoever kept them leaves or has
    left; how many. Whoever takes them over has the papers in hand. A handover of them that was not received is over."""
    wanted = set(records)
    rows = list(reads.visible(by).select_for_update(of=("self",)).filter(pk__in=wanted).order_by("id"))
    clause = _clause(rows)
    if not rows or len(rows) != len(wanted):
        raise NotAllowed(_("其中有表单不在您的办理范围内。"), clause=clause, todo=_("请由有权的同事办理。"))
    taker = organisation.staff(by, to)
    if not taker.is_here:
        raise Invalid(_("请选择接收的同事。"), fields={"to": _("请选择在职的同事。")}, clause=clause)
    on_their_way = HandoverLine.objects.filter(record__in=wanted, open=True).values("handover")
    for batch in Handover.objects.select_for_update(of=("self",)).filter(pk__in=on_their_way).order_by("pk"):
        _recall(by, batch)
    Record.objects.filter(pk__in=wanted).update(holder=taker.id)
    ledger.record_many(
        "record.passed", by.actor,
        [(Ref("record", one.pk), {"form": one.form, "before": one.holder_id, "to": taker.id, "name": taker.name}) for one in rows],
        basis=reason.strip()[:200], clauses=(clause,),
    )  # fmt: skip
    return len(rows)


@act(reads.VIEW, clause=CLAUSE)
def recall_handover(*, by: Viewer, handover: int) -> Handover:
    """Take an offered batch back before it was received."""
    return _recall(by, _open_batch(handover, by.staff_id, "giver"))


def _recall(by: Viewer, batch: Handover) -> Handover:
    batch.state, batch.ended_at = HandoverState.RECALLED.value, clock.now()
    batch.save(update_fields=["state", "ended_at"])
    HandoverLine.objects.filter(handover=batch).update(open=False)
    _told(by, "records.recalled", batch, CLAUSE, given=batch.given)
    return batch
