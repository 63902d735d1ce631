"""The files of a pack as JSON Schema (draft 7), for editors.

Nothing is written down twice: the functions that read packs are run on a table that, instead of giving values, remembers
what it was asked for. So the schema says what the loader takes, and cannot drift from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, TypeVar

from juanzong.policies import notation
from juanzong.policies.loading.reading import FILES, MANIFEST, READERS, read_manifest
from juanzong.policies.loading.tables import CODE, Source, Table
from juanzong.policies.shapes_changes import Changeable

E = TypeVar("E", bound=Enum)
N = TypeVar("N")
Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
_STRINGS: Schema = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}


class Asked(Table):
    """A table that remembers what it is asked for, as a schema, and gives values that lead through every branch."""

    def __init__(self) -> None:
        super().__init__(Source(b"", "", []), {}, "", ())
        self.properties: dict[str, Schema] = {}
        self.required: dict[str, None] = {}
        self.optional: set[str] = set()

    @property
    def schema(self) -> Schema:
        """What was asked for; nothing else may stand in the table."""
        found: Schema = {"type": "object", "properties": self.properties, "additionalProperties": False}
        return found | ({"required": list(self.required)} if self.required else {})

    def _keep(self, key: str, schema: Schema, *, needed: bool) -> None:
        self.properties.setdefault(key, schema)
        if needed and key not in self.optional:
            self.required[key] = None

    # values

    def words(self, key: str, default: str | None = None) -> str:
        self._keep(key, {"type": "string"} | ({} if default == "" else {"pattern": r"\S"}), needed=default is None)
        return default or ""

    def code(self, key: str, default: str | None = None) -> str:
        pattern = f"^{CODE.pattern.removesuffix(chr(92) + 'Z')}$"
        self._keep(
            key, {"type": "string", "pattern": pattern if default != "" else f"^$|{pattern}"}, needed=default is None
        )
        return default or ""

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int:
        self._keep(key, {"type": "integer", "minimum": low, "maximum": high}, needed=default is None)
        return low if default is None else default

    def flag(self, key: str, default: bool | None = None) -> bool:
        self._keep(key, {"type": "boolean"}, needed=default is None)
        return bool(default)

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E:
        self._keep(key, {"enum": [str(one.value) for one in kind]}, needed=default is None)
        return default if default is not None else next(iter(kind))

    def several(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        self._keep(key, _STRINGS, needed=default is None)
        return default or ()

    def choices(self, key: str, kind: type[E], default: tuple[E, ...] | None = None) -> tuple[E, ...]:
        allowed = {"type": "array", "uniqueItems": True, "items": {"enum": [str(one.value) for one in kind]}}
        self._keep(key, allowed, needed=default is None)
        return default or ()

    def has_text(self, prefix: str) -> bool:
        self.optional |= {f"{prefix}_zh", f"{prefix}_en"}
        return True

    def note(self, key: str, read: Callable[[str], N], fallback: N, *, needed: bool = True) -> N | None:
        self._keep(key, _noted(read), needed=needed)
        return fallback

    def notes(self, key: str, read: Callable[[str], N], fallback: N, *, needed: bool = True) -> tuple[N, ...]:
        some = {"type": "array", "uniqueItems": True, "items": _noted(read)}
        self._keep(key, some | ({"minItems": 1} if needed else {}), needed=needed)
        return (fallback,)

    def days(self, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
        day = {"type": "integer", "minimum": 0, "maximum": 366}
        self._keep(key, {"type": "array", "items": day}, needed=False)
        return default

    def tables(self, key: str) -> list[Table]:
        inner = Asked()
        self._keep(key, {"type": "array", "items": inner}, needed=False)
        return [inner]

    def entries(self, key: str, plain: str) -> list[Table]:
        inner = Asked()
        self._keep(key, {"type": "array", "items": {"anyOf": [{"type": "string"}, inner]}}, needed=False)
        return [inner]

    def conditions(self, key: str) -> dict[str, tuple[str, ...]]:
        some = {"type": "array", "items": {"type": "string"}, "minItems": 1}
        self._keep(key, {"type": "object", "additionalProperties": {"anyOf": [{"type": "string"}, some]}}, needed=False)
        return {}

    def worded(self, key: str, kind: type[E]) -> dict[str, E]:
        allowed = {"enum": [str(one.value) for one in kind]}
        self._keep(key, {"type": "object", "additionalProperties": allowed}, needed=False)
        return {}

    def mapping(self, key: str) -> dict[str, Any]:
        self._keep(key, {"type": "object"}, needed=False)
        return {}

    def fault(self, key: str, message: Any, allowed: Iterable[str] = (), **values: object) -> None:
        """What is wrong with the values given here is of no account."""

    def done(self) -> None:
        """Everything has been asked for."""


def _noted(read: Callable[[str], Any]) -> Schema:
    return {"type": "string", "pattern": notation.PATTERNS[read.__name__]}


def _written(found: Any) -> Any:
    """A schema with the tables in it turned into theirs, now that they have been read."""
    if isinstance(found, Asked):
        return _written(found.schema)
    if isinstance(found, dict):
        return {key: _written(value) for key, value in found.items()}
    return [_written(one) for one in found] if isinstance(found, list) else found


def of_table(name: str) -> Schema:
    """The schema of one table, e.g. of a `[[duty]]`."""
    asked = Asked()
    READERS[name](asked, "")
    found: Schema = _written(asked)
    if name == "change":
        found["allOf"] = [_values_of(kind) for kind in Changeable]
    return found


def _values_of(kind: Changeable) -> Schema:
    """What may be set of an element of a kind, where no part of it is named."""
    values = of_table(kind.value)["properties"]
    whole = {"properties": {"of": {"const": kind.value}}, "not": {"required": ["at"]}}
    return {"if": whole, "then": {"properties": {"set": {"properties": values, "additionalProperties": False}}}}


def of_file(name: str) -> Schema:
    """The schema of one file of a pack."""
    head = {"$schema": DRAFT, "title": name}
    if name == MANIFEST:
        asked = Asked()
        read_manifest(asked)
        found: Schema = _written(asked)
        return head | found
    arrays = {key: {"type": "array", "items": of_table(key)} for key in FILES[name]}
    return head | {"type": "object", "properties": arrays, "additionalProperties": False}


def schemas() -> dict[str, Schema]:
    """Every schema by the name of its file."""
    return {f"{name.removesuffix('.toml')}.schema.json": of_file(name) for name in (MANIFEST, *FILES)}
