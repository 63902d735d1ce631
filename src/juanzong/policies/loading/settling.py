"""What a pack takes from the packs it stands on: catalogues that derive from another, and elements that it changes.

Both work on the tables as they were written, and read the result with the same functions as everything else, so a
changed element is checked like any other. A changed element belongs to the pack that changes it, under the same code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from juanzong.policies.loading import changes, firm
from juanzong.policies.loading.faults import Fault
from juanzong.policies.loading.reading import READERS, Reading
from juanzong.policies.loading.tables import Source, Table
from juanzong.policies.merging import join, lineage, references
from juanzong.policies.shapes import DossierKind, Pack, Position
from juanzong.policies.shapes_changes import Change, Changeable, Key

_UNKNOWN = _("“%(value)s”不在可用的值之内。")


def settle(read: Sequence[Reading]) -> None:
    """Complete every reading, the ground first."""
    for reading in _ground_first(read):
        if reading.settled:
            continue
        by_reference = references(one.pack for one in read)
        _complete(reading, lineage(reading.pack, by_reference))
        if reading.changes:
            _change(reading, lineage(reading.pack, by_reference)[1:])
        reading.settled = True


def _ground_first(read: Sequence[Reading]) -> list[Reading]:
    by_reference = references(one.pack for one in read)
    beneath = {id(one): {id(pack) for pack in lineage(one.pack, by_reference)[1:]} for one in read}
    known = {id(one.pack): one for one in read}
    found: dict[int, Reading] = {}

    def take(one: Reading, trail: frozenset[int]) -> None:
        for under in beneath[id(one)]:
            if under in known and under not in trail:
                take(known[under], trail | {id(one.pack)})
        found.setdefault(id(one.pack), one)

    for one in read:
        if id(one.pack) not in found:
            take(one, frozenset({id(one.pack)}))
    return list(found.values())


# Catalogues that derive from another


def _complete(reading: Reading, line: tuple[Pack, ...]) -> None:
    """Fill in what `based_on` takes from another kind; what cannot be found is told by the check between packs."""
    pack = reading.pack
    if not any(kind.based_on for kind in pack.dossier_kinds):
        return
    written = {code: table for one in reversed(line) for code, table in one.written[Changeable.DOSSIER].items()}
    full: dict[str, Any] = dict(pack.written[Changeable.DOSSIER])
    kinds: list[DossierKind] = []
    for kind in pack.dossier_kinds:
        if kind.based_on and not reading.faults:
            full[kind.code] = _derived(full[kind.code], written, frozenset({kind.code}))
            kinds.append(READERS["dossier"](_loose(full[kind.code], []), pack.id))
        else:
            kinds.append(kind)
    reading.pack = replace(pack, dossier_kinds=tuple(kinds), written={**pack.written, Changeable.DOSSIER.value: full})


def _derived(table: Mapping[str, Any], written: Mapping[str, Any], trail: frozenset[str]) -> dict[str, Any]:
    """A kind on the ground of another: the base's sections in their order, each replaced by the kind's own of the same
    code, and the kind's new sections after them; events likewise. Managers are the base's unless the kind has its own."""
    base = table.get("based_on")
    if not base or base in trail or base not in written:
        return dict(table)
    ground = _derived(written[base], written, trail | {base})
    joined = {
        part: list({one["code"]: one for one in (*ground.get(part, ()), *table.get(part, ()))}.values())
        for part in ("section", "event")
    }
    joined["manager"] = list(table.get("manager") or ground.get("manager", ()))
    return {**table, **{part: tables for part, tables in joined.items() if tables}}


def _loose(data: dict[str, Any], faults: list[Fault]) -> Table:
    """A table that stands in no file."""
    return Source(b"", "", faults).loose(data)


# Elements that are changed


def _change(reading: Reading, ground: tuple[Pack, ...]) -> None:
    """Make the changes of a pack, element by element, and put the results among its own elements."""
    pack = reading.pack
    groups: dict[Key, list[tuple[Change, Table]]] = {}
    for change, table in reading.changes:
        groups.setdefault(change.key, []).append((change, table))
    firm_ones = {clause.id for one in (pack, *ground) for clause in one.clauses if clause.firm}
    made: dict[Changeable, dict[str, Any]] = {kind: {} for kind in Changeable}
    written = {kind: dict(tables) for kind, tables in pack.written.items()}
    removed: set[Key] = set()
    for (kind, code), group in groups.items():
        reading.lines[kind, code] = group[0][1].line()
        before = len(reading.faults)
        base = base_of(kind, code, ground)
        if base is None or code in pack.written[kind]:
            allowed = sorted({name for one in ground for name in one.written[kind]})
            group[0][1].fault("code", _UNKNOWN, allowed, value=code)
            continue
        element, result = _changed(pack, kind, base, group)
        _check_firm(base[0], element, firm_ones, group)
        if element is None:
            removed.add((kind, code))
        elif len(reading.faults) == before:
            made[kind][code], written[kind][code] = element, result
    elements: dict[str, Any] = {
        kind.tuple_name: (*getattr(pack, kind.tuple_name), *made[kind].values()) for kind in Changeable
    }
    overrides = frozenset((kind, code) for kind, of_kind in made.items() for code in of_kind)
    reading.pack = replace(pack, **elements, written=written, overrides=overrides, removed=frozenset(removed))


def base_of(kind: Changeable, code: str, ground: Iterable[Pack]) -> tuple[Any, Mapping[str, Any]] | None:
    """The element that a change means, and its tables as written: the nearest; a position as all packs of the ground
    describe it together. None: there is none, or it has been taken away."""
    line = tuple(ground)
    if kind is Changeable.POSITION:
        return _joined(code, line)
    for pack in line:
        if (kind, code) in pack.removed:
            return None
        if code in pack.written[kind]:
            found = [one for one in getattr(pack, kind.tuple_name) if one.code == code]
            return (found[0], pack.written[kind][code]) if found else None
    return None


def _joined(code: str, line: tuple[Pack, ...]) -> tuple[Position, Mapping[str, Any]] | None:
    joined = join(tuple(reversed(line))).get(code)
    tables = [pack.written[Changeable.POSITION][code] for pack in line if code in pack.written[Changeable.POSITION]]
    if joined is None or not tables:
        return None
    rights = {right: scope.value for right, scope in joined.rights.items()}
    return joined, {**tables[0], "rights": rights, "reads_customers": joined.reads_customers}


def _changed(
    pack: Pack, kind: Changeable, base: tuple[Any, Mapping[str, Any]], group: list[tuple[Change, Table]]
) -> tuple[Any, dict[str, Any]]:
    """The element after all changes of it, None when it was taken away; what is wrong is told where it was changed."""
    old, written = base
    result = dict(written)
    sound = True
    for change, at in group:
        if change.remove and not change.at:
            for other, place in group:
                if other is not change:
                    place.fault("code", _("这个元素已被取消，不能再更改。"))
            return None, {}
        known = len(at.source.faults)
        result = changes.made(result, change, at.fault)
        sound = sound and len(at.source.faults) == known
    faults: list[Fault] = []
    element = READERS[kind.value](_loose(result, faults), pack.id)
    for fault in faults if sound else ():
        _tell(group, fault.key, fault.message, fault.allowed, **fault.values)
    if isinstance(element, Position):
        element = replace(element, packs=old.packs, duties=old.duties)
    return element, result


def _tell(
    group: list[tuple[Change, Table]], key: str, message: Any, allowed: Iterable[str] = (), **values: object
) -> None:
    """Tell a fault of a changed element at the change that is most likely meant: the last that touches the key."""
    names = {part.partition("[")[0] for part in key.split(".")}
    for change, table in reversed(group):
        for verb, touched in (("set", change.set), ("add", change.add), ("unset", change.unset)):
            if names & {one.partition(".")[0] for one in touched}:
                table.fault(f"{verb}.{key}", message, allowed, **values)
                return
    group[-1][1].fault(key, message, allowed, **values)


def _check_firm(old: Any, new: Any, firm_ones: set[str], group: list[tuple[Change, Table]]) -> None:
    def report(key: str, message: Any, allowed: Iterable[str] = (), **values: object) -> None:
        _tell(group, key, message, allowed, **values)

    firm.check(old, new, firm_ones, report)
