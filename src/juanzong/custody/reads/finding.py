"""From what a scanner or a hand gives to the thing that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from juanzong.custody.choices import LabelKind, PlaceKind
from juanzong.custody.models import Label, Place
from juanzong.custody.reads import places
from juanzong.custody.rules import codes
from juanzong.dossiers import reads as dossiers
from juanzong.kit import blind
from juanzong.kit.errors import Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.search_sources import Hit
from juanzong.organisation.viewer import Viewer

LABELS = "P05-c7"
"""The clause that wants every move registered, which a label makes possible."""
_BETWEEN = re.compile(r"[\n\r,，;；]+")  # untranslated: signs between numbers


def label_key() -> bytes:
    """The key under the check signs of this installation's labels."""
    return blind.token_key("custody labels")


@dataclass(frozen=True, slots=True)
class Found:
    """A place or dossier that was meant, and what to call it."""

    ref: Ref
    name: str


def found(viewer: Viewer, text: str) -> Found:
    """The place or dossier of a label, a link, a number, a place's address or the name of a box. Two SQL statements at most.

    Invalid for codes that are not ours or damaged; NotFound for what is nobody's or not for this viewer.
    """
    shown = text.strip()[:60]
    read = codes.read(text[:400], label_key())
    if read.foreign or read.damaged:
        fault = _foreign(shown, damaged=read.damaged)
        raise Invalid(fault, fields={"code": fault}, clause=LABELS, todo=_todo())
    if read.code:
        label = Label.objects.filter(kind=read.code[0], serial=read.code[1]).first()
        if label is not None:
            return _thing(viewer, label.kind, label.thing, shown)
    elif read.dossier:
        return _thing(viewer, LabelKind.DOSSIER, read.dossier, shown)
    elif read.plain:
        names = (read.plain, codes.narrow(read.plain))
        one = dossiers.visible(viewer).filter(number__in=names).values_list("pk", "number", "title").first()
        if one:
            return Found(Ref("dossier", one[0]), f"{one[1]} {one[2]}")
        named = Q(kind=PlaceKind.BOX, name__iexact=names[1]) | Q(address__in=(text.strip(), names[1]))
        place = places.places(viewer).filter(named).first()
        if place:
            return Found(Ref("place", place.pk), place.address)
    else:
        raise Invalid(_("请扫描或输入档号。"), fields={"code": _("请扫描或输入档号。")}, clause=LABELS)
    raise NotFound(_("没有找到“%(number)s”，或您无权查看。") % {"number": shown}, clause=LABELS, todo=_todo())


def code_of_place(viewer: Viewer, place_id: int) -> str:
    """What stands on the label of a place, "" when none was printed. Two SQL statements."""
    if not places.places(viewer).filter(pk=place_id).exists():
        return ""
    serial = Label.objects.filter(kind=LabelKind.PLACE, thing=place_id).values_list("serial", flat=True).first()
    return codes.code_text(LabelKind.PLACE, serial, label_key()) if serial else ""


def place_called(viewer: Viewer, text: str) -> int:
    """The id of the place of an address, a label or a box's name. Two SQL statements at most; refusals as `found`."""
    meant = found(viewer, text)
    if meant.ref.kind != "place":
        fault = _("“%(name)s”是档案，不是库位。") % {"name": meant.name}
        raise Invalid(fault, fields={"to": fault}, clause=LABELS, todo=_("请扫描库位的标签。"))
    return meant.ref.id


def _foreign(shown: str, *, damaged: bool) -> str:
    if damaged:
        return _("“%(code)s”不是本系统打印的标签，或标签已污损。") % {"code": shown}
    return _("“%(code)s”不是本系统的标签。") % {"code": shown}


def _todo() -> str:
    return _("请核对档号或库位，或扫描本系统打印的标签。")


def _thing(viewer: Viewer, kind: str, thing: int, shown: str) -> Found:
    if kind == LabelKind.PLACE:
        place = places.places(viewer).filter(pk=thing).first()
        if place is not None:
            return Found(Ref("place", place.pk), place.address)
    elif kind == LabelKind.ITEM:
        held = places.things(viewer).filter(item=thing).select_related("item__dossier").first()
        if held is not None and held.item is not None:
            return Found(Ref("item", thing), f"{held.item.dossier.number} {held.item.title}".strip())
    else:
        one = dossiers.visible(viewer).filter(pk=thing).values_list("number", "title").first()
        if one is not None:
            return Found(Ref("dossier", thing), f"{one[0]} {one[1]}".strip())
    raise NotFound(_("没有找到“%(number)s”，或您无权查看。") % {"number": shown}, clause=LABELS, todo=_todo())


def dossiers_called(viewer: Viewer, text: str) -> list[int]:
    """Ids of the dossiers meant by a text, one a line or with commas between, in its order.

    Refusals as `found`, naming the first that is wrong; Invalid for a place where a dossier is wanted.
    """
    words = [word for part in _BETWEEN.split(text) if (word := part.strip())]
    if not words:
        raise Invalid(_("请扫描或输入档号。"), fields={"code": _("请扫描或输入档号。")})
    meant = [found(viewer, word) for word in words[:200]]
    for one in meant:
        if one.ref.kind != "dossier":
            fault = _("“%(name)s”是库位，不是档案。") % {"name": one.name}
            raise Invalid(fault, fields={"code": fault}, clause=LABELS, todo=_("请扫描档案的标签。"))
    return [one.ref.id for one in meant]


def searched(viewer: Viewer, query: str, limit: int) -> Sequence[Hit]:
    """What the search box finds of the archive room: the thing of a scanned code, else places by name. Two statements."""
    read = codes.read(query, label_key())
    if read.code:
        label = Label.objects.filter(kind=read.code[0], serial=read.code[1]).first()
        if label is None:
            return []
        if label.kind == LabelKind.DOSSIER:
            rows = dossiers.visible(viewer).filter(pk=label.thing)
            return [Hit(Ref("dossier", one.pk), one.title, one.number, "dossiers:dossier") for one in rows[:1]]
        if label.kind == LabelKind.ITEM:
            apart = places.things(viewer).filter(item=label.thing).select_related("item__dossier")
            return [
                Hit(Ref("item", one.item.pk), one.item.title, one.item.dossier.number, "dossiers:item")
                for one in apart[:1]
                if one.item
            ]
        found_places = places.places(viewer).filter(pk=label.thing)
    elif read.plain:
        found_places = places.places(viewer).filter(address__icontains=read.plain).order_by("-pk")
    else:
        return []
    return [_hit(one) for one in found_places[:limit]]


def _hit(one: Place) -> Hit:
    return Hit(Ref("place", one.pk), one.address, str(PlaceKind(one.kind).label), "custody:place")


def dossiers_in(viewer: Viewer, place_id: int) -> list[int]:
    """Ids of the dossiers in a place and below it that the viewer may see, in order. Two SQL statements."""
    top = places.place(viewer, place_id)
    rows = places.things(viewer).filter(place__path__startswith=top.path, dossier__isnull=False)
    return [pk for pk in rows.order_by("place__path", "slot").values_list("dossier_id", flat=True) if pk]
