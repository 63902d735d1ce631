"""Builds each paper: dataclass to plain data, check code, QR code, template."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import Any

from juanzong.dossiers.prints.data import (
    CoverData,
    Line,
    NoteSheetData,
    SignedBy,
    SpineData,
    SupplementListData,
    VolumeListData,
)
from juanzong.dossiers.prints.words import Lang, signers, words
from juanzong.kit.prints import check_code, qr_svg, render

PaperData = CoverData | SpineData | VolumeListData | NoteSheetData | SupplementListData
_QR_LIMIT = 600


def cover(data: CoverData, *, lang: Lang = "zh", moment: dt.datetime | None = None) -> bytes:
    """案卷封面, A4 or 310 x 220 mm, as PDF/A-2b."""
    body = {
        "begun": _month(data.begun, lang),
        "ended": _month(data.ended, lang),
        "retention": data.retention,
        "items": data.items,
        "pages": data.pages,
        "bound": data.bound,
        "secrecy": data.secrecy,
        "size": data.size,
    }
    return _print("cover", data, body, lang=lang, moment=moment)


def spine(data: SpineData, *, lang: Lang = "zh", moment: dt.datetime | None = None) -> bytes:
    """卷脊标签 in each width, with cutting lines, on one A4 sheet. Raises ValueError when they do not fit on it."""
    if not data.widths or sum(data.widths) + 10 * len(data.widths) > 180 or not 100 <= data.height <= 260:
        raise ValueError("spine labels must fit on one A4 sheet")
    body = {
        "retention": data.retention,
        "year_of": data.year,
        "widths": list(data.widths),
        "height": data.height,
    }
    return _print("spine", data, body, lang=lang, moment=moment)


def volume_list(
    data: VolumeListData, *, lang: Lang = "zh", printed_by: str = "", moment: dt.datetime | None = None
) -> bytes:
    """卷内文件目录, one after the other for each copy, each copy with its own page numbers."""
    body = {
        "sections": [
            {"title": section.title, "lines": [_line(line, lang) for line in section.lines]}
            for section in data.sections
        ],
        "missing": [
            {"title": gone.title, "section": gone.section, "clause": gone.clause, "note": gone.note}
            for gone in data.missing
        ],
        "attachments": [_line(line, lang) for line in data.attachments],
        "items": data.items,
        "pages": data.pages,
        "signers": _signers(data.signers or tuple(SignedBy(label=label) for label in signers(lang))),
    }
    body |= {"copies": list(data.copies) or [""], "printed_by": printed_by}
    return _print("volume_list", data, body, lang=lang, moment=moment)


def supplement_list(
    data: SupplementListData, *, lang: Lang = "zh", printed_by: str = "", moment: dt.datetime | None = None
) -> bytes:
    """补充资料清单, with places for who asks and who supplies to sign."""
    wants = [
        {
            "no": str(no), "section": want.section, "title": want.title, "what": want.what, "clause": want.clause,
            "by": want.by, "on": _day(want.on),
        }
        for no, want in enumerate(data.wants, 1)
    ]  # fmt: skip
    body = {"wants": wants, "signers": _signers(data.signers), "printed_by": printed_by}
    return _print("supplement_list", data, body, lang=lang, moment=moment)


def _signers(places: tuple[SignedBy, ...]) -> list[dict[str, str]]:
    return [{"label": one.label, "name": one.name, "on": _day(one.on), "path": one.path} for one in places]


def note_sheet(data: NoteSheetData, *, lang: Lang = "zh", moment: dt.datetime | None = None) -> bytes:
    """卷内备考表, with empty lines for what the hand adds later."""
    label = words(lang)
    counts = [
        (label["total-items"], data.items, label["items"]),
        (label["total-pages"], data.pages, label["pages"]),
        (label["text-pages"], data.text_pages, label["pages"]),
        (label["drawing-pages"], data.drawing_pages, label["pages"]),
        (label["photos"], data.photos, label["sheets"]),
        (label["scans"], data.scans, label["items"]),
    ]
    body = {
        "situation": data.situation,
        "counts": [
            {"label": name, "value": f"{value} {unit}".strip()} for name, value, unit in counts if value is not None
        ],
        "remarks": [{"on": _day(remark.on), "text": remark.text, "by": remark.by} for remark in data.remarks],
        "compiled_by": data.compiled_by,
        "checked_by": data.checked_by,
        "compiled_on": _day(data.compiled_on),
        "checked_on": _day(data.checked_on),
    }
    return _print("note_sheet", data, body, lang=lang, moment=moment)


def code_of(data: PaperData) -> str:
    """The check code printed on the paper of `data`, to compare a paper in hand with what the record says now.

    The same in both languages, on every copy and at every printing; it changes with any fact on the paper.
    """
    facts = asdict(data)
    facts.pop("copies", None)
    return check_code({"paper": type(data).__name__, "facts": json.loads(json.dumps(facts, default=str))})


def _print(paper: str, data: PaperData, body: dict[str, Any], *, lang: Lang, moment: dt.datetime | None) -> bytes:
    heading = data.heading
    label = words(lang)
    name = label[paper.replace("_", "-")]
    head = {
        "company": heading.company,
        "category": heading.category,
        "title": heading.title,
        "number": heading.number,
        "fonds": heading.fonds,
        "catalogue": heading.catalogue,
        "volume": heading.volume,
        "code": heading.archival_code,
    }
    check = code_of(data)
    aim = heading.address or " ".join(part for part in (heading.number, heading.archival_code, check) if part)
    sheet = {
        **body,
        "heading": head,
        "lang": lang,
        "words": label,
        "name": name,
        "title": " ".join(part for part in (name, heading.number, heading.title) if part),
        "author": heading.company,
        "check": check,
        "qr": qr_svg(aim[:_QR_LIMIT]),
    }
    return render(f"dossiers/prints/{paper}.typ", sheet, moment=moment)


def _line(line: Line, lang: Lang) -> dict[str, Any]:
    label = words(lang)
    kept = [label[form] for form, there in (("paper", line.paper), ("scan", line.scan)) if there]
    if line.original is not None:
        kept = [
            label["original" if line.original else "copy"],
            *[form for form in kept if form != label["paper"] or not line.scan],
        ]
    return {
        "no": "" if line.no is None else str(line.no),
        "reference": line.reference,
        "author": line.author,
        "title": line.title,
        "date": _day(line.issued),
        "pages": page_range(line.first_page, line.last_page),
        "form": kept,
        "note": line.note,
    }


def page_range(first: int | None, last: int | None) -> str:
    """页号 as written on the list: "7–18", "7" for a single page, "" when it is not known."""
    if first is None:
        return ""
    return str(first) if last is None or last == first else f"{first}–{last}"


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _month(day: dt.date | None, lang: Lang) -> str:
    if day is None:
        return ""
    # untranslated: the paper's language is chosen, not the screen's
    return f"{day.year} 年 {day.month} 月" if lang == "zh" else f"{day:%Y-%m}"
