"""The Merkle tree of RFC 6962 / RFC 9162, pure: roots, inclusion and consistency proofs, and their verification.

Proofs are made over a `Tree`, which asks its caller for hashes of leaves and of full 256-wide subtrees
("tiles"), so that a proof in a ledger of a million entries reads some hundred rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Final

EMPTY_ROOT: Final = sha256(b"").digest()
TILE_BITS: Final = 8
TILE_WIDTH: Final = 1 << TILE_BITS


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962: SHA-256 of 0x01 and the two children."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over a full row of 2**n hashes; ValueError when their number is no power of two."""
    if not hashes or len(hashes) & (len(hashes) - 1):
        raise ValueError("only a full row of 2**n hashes can be folded")
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


class Growing:
    """A tree that is only appended to: keeps one hash per full subtree, so memory is logarithmic.

    `on_tile(level, index, hash)` is called for every full subtree of 256, 65536, ... leaves.
    """

    def __init__(self, on_tile: Callable[[int, int, bytes], None] | None = None) -> None:
        self.size = 0
        self._peaks: list[bytes] = []
        self._on_tile = on_tile

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash on the right."""
        self.size += 1
        peak, left, height = leaf, self.size, 0
        while not left & 1:
            peak = node_hash(self._peaks.pop(), peak)
            left >>= 1
            height += 1
            if self._on_tile is not None and not height % TILE_BITS:
                self._on_tile(height // TILE_BITS - 1, left - 1, peak)
        self._peaks.append(peak)

    def root(self) -> bytes:
        """The root over everything appended so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    tree = Growing()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


class Tree:
    """Roots and proofs over stored hashes.

    leaves(start, stop): leaf hashes of the positions start..stop-1.
    tiles(level, start, stop): hashes of full subtrees of 256**(level+1) leaves, by index.
    """

    def __init__(
        self,
        leaves: Callable[[int, int], Sequence[bytes]],
        tiles: Callable[[int, int, int], Sequence[bytes]],
    ) -> None:
        self.leaves = leaves
        self.tiles = tiles

    def root(self, size: int) -> bytes:
        """The root over the first `size` leaves."""
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, position: int, size: int) -> list[bytes]:
        """The audit path (RFC 9162, 2.1.3.1) of the leaf at `position` in the tree of `size`."""
        if not 0 <= position < size:
            raise ValueError("the position lies outside the tree")
        path: list[bytes] = []
        start, stop = 0, size
        while stop - start > 1:
            middle = start + _split(stop - start)
            if position < middle:
                path.append(self._range(middle, stop))
                stop = middle
            else:
                path.append(self._range(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The proof (RFC 9162, 2.1.4.1) that the tree of `old` leaves is the beginning of that of `new`."""
        if not 0 < old <= new:
            raise ValueError("consistency is proved from a smaller tree to a larger one")
        path: list[bytes] = []
        start, stop, whole = 0, new, True
        while old != stop:
            middle = start + _split(stop - start)
            if old <= middle:
                path.append(self._range(middle, stop))
                stop = middle
            else:
                path.append(self._range(start, middle))
                start, whole = middle, False
        if not whole:
            path.append(self._range(start, stop))
        return path[::-1]

    def _range(self, start: int, stop: int) -> bytes:
        width = stop - start
        if width & (width - 1):
            middle = start + _split(width)
            return node_hash(self._range(start, middle), self._range(middle, stop))
        level = (width.bit_length() - 1) // TILE_BITS
        if level:
            shift = TILE_BITS * level
            row = self.tiles(level - 1, start >> shift, stop >> shift)
            wanted = width >> shift
        else:
            row = self.leaves(start, stop)
            wanted = width
        if len(row) != wanted:
            raise LookupError(f"hashes are missing between the positions {start} and {stop - 1}")
        return fold(row)


def verify_inclusion(leaf: bytes, position: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves that `leaf` stands at `position` in the tree of `size` under `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= position < size or not _all_hashes([leaf, root, *path]):
        return False
    here, last, value = position, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            value = node_hash(sibling, value)
            while not here & 1 and here:
                here >>= 1
                last >>= 1
        else:
            value = node_hash(value, sibling)
        here >>= 1
        last >>= 1
    return last == 0 and value == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` proves that the tree of `old` leaves is the beginning of that of `new` (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new or not _all_hashes([old_root, new_root, *path]):
        return False
    if old == new:
        return not path and old_root == new_root
    steps = list(path)
    if not old & (old - 1):
        steps.insert(0, old_root)
    if not steps:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here >>= 1
        last >>= 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not here & 1 and here:
                here >>= 1
                last >>= 1
        else:
            second = node_hash(second, step)
        here >>= 1
        last >>= 1
    return last == 0 and first == old_root and second == new_root


def _all_hashes(values: Sequence[bytes]) -> bool:
    return all(isinstance(value, bytes) and len(value) == 32 for value in values)
