"""The archive ledger (档案台账, P03-3): every dossier that ever had a number, where it stands and how it is with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from juanzong.custody.choices import HoldingState
from juanzong.custody.models import Holding
from juanzong.custody.registers.comparing import compared
from juanzong.custody.registers.shapes import Compared, Head, Line, Period, Register
from juanzong.dossiers import reads as dossiers
from juanzong.dossiers import reads_work
from juanzong.dossiers.choices import DossierState
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer

COLUMNS = (
    Head(_("档号"), 6, sort=("number",)),
    Head(_("题名"), 11, sort=("title", "id")),
    Head(_("类别"), 5, sort=("kind", "id"), quiet=True),
    Head(_("归档日期"), 4, sort=("accepted_at", "id")),
    Head(_("件数"), 2, numeric=True, quiet=True),
    Head(_("页数"), 2, numeric=True),
    Head(_("保管期限"), 4, quiet=True),
    Head(_("库位"), 8),
    Head(_("保管人"), 3, quiet=True),
    Head(_("现状"), 4),
)


def _rows(viewer: Viewer, period: Period) -> QuerySet[Any]:
    found = dossiers.visible(viewer).exclude(number="").filter(**period.within("accepted_at"))
    return found.select_related("custodian")


def _search(rows: Any, text: str) -> Any:
    return rows.filter(Q(number__icontains=text) | Q(title__icontains=text))


def _lines(_viewer: Viewer, rows: Sequence[Any]) -> list[Line]:
    """Three SQL statements at most, however many lines."""
    keys = [one.pk for one in rows]
    held = {one.dossier_id: one for one in Holding.objects.filter(dossier__in=keys).select_related("place")}
    extents = reads_work.extents(keys)
    return [_line(one, held.get(one.pk), *extents.get(one.pk, (0, 0))) for one in rows]


def _line(one: Any, thing: Holding | None, items: int, sheets: int) -> Line:
    kind = dossiers.kind_of(one)
    on = clock.day_of(one.accepted_at) if one.accepted_at else None
    place = thing.place.address if thing and thing.place else ""
    cells = (one.number, one.title, str(kind.name), on, items, sheets, str(kind.retention.text), place)
    return Line(Ref("dossier", one.pk), (*cells, one.custodian.name, _state(one, thing)))


def _state(one: Any, thing: Holding | None) -> str:
    if one.state == DossierState.DESTROYED:
        return str(DossierState.DESTROYED.label)
    if thing is None or thing.state == HoldingState.IN:
        return str(DossierState(one.state).label)
    return f"{thing.get_state_display()} {thing.holder_name}".strip()


def _compared(viewer: Viewer, period: Period) -> Sequence[Compared]:
    rows = dossiers.visible(viewer).exclude(number="")
    return [
        compared(_("归档"), rows, period, at="accepted_at", about="dossier", column="pk", kinds=("dossier.accepted",))
    ]


REGISTER = Register(
    "archive", _("档案台账"), _("每一份编了号的档案：档号、件数页数、库位、现状。"), "P03-3", COLUMNS, _rows, _lines, _search,
    order=("number",), compared=_compared, rank=10,
)  # fmt: skip
