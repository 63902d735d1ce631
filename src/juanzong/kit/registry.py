"""The typed socket: a room declares things under names, another mechanism looks them up.

The design allows five kinds of inversion (entry kinds, case effects and guards, rights, holders of personal
data, search sources); each is one Registry, filled only from `declarations` modules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Names to declarations of one type. A name may be declared once; an unknown name is an error."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._things: dict[str, T] = {}

    def declare(self, name: str, thing: T) -> T:
        """Add `thing` under `name`; ValueError when the name is taken."""
        if name in self._things:
            raise ValueError(f"{self.what} {name!r} is declared twice")
        self._things[name] = thing
        return thing

    def __getitem__(self, name: str) -> T:
        try:
            return self._things[name]
        except KeyError:
            known = ", ".join(sorted(self._things)) or "none"
            raise LookupError(f"unknown {self.what} {name!r}; known: {known}") from None

    def find(self, name: str) -> T | None:
        """The thing of that name, None when there is none."""
        return self._things.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._things

    def __iter__(self) -> Iterator[T]:
        return iter([self._things[name] for name in sorted(self._things)])

    def __len__(self) -> int:
        return len(self._things)
