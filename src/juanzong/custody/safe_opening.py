"""What happens in the moment a safe is open: places and lines are written together, or nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from juanzong.casework.sockets import Doing
from juanzong.custody.choices import HoldingState, PlaceKind
from juanzong.custody.choices_safe import CertificateState, Flow, SafeCountState, SlipState
from juanzong.custody.models import Certificate, Holding, Place, SafeCount, SafeEntry, SafeSlip, SlipLine
from juanzong.custody.reads import safes, slips
from juanzong.custody.writing import come_back, go_out, leave, locked_place, put
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.writing import hold_still
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.viewer import Viewer

TWO = "P03-5.2"
ONE_SAFE = "P03-5.4"
BY_PROJECT = "P03-5.5"
_ENTRY = {
    Flow.IN: "certificate.put_in", Flow.OUT: "certificate.taken_out", Flow.BACK: "certificate.put_back",
    Flow.RELEASE: "certificate.released",
}  # fmt: skip
_STATE = {
    Flow.IN: CertificateState.IN, Flow.BACK: CertificateState.IN, Flow.OUT: CertificateState.OUT,
    Flow.RELEASE: CertificateState.RELEASED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keepers:
    """The two who open the safe."""

    key: Viewer
    code: Viewer


def carry_out(doing: Doing, slip: SafeSlip, keepers: Keepers) -> None:
    """Let the certificates of a locked slip in or out of the safe whose label was scanned. The place is locked first, then
    the things, as all movers do."""
    place = _scanned(doing)
    not_being_counted(place)
    rows = list(Certificate.objects.select_for_update().filter(lines__slip=slip.pk).order_by("pk"))
    changes = _moved(slip, rows, place, doing)
    slip.state, slip.place, slip.done_at = SlipState.DONE, place, clock.now()
    slip.key_by, slip.key_by_name = keepers.key.staff_id, keepers.key.name[:60]
    slip.code_by, slip.code_by_name = keepers.code.staff_id, keepers.code.name[:60]
    slip.save()
    flow = Flow(slip.flow)
    Certificate.objects.filter(pk__in=[row.pk for row in rows]).update(state=_STATE[flow])
    SlipLine.objects.filter(slip=slip).update(open=False, owed=flow is Flow.OUT)
    today = clock.day_of(slip.done_at)
    SafeEntry.objects.bulk_create(
        SafeEntry(
            place=place, certificate=row, slip=slip, flow=flow, change=changes[row.pk], day=today, at=slip.done_at
        )
        for row in rows
    )
    _tell(doing, slip, rows, changes, keepers)
    _settle_what_was_out(doing, slip, rows)


def _scanned(doing: Doing) -> Place:
    return a_safe(locked_place(safes.safe_called(doing.by, doing.data.get("safe", "")).pk))


def a_safe(place: Place) -> Place:
    """A locked place, which is a safe, or Conflict."""
    if place.kind != PlaceKind.SAFE:
        raise Conflict(
            _("“%(place)s”不是保险柜，权证只能存入保险柜。") % {"place": place.address}, clause=ONE_SAFE,
            todo=_("请扫描保险柜的标签。"),
        )  # fmt: skip
    return place


def not_being_counted(place: Place) -> None:
    if SafeCount.objects.filter(place=place, state=SafeCountState.OPEN).exists():
        raise Conflict(
            _("“%(place)s”正在清点，清点期间权证不出入。") % {"place": place.address}, clause=ONE_SAFE,
            todo=_("请等两位清点人都录入后再办理。"),
        )  # fmt: skip


def _moved(slip: SafeSlip, rows: Sequence[Certificate], place: Place, doing: Doing) -> dict[int, int]:
    """Move the things of a slip; what each does to the balance of the safe."""
    if slip.flow == Flow.IN:
        _for_its_project(slip, place)
        reason = _("权证入柜 %(number)s") % {"number": slip.number}
        put([Holding(certificate=row) for row in rows], place, doing.by, reason)
        return dict.fromkeys((row.pk for row in rows), 1)
    things = list(Holding.objects.select_for_update().filter(certificate__in=rows).order_by("pk"))
    elsewhere = next((one for one in things if one.place_id != place.pk), None)
    if elsewhere is not None:
        home = Place.objects.get(pk=elsewhere.place_id) if elsewhere.place_id else None
        raise Conflict(
            _("这批权证在“%(home)s”，扫到的是“%(other)s”。")
            % {"home": home.address if home else "—", "other": place.address},
            clause=ONE_SAFE,
            todo=_("请到权证所在的保险柜办理。"),
        )
    changes = {}
    for one in things:
        changes[int(one.certificate_id or 0)] = {Flow.OUT: -1, Flow.BACK: 1}.get(
            Flow(slip.flow), -1 if one.state == HoldingState.IN else 0
        )
        if slip.flow == Flow.OUT:
            go_out(one, slip.to_whom)
        elif slip.flow == Flow.BACK:
            come_back(one)
    if slip.flow == Flow.RELEASE:
        _released(slip, doing)
        leave(things, HoldingState.RELEASED)
    return changes


def _for_its_project(slip: SafeSlip, place: Place) -> None:
    """One project, one safe (P03-5.5), also where two slips come at once; and no closed project."""
    hold_still(slip.dossier_id)
    if slip.dossier.state in (DossierState.CLOSED, DossierState.DESTROYED):
        raise Conflict(
            _("档案已经结卷，不能再收权证。"), clause=BY_PROJECT, todo=_("请先重新启用档案，或核对项目。"),
            about=Ref("dossier", slip.dossier_id),
        )  # fmt: skip
    others = Holding.objects.filter(certificate__dossier=slip.dossier_id, place__isnull=False).exclude(place=place)
    other = others.select_related("place").first()
    if other is not None and other.place is not None:
        raise Conflict(
            _("这个项目的权证在“%(home)s”，应存入同一保险柜。") % {"home": other.place.address}, clause=BY_PROJECT,
            todo=_("请扫描那个保险柜的标签。"),
        )  # fmt: skip


def _released(slip: SafeSlip, doing: Doing) -> None:
    slip.receiver = " ".join(doing.data.get("receiver", "").split())[:120]
    if not slip.receiver:
        fault = _("请写明领取人和所验证件。")
        raise Invalid(fault, fields={"receiver": fault}, clause=TWO)


def _tell(doing: Doing, slip: SafeSlip, rows: Sequence[Certificate], changes: dict[int, int], keepers: Keepers) -> None:
    """The slip and each certificate are facts of their own. Ids and counts only: names and numbers stay in the table."""
    clauses = tuple(dict.fromkeys((TWO, doing.clause, ONE_SAFE)))
    place = slip.place
    shared: dict[str, Any] = {
        "number": slip.number, "stands": place.address if place else "", "place": slip.place_id,
        "key": keepers.key.staff_id, "code": keepers.code.staff_id,
    }  # fmt: skip
    due = {"due": slip.due_on.isoformat()} if slip.flow == Flow.OUT and slip.due_on else {}
    ledger.record(
        f"safe_slip.{'done' if slip.flow != Flow.OUT else 'out'}", doing.by.actor, slips.ref(slip.pk), clauses=clauses,
        payload={**shared, **due, "flow": slip.flow, "certificates": len(rows), "case": doing.case},
    )  # fmt: skip
    ledger.record_many(
        _ENTRY[Flow(slip.flow)], doing.by.actor,
        [(Ref("certificate", row.pk), {**shared, "slip": slip.pk, "change": changes[row.pk]}) for row in rows],
        clauses=clauses,
    )  # fmt: skip


def _settle_what_was_out(doing: Doing, slip: SafeSlip, rows: Sequence[Certificate]) -> None:
    """What came back or was released is not owed any more; a slip on which nothing is owed is settled."""
    if slip.flow not in (Flow.BACK, Flow.RELEASE):
        return
    lines = SlipLine.objects.filter(certificate__in=rows, owed=True)
    about = sorted(set(lines.values_list("slip_id", flat=True)))
    lines.update(owed=False)
    for pk in about:
        if not SlipLine.objects.filter(slip=pk, owed=True).exists():
            number = SafeSlip.objects.values_list("number", flat=True).get(pk=pk)
            ledger.record(
                "safe_slip.settled", doing.by.actor, slips.ref(pk), clauses=(TWO,),
                payload={"number": number, "by": slip.number},
            )  # fmt: skip
