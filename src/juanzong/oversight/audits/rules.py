"""Drawing a sample that anybody can draw again. Pure."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawn:
    """Of one source: the ids drawn, how many there were, and a hash of all of them in order."""

    ids: tuple[int, ...]
    number: int
    digest: str


def draw(seed: str, source: str, ids: Iterable[int], size: int) -> Drawn:
    """The `size` ids whose SHA-256 with the seed is smallest. ids: in rising order; they are gone through once."""
    digest, number = hashlib.sha256(), 0

    def counted() -> Iterable[int]:
        nonlocal number
        for id in ids:
            digest.update(b"%d\n" % id)
            number += 1
            yield id

    chosen = heapq.nsmallest(size, counted(), key=lambda id: hashlib.sha256(f"{seed}:{source}:{id}".encode()).digest())
    return Drawn(tuple(chosen), number, digest.hexdigest())
