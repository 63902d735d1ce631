"""The tree against published answers, against itself at every small size, and against the stand-alone verifier."""

from __future__ import annotations

import random
from hashlib import sha256

import pytest

from juanzong.ledger import merkle, verify_ledger
from juanzong.ledger.canonical import leaf_hash

# The eight leaves and nine roots every implementation of Certificate Transparency is tested with.
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZE = 260


def leaves_of(count: int) -> list[bytes]:
    return [leaf_hash(f"{i}".encode()) for i in range(count)]


def tree_of(leaves: list[bytes]) -> merkle.Tree:
    tiles: dict[tuple[int, int], bytes] = {}
    growing = merkle.Growing(lambda level, index, value: tiles.__setitem__((level, index), value))
    for leaf in leaves:
        growing.append(leaf)
    return merkle.Tree(
        lambda start, stop: leaves[start:stop],
        lambda level, start, stop: [tiles[level, index] for index in range(start, stop)],
    )


LEAVES = leaves_of(SIZE)
TREE = tree_of(LEAVES)
ROOTS = [merkle.root_of(LEAVES[:n]) for n in range(SIZE + 1)]


def test_the_roots_of_the_eight_ct_leaves_are_the_published_ones() -> None:
    leaves = [leaf_hash(bytes.fromhex(text)) for text in CT_LEAVES]
    for size, root in enumerate(CT_ROOTS):
        assert merkle.root_of(leaves[:size]).hex() == root
        assert tree_of(leaves).root(size).hex() == root
        assert verify_ledger.root_of(leaves[:size]).hex() == root


def test_three_ways_to_a_root_agree_at_every_size() -> None:
    peaks = verify_ledger.Peaks()
    for size in range(SIZE + 1):
        assert ROOTS[size] == TREE.root(size) == verify_ledger.root_of(LEAVES[:size]) == peaks.root()
        if size < SIZE:
            peaks.add(LEAVES[size])


def test_every_inclusion_proof_verifies_twice() -> None:
    for size in range(1, SIZE + 1):
        for position in range(size):
            path = TREE.inclusion(position, size)
            assert merkle.verify_inclusion(LEAVES[position], position, size, path, ROOTS[size])
            assert verify_ledger.included(LEAVES[position], position, size, path, ROOTS[size])


def test_every_consistency_proof_verifies_twice() -> None:
    for new in range(1, SIZE + 1):
        for old in range(1, new + 1):
            path = TREE.consistency(old, new)
            assert merkle.verify_consistency(old, new, ROOTS[old], ROOTS[new], path)
            assert verify_ledger.consistent(old, new, ROOTS[old], ROOTS[new], path)


def test_a_tree_of_many_tiles_reads_tiles_instead_of_leaves() -> None:
    leaves = leaves_of(70_000)
    tree, read = tree_of(leaves), []
    counted = merkle.Tree(
        lambda a, b: read.append(b - a) or leaves[a:b], lambda *of: read.append(of[2] - of[1]) or tree.tiles(*of)
    )
    root = merkle.root_of(leaves)
    assert counted.root(len(leaves)) == root
    assert sum(read) < 600
    assert merkle.verify_inclusion(leaves[123], 123, 70_000, counted.inclusion(123, 70_000), root)
    path = counted.consistency(65_537, 70_000)
    assert merkle.verify_consistency(65_537, 70_000, merkle.root_of(leaves[:65_537]), root, path)


@pytest.mark.parametrize("ask", [(5, 5), (-1, 5), (0, 0)])
def test_no_proof_outside_the_tree(ask: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside"):
        TREE.inclusion(*ask)


@pytest.mark.parametrize("ask", [(0, 5), (6, 5)])
def test_no_consistency_from_nothing_or_backwards(ask: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="smaller"):
        TREE.consistency(*ask)


def test_missing_hashes_are_an_error_and_never_a_root() -> None:
    with pytest.raises(LookupError):
        merkle.Tree(lambda start, stop: LEAVES[start : stop - 1], lambda level, start, stop: []).root(5)


def _flip(rng: random.Random, value: bytes) -> bytes:
    at = rng.randrange(len(value))
    return value[:at] + bytes([value[at] ^ 1 << rng.randrange(8)]) + value[at + 1 :]


def _mutated_path(rng: random.Random, path: list[bytes]) -> list[bytes]:
    path, stranger = list(path), sha256(rng.randbytes(8)).digest()
    at = rng.randrange(len(path) + 1)
    way = rng.randrange(8) if path else 1
    if way == 0:
        path.pop(min(at, len(path) - 1))
    elif way == 1:
        path.insert(at, stranger)
    elif way == 2:
        path.append(path[-1])
    elif way == 3:
        path = [stranger, *path]
    elif way == 4:
        at = rng.randrange(len(path))
        path[at] = _flip(rng, path[at])
    elif way == 5:
        path[rng.randrange(len(path))] = rng.randbytes(rng.choice([0, 31, 33, 64]))
    elif way == 6:
        path = path[: rng.randrange(len(path))]
    else:
        path = path[::-1]
    return path


def _mutated_numbers(rng: random.Random, first: int, second: int) -> tuple[int, int]:
    ways = [
        (first, second + 1), (first, second * 2), (first + 1, second), (first - 1, second), (first ^ 1 << rng.randrange(9), second),
        (second, first), (-first - 1, second), (first, 0), (first, second // 2), (first + (1 << 63), second + (1 << 63)), (first, -second),
    ]  # fmt: skip
    return rng.choice(ways)


def test_no_mutated_inclusion_proof_is_accepted() -> None:
    rng = random.Random(6962)
    tried = 0
    for _ in range(6000):
        size = rng.randrange(2, SIZE + 1)
        position = rng.randrange(size)
        good = (LEAVES[position], position, size, TREE.inclusion(position, size), ROOTS[size])
        leaf, at, of, path, root = good
        way = rng.randrange(5)
        if way == 0:
            path = _mutated_path(rng, path)
        elif way == 1:
            at, of = _mutated_numbers(rng, at, of)
        elif way == 2:
            leaf = rng.choice([_flip(rng, leaf), LEAVES[position - 1], b"", ROOTS[size], path[0]])
        elif way == 3:
            root = rng.choice([_flip(rng, root), ROOTS[size - 1], merkle.EMPTY_ROOT, b"", leaf])
        else:
            path, at = _mutated_path(rng, path), at ^ 1
        bad = (leaf, at, of, path, root)
        if bad == good or _still_true(bad):
            continue
        tried += 1
        assert not merkle.verify_inclusion(*bad)
        assert not verify_ledger.included(*bad)
    assert tried > 5000


def _still_true(proof: tuple[bytes, int, int, list[bytes], bytes]) -> bool:
    """A path does not say the size of the tree: where the same steps lead up in a tree of another size, the statement
    about the leaf's place is the same and true. The size is bound by the signed head, not by the path."""
    leaf, at, of, path, root = proof
    if not 0 <= at < of or leaf not in LEAVES or root not in ROOTS:
        return False
    size = ROOTS.index(root)
    return size > 0 and at < size and LEAVES[at] == leaf and path == TREE.inclusion(at, size)


def test_no_mutated_consistency_proof_is_accepted() -> None:
    rng = random.Random(9162)
    tried = 0
    for _ in range(6000):
        new = rng.randrange(3, SIZE + 1)
        old = rng.randrange(1, new)
        good = (old, new, ROOTS[old], ROOTS[new], TREE.consistency(old, new))
        first, second, before, after, path = good
        way = rng.randrange(4)
        if way == 0:
            path = _mutated_path(rng, path)
        elif way == 1:
            before = rng.choice([_flip(rng, before), ROOTS[old + 1], after, b"", merkle.EMPTY_ROOT])
        elif way == 2:
            after = rng.choice([_flip(rng, after), ROOTS[new - 1], before, b"", merkle.EMPTY_ROOT])
        else:
            path, before = _mutated_path(rng, path), _flip(rng, before)
        bad = (first, second, before, after, path)
        if bad == good:
            continue
        tried += 1
        assert not merkle.verify_consistency(*bad)
        assert not verify_ledger.consistent(*bad)
    assert tried > 5000
