"""Socket: where a record's paper goes when its sheet says so (`files_into`). Dossiers lie above this room, so they declare
how a paper becomes an item of a volume; without them nothing is filed.

    record_filers.declare("dossiers", Filer(place, file))
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from juanzong.kit.registry import Registry
from juanzong.organisation.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Place:
    """A volume that takes the paper. label: its words."""

    id: int
    label: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to be filed. section: of the volume's catalogue. form: code and Chinese name of the sheet, by which the
    catalogue's item is found. pdf: its bytes."""

    section: str
    form: str
    form_name: str
    title: str
    author: str
    on: dt.date
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Filer:
    """place(viewer, customer, kind): the newest volume of that kind which takes papers and into which they may file,
    None without one. file(viewer, place, paper): the id of the item; through an act of its own."""

    place: Callable[[Viewer, int, str], Place | None]
    file: Callable[[Viewer, int, Paper], int]


record_filers: Registry[Filer] = Registry("filer of records")
