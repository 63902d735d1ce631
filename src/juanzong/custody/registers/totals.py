"""The total register (总登记簿): of each kind how many dossiers came in, went out, were destroyed and are held, for a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.custody.choices import DisposalState, Opinion
from juanzong.custody.models import DisposalLine, Loan
from juanzong.custody.registers.comparing import compared
from juanzong.custody.registers.shapes import Compared, Head, Line, Period, Register
from juanzong.custody.rules.registers import Totals
from juanzong.dossiers import reads as dossiers
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies

COLUMNS = (
    Head(gettext_lazy("类别"), 8),
    Head(gettext_lazy("期初现存"), 3, numeric=True),
    Head(gettext_lazy("收进"), 3, numeric=True),
    Head(gettext_lazy("销毁"), 3, numeric=True),
    Head(gettext_lazy("期末现存"), 3, numeric=True),
    Head(gettext_lazy("借出（次）"), 3, numeric=True),
    Head(gettext_lazy("归还（次）"), 3, numeric=True),
    Head(gettext_lazy("期末在外"), 3, numeric=True),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of dossier with its totals. code: "" for all together."""

    code: str
    totals: Totals


def _rows(viewer: Viewer, period: Period) -> list[Row]:
    """Eight SQL statements, however many dossiers and kinds there are."""
    numbered = dossiers.visible(viewer).exclude(number="")
    gone = _destroyed(viewer)
    loans = Loan.objects.filter(holding__dossier__in=dossiers.visible(viewer).values("pk")).exclude(issued_at=None)
    before, until = _before(period), Period(until=period.until)
    counted = (
        _by_kind(numbered.filter(**before.within("accepted_at")), "kind") if period.since else {},
        _by_kind(gone.filter(**before.within("disposal__done_at")), "dossier__kind") if period.since else {},
        _by_kind(numbered.filter(**period.within("accepted_at")), "kind"),
        _by_kind(gone.filter(**period.within("disposal__done_at")), "dossier__kind"),
        _by_kind(loans.filter(**period.within("issued_at")), "holding__dossier__kind"),
        _by_kind(loans.filter(returned_at__isnull=False, **period.within("returned_at")), "holding__dossier__kind"),
        _by_kind(loans.filter(**until.within("issued_at")), "holding__dossier__kind"),
        _by_kind(loans.filter(returned_at__isnull=False, **until.within("returned_at")), "holding__dossier__kind"),
    )
    codes = sorted({code for one in counted for code in one})
    rows = [Row(code, Totals.of(*(one.get(code, 0) for one in counted))) for code in codes]
    return [*rows, Row("", Totals.added(row.totals for row in rows))] if rows else []


def _before(period: Period) -> Period:
    """Everything before the period began."""
    return Period(until=period.since.fromordinal(period.since.toordinal() - 1)) if period.since else Period()


def _destroyed(viewer: Viewer) -> QuerySet[DisposalLine, Any]:
    lines = DisposalLine.objects.filter(opinion=Opinion.DESTROY, disposal__state=DisposalState.DONE)
    return lines.filter(dossier__in=dossiers.visible(viewer).values("pk"))


def _by_kind(rows: QuerySet[Any, Any], column: str) -> Mapping[str, int]:
    return dict(rows.order_by().values(column).annotate(n=Count("pk")).values_list(column, "n"))


def _lines(_viewer: Viewer, rows: Sequence[Row]) -> list[Line]:
    return [Line(None, (_kind(row.code), *(getattr(row.totals, one.name) for one in fields(Totals)))) for row in rows]


def _kind(code: str) -> str:
    return str(policies.dossier_kind(code).name) if code else _("合计")


def _compared(viewer: Viewer, period: Period) -> Sequence[Compared]:
    numbered = dossiers.visible(viewer).exclude(number="")
    loans = Loan.objects.all()
    return [
        compared(_("收进"), numbered, period, at="accepted_at", about="dossier", column="pk", kinds=("dossier.accepted",)),
        compared(
            _("销毁"), _destroyed(viewer), period, at="disposal__done_at", about="dossier", column="dossier_id",
            kinds=("dossier.destroyed",),
        ),
        compared(_("借出"), loans, period, at="issued_at", about="loan", column="pk", kinds=("loan.issued",)),
        compared(_("归还"), loans, period, at="returned_at", about="loan", column="pk", kinds=("loan.returned",)),
    ]  # fmt: skip


REGISTER = Register(
    "totals", gettext_lazy("总登记簿"), gettext_lazy("按类别：期初现存、收进、销毁、期末现存，借出和归还多少次，期末在外多少。"), "P03-3", COLUMNS,
    _rows, _lines, compared=_compared, signers=(gettext_lazy("制表人"), gettext_lazy("审核人"), gettext_lazy("负责人")), rank=40,
)  # fmt: skip
