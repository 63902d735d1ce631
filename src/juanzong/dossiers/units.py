"""What acts share about the unit that a dossier is of: one dossier in use for each unit, the one before it closed (P06-2)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.models import Dossier
from juanzong.dossiers.rules_units import CLAUSE, Unit
from juanzong.kit.errors import Conflict, Invalid
from juanzong.kit.refs import Ref
from juanzong.policies.choices import NumberPer
from juanzong.policies.shapes import DossierKind

ENDED = (DossierState.CLOSED, DossierState.DESTROYED)


def unit_of(one: Dossier) -> Unit | None:
    """The unit of a dossier, None for one that has none."""
    return Unit(one.floor, one.unit, one.building) if one.unit_order else None


def columns(unit: Unit | None) -> dict[str, str]:
    """The unit as the columns of a dossier."""
    if unit is None:
        return {}
    return {"building": unit.building, "floor": unit.floor, "unit": unit.name, "unit_order": unit.order}


def of_kind(kind: DossierKind, unit: Unit | None) -> None:
    """Invalid when a kind has units and none is given, or the other way round."""
    if kind.unit and unit is None:
        wanted = {"floor": _("请填写楼层。"), "unit": _("请填写单元号。")}
        raise Invalid(_("“%(kind)s”一单元一档，请填写单元。") % {"kind": kind.name}, fields=wanted, clause=kind.clause)
    if unit is not None and not kind.unit:
        fault = _("“%(kind)s”不按单元立卷，请不要填写单元。") % {"kind": kind.name}
        raise Invalid(fault, fields={"unit": fault}, clause=kind.clause)


def vacant(kind: DossierKind, unit: Unit | None) -> None:
    """Conflict while the unit has a dossier that is not closed. One SQL statement, none without a unit."""
    if unit is None:
        return
    known = Dossier.objects.filter(kind=kind.code, unit_order=unit.order).exclude(state__in=ENDED).first()
    if known is not None:
        raise Conflict(
            _("%(unit)s 已有档案“%(title)s”，一单元一档。") % {"unit": unit, "title": known.title},
            clause=kind.clause,
            todo=_("原客户已迁出的，请先登记“客户迁出”并结卷，再立新卷。"),
            about=Ref("dossier", known.pk),
        )


def before(one: Dossier) -> int:
    """The dossier of the customer who had the unit before, 0 for none. One SQL statement, none without a unit."""
    if not one.unit_order:
        return 0
    rows = Dossier.objects.filter(kind=one.kind, unit_order=one.unit_order, pk__lt=one.pk).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def number_unit(one: Dossier, kind: DossierKind) -> str:
    """The unit as the number names it. Conflict for a dossier that has none although its kind is numbered by unit."""
    unit = unit_of(one)
    if kind.number.per is NumberPer.UNIT and unit is None:
        raise Conflict(
            _("还没有填写单元，不能按单元编号。"), clause=CLAUSE, todo=_("请在档案页填写单元，再验收。"),
            about=Ref("dossier", one.pk),
        )  # fmt: skip
    return unit.code if unit else ""
