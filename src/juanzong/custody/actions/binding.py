"""Binding departed customers' dossiers, and boxing the bound volumes by floor."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from juanzong.custody.actions.shelving import shelve
from juanzong.custody.choices import PlaceKind
from juanzong.custody.models import Bound, Place
from juanzong.custody.reads.binding import LEFT, lying_in, storey
from juanzong.custody.writing import paper_sheets, reached, told
from juanzong.dossiers import reads as dossiers
from juanzong.dossiers import reads_units as units
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.units import unit_of
from juanzong.dossiers.writing import hold_still
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

SHELVE = "custody.shelve"
BIND, BOX = "P06-3", "P06-6"


@act(SHELVE, clause=BIND)
def bind_dossier(*, by: Viewer, dossier_id: int, place_id: int | None = None) -> Bound:
    """Note that a dossier whose customer has left was bound into a volume of its own. place_id: where it is kept apart until
    it is boxed; None: it stays where it stands.

    The dossier is closed before; the unit's next customer begins another one, for which the unit waits from now on unless
    it has begun already (`reads.binding.waiting_units`).
    """
    (one,) = hold_still(reached(by, SHELVE, dossier_id).pk)
    if one.state != "closed":
        raise Conflict(_("档案还没有结卷，不能装订。"), clause=BIND, todo=_("请先结卷，再装订。"))
    if LEFT not in {event for event, _day in dossiers.events_of([one.pk]).get(one.pk, ())}:
        raise Conflict(
            _("还没有登记客户迁出，不能按离场资料装订。"), clause=BIND, todo=_("请先在档案页登记“客户迁出”。")
        )
    if Bound.objects.filter(dossier=one.pk).exists():
        raise Conflict(_("这份档案已装订。"), clause=BIND, todo=_("可以装箱。"))
    unit = unit_of(one)
    if unit is None:
        raise Conflict(
            _("还没有填写单元，装订后不知道归入哪一层。"), clause=BIND, todo=_("请先在档案页填写单元。"),
            about=Ref("dossier", one.pk),
        )  # fmt: skip
    row = Bound.objects.create(
        dossier_id=one.pk,
        floor=f"{unit.building} {unit.floor}".strip(),
        sheets=paper_sheets([one.pk])[one.pk],
        bound_at=clock.now(),
        bound_by_name=by.name[:60],
    )
    begun = units.has_one(one)
    told(
        by, "dossier.bound", Ref("dossier", one.pk), clauses=(BIND,), floor=row.floor, sheets=row.sheets,
        next="begun" if begun else "waiting",
    )  # fmt: skip
    if place_id is not None:
        shelve(by=by, place_id=place_id, dossier_ids=[one.pk], reason=_("离场资料装订另存"))
    return row


@act(SHELVE, clause=BOX)
def box_bound(*, by: Viewer, box_id: int, bound_ids: Sequence[int]) -> list[Bound]:
    """Put bound volumes of one floor into a box, in order of their numbers. The last ones end the yearly boxing (P06-6)."""
    box = Place.objects.select_for_update().filter(pk=box_id).first()
    there = Bound.objects.exclude(dossier__state=DossierState.DESTROYED).select_related("dossier").order_by("pk")
    # All that wait are locked: of two who box the last ones at once, the second sees that none is left.
    known = list(there.filter(Q(pk__in=list(bound_ids)) | Q(box=None)).select_for_update(of=("self",)))
    rows = [row for row in known if row.pk in set(bound_ids)]
    if not rows or len(rows) != len(set(bound_ids)):
        raise NotFound(_("没有这份装订卷，或您无权查看。"), clause=BOX)
    floors = sorted({row.floor for row in rows})
    if len(floors) > 1:
        words = _("、").join(storey(row) for row in {row.floor: row for row in rows}.values())
        raise Conflict(_("一箱只放一个楼层：%(floors)s。") % {"floors": words}, clause=BOX, todo=_("请按楼层分箱。"))
    if box is None or box.kind != PlaceKind.BOX:
        raise Invalid(_("请选择档案盒。"), fields={"box": _("请选择档案盒。")}, clause=BOX)
    other = lying_in(box).select_related("dossier").exclude(floor=floors[0]).first()
    if other is not None:
        raise Conflict(
            _("“%(box)s”已放 %(floor)s 的档案。") % {"box": box.name, "floor": storey(other)},
            clause=BOX,
            todo=_("请另选空盒。"),
        )
    rows.sort(key=lambda row: (row.dossier.unit_order, row.dossier.number))
    shelve(by=by, place_id=box.pk, dossier_ids=[row.dossier_id for row in rows], reason=_("离场资料装箱"))
    for row in rows:
        row.box, row.boxed_at, row.boxed_by_name = box, clock.now(), by.name[:60]
    Bound.objects.bulk_update(rows, ["box", "boxed_at", "boxed_by_name"])
    told(
        by,
        "volumes.boxed",
        Ref("place", box.pk),
        clauses=(BOX,),
        stands=box.address,
        floor=floors[0],
        volumes=len(rows),
        left=sum(row.box_id is None for row in known),
    )
    return rows
