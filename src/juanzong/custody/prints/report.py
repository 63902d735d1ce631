"""The plain papers of the archive room: a heading, facts, lists, signatures. One template for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from juanzong.custody.prints.words import Lang, words
from juanzong.kit.prints import check_code, qr_svg, render


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
        "words": words(lang),
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
    return render("custody/prints/report.typ", body, moment=moment)


def _listing(one: Listing) -> dict[str, Any]:
    rows: Sequence[Sequence[str]] = one.rows
    return {
        "title": one.title, "columns": list(one.columns), "widths": list(one.widths), "rows": [list(row) for row in rows],
        "none": one.none,
    }  # fmt: skip
