"""Readings of a place: what is too much, and the picture of how they went. All pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

TEMPERATURE: Final = (140, 240)
"""Tenths of a degree Celsius in which papers keep well: 14 to 24."""
HUMIDITY: Final = (45, 60)
"""Per cent in which papers keep well."""
WIDTH, HEIGHT = 640, 120


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read on one round."""

    at: dt.datetime
    temperature: int | None
    humidity: int | None


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of the picture: points of a polyline, the band in which all is well, and single points with their value."""

    points: str
    band_y: int
    band_height: int
    dots: tuple[tuple[int, int, str, bool], ...]


def outside(value: int | None, band: tuple[int, int]) -> bool:
    """Whether a reading is outside its band."""
    return value is not None and not band[0] <= value <= band[1]


def curve(readings: Sequence[tuple[dt.datetime, int | None]], band: tuple[int, int], *, scale: int = 1) -> Curve:
    """The readings of one kind, oldest first, in a box of WIDTH by HEIGHT. scale: what a value is divided by in words."""
    known = [(at, value) for at, value in readings if value is not None]
    low = min([band[0], *(value for _at, value in known)]) - (band[1] - band[0]) // 4 - 1
    high = max([band[1], *(value for _at, value in known)]) + (band[1] - band[0]) // 4 + 1

    def y(value: int) -> int:
        return round(HEIGHT * (high - value) / (high - low))

    span = (known[-1][0] - known[0][0]).total_seconds() or 1.0 if known else 1.0
    dots = []
    for at, value in known:
        x = round(8 + (WIDTH - 16) * ((at - known[0][0]).total_seconds() / span if len(known) > 1 else 0.5))
        words = f"{at:%Y-%m-%d} {value / scale:g}"
        dots.append((x, y(value), words, outside(value, band)))
    line = " ".join(f"{x},{at_y}" for x, at_y, _words, _bad in dots)
    return Curve(line, y(band[1]), y(band[0]) - y(band[1]), tuple(dots))
