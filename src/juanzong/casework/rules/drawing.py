"""Handwriting as strokes: what a finger or a mouse drew, as points on a sheet of a fixed size. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid
from juanzong.kit.prints.glyphs import Verbatim

WIDTH: Final = 600
HEIGHT: Final = 200
MOST_STROKES: Final = 200
MOST_POINTS: Final = 4000

Drawing = Sequence[Sequence[Sequence[int]]]
"""Strokes of points, each (x, y) within WIDTH and HEIGHT."""


def read(text: str) -> Drawing:
    """What the signing sheet of a page sends, `[[[x, y], ...], ...]`; empty for none. Invalid when it is no drawing."""
    if not text.strip():
        return ()
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    return checked(given)


def checked(given: object) -> Drawing:
    """A drawing as it may be kept. Invalid: not one, too large, or points off the sheet."""
    fault = Invalid(
        _("手写签名无法识别。"), fields={"drawing": _("请清除后重新手写，或不手写。")}, todo=_("请清除后重新手写。")
    )
    if not isinstance(given, list | tuple) or len(given) > MOST_STROKES:
        raise fault
    points = 0
    for stroke in given:
        if not isinstance(stroke, list | tuple):
            raise fault
        points += len(stroke)
        if points > MOST_POINTS or not all(_is_point(point) for point in stroke):
            raise fault
    return tuple(tuple((point[0], point[1]) for point in stroke) for stroke in given if stroke)


def _is_point(point: object) -> bool:
    return (
        isinstance(point, list | tuple)
        and len(point) == 2
        and all(type(part) is int for part in point)
        and 0 <= point[0] <= WIDTH
        and 0 <= point[1] <= HEIGHT
    )


def path(drawing: Drawing) -> str:
    """The strokes as the `d` of an SVG path; a lone point is a dot."""
    parts = []
    for stroke in drawing:
        head, *rest = stroke
        parts.append(f"M{head[0]} {head[1]}" + "".join(f"L{x} {y}" for x, y in (rest or [head])))
    return "".join(parts)


def svg(drawing: Drawing) -> Verbatim:
    """The strokes as an SVG picture of their own, for prints."""
    return Verbatim(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><path d="{path(drawing)}" fill="none" '
        'stroke="#24211c" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
