"""The handover register (移交登记簿, P03-4.7): what changed hands for good, its lines written with the handovers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from juanzong.custody.choices import HandedKind
from juanzong.custody.models import Handed
from juanzong.custody.registers.comparing import compared
from juanzong.custody.registers.shapes import Compared, Head, Line, Period, Register
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer

COLUMNS = (
    Head(_("登记号"), 7, sort=("id",)),
    Head(_("日期"), 4, sort=("at", "id"), quiet=True),
    Head(_("性质"), 4, sort=("kind", "id")),
    Head(_("档号"), 6, sort=("dossier__number", "id")),
    Head(_("移交人"), 8),
    Head(_("接收人"), 5),
    Head(_("件数"), 2, numeric=True, quiet=True),
    Head(_("页数"), 2, numeric=True),
    Head(_("差异"), 7),
    Head(_("库位"), 7),
)


def _rows(viewer: Viewer, period: Period) -> QuerySet[Any]:
    found = Handed.objects.filter(**period.within("at")).select_related("dossier")
    if viewer.scope(dossiers.VIEW) is Scope.COMPANY:
        return found
    return found.filter(dossier__in=dossiers.visible(viewer).values("pk"))


def _search(rows: Any, text: str) -> Any:
    return rows.filter(
        Q(number__icontains=text) | Q(given_by__icontains=text) | Q(received_by__icontains=text)
        | Q(dossier__number__icontains=text)
    )  # fmt: skip


def _lines(_viewer: Viewer, rows: Sequence[Handed]) -> list[Line]:
    return [
        Line(
            Ref.parse(one.about),
            (
                one.number, clock.day_of(one.at), one.get_kind_display(),
                one.dossier.number if one.dossier else "", one.given_by, one.received_by, one.items, one.sheets,
                one.difference, one.place,
            ),
        )
        for one in rows
    ]  # fmt: skip


def _compared(viewer: Viewer, period: Period) -> Sequence[Compared]:
    """What somebody who left kept went on without a handover of its own, and is compared with nothing."""
    rows = _rows(viewer, Period())
    return [
        compared(kind.label, rows.filter(kind=kind, **which), period, at="at", about="", column="about", kinds=(entry,))
        for kind, entry, which in (
            (HandedKind.ACCEPTED, "dossier.accepted", {}),
            (HandedKind.COLLECTED, "attachments.collected", {}),
            (HandedKind.RECORDS, "records.received", {"about__startswith": "record_handover:"}),
            (HandedKind.KEEPER, "keeping.received", {"about__startswith": "keeping:"}),
        )
    ]


REGISTER = Register(
    "handovers", _("移交登记簿"), _("档案、表单、保管的每一次移交：谁交、谁收、件数页数、差异，随移交当即登记。"), "P03-4.7",
    COLUMNS, _rows, _lines, _search, order=("id",), compared=_compared, signers=(_("移交人"), _("接收人")), rank=30,
)  # fmt: skip
