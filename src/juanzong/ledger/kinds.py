"""Socket: the kinds of entry. Each room declares in its `declarations` what it can write into the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from juanzong.kit.registry import Registry

_CODE = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*\Z")
_VEILED = re.compile(r"(?:[0-9a-f]{16,}|sealed:[A-Za-z0-9+/_=-]+)\Z")


@dataclass(frozen=True, slots=True)
class EntryKind:
    """A kind of entry.

    code: `<thing>.<past participle>`, e.g. `customer.registered`.
    sentence: translated, with named places: `%(actor)s`, `%(position)s`, `%(subject)s`, `%(basis)s` and any payload key.
    without: payload keys with the sentence to use where that figure is 0, so that nobody reads of nought pages.
    personal: the payload keys that speak of a person. Their values must be veiled (a keyed hash in hex of 16 digits
    or more, or `sealed:` and base64): an entry outlives the erasure of the person.
    """

    code: str
    sentence: Any
    personal: tuple[str, ...] = ()
    without: tuple[tuple[str, Any], ...] = ()

    def __post_init__(self) -> None:
        if not _CODE.match(self.code):
            raise ValueError(f"an entry kind is named <thing>.<past participle>, not {self.code!r}")

    def words(self, payload: Mapping[str, Any]) -> str:
        """The sentence that fits what an entry carries, in the language of now."""
        return str(next((said for key, said in self.without if payload.get(key) == 0), self.sentence))

    def refuse_clear(self, payload: Mapping[str, Any]) -> None:
        """ValueError when a personal key holds anything but null or veiled text."""
        for key in self.personal:
            value = payload.get(key)
            if value is not None and not (isinstance(value, str) and _VEILED.match(value)):
                raise ValueError(f"{self.code}: {key} is personal and must be hashed or sealed before it is recorded")


KINDS: Registry[EntryKind] = Registry("entry kind")


def declare(kind: EntryKind) -> EntryKind:
    """Make a kind known; ValueError when its code is taken."""
    return KINDS.declare(kind.code, kind)
