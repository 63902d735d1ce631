"""The papers of a real dossier: what the record says, put into the words of `prints`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from juanzong.dossiers import prints
from juanzong.dossiers.choices import Medium, Paper
from juanzong.dossiers.prints.words import Lang
from juanzong.dossiers.reads import DossierPage
from juanzong.dossiers.shapes import Line
from juanzong.kit.clock import SHANGHAI
from juanzong.organisation import reads_people as people
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Text


@dataclass(frozen=True, slots=True)
class Made:
    """A paper and the check code on it."""

    pdf: bytes
    code: str


def make(
    page: DossierPage,
    paper: Paper,
    by: Viewer,
    *,
    copies: tuple[str, ...],
    address: str,
    language: Lang,
    moment: dt.datetime,
) -> Made:
    """The paper as PDF/A. One SQL statement beyond the page."""
    heading = _heading(page, address, language)
    match paper:
        case Paper.COVER:
            cover = _cover(page, heading, language)
            return Made(prints.cover(cover, lang=language, moment=moment), prints.code_of(cover))
        case Paper.VOLUME_LIST:
            volume = _volume_list(page, heading, copies, language)
            pdf = prints.volume_list(volume, lang=language, printed_by=by.name, moment=moment)
            return Made(pdf, prints.code_of(volume))
        case Paper.NOTE_SHEET:
            sheet = _note_sheet(page, heading)
            return Made(prints.note_sheet(sheet, lang=language, moment=moment), prints.code_of(sheet))
        case Paper.SPINE:
            spine = prints.SpineData(
                heading=heading, retention=_in(page.kind.retention.text, language), year=str(_year(page))
            )
            return Made(prints.spine(spine, lang=language, moment=moment), prints.code_of(spine))


def _in(text: Text, language: Lang) -> str:
    return text.in_language(language)


def _year(page: DossierPage) -> int:
    return (page.dossier.accepted_at or page.dossier.opened_at).astimezone(SHANGHAI).year


def _heading(page: DossierPage, address: str, language: Lang) -> prints.Heading:
    return prints.Heading(
        company=people.company(),
        category=_in(page.kind.name, language),
        title=page.dossier.title,
        number=page.dossier.number,
        address=address,
    )


def _cover(page: DossierPage, heading: prints.Heading, language: Lang) -> prints.CoverData:
    return prints.CoverData(
        heading=heading,
        begun=page.catalogue.begun,
        ended=page.catalogue.ended,
        retention=_in(page.kind.retention.text, language),
        items=page.catalogue.items,
        pages=page.catalogue.pages,
    )


def _volume_list(
    page: DossierPage, heading: prints.Heading, copies: tuple[str, ...], language: Lang
) -> prints.VolumeListData:
    listed = page.catalogue
    return prints.VolumeListData(
        heading=heading,
        sections=tuple(
            prints.Section(
                title=_in(group.section.name, language) if group.section else _in(page.kind.name, language),
                lines=tuple(map(_line, group.lines)),
            )
            for group in listed.groups
        ),
        missing=tuple(
            prints.MissingItem(
                title=_in(gap.item.name, language), section=_in(gap.section.name, language), clause=gap.clause
            )
            for gap in listed.missing
        ),
        attachments=tuple(map(_line, listed.attachments)),
        copies=copies,
    )


def _line(line: Line) -> prints.Line:
    item = line.item
    return prints.Line(
        title=item.title,
        no=line.no,
        reference=item.code or item.document_number,
        author=item.author,
        issued=item.issued_on,
        first_page=line.first,
        last_page=line.last,
        pages=line.pages,
        original=item.authenticity == "original",
        paper=item.on_paper,
        scan=item.scanned,
    )


def _note_sheet(page: DossierPage, heading: prints.Heading) -> prints.NoteSheetData:
    one = page.dossier
    bound = [line.item for line in page.catalogue.lines]
    return prints.NoteSheetData(
        heading=heading,
        situation=one.missing_reason,
        items=page.catalogue.items,
        pages=page.catalogue.pages,
        photos=sum(item.mime.startswith("image/") for item in bound) or None,
        scans=sum(item.medium != Medium.PAPER for item in bound),
        compiled_by=one.custodian.name if not bound else bound[0].filed_by_name,
        checked_by=one.verified_by_name,
        compiled_on=one.opened_at.astimezone(SHANGHAI).date(),
        checked_on=one.verified_at.astimezone(SHANGHAI).date() if one.verified_at else None,
    )
