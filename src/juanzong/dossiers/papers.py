"""The papers of a real dossier: what the record says, put into the words of `prints`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from juanzong.casework.shapes.signatures import Signed
from juanzong.dossiers import prints
from juanzong.dossiers.choices import Medium, Paper
from juanzong.dossiers.prints.words import Lang, words
from juanzong.dossiers.reads import DossierPage
from juanzong.dossiers.shapes import Line
from juanzong.kit import clock
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.choices import Text
from juanzong.policies.shapes import DossierKind


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
    copies: bool,
    signatures: Sequence[Signed],
    address: str,
    language: Lang,
    moment: dt.datetime,
) -> Made:
    """The paper as PDF/A. copies: the volume list in three. signatures: that hold on it. One SQL statement beyond the page."""
    heading = _heading(page, address, language)
    match paper:
        case Paper.COVER:
            cover = _cover(page, heading, language)
            return Made(prints.cover(cover, lang=language, moment=moment), prints.code_of(cover))
        case Paper.VOLUME_LIST:
            volume = _volume_list(page, heading, copies_of(page.kind, language) if copies else (), signatures, language)
            pdf = prints.volume_list(volume, lang=language, printed_by=by.name, moment=moment)
            return Made(pdf, prints.code_of(volume))
        case Paper.NOTE_SHEET:
            sheet = _note_sheet(page, heading)
            return Made(prints.note_sheet(sheet, lang=language, moment=moment), prints.code_of(sheet))
        case Paper.SUPPLEMENTS:
            wanted = _supplements(page, heading, language)
            pdf = prints.supplement_list(wanted, lang=language, printed_by=by.name, moment=moment)
            return Made(pdf, prints.code_of(wanted))
        case Paper.SPINE:
            spine = prints.SpineData(
                heading=heading, retention=_in(page.kind.retention.text, language), year=str(_year(page))
            )
            return Made(prints.spine(spine, lang=language, moment=moment), prints.code_of(spine))


def _in(text: Text, language: Lang) -> str:
    return text.in_language(language)


def _year(page: DossierPage) -> int:
    return clock.day_of(page.dossier.accepted_at or page.dossier.opened_at).year


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


def copies_of(kind: DossierKind, language: Lang) -> tuple[str, ...]:
    """Whose the three copies of the volume list are: the two who hand over keep one each, one stays inside (P03-4.2b)."""
    a, b = [_in(part.name, language) for part in kind.managers] or _handing_over(language)
    return tuple(words(language)["copies"].format(a=a, b=b).split("|"))


def _handing_over(language: Lang) -> list[str]:
    """Who passes a dossier on where the policy names no managers."""
    return words(language)["copy-holders"].split("|")


def _signers(page: DossierPage, signatures: Sequence[Signed], language: Lang) -> tuple[prints.SignedBy, ...]:
    """Places to sign: those who did, in the order of signing, and for a kind with managers those who still have to."""
    given = {one.capacity.code: one for one in signatures}
    places = [
        prints.SignedBy(
            label=_in(one.capacity.words, language),
            name=one.name,
            on=clock.day_of(one.signed_at),
            path=one.path,
        )
        for one in given.values()
    ]
    if page.kind.managers:
        left = [_in(part.manager.name, language) for part in page.parts if part.manager.code.value not in given]
        taken = {place.label for place in places}
        keeper = _in(policies.position(page.kind.custodian).name, language)
        places += [prints.SignedBy(label=label) for label in [*left, keeper] if label not in taken]
    return tuple(places)


def _volume_list(
    page: DossierPage,
    heading: prints.Heading,
    copies: tuple[str, ...],
    signatures: Sequence[Signed],
    language: Lang,
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
        signers=_signers(page, signatures, language),
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


def _supplements(page: DossierPage, heading: prints.Heading, language: Lang) -> prints.SupplementListData:
    """What is missing, wrong or asked for. The two who pass it on sign: whoever checks and whoever supplies."""
    parts = [_in(part.manager.name, language) for part in reversed(page.parts)]
    labels = parts or _handing_over(language)[::-1]
    return prints.SupplementListData(
        heading=heading,
        wants=tuple(
            prints.Want(
                title=_text(want.title, language), section=_in(want.section, language) if want.section else "",
                what=_text(want.what, language), clause=want.clause, by=want.by,
                on=clock.day_of(want.at) if want.at else None,
            )
            for want in page.wants
        ),
        signers=tuple(prints.SignedBy(label=label) for label in labels),
    )  # fmt: skip


def _text(words_of: object, language: Lang) -> str:
    return _in(words_of, language) if isinstance(words_of, Text) else str(words_of)


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
        compiled_on=clock.day_of(one.opened_at),
        checked_on=clock.day_of(one.verified_at) if one.verified_at else None,
    )
