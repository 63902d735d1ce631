"""What may stand where, how thick things are, how a batch of places is named. All pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from juanzong.custody.choices import PlaceKind as K

INSIDE: Final[Mapping[str, frozenset[str]]] = {
    K.ROOM: frozenset(),
    K.CABINET: frozenset({K.ROOM}),
    K.SAFE: frozenset({K.ROOM}),
    K.LAYER: frozenset({K.CABINET, K.SAFE}),
    K.BOX: frozenset({K.LAYER, K.SAFE}),
}
"""In what a place of each kind can stand."""

HOLDS: Final = frozenset({K.LAYER, K.BOX, K.SAFE})
"""The kinds of place that papers stand in; rooms and cabinets hold places."""

SHEETS_A_MILLIMETRE: Final = 10
COVER_MM: Final = 2
USUAL_MM: Final = 20
"""How thick a dossier is taken to be when free room is shown as places."""


def may_stand_in(kind: str, parent: str) -> bool:
    """Whether a place of one kind can stand in one of another."""
    return parent in INSIDE[kind]


def thickness(sheets: int) -> int:
    """Millimetres of a dossier with so many sheets between its covers."""
    return COVER_MM + -(-sheets // SHEETS_A_MILLIMETRE)


def free(capacity: int | None, used: int) -> int | None:
    """Millimetres that are left, never below 0; None where nobody has measured."""
    return None if capacity is None else max(0, capacity - used)


def free_slots(capacity: int | None, used: int, *, most: int = 20) -> int:
    """How many more usual dossiers fit, as a picture shows them; 0 where nobody has measured."""
    return min(most, (free(capacity, used) or 0) // USUAL_MM)


def next_number(names: Iterable[str]) -> int:
    """The number after the highest one that the names bear: 3柜 and 4柜 give 5."""
    found = [int(match.group()) for name in names for match in re.finditer(r"\d{1,6}", name)]
    return max(found, default=0) + 1
