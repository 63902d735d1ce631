"""The register of seals (封条登记簿): every numbered seal, who put it on, who broke it and why, what replaced it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from juanzong.custody.registers.shapes import Head, Line, Period, Register
from juanzong.forms.reads import sealing
from juanzong.kit import clock
from juanzong.organisation.viewer import Viewer

COLUMNS = (
    Head(_("封条号"), 5, sort=("number",)),
    Head(_("份数"), 2, numeric=True),
    Head(_("加封日期"), 4, sort=("put_at", "id")),
    Head(_("加封人"), 4),
    Head(_("替换"), 5, quiet=True),
    Head(_("拆封日期"), 4, sort=("broken_at", "id")),
    Head(_("拆封人"), 4),
    Head(_("拆封原因"), 9),
)


def _rows(viewer: Viewer, period: Period) -> Any:
    return sealing.seals(viewer).filter(**period.within("put_at"))


def _search(rows: Any, text: str) -> Any:
    return rows.filter(number__icontains=text)


def _lines(_viewer: Viewer, rows: Sequence[Any]) -> list[Line]:
    return [
        Line(
            None,
            (
                one.number, one.papers, clock.day_of(one.put_at), one.put_by_name,
                one.replaces.number if one.replaces else "",
                clock.day_of(one.broken_at) if one.broken_at else None, one.broken_by_name, one.reason,
            ),
        )
        for one in rows
    ]  # fmt: skip


REGISTER = Register(
    "seals", _("封条登记簿"), _("每一枚封条：封了几份、谁加封、谁因何拆封、换成哪一号。"), "P09-1.10", COLUMNS, _rows, _lines,
    _search, order=("put_at",), signers=(_("加封人"), _("监督人")), rank=60,
)  # fmt: skip
