"""Registers on paper and as sheets; each one handed out is on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from juanzong.custody.reads import registers as reads
from juanzong.custody.reads.registers import VIEW
from juanzong.custody.registers.shapes import Line, Period, Register
from juanzong.kit import clock, sequences
from juanzong.kit.errors import Invalid
from juanzong.kit.prints import report as prints
from juanzong.kit.prints.report import Lang, Listing, Report, Signer
from juanzong.kit.sheets import Watermark
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act, require
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer

PRINTED: Final = 2_000
EXPORTED: Final = 20_000
"""So many lines fit on one paper, and in one sheet; for more the period is narrowed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A register on its way out as a table."""

    title: str
    number: str
    columns: list[str]
    lines: Iterator[list[Any]]
    watermark: Watermark


def print_register(*, by: Viewer, code: str, period: Period, text: str = "", address: str = "") -> bytes:
    """A register for a period as PDF/A, with places to sign. address: what its QR code opens. Invalid: too long."""
    require(by, VIEW, clause="P03-3", attempted="print_register")
    one = reads.register(code)
    lines = _lines(by, one, period, text, PRINTED)
    agreement = reads.agreement(by, one, period)
    said = "" if agreement is None else _("与台账核对一致。") if agreement.agrees else _("与台账核对不一致，见页面。")
    paper = Report(
        company=people.company(),
        name=str(one.name),
        facts=((_("期间"), period.words), (_("行数"), str(len(lines)))),
        listings=(
            Listing(
                title=str(one.name), columns=tuple(str(head.label) for head in one.columns),
                widths=tuple(head.width for head in one.columns),
                rows=tuple(tuple(_text(cell) for cell in line.cells) for line in lines), none=_("这一期间没有登记。"),
            ),
        ),
        signers=tuple(Signer(capacity=str(label)) for label in one.signers),
        note=said,
        address=address,
        landscape=True,
    )  # fmt: skip
    _note_print(by=by, register=one, period=period, lines=len(lines), check=prints.code_of(paper))
    lang: Lang = "en" if (get_language() or "").startswith("en") else "zh"
    return prints.report(paper, lang=lang, moment=clock.now(), printed_by=by.name)


@act(VIEW, clause="P03-3")
def export_register(*, by: Viewer, code: str, period: Period, purpose: str, text: str = "") -> Sheet:
    """A register for a period as a table that says who took it and what for. Invalid: no purpose, or too long."""
    one = reads.register(code)
    why = " ".join(purpose.split())[:100]
    if not why:
        raise Invalid(_("请写明用途。"), fields={"purpose": _("请写明用途。")}, clause="P00-1.6")
    lines = _lines(by, one, period, text, EXPORTED)
    number = _("册导字第 %(n)s 号") % {"n": sequences.take("custody.registers.export")}
    ledger.record(
        "register.exported", by.actor, None, basis=why, clauses=("P00-1.6", one.clause),
        payload={"register": str(one.name), "period": period.words, "lines": len(lines), "number": number},
    )  # fmt: skip
    columns = [str(head.label) for head in one.columns]
    cells = ([*line.cells] for line in lines)
    return Sheet(str(one.name), number, columns, cells, Watermark(by.name, why, number, clock.now()))


@act(VIEW, clause="P03-3")
def _note_print(*, by: Viewer, register: Register, period: Period, lines: int, check: str) -> None:
    ledger.record(
        "register.printed", by.actor, None, clauses=(register.clause,),
        payload={"register": str(register.name), "period": period.words, "lines": lines, "code": check},
    )  # fmt: skip


def _lines(by: Viewer, one: Register, period: Period, text: str, most: int) -> list[Line]:
    rows: Any = one.rows(by, period)
    if text and one.search:
        rows = one.search(rows, text)
    if isinstance(rows, QuerySet):
        rows = rows.order_by(*one.order, "pk")
    found: Sequence[Any] = list(rows[: most + 1])
    if len(found) > most:
        fault = _("这一期间超过 %(most)s 行。") % {"most": most}
        raise Invalid(fault, fields={"since": fault}, clause=one.clause, todo=_("请缩短期间后再试。"))
    return one.lines(by, found)


def _text(cell: Any) -> str:
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
