"""Printing labels: every thing gets one code for ever, every sheet handed out is on record."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from juanzong.custody.choices import LabelKind, PlaceKind, Sheet
from juanzong.custody.models import Label, Place
from juanzong.custody.prints import labels as prints
from juanzong.custody.prints.words import Lang
from juanzong.custody.reads import places
from juanzong.custody.reads.finding import label_key
from juanzong.custody.rules import codes
from juanzong.custody.writing import told
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock, sequences
from juanzong.kit.errors import Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.acts import act, require
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer

SHELVE = "custody.shelve"
NAMED = "P06-5"
MOST = 480
_ABOUT = {LabelKind.PLACE: "place", LabelKind.DOSSIER: "dossier", LabelKind.ITEM: "item"}


def print_place_labels(*, by: Viewer, place_id: int, base: str) -> bytes:
    """Labels of a place and of everything below it, as a PDF/A. base: the address that the codes begin with."""
    require(by, SHELVE, clause=NAMED, attempted="print_place_labels")
    top = places.place(by, place_id)
    rows = list(Place.objects.filter(path__startswith=top.path, closed_on=None).order_by("path")[: MOST + 1])
    _count(len(rows))
    given = _give_codes(by=by, kind=LabelKind.PLACE, things=[one.pk for one in rows], sheet=Sheet.LABELS)
    told_of = [(one.pk, one.name, f"{PlaceKind(one.kind).label} {one.address}") for one in rows]
    return _made(Sheet.LABELS, told_of, given, base)


def print_dossier_labels(*, by: Viewer, dossier_ids: Sequence[int], sheet: Sheet, base: str) -> bytes:
    """Labels or spines of dossiers that the viewer may see, in this order, as a PDF/A."""
    require(by, SHELVE, clause=NAMED, attempted="print_dossier_labels")
    ids = list(dict.fromkeys(dossier_ids))
    _count(len(ids))
    known = {one.pk: one for one in dossiers.visible(by).filter(pk__in=ids)}
    if len(known) != len(ids):
        raise NotFound(_("没有这份档案，或您无权查看。"), clause="P00-1.6")
    given = _give_codes(by=by, kind=LabelKind.DOSSIER, things=ids, sheet=Sheet(sheet))
    rows = [(known[pk].pk, known[pk].title, known[pk].number) for pk in ids]
    return _made(Sheet(sheet), rows, given, base)


def print_item_label(*, by: Viewer, item_id: int, base: str) -> bytes:
    """The label of a document that is kept apart from its dossier, as a PDF/A; by it a stocktake finds the document."""
    require(by, SHELVE, clause=NAMED, attempted="print_item_label")
    held = places.things(by).filter(item=item_id, place__isnull=False).select_related("item__dossier").first()
    if held is None or held.item is None:
        raise NotFound(_("没有这件另存的文件，或您无权查看。"), clause="P00-1.6", todo=_("先把文件另存，再打印标签。"))
    given = _give_codes(by=by, kind=LabelKind.ITEM, things=[item_id], sheet=Sheet.LABELS)
    return _made(Sheet.LABELS, [(item_id, held.item.title, held.item.dossier.number)], given, base)


def _count(number: int) -> None:
    if not 1 <= number <= MOST:
        raise Invalid(_("一次打印 1 到 %(most)s 枚标签。") % {"most": MOST}, todo=_("请分几次打印。"))


def _made(sheet: Sheet, rows: list[tuple[int, str, str]], given: dict[int, str], base: str) -> bytes:
    data = [
        prints.LabelData(name=name, sub=sub, code=given[pk], address=f"{base}{given[pk]}/") for pk, name, sub in rows
    ]
    lang: Lang = "en" if (get_language() or "").startswith("en") else "zh"
    return prints.sheet_of(sheet, data, company=people.company(), lang=lang, moment=clock.now())


@act(SHELVE, clause=NAMED)
def _give_codes(*, by: Viewer, kind: LabelKind, things: Sequence[int], sheet: Sheet) -> dict[int, str]:
    """The code of each thing; what has none yet gets the next serial number."""
    known = dict(Label.objects.filter(kind=kind, thing__in=things).values_list("thing", "serial"))
    fresh = [thing for thing in things if thing not in known]
    if fresh:
        first = sequences.take("custody.labels", len(fresh))
        # Whoever labelled some of them in the same moment has ended, for the series was locked.
        known |= dict(Label.objects.filter(kind=kind, thing__in=fresh).values_list("thing", "serial"))
        fresh = [thing for thing in fresh if thing not in known]
        made = [Label(serial=first + n, kind=kind, thing=thing) for n, thing in enumerate(fresh)]
        Label.objects.bulk_create(made, batch_size=500)
        known |= {one.thing: one.serial for one in made}
    about = Ref(_ABOUT[kind], things[0])
    told(by, "labels.printed", about, clauses=(NAMED,), sheet=str(sheet), labels=len(things))
    key = label_key()
    return {thing: codes.code_text(kind, serial, key) for thing, serial in known.items()}
