"""What is in force together: the packs that somebody adopted and all they stand on, as one set of rules.

A set is made once per process for each combination of packs and versions; looking a rule up costs a dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from juanzong.policies import reads
from juanzong.policies.loading.library import library
from juanzong.policies.merging import ground_first, merged
from juanzong.policies.shapes import Clause, DossierKind, Pack, Position
from juanzong.policies.shapes_changes import Changeable
from juanzong.policies.shapes_forms import Category, Form
from juanzong.policies.shapes_training import Course
from juanzong.policies.shapes_work import Duty, Fact, Procedure

Chosen = tuple[tuple[str, int], ...]
Heard = tuple[Duty, Fact]


@dataclass(frozen=True, slots=True, eq=False)
class Effective:
    """The rules of a combination of packs. opening, closing, cancelling: duties by the kind of entry they listen to.
    starting: procedures that start by themselves. recurring: duties that come round."""

    packs: tuple[Pack, ...]
    dossier_kinds: Mapping[str, DossierKind]
    positions: Mapping[str, Position]
    duties: Mapping[str, Duty]
    procedures: Mapping[str, Procedure]
    forms: Mapping[str, Form]
    categories: Mapping[str, Category]
    clauses: Mapping[str, Clause]
    courses: Mapping[str, Course]
    opening: Mapping[str, tuple[Heard, ...]]
    closing: Mapping[str, tuple[Heard, ...]]
    cancelling: Mapping[str, tuple[Heard, ...]]
    starting: Mapping[str, tuple[tuple[Procedure, Fact], ...]]
    recurring: tuple[Duty, ...]

    def version_of(self, pack: str) -> int:
        """The version of a pack in this set; 0 when it is not part of it."""
        return next((one.version for one in self.packs if one.id == pack), 0)

    def hears(self, kind: str) -> bool:
        """Whether any rule listens to this kind of entry."""
        return kind in self.opening or kind in self.closing or kind in self.cancelling or kind in self.starting


def effective(chosen: Iterable[tuple[str, int]]) -> Effective:
    """The rules of these packs (id and version) and all they stand on. Where two of them change the same thing, the
    later one's word counts: name the company's first, then those of departments, the nearest last."""
    return _effective(tuple(dict.fromkeys(chosen)), library_stamp())


def in_force_for(adopted: Iterable[reads.AdoptedPack], line: Sequence[int]) -> Effective:
    """The rules for a department out of what is adopted: the company's, then those of the departments of its line
    (itself and all above it, nearest first), the nearest speaking last."""
    standing = [one for one in adopted if reads.known(one.pack, one.version)]
    chosen: dict[str, int] = {}
    for place in (None, *reversed(line)):
        for one in standing:
            if one.department == place:
                chosen.pop(one.pack, None)
                chosen[one.pack] = one.version
    return effective(chosen.items())


def library_stamp() -> int:
    """Changes whenever the packs of this process are read anew."""
    return id(library())


@lru_cache(maxsize=256)
def _effective(chosen: Chosen, _stamp: int) -> Effective:
    nearest = dict(chosen)
    found = {id: reads.pack(id, version) for id, version in nearest.items()}
    for id, version in nearest.items():
        for one in reads.lineage(id, version):
            found.setdefault(one.id, one)
    return of_packs(sorted(found.values(), key=lambda one: _place(one, nearest)))


def of_packs(several: Sequence[Pack]) -> Effective:
    """The rules of just these packs, the later speaking last, but each after what it stands on."""
    packs = ground_first(several)
    duties: dict[str, Duty] = merged(packs, Changeable.DUTY)
    procedures: dict[str, Procedure] = merged(packs, Changeable.PROCEDURE)
    return Effective(
        packs=tuple(sorted(packs, key=lambda one: one.id)),
        dossier_kinds=MappingProxyType(merged(packs, Changeable.DOSSIER)),
        positions=MappingProxyType(merged(packs, Changeable.POSITION)),
        duties=MappingProxyType(duties),
        procedures=MappingProxyType(procedures),
        forms=MappingProxyType(merged(packs, Changeable.FORM)),
        categories=MappingProxyType(merged(packs, Changeable.CATEGORY)),
        clauses=MappingProxyType({one.id: one for pack in packs for one in pack.clauses}),
        courses=MappingProxyType({one.code: one for pack in packs for one in pack.courses}),
        opening=_heard((fact.entry, (duty, fact)) for duty in duties.values() for fact in duty.opens_on),
        closing=_heard((fact.entry, (duty, fact)) for duty in duties.values() for fact in duty.closes_on),
        cancelling=_heard((fact.entry, (duty, fact)) for duty in duties.values() for fact in duty.cancels_on),
        starting=_started((fact.entry, (one, fact)) for one in procedures.values() for fact in one.starts_on),
        recurring=tuple(duty for duty in duties.values() if duty.every is not None),
    )


def _place(pack: Pack, nearest: Mapping[str, int]) -> int:
    """Packs that only serve as ground come first, the others in the order in which they were chosen."""
    return list(nearest).index(pack.id) if pack.id in nearest else -1


def _heard(pairs: Iterable[tuple[str, Heard]]) -> Mapping[str, tuple[Heard, ...]]:
    found: dict[str, tuple[Heard, ...]] = {}
    for kind, heard in pairs:
        found[kind] = (*found.get(kind, ()), heard)
    return MappingProxyType(found)


def _started(pairs: Iterable[tuple[str, tuple[Procedure, Fact]]]) -> Mapping[str, tuple[tuple[Procedure, Fact], ...]]:
    found: dict[str, tuple[tuple[Procedure, Fact], ...]] = {}
    for kind, heard in pairs:
        found[kind] = (*found.get(kind, ()), heard)
    return MappingProxyType(found)


def heard_anywhere() -> frozenset[str]:
    """Every kind of entry that some rule of some pack listens to: all others need not be looked at."""
    return _heard_anywhere(library_stamp())


@lru_cache(maxsize=8)
def _heard_anywhere(_stamp: int) -> frozenset[str]:
    packs = library().packs
    duties = [duty for pack in packs for duty in pack.duties]
    facts = [fact for duty in duties for fact in (*duty.opens_on, *duty.closes_on, *duty.cancels_on)]
    facts += [fact for pack in packs for one in pack.procedures for fact in one.starts_on]
    return frozenset(fact.entry for fact in facts)
