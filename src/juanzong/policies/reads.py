"""Every question others may ask about packs. What comes from packs is in memory and costs no SQL; packs are
public within the company, so these reads take no viewer. Unknown codes raise NotFound, a faulty pack PackFaulty.

`packs` arguments take pack ids: the answer then covers those packs and all they stand on; without it, every pack.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from juanzong.kit.clock import today
from juanzong.kit.errors import NotFound
from juanzong.kit.stamps import kept_while
from juanzong.policies import shelf
from juanzong.policies.loading.faults import Fault, PackFaulty
from juanzong.policies.loading.library import Library, library
from juanzong.policies.loading.reading import PACK_ID
from juanzong.policies.merging import ground_first, join, merged, originals
from juanzong.policies.merging import lineage as _lineage
from juanzong.policies.models import Adoption
from juanzong.policies.shapes import (
    Channel,
    Clause,
    DossierKind,
    Field,
    Guidance,
    LegalBasis,
    Notice,
    Pack,
    Parameter,
    Pledge,
    Position,
    Purpose,
)
from juanzong.policies.shapes_changes import Changeable
from juanzong.policies.shapes_forms import Category, Form, Option
from juanzong.policies.shapes_work import Duty, Procedure

T = TypeVar("T")


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


C = TypeVar("C", bound=_Coded)


class _Index:
    """The library turned into look-ups by code, made once per library. What companies change in their own packs is not
    here: that is in force for some and not for others (`policies.effective`)."""

    def __init__(self, source: Library) -> None:
        self.packs = {id: pack for id, pack in sorted(source.by_reference.items()) if "@" not in id}
        packs = self.packs.values()
        self.clauses = {clause.id: clause for pack in packs for clause in pack.clauses}
        self.kinds: dict[str, DossierKind] = originals(packs, Changeable.DOSSIER)
        self.fields = _with_categories(packs)
        self.channels = {channel.code: channel for pack in packs for channel in pack.channels}
        self.bases = {basis.code: basis for pack in packs for basis in pack.legal_bases}
        self.purposes = {purpose.code: purpose for pack in packs for purpose in pack.purposes}
        self.notices = {notice.code: notice for pack in packs for notice in pack.notices}
        self.duties: dict[str, Duty] = originals(packs, Changeable.DUTY)
        self.procedures: dict[str, Procedure] = originals(packs, Changeable.PROCEDURE)
        self.forms: dict[str, Form] = originals(packs, Changeable.FORM)
        self.guidance = {guidance.screen: guidance for pack in packs for guidance in pack.guidance}
        self.positions = join(packs, changed=False)


def _with_categories(packs: Iterable[Pack]) -> dict[str, Field]:
    """Fields by code; the categories of customers that policies treat apart join the choices of `category`."""
    every = tuple(packs)
    found = {field.code: field for pack in every for field in pack.fields}
    categories = tuple(Option(one.code, one.name) for one in originals(every, Changeable.CATEGORY).values())
    if "category" in found and categories:
        found["category"] = replace(found["category"], options=(*found["category"].options, *categories))
    return found


_index_of = lru_cache(maxsize=4)(_Index)


def _index() -> _Index:
    return _index_of(library())


def _one(things: dict[str, T], code: str, sentence: Any) -> T:
    if code not in things:
        raise NotFound(sentence % {"code": code})
    return things[code]


def _first(things: Iterable[C], code: str, sentence: Any) -> C:
    for one in things:
        if one.code == code:
            return one
    raise NotFound(sentence % {"code": code})


# packs and clauses


def packs() -> tuple[Pack, ...]:
    """Every sound pack in its newest version, by id."""
    return tuple(_index().packs.values())


def pack(id: str, version: int | None = None) -> Pack:
    """One pack, the newest version unless another is asked for."""
    reference = id if version is None else f"{id}@{version}"
    found = library().by_reference.get(reference)
    if found is not None:
        return found
    if refused := library().refused.get(id):
        raise PackFaulty(refused)
    found = _known(reference)
    if found is not None:
        return found
    if refused := library().refused.get(id):
        raise PackFaulty(refused)
    raise NotFound(_("没有编号为“%(code)s”的制度。") % {"code": id if version is None else f"{id} v{version}"})


def _known(reference: str) -> Pack | None:
    """A pack as `extends` may name it; one that this process has not met may have been consented to in another."""
    found = library().by_reference.get(reference)
    if found is None and PACK_ID.match(reference.partition("@")[0]) and shelf.notice():
        found = library().by_reference.get(reference)
    return found


def versions(id: str) -> tuple[Pack, ...]:
    """Every sound version of a pack, newest first."""
    return tuple(sorted((one for one in library().packs if one.id == id), key=lambda one: -one.version))


def known(id: str, version: int) -> bool:
    """Whether this version of a pack is here and sound. One that was adopted and has gone missing makes no rules, and
    start-up says so; it must not stop everybody's work."""
    return _known(f"{id}@{version}") is not None


def lineage(id: str, version: int | None = None) -> tuple[Pack, ...]:
    """The pack and all it stands on, nearest first."""
    return _lineage(pack(id, version), library().by_reference)


def faults() -> tuple[Fault, ...]:
    """Everything wrong in any pack of this installation; empty when all is well."""
    return library().faults


def clauses(id: str | None = None) -> tuple[Clause, ...]:
    """All clauses, or those of one pack with what it takes over from the pack it is the same as."""
    if id is None:
        return tuple(_index().clauses.values())
    one = pack(id)
    return (*one.clauses, *(clauses(one.same_as.partition("@")[0]) if one.same_as else ()))


def clause(id: str) -> Clause:
    """One clause, e.g. `P03-4.2a`."""
    return _one(_index().clauses, id, _("没有条款“%(code)s”。"))


def parameters(packs: Collection[str]) -> tuple[Parameter, ...]:
    """The words that a company sets when it adopts these packs."""
    return tuple({p.code: p for one in _covered(packs) for p in one.parameters}.values())


def _covered(ids: Collection[str] | None) -> tuple[Pack, ...]:
    """The packs of these ids and all they stand on, by id."""
    if ids is None:
        return packs()
    found = {one.id: one for id in ids for one in lineage(id)}
    return tuple(found[id] for id in sorted(found))


def _elements(ids: Collection[str] | None, kind: Changeable) -> Iterable[Any]:
    """The elements of a kind: of these packs as they change one another, or all as they were laid down."""
    if ids is None:
        return originals(packs(), kind).values()
    return merged(ground_first(_covered(ids)), kind).values()


# dossiers and positions


def dossier_kinds(packs: Collection[str] | None = None) -> tuple[DossierKind, ...]:
    """The kinds of dossier of these packs."""
    return tuple(_elements(packs, Changeable.DOSSIER))


def dossier_kind(code: str) -> DossierKind:
    """One kind of dossier, e.g. `loan`."""
    return _one(_index().kinds, code, _("没有档案种类“%(code)s”。"))


def positions(packs: Collection[str] | None = None) -> tuple[Position, ...]:
    """The positions of these packs, with duties and rights joined."""
    return tuple(_elements(packs, Changeable.POSITION)) if packs is not None else tuple(_index().positions.values())


def position(code: str) -> Position:
    """One position as all packs together describe it."""
    return _one(_index().positions, code, _("没有岗位“%(code)s”。"))


# fields and sources


def fields() -> tuple[Field, ...]:
    """The field catalogue of customers and contacts."""
    return tuple(_index().fields.values())


def field(code: str) -> Field:
    """One field, e.g. `mobile`."""
    return _one(_index().fields, code, _("没有字段“%(code)s”。"))


def channels() -> tuple[Channel, ...]:
    """The lawful channels by which information comes in (P00-1.2)."""
    return tuple(_index().channels.values())


def channel(code: str) -> Channel:
    return _one(_index().channels, code, _("没有采集渠道“%(code)s”。"))


def legal_bases() -> tuple[LegalBasis, ...]:
    """The seven legal bases of PIPL art. 13."""
    return tuple(_index().bases.values())


def legal_basis(code: str) -> LegalBasis:
    return _one(_index().bases, code, _("没有合法依据“%(code)s”。"))


def purposes(*, collect: bool = False, reveal: bool = False) -> tuple[Purpose, ...]:
    """The purposes; only those for collecting, or for revealing, when asked."""
    every = _index().purposes.values()
    return tuple(one for one in every if (one.collect or not collect) and (one.reveal or not reveal))


def purpose(code: str) -> Purpose:
    return _one(_index().purposes, code, _("没有用途“%(code)s”。"))


def notice(code: str) -> Notice:
    """The wording of a notice, e.g. `registration`."""
    return _one(_index().notices, code, _("没有告知书“%(code)s”。"))


def notice_text(code: str, *, company: str, address: str, contact: str) -> tuple[tuple[str, str], ...]:
    """Headings and paragraphs of a notice in the active language, with the collector named and the fields listed
    from the catalogue, so that the notice cannot drift from what is asked."""
    one = notice(code)
    words = {
        "company": company,
        "address": address,
        "contact": contact,
        "fields": _("、").join(str(field(name).name) for name in one.fields),
        "retention": str(one.retention),
    }
    return tuple((str(part.heading), str(part.body).format_map(words)) for part in one.parts)


# work: duties, procedures, forms, categories


def duties() -> tuple[Duty, ...]:
    """Every rule that makes obligations, of the newest versions."""
    return tuple(_index().duties.values())


def duty(code: str, pack_id: str = "", version: int | None = None) -> Duty:
    """One duty, of the version of a pack where one is asked for, e.g. by an obligation that began under it."""
    if pack_id:
        return _first(pack(pack_id, version).duties, code, _("没有待办规则“%(code)s”。"))
    return _one(_index().duties, code, _("没有待办规则“%(code)s”。"))


def procedures() -> tuple[Procedure, ...]:
    """Every procedure, of the newest versions."""
    return tuple(_index().procedures.values())


def procedure(code: str, pack_id: str = "", version: int | None = None) -> Procedure:
    """One procedure, of the version of a pack where one is asked for: a running case keeps the one it began with."""
    if pack_id:
        return _first(pack(pack_id, version).procedures, code, _("没有流程“%(code)s”。"))
    return _one(_index().procedures, code, _("没有流程“%(code)s”。"))


def forms(packs: Collection[str] | None = None) -> tuple[Form, ...]:
    """The forms of these packs."""
    return tuple(_elements(packs, Changeable.FORM))


def form(code: str, pack_id: str = "", version: int | None = None) -> Form:
    """One form, of the version of a pack where one is asked for: a record keeps the sheet it was begun on."""
    if pack_id:
        return _first(pack(pack_id, version).forms, code, _("没有表单“%(code)s”。"))
    return _one(_index().forms, code, _("没有表单“%(code)s”。"))


def categories() -> tuple[Category, ...]:
    """The categories of customers that some policy treats apart (P08-2)."""
    return tuple(_elements(None, Changeable.CATEGORY))


# guidance and pledges


def guidance(screen: str) -> Guidance | None:
    """The step and clause that a screen serves: its own, else that of its room (`customers` for `customers.x`),
    None where no pack says anything."""
    known = _index().guidance
    return known.get(screen) or known.get(screen.partition(".")[0])


def pledges(packs: Collection[str] | None = None) -> tuple[Pledge, ...]:
    """The sentences for the wall."""
    return tuple(pledge for one in _covered(packs) for pledge in one.pledges)


# adoption


@dataclass(frozen=True, slots=True)
class AdoptedPack:
    """A pack in force: `until` is exclusive and None while it lasts; `department` None means the whole company."""

    id: int
    pack: str
    version: int
    digest: str
    department: int | None
    parameters: MappingProxyType[str, str]
    in_force_from: date
    in_force_until: date | None


def adopted_pack(row: Adoption) -> AdoptedPack:
    """The row as others may see it."""
    return AdoptedPack(
        row.id,
        row.pack,
        row.version,
        row.digest,
        row.department,
        MappingProxyType(dict(row.parameters)),
        row.in_force_from,
        row.in_force_until,
    )


def adopted(*, on: date | None = None, department: int | None = None) -> tuple[AdoptedPack, ...]:
    """What is in force on a day (today): for the company, and also for the department when one is given. One query."""
    day = on or today()
    where = Q(department__isnull=True) | Q(department=department) if department else Q(department__isnull=True)
    rows = Adoption.objects.filter(where, in_force_from__lte=day).exclude(in_force_until__lte=day)
    return tuple(adopted_pack(row) for row in rows.order_by("pack", "in_force_from"))


def adopted_for(department: int | None, *, on: date) -> tuple[AdoptedPack, ...]:
    """What was adopted for exactly this department (None: the company) and is in force on a day. One query."""
    rows = Adoption.objects.filter(department=department, in_force_from__lte=on).exclude(in_force_until__lte=on)
    return tuple(adopted_pack(row) for row in rows.order_by("pack"))


def adopted_everywhere(on: date | None = None) -> tuple[AdoptedPack, ...]:
    """What is in force on a day (today) for the company or any of its departments. One small query, one more after a
    change."""
    return _adopted_everywhere(on or today())


def is_in_force(clause_id: str) -> bool:
    """Whether a policy that is in force today, for the company or a department, has this clause or stands on one that has;
    what stands on nothing, the general part, holds for everybody. At most one small query."""
    if any(not pack.extends and clause_id in {one.id for one in pack.clauses} for pack in packs()):
        return True
    here = _covered({row.pack for row in adopted_everywhere()})
    return any(one.id == clause_id for pack in here for one in clauses(pack.id))


@kept_while("adoptions")
def _adopted_everywhere(day: date) -> tuple[AdoptedPack, ...]:
    rows = Adoption.objects.filter(in_force_from__lte=day).exclude(in_force_until__lte=day)
    return tuple(adopted_pack(row) for row in rows.order_by("pack", "in_force_from"))


def adoptions() -> tuple[AdoptedPack, ...]:
    """Every adoption there ever was, newest first. One query."""
    return tuple(adopted_pack(row) for row in Adoption.objects.order_by("-in_force_from", "-id"))


def parameter_value(code: str, *, on: date | None = None, department: int | None = None) -> str:
    """A parameter as the adoption in force sets it, a department's before the company's, else its default. One query."""
    known = parameter_values(on=on, department=department)
    if code not in known:
        raise NotFound(_("没有参数“%(code)s”。") % {"code": code})
    return known[code]


def parameter_values(*, on: date | None = None, department: int | None = None) -> dict[str, str]:
    """Every parameter as `parameter_value` gives it. One query."""
    found = {p.code: p.default for one in packs() for p in one.parameters}
    first_counts = sorted(adopted(on=on, department=department), key=lambda a: a.department is None)
    for one in reversed(first_counts):
        found |= one.parameters
    return found
