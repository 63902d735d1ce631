"""The picture of a cabinet: thousands of small fields, put together here because a template loop would be slow."""

from __future__ import annotations

from collections.abc import Iterator

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from juanzong.custody.choices import HoldingState
from juanzong.custody.reads.places import Picture, Row
from juanzong.web.shell.links import address
from juanzong.web.shell.spots import spots

register = template.Library()
_IN_A_LINE = 8  # fields of a small picture


@register.simple_tag
def cabinet(picture: Picture, small: bool = False) -> str:
    """`{% cabinet picture %}`: layers from the top, each thing a field; small: a box is one field."""
    rows = ((row.place.name, _box_row(row) if small else _full_row(row)) for row in picture.rows)
    body = format_html_join(
        "", '<div class="shelf"><span class="shelf-name">{}</span><div class="spots">{}</div></div>', rows
    )
    label = _("%(place)s：%(count)s 件，借出 %(out)s 件") % {
        "place": picture.place.address, "count": picture.count, "out": picture.out,
    }  # fmt: skip
    size = " small" if small else ""
    return format_html('<div class="shelves{}" role="group" aria-label="{}">{}</div>', size, label, body)


def _full_row(row: Row) -> str:
    crates = (
        (address("custody:place", box.place.pk), box.place.name, spots(_told(box)), _free(box.free))
        for box in row.boxes
    )
    boxes = format_html_join(
        "", '<div class="crate"><a class="crate-name" href="{}">{}</a><div class="spots">{}{}</div></div>', crates
    )
    return format_html("{}{}{}", spots(_told(row)), boxes, _free(row.free))


def _box_row(row: Row) -> str:
    boxes = spots((_box_tone(box), address("custody:place", box.place.pk), _box_words(box)) for box in row.boxes)
    shown = len(row.cells) + len(row.boxes)
    return format_html("{}{}{}", spots(_told(row)), boxes, _free(min(row.free, -shown % _IN_A_LINE)))


def _box_tone(box: Row) -> str:
    if box.here:
        return "here"
    return "free" if not box.count else "out" if box.out else "in"


def _box_words(box: Row) -> str:
    return _("%(box)s：%(count)s 件，借出 %(out)s 件") % {"box": box.place.name, "count": box.count, "out": box.out}


def _told(row: Row) -> Iterator[tuple[str, str, str]]:
    page = reverse("dossiers:dossier", args=[0])[:-2]
    known = {str(one): ("out" if one == HoldingState.OUT else "in", str(one.label)) for one in HoldingState}
    hidden, here, marked = _("您无权查看的档案"), ("here", _("本卷")), row.marked
    for dossier, number, title, state in row.cells:
        tone, words = here if marked and dossier == marked else known[state]
        if dossier:
            yield tone, f"{page}{dossier}/", f"{number} {title} {words}"
        else:
            yield tone, "", f"{hidden} {words}"


def _free(number: int) -> str:
    return spots([("free", "", "")] * number)
