"""Plain papers of any room: a heading, facts, lists, signatures. One template for all of them.

The labels stand here in both languages; everything else is given in the language of the paper.
"""

# untranslated module: the labels stand here in both languages

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from juanzong.kit.prints.codes import check_code, qr_svg
from juanzong.kit.prints.engine import render

Lang = Literal["zh", "en"]

_LABELS: dict[str, tuple[str, str]] = {
    "qr": ("二维码", "QR code"),
    "check": ("核对码", "Check code"),
    "printed": ("打印", "Printed"),
    "page-of": ("第 {page} 页　共 {total} 页", "Page {page} of {total}"),
    "sign-date": ("年　　月　　日", "date"),
    "missing-glyphs": ("字库缺字：", "Characters not in the font:"),
}


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A table. widths: parts of the line for each column."""

    title: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    none: str = ""


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Who signed, or has to: words beside the line, name, day; svg: the handwriting."""

    capacity: str
    name: str = ""
    on: str = ""
    svg: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A paper. number: of the paper itself; facts: names and values; note: in small words at the end."""

    company: str
    name: str
    number: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    listings: tuple[Listing, ...] = ()
    signers: tuple[Signer, ...] = ()
    note: str = ""
    address: str = ""
    landscape: bool = False


def code_of(report: Report) -> str:
    """The check code on the paper: over everything it says."""
    facts = asdict(report)
    facts.pop("address")
    return check_code({"paper": report.name, "facts": {key: str(value) for key, value in facts.items()}})


def report(data: Report, *, lang: Lang = "zh", moment: dt.datetime | None = None, printed_by: str = "") -> bytes:
    """The paper as PDF/A."""
    check = code_of(data)
    body: dict[str, Any] = {
        "lang": lang,
        "words": {key: pair[0 if lang == "zh" else 1] for key, pair in _LABELS.items()},
        "title": f"{data.name} {data.number}".strip(),
        "author": data.company,
        "company": data.company,
        "name": data.name,
        "number": data.number,
        "facts": [list(fact) for fact in data.facts],
        "listings": [_listing(one) for one in data.listings],
        "signers": [asdict(one) for one in data.signers],
        "note": data.note,
        "check": check,
        "qr": qr_svg((data.address or check)[:600]),
        "printed_by": printed_by,
        "landscape": data.landscape,
    }
    return render("kit/prints/report.typ", body, moment=moment)


def _listing(one: Listing) -> dict[str, Any]:
    rows: Sequence[Sequence[str]] = one.rows
    return {
        "title": one.title, "columns": list(one.columns), "widths": list(one.widths), "rows": [list(row) for row in rows],
        "none": one.none,
    }  # fmt: skip
