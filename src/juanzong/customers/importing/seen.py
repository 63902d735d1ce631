"""Which keys of a sheet have been seen, in which row: a table of plain numbers, small enough for millions."""

from __future__ import annotations

from array import array

_EMPTY = 0
_START = 1 << 12
_FULL = 0.6
_MASK = (1 << 64) - 1


class Seen:
    """A hash table of 64-bit keys and row numbers, 12 bytes a place: two million keys take 48 MB.

    The keys are cut from keyed hashes, so they need no further mixing.
    """

    __slots__ = ("_bits", "_count", "_keys", "_rows")

    def __init__(self) -> None:
        self._make(_START)
        self._count = 0

    def _make(self, size: int) -> None:
        self._bits = size - 1
        self._keys = array("Q", bytes(8 * size))
        self._rows = array("I", bytes(4 * size))

    def __len__(self) -> int:
        return self._count

    def row_of(self, key: int) -> int:
        """The row that has the key, 0 for none."""
        key = key & _MASK or 1
        keys, bits = self._keys, self._bits
        place = key & bits
        while (there := keys[place]) != _EMPTY:
            if there == key:
                return self._rows[place]
            place = (place + 1) & bits
        return 0

    def add(self, key: int, row: int) -> None:
        """Remember that `row` has the key; a key that is there already keeps its first row."""
        if self._count > self._bits * _FULL:
            self._grow()
        key = key & _MASK or 1
        keys, bits = self._keys, self._bits
        place = key & bits
        while (there := keys[place]) != _EMPTY:
            if there == key:
                return
            place = (place + 1) & bits
        keys[place], self._rows[place] = key, row
        self._count += 1

    def _grow(self) -> None:
        keys, rows = self._keys, self._rows
        self._make((self._bits + 1) * 2)
        self._count = 0
        for key, row in zip(keys, rows, strict=True):
            if key != _EMPTY:
                self.add(key, row)
