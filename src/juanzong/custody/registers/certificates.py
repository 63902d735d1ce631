"""The certificate ledger (权证台账, P03-3): every certificate in and out of a safe, who opened it, and the totals of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.custody.choices_safe import Flow, Purpose, Title
from juanzong.custody.models import SafeEntry
from juanzong.custody.reads import certificates as reads
from juanzong.custody.registers.comparing import compared
from juanzong.custody.registers.shapes import Compared, Head, Line, Period, Register
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer

COLUMNS = (
    Head(gettext_lazy("日期"), 4, sort=("at", "id")),
    Head(gettext_lazy("单号"), 7, sort=("slip__number", "id")),
    Head(gettext_lazy("档号"), 6, sort=("certificate__dossier__number", "id")),
    Head(gettext_lazy("权证名称"), 6, sort=("certificate__kind", "id")),
    Head(gettext_lazy("证号"), 7, quiet=True),
    Head(gettext_lazy("权利人"), 5, sort=("certificate__holder", "id"), quiet=True),
    Head(gettext_lazy("办理"), 4, sort=("flow", "id")),
    Head(gettext_lazy("入"), 1, numeric=True),
    Head(gettext_lazy("出"), 1, numeric=True),
    Head(gettext_lazy("保险柜"), 4, quiet=True),
    Head(gettext_lazy("钥匙、密码"), 6, quiet=True),
    Head(gettext_lazy("事由"), 7, quiet=True),
)


def _entries(viewer: Viewer) -> QuerySet[SafeEntry]:
    return SafeEntry.objects.filter(certificate__in=reads.certificates(viewer).values("pk"))


def _rows(viewer: Viewer, period: Period) -> QuerySet[Any]:
    return _entries(viewer).filter(**period.within("at")).select_related("certificate__dossier", "slip__proof", "place")


def _search(rows: Any, text: str) -> Any:
    return rows.filter(
        Q(slip__number__icontains=text)
        | Q(certificate__dossier__number__icontains=text)
        | Q(certificate__holder__icontains=text)
    )


def _lines(_viewer: Viewer, rows: Sequence[SafeEntry]) -> list[Line]:
    """One SQL statement, for the keys of the numbers that are masked."""
    masked = reads.masked([one.certificate for one in rows])
    return [
        Line(
            Ref("certificate", one.certificate_id),
            (
                one.day, one.slip.number, one.certificate.dossier.number, str(Title(one.certificate.kind).label),
                masked.get(one.certificate_id, ""), one.certificate.holder, str(Flow(one.flow).label),
                int(one.change > 0), int(one.change < 0), one.place.name,
                _("、").join(_opened_by(one)), _why(one),
            ),
        )
        for one in rows
    ]  # fmt: skip


def _opened_by(one: SafeEntry) -> tuple[str, str]:
    slip = one.slip
    if one.place_id == slip.to_place_id:
        return slip.to_key_by_name, slip.to_code_by_name
    return slip.key_by_name, slip.code_by_name


def _why(one: SafeEntry) -> str:
    slip = one.slip
    if slip.purpose:
        return f"{Purpose(slip.purpose).label} · {slip.to_whom}"
    return f"{slip.proof.title} · {slip.receiver}" if slip.proof else ""


def _totals(viewer: Viewer, period: Period) -> Mapping[Any, int]:
    rows = _entries(viewer).filter(**period.within("at"))
    into, out = rows.filter(change=1).count(), rows.filter(change=-1).count()
    return {_("入"): into, _("出"): out, _("净增"): into - out}


def _compared(viewer: Viewer, period: Period) -> Sequence[Compared]:
    rows = _entries(viewer)
    told = (
        (Flow.IN, "certificate.put_in"), (Flow.OUT, "certificate.taken_out"), (Flow.BACK, "certificate.put_back"),
        (Flow.RELEASE, "certificate.released"), (Flow.MOVE, "certificate.moved"),
    )  # fmt: skip
    return [
        compared(
            flow.label,
            rows.filter(flow=flow).exclude(flow=Flow.MOVE, change=-1),
            period,
            at="at",
            about="certificate",
            column="certificate_id",
            kinds=(kind,),
        )
        for flow, kind in told
    ]


REGISTER = Register(
    "certificates", gettext_lazy("权证台账"), gettext_lazy("每一件权证何时入柜、出柜、还回、交还，谁开的柜，凭哪张单。"),
    "P03-3", COLUMNS, _rows, _lines, _search, order=("at", "id"), compared=_compared, totals=_totals,
    signers=(gettext_lazy("权证管理员"), gettext_lazy("核对人")), rank=15,
)  # fmt: skip
