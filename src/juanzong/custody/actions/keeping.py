"""Changing the keeper: what an archivist keeps in a room or cabinet passes to another, by list and count, both signing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.casework.actions import signing
from juanzong.casework.reads.signatures import signatures_of
from juanzong.casework.rules.drawing import Drawing
from juanzong.casework.shapes.signatures import Capacity
from juanzong.custody.actions.shelving import SHELVE
from juanzong.custody.choices import HoldingState, KeepingState
from juanzong.custody.models import Keeping, KeepingLine, Place
from juanzong.custody.reads import keeping as reads
from juanzong.custody.writing import said, told
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.writing import hold_still
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.acts import act
from juanzong.organisation.choices import Proof
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Text

CLAUSE: Final = "P05-c7"


@act(SHELVE, clause=CLAUSE)
def offer_keeping(*, by: Viewer, place_id: int, receiver: int, count: int) -> Keeping:
    """Draw up the list of what `by` keeps in a place and below, with their own count of what stands there.

    Invalid: nothing there is theirs, the count is another than the list's, the receiver may keep nothing. Conflict:
    something of it is on its way already.
    """
    place = Place.objects.filter(pk=place_id, closed_on=None).first()
    things = list(reads.kept_in(by.staff_id, place).select_for_update(of=("self",))) if place else []
    if place is None or not things:
        raise Invalid(_("这里没有由您保管的档案。"), fields={"place": _("请另选库位。")}, clause=CLAUSE)
    if receiver not in dict(reads.receivers(by)):
        fault = _("请选择另一位在职的档案管理人员。")
        raise Invalid(fault, fields={"receiver": fault}, clause=CLAUSE)
    here = [one for one in things if one.state == HoldingState.IN]
    _agreed(count, len(here))
    row = Keeping.objects.create(
        place=place, address=place.address, giver_id=by.staff_id, receiver_id=receiver, given=len(here),
        lent=len(things) - len(here), offered_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            KeepingLine.objects.bulk_create(
                KeepingLine(keeping=row, holding=one, lent_to=one.holder_name) for one in things
            )
    except IntegrityError:
        raise Conflict(_("其中有档案已在另一次交接中。"), clause=CLAUSE, todo=_("请先办完或撤回那一次交接。")) from None
    told(
        by,
        "keeping.offered",
        _ref(row),
        clauses=(CLAUSE,),
        stands=row.address,
        given=row.given,
        lent=row.lent,
        to=receiver,
    )
    return row


def _agreed(count: int, listed: int) -> None:
    if count != listed:
        raise Invalid(
            _("账上在架 %(listed)s 卷，您点的是 %(count)s 卷。") % {"listed": listed, "count": count},
            fields={"count": _("卷数不符，请重新清点。")}, clause=CLAUSE, todo=_("仍不符的，请先盘点这个库位。"),
        )  # fmt: skip


def _ref(row: Keeping) -> Ref:
    return Ref("keeping", row.pk)


def _open(by: Viewer, keeping_id: int, part: str) -> Keeping:
    row = Keeping.objects.select_for_update(of=("self",)).filter(pk=keeping_id).first()
    if row is None or getattr(row, f"{part}_id") != by.staff_id:
        raise NotFound(_("没有这次保管交接，或不由您办理。"), clause=CLAUSE)
    if row.state != KeepingState.OFFERED:
        raise Conflict(
            _("这次交接%(state)s。") % {"state": KeepingState(row.state).label}, clause=CLAUSE, todo=_("请刷新查看。")
        )
    return row


@act(SHELVE, clause=CLAUSE)
def sign_keeping(*, by: Viewer, keeping_id: int, digest: str, proof: Proof, drawing: Drawing = ()) -> Keeping:
    """The giver signs the list; before that it cannot be received."""
    row = _open(by, keeping_id, "giver")
    words = Text(f"移交人（在架 {row.given} 卷）", f"Handed over by ({row.given})")
    signing.sign(
        by=by, subject=_ref(row), capacity=Capacity("giver", words, CLAUSE), digest=digest, proof=proof, drawing=drawing
    )
    told(by, "keeping.signed", _ref(row), clauses=(CLAUSE,), stands=row.address)
    return row


@act(SHELVE, clause=CLAUSE)
def receive_keeping(
    *,
    by: Viewer,
    keeping_id: int,
    count: int,
    digest: str,
    proof: Proof,
    missing: Sequence[int] = (),
    note: str = "",
    drawing: Drawing = (),
) -> Keeping:
    """Take the keeping over: what was found is kept by `by` from now on; what is missing stays with the giver, by name.

    missing: lines of the list that were not there. Invalid: the count is not that of what was found, or something is
    missing and no note says so. Conflict: the giver has not signed what the list says now, or keeps some of it no more.
    """
    row = _open(by, keeping_id, "receiver")
    if not any(one.capacity.code == "giver" and not one.broken for one in signatures_of(by, _ref(row))):
        raise Conflict(_("移交人还没有在现在的清单上签字。"), clause=CLAUSE, todo=_("请由移交人先签字。"))
    lines = list(KeepingLine.objects.filter(keeping=row).select_related("holding").order_by("pk"))
    lost = {line.pk for line in lines if line.pk in set(missing)}
    found = [line for line in lines if line.pk not in lost]
    here = [line for line in found if not line.lent_to]
    if count != len(here):
        raise Invalid(
            _("清单在架 %(listed)s 卷，您点的是 %(count)s 卷。") % {"listed": len(here), "count": count},
            fields={"count": _("卷数不符，请重新清点，缺的在清单上勾出。")}, clause=CLAUSE,
        )  # fmt: skip
    text = said(note, clause=CLAUSE) if lost else " ".join(note.split())[:200]
    ids = [line.holding.dossier_id for line in found if line.holding.dossier_id]
    _still_kept(hold_still(*ids), row)
    dossiers.pass_keeping(by=by, dossier_ids=ids, keeper_id=by.staff_id, authority=_ref(row))
    KeepingLine.objects.filter(keeping=row).update(open=False)
    KeepingLine.objects.filter(pk__in=[line.pk for line in found]).update(found=True)
    words = Text(f"接收人（实收 {len(here)} 卷）", f"Received by ({len(here)})")
    signing.sign(
        by=by,
        subject=_ref(row),
        capacity=Capacity("receiver", words, CLAUSE),
        digest=digest,
        proof=proof,
        drawing=drawing,
    )
    row.state, row.received, row.note, row.ended_at = KeepingState.RECEIVED.value, len(here), text, clock.now()
    row.save(update_fields=["state", "received", "note", "ended_at"])
    told(
        by, "keeping.received", _ref(row), clauses=(CLAUSE,), stands=row.address, given=row.given, received=len(here),
        missing=[line.holding_id for line in lines if line.pk in lost],
    )  # fmt: skip
    return row


def _still_kept(found: Sequence[Any], row: Keeping) -> None:
    """Conflict when something went to another keeper since the giver signed, or was destroyed."""
    gone = [one.number for one in found if one.custodian_id != row.giver_id or one.state == DossierState.DESTROYED]
    if gone:
        raise Conflict(
            _("清单上有档案已不由移交人保管：%(names)s。") % {"names": _("、").join(gone)}, clause=CLAUSE,
            todo=_("请退回这份清单，由现在的保管人另列清单移交。"),
        )  # fmt: skip


@act(SHELVE, clause=CLAUSE)
def decline_keeping(*, by: Viewer, keeping_id: int, reason: str) -> Keeping:
    """Do not take it over, and say why; the giver goes on keeping everything."""
    return _ended(by, _open(by, keeping_id, "receiver"), KeepingState.DECLINED, reason)


@act(SHELVE, clause=CLAUSE)
def recall_keeping(*, by: Viewer, keeping_id: int, reason: str) -> Keeping:
    """Take the list back before it was received."""
    return _ended(by, _open(by, keeping_id, "giver"), KeepingState.RECALLED, reason)


def _ended(by: Viewer, row: Keeping, state: KeepingState, reason: str) -> Keeping:
    row.note = said(reason, clause=CLAUSE)
    row.state, row.ended_at = state.value, clock.now()
    row.save(update_fields=["state", "note", "ended_at"])
    KeepingLine.objects.filter(keeping=row).update(open=False)
    kind = "keeping.declined" if state is KeepingState.DECLINED else "keeping.recalled"
    told(by, kind, _ref(row), clauses=(CLAUSE,), stands=row.address)
    return row
