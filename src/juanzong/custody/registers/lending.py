"""The lending register (借阅登记簿): every slip, what went out and what came back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.custody.choices import LoanState
from juanzong.custody.models import Loan
from juanzong.custody.reads import loans as reads
from juanzong.custody.registers.comparing import compared
from juanzong.custody.registers.shapes import Compared, Head, Line, Period, Register
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer

COLUMNS = (
    Head(gettext_lazy("出借单号"), 7, sort=("id",)),
    Head(gettext_lazy("档号"), 6, sort=("holding__dossier__number", "id")),
    Head(gettext_lazy("借阅人"), 3, sort=("borrower_name", "id")),
    Head(gettext_lazy("方式"), 3, quiet=True),
    Head(gettext_lazy("用途"), 7),
    Head(gettext_lazy("批准人"), 3, quiet=True),
    Head(gettext_lazy("借出"), 4, sort=("issued_at", "id")),
    Head(gettext_lazy("应还"), 4, sort=("due_on", "id")),
    Head(gettext_lazy("归还"), 4, sort=("returned_at", "id")),
    Head(gettext_lazy("借出清点"), 4, quiet=True),
    Head(gettext_lazy("归还清点"), 4),
    Head(gettext_lazy("状态"), 7),
)


def _rows(viewer: Viewer, period: Period) -> QuerySet[Any]:
    return reads.loans(viewer).filter(**period.within("asked_at")).select_related("holding__dossier")


def _search(rows: Any, text: str) -> Any:
    return rows.filter(
        Q(number__icontains=text) | Q(borrower_name__icontains=text) | Q(holding__dossier__number__icontains=text)
    )


def _lines(_viewer: Viewer, rows: Sequence[Loan]) -> list[Line]:
    return [
        Line(
            Ref("loan", one.pk),
            (
                one.number, one.holding.dossier.number if one.holding.dossier else "", one.borrower_name,
                one.get_kind_display(), one.purpose, one.approved_by_name, _day(one.issued_at), one.due_on,
                _day(one.returned_at), _papers(one.issued_at, one.items_out, one.sheets_out),
                _papers(one.returned_at, one.items_back, one.sheets_back), one.difference or _state(one),
            ),
        )
        for one in rows
    ]  # fmt: skip


def _state(one: Loan) -> str:
    late = (clock.today() - one.due_on).days if one.state == LoanState.OUT else 0
    return _("借出中，逾期 %(n)s 天") % {"n": late} if late > 0 else str(one.get_state_display())


def _day(at: dt.datetime | None) -> dt.date | None:
    return clock.day_of(at) if at else None


def _papers(at: dt.datetime | None, items: int, sheets: int) -> str:
    return _("%(items)s 件 %(sheets)s 页") % {"items": items, "sheets": sheets} if at else ""


def _compared(viewer: Viewer, period: Period) -> Sequence[Compared]:
    rows = reads.loans(viewer)
    return [
        compared(_("借出"), rows, period, at="issued_at", about="loan", column="pk", kinds=("loan.issued",)),
        compared(_("归还"), rows, period, at="returned_at", about="loan", column="pk", kinds=("loan.returned",)),
    ]


REGISTER = Register(
    "lending", gettext_lazy("借阅登记簿"), gettext_lazy("每一张出借单：谁借、凭谁批准、何时借出归还、清点如何。"), "P03-6.2", COLUMNS, _rows, _lines,
    _search, order=("id",), compared=_compared, signers=(gettext_lazy("档案管理员"), gettext_lazy("核对人")), rank=20,
)  # fmt: skip
