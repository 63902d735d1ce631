"""How much of a file is taken. The defaults stand in docs/import-limits.md."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings of one table; sizes in bytes, cells in characters."""

    file: int = 500 * MIB
    columns: int = 200
    cell: int = 32_767
    rows: int = 2_000_000
    entries: int = 2000
    ratio: int = 100
    unpacked: int = 2048 * MIB
    strings: int = 300 * MIB
    small_part: int = 16 * MIB  # workbook, relations, styles: held whole
