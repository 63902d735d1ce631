"""Several packs as one: who stands on whom, and whose word counts where two speak of the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from juanzong.policies.choices import Scope
from juanzong.policies.shapes import Pack, Position
from juanzong.policies.shapes_changes import Changeable


def references(packs: Iterable[Pack]) -> dict[str, Pack]:
    """Packs by what `extends` may call them: `P03` is the highest version, `P03@1` that one."""
    found: dict[str, Pack] = {}
    for pack in packs:
        found[f"{pack.id}@{pack.version}"] = pack
        if pack.id not in found or found[pack.id].version < pack.version:
            found[pack.id] = pack
    return found


def lineage(pack: Pack, by_reference: Mapping[str, Pack]) -> tuple[Pack, ...]:
    """The pack and everything it stands on, nearest first, each once; what does not exist is left out."""
    found: dict[str, Pack] = {}
    waiting = [pack]
    while waiting:
        one = waiting.pop(0)
        if one.id not in found:
            found[one.id] = one
            waiting += [by_reference[above] for above in one.extends if above in by_reference]
    return tuple(found.values())


def ground_first(packs: Sequence[Pack]) -> tuple[Pack, ...]:
    """The packs in their order, but each after those of them that it stands on: the later word counts."""
    by_id = {pack.id: pack for pack in packs}
    found: dict[str, Pack] = {}

    def take(pack: Pack) -> None:
        for above in pack.extends:
            under = by_id.get(above.partition("@")[0])
            if under is not None and under.id not in found and under is not pack:
                take(under)
        found.setdefault(pack.id, pack)

    for pack in packs:
        take(pack)
    return tuple(found.values())


def merged(packs: Sequence[Pack], kind: Changeable) -> dict[str, Any]:
    """The elements of a kind by code, of packs in the order of `ground_first`: a changed one in place of the one it
    changes, without those that were taken away."""
    if kind is Changeable.POSITION:
        return dict(join(packs))
    found: dict[str, Any] = {}
    for pack in packs:
        for removed_kind, code in pack.removed:
            if removed_kind is kind:
                found.pop(code, None)
        found |= {one.code: one for one in getattr(pack, kind.tuple_name)}
    return found


def originals(packs: Iterable[Pack], kind: Changeable) -> dict[str, Any]:
    """The elements of a kind by code as the packs laid them down that brought them, whatever others change."""
    return {
        one.code: one
        for pack in packs
        for one in getattr(pack, kind.tuple_name)
        if (kind, one.code) not in pack.overrides
    }


def join(packs: Iterable[Pack], *, changed: bool = True) -> dict[str, Position]:
    """Positions by code; one that several packs speak of has all its duties and the wider of its rights. A position that
    a company changed is as the company says, whatever else is said of it."""
    joined: dict[str, Position] = {}
    own: dict[str, Position] = {}
    for pack in packs:
        for position in pack.positions:
            if (Changeable.POSITION, position.code) in pack.overrides:
                own[position.code] = position
            else:
                known = joined.get(position.code)
                joined[position.code] = position if known is None else _both(known, position)
    return joined | own if changed else joined


def _both(one: Position, other: Position) -> Position:
    rights: dict[str, Scope] = dict(one.rights)
    for right, scope in other.rights.items():
        rights[right] = max(rights.get(right, scope), scope, key=lambda reach: reach.width)
    return replace(
        one,
        packs=(*one.packs, *other.packs),
        duties=(*one.duties, *other.duties),
        reads_customers=one.reads_customers and other.reads_customers,
        rights=MappingProxyType(rights),
        exams=tuple(dict.fromkeys([*one.exams, *other.exams])),
    )
