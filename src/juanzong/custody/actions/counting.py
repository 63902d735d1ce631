"""Stocktakes: begun, scanned, ended with the differences by name, signed by two people, followed up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from juanzong.casework.actions import signing
from juanzong.casework.rules.drawing import Drawing
from juanzong.casework.shapes.signatures import Capacity
from juanzong.custody.choices import CountState
from juanzong.custody.models import Count, CountFinding, CountScan, Holding, Place
from juanzong.custody.reads import counts as reads
from juanzong.custody.reads import finding
from juanzong.custody.writing import locked_place, said, told
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from juanzong.kit.refs import Ref
from juanzong.organisation.acts import act, require
from juanzong.organisation.choices import Proof
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Text

COUNT = "custody.count"
CLAUSE = "P03-3"
MOST_AT_ONCE = 500
_SIGNERS = (
    Capacity("counter", Text("盘点人", "Counted by"), CLAUSE),
    Capacity("supervisor", Text("监盘人", "Witnessed by"), CLAUSE),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A scan as the phone sends it: its own id, what was scanned, the code of the place it stood in, when."""

    mark: str
    code: str
    spot: str
    at: dt.datetime


@act(COUNT, clause=CLAUSE)
def begin_count(*, by: Viewer, place_id: int) -> Count:
    """Begin the stocktake of a place and all below it. One at a time for a place."""
    place = locked_place(place_id)
    if Count.objects.filter(place=place, state=CountState.OPEN).exists():
        raise Conflict(
            _("“%(place)s”正在盘点。") % {"place": place.address}, clause=CLAUSE, todo=_("请先结束那次盘点。")
        )
    one = Count.objects.create(place=place, opened_at=clock.now(), opened_by=by.staff_id, opened_by_name=by.name[:60])
    told(by, "count.begun", Ref("stocktake", one.pk), clauses=(CLAUSE,), stands=place.address)
    return one


def take_scans(*, by: Viewer, count_id: int, sent: Sequence[Sent]) -> dict[str, str]:
    """Keep what a phone scanned, as often as it is sent; what each scan was, by its mark.

    A scan whose code is nobody's is kept too: it is a difference. Conflict when the stocktake was signed meanwhile.
    """
    require(by, COUNT, clause=CLAUSE, attempted="take_scans")
    if len(sent) > MOST_AT_ONCE or any(not one.mark or len(one.mark) > 40 for one in sent):
        raise Invalid(_("一次最多同步 %(most)s 条扫描。") % {"most": MOST_AT_ONCE}, todo=_("页面会分批再送。"))
    one = reads.count(by, count_id)
    known = set(
        CountScan.objects.filter(count=one, mark__in=[scan.mark for scan in sent]).values_list("mark", flat=True)
    )
    fresh = {scan.mark: scan for scan in sent if scan.mark not in known}
    if fresh:
        _take_scans(by=by, count_id=count_id, sent=list(fresh.values()))
    return reads.scan_names(by, one.pk, [scan.mark for scan in sent])


@act(COUNT, clause=CLAUSE)
def _take_scans(*, by: Viewer, count_id: int, sent: Sequence[Sent]) -> None:
    one = _locked(count_id)
    if one.state == CountState.SIGNED:
        raise Conflict(_("这次盘点已签字，不能再补扫描。"), clause=CLAUSE, todo=_("扫描仍在手机上；请另开一次盘点。"))
    rows = [_row(by, one, scan) for scan in sent]
    CountScan.objects.bulk_create(rows, ignore_conflicts=True)  # another device of theirs was faster; its row stands
    told(by, "count.scanned", Ref("stocktake", one.pk), clauses=(CLAUSE,), scans=len(rows))
    if one.state == CountState.COUNTED:
        _compared(by, one, "count.compared")


def _row(by: Viewer, one: Count, scan: Sent) -> CountScan:
    place, ref = _spot(by, one, scan.spot), None
    try:
        ref = finding.found(by, scan.code).ref
    except Refusal:
        ref = None
    dossier = ref.id if ref is not None and ref.kind == "dossier" else None
    held = Holding.objects.filter(dossier=dossier).first() if dossier else None
    if ref is not None and ref.kind == "item":
        held = Holding.objects.select_related("item").filter(item=ref.id).first()
        dossier = held.item.dossier_id if held is not None and held.item is not None else None
    at = min(max(scan.at, one.opened_at), clock.now())
    return CountScan(
        count=one, mark=scan.mark, code=scan.code[:120], place=place, holding=held, dossier_id=dossier, at=at,
        received_at=clock.now(), by_name=by.name[:60],
    )  # fmt: skip


def _spot(by: Viewer, one: Count, code: str) -> Place:
    """The place whose label was scanned last, where it is one of those that are counted; else the place as a whole."""
    if code:
        try:
            ref = finding.found(by, code).ref
        except Refusal:
            return one.place
        place = (
            Place.objects.filter(pk=ref.id, path__startswith=one.place.path).first() if ref.kind == "place" else None
        )
        if place is not None:
            return place
    return one.place


@act(COUNT, clause=CLAUSE)
def end_count(*, by: Viewer, count_id: int) -> Count:
    """End scanning: the differences are computed and listed by name. Scans that come late are still taken in."""
    one = _locked(count_id)
    if one.state != CountState.OPEN:
        raise Conflict(_("这次盘点已结束。"), clause=CLAUSE, todo=_("请核对差异并签字。"))
    one.state, one.closed_at, one.closed_by_name = CountState.COUNTED, clock.now(), by.name[:60]
    one.save(update_fields=["state", "closed_at", "closed_by_name"])
    _compared(by, one, "count.ended")
    return one


def _compared(by: Viewer, one: Count, kind: str) -> None:
    """Tell what scans and history come to now; as long as a difference is open, somebody owes it."""
    left, settled = _write_findings(one)
    told(
        by, kind, Ref("stocktake", one.pk), clauses=(CLAUSE,), expected=one.expected, present=one.present,
        differences=left + settled, agrees="no" if left else "yes",
    )  # fmt: skip


def _write_findings(one: Count) -> tuple[int, int]:
    """Compare again; how many differences are open, and how many settled. What was settled stays settled."""
    compared = reads.compared(one)
    result = compared.result
    settled = list(CountFinding.objects.filter(count=one, settled_at__isnull=False))
    kept = {(row.holding_id or 0, row.code if not row.holding_id else "") for row in settled}
    CountFinding.objects.filter(count=one, settled_at=None).delete()
    rows = [
        CountFinding(
            count=one, kind=found.kind, holding_id=found.thing or None, code=found.code,
            dossier_id=compared.dossiers.get(found.thing or found.code),
            belongs=compared.belongs.get(found.thing, ""), found_at=compared.addresses.get(found.path, ""),
        )
        for found in result.findings
        if (found.thing, "" if found.thing else found.code) not in kept
    ]  # fmt: skip
    CountFinding.objects.bulk_create(rows, batch_size=500)
    one.expected, one.present = result.expected, result.present
    one.save(update_fields=["expected", "present"])
    return len(rows), len(settled)


@act(COUNT, clause=CLAUSE)
def settle_finding(*, by: Viewer, finding_id: int, note: str) -> CountFinding:
    """Say what became of a difference; when the last one is settled, so is the stocktake."""
    text = said(note, clause=CLAUSE)
    about = CountFinding.objects.filter(pk=finding_id).values_list("count_id", flat=True).first()
    if about:
        _locked(about)  # of two who settle the last ones at once, the second sees that nothing is left
    row = CountFinding.objects.filter(pk=finding_id).first()
    if row is None:
        raise NotFound(_("没有这条差异。"), clause=CLAUSE)
    if row.settled_at is not None:
        raise Conflict(_("这条差异已处理。"), clause=CLAUSE, todo=_("请看处理说明。"))
    row.settled_at, row.settled_by_name, row.settled_note = clock.now(), by.name[:60], text
    row.save(update_fields=["settled_at", "settled_by_name", "settled_note"])
    left = CountFinding.objects.filter(count=row.count_id, settled_at=None).count()
    told(
        by, "count.settled" if not left else "count.difference_settled", Ref("stocktake", row.count_id), clauses=(CLAUSE,),
        difference=row.kind, left=left,
    )  # fmt: skip
    return row


@act(COUNT, clause=CLAUSE)
def sign_count(*, by: Viewer, count_id: int, digest: str, proof: Proof, drawing: Drawing = ()) -> Count:
    """Sign the result as it was shown: two different people, the first as who counted. With the second it is final."""
    one = _locked(count_id)
    if one.state != CountState.COUNTED:
        raise Conflict(
            _("现在不能签字：%(state)s。") % {"state": one.get_state_display()}, clause=CLAUSE,
            todo=_("结束盘点之后、两人签字之前才能签。"),
        )  # fmt: skip
    given = [sig for sig in reads.signatures(by, one.pk) if not sig.broken]
    if any(sig.staff == by.staff_id for sig in given):
        raise NotAllowed(_("同一人不能签两次。"), clause=CLAUSE, todo=_("请由另一人监盘签字。"))
    signing.sign(
        by=by, subject=Ref("stocktake", one.pk), capacity=_SIGNERS[min(len(given), 1)], digest=digest, proof=proof,
        drawing=drawing,
    )  # fmt: skip
    if given:
        one.state = CountState.SIGNED
        one.save(update_fields=["state"])
    told(by, "count.signed", Ref("stocktake", one.pk), clauses=(CLAUSE,), signatures=len(given) + 1)
    return one


def _locked(count_id: int) -> Count:
    one = Count.objects.select_for_update(of=("self",)).select_related("place").filter(pk=count_id).first()
    if one is None:
        raise NotFound(_("没有这次盘点，或您无权查看。"), clause="P00-1.6")
    return one
