"""What one file cannot know: whether the things that packs name exist in the packs they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from juanzong.policies.choices import CARRIERS
from juanzong.policies.loading import crosswork
from juanzong.policies.loading.catalogues import derive
from juanzong.policies.loading.faults import Fault
from juanzong.policies.shapes import DossierKind, Pack, Position

Read = Sequence[tuple[Pack, list[Fault]]]


def check_all(read: Read, *, words: bool) -> dict[str, tuple[Fault, ...]]:
    """Add the faults between packs to each pack's list; returns all faults by the id of the refused pack.

    words: whether the rooms have declared their effects, guards and subjects, so that these are checked too.
    """
    by_id = {pack.id: pack for pack, _faults in sorted(read, key=lambda one: one[0].version)}
    seen: set[tuple[str, int]] = set()
    kinds: dict[tuple[str, str], str] = {}
    names: dict[str, Position] = {}
    for pack, faults in read:
        if (pack.id, pack.version) in seen:
            _fault(faults, pack, "pack.toml", "id", _("“%(value)s”重复。"), value=f"{pack.id} v{pack.version}")
        seen.add((pack.id, pack.version))
        _check_ground(pack, by_id, faults)
        line = lineage(pack, by_id)
        _check_references(pack, line, faults)
        _check_dossiers(pack, line, faults)
        _check_notices(pack, line, faults)
        for file, code in _codes(pack):
            if kinds.setdefault((file, code), pack.id) != pack.id:
                _fault(faults, pack, file, code, _("“%(value)s”重复。"), value=code)
        if words:
            _check_words(pack, line, faults)
        for position in pack.positions:
            if names.setdefault(position.code, position).name != position.name:
                message = _("同一岗位在各制度中名称须一致，别处写作“%(name)s”。")
                _fault(faults, pack, "positions.toml", position.code, message, name=names[position.code].name.zh)
    _refuse_dependants(read, by_id)
    refused: dict[str, tuple[Fault, ...]] = {}
    for pack, faults in read:
        if faults:
            refused[pack.id] = (*refused.get(pack.id, ()), *faults)
    return refused


def _codes(pack: Pack) -> Iterator[tuple[str, str]]:
    """What is known by its code in the whole house, with the file it stands in."""
    for file, things in (
        ("dossiers.toml", pack.dossier_kinds), ("duties.toml", pack.duties), ("procedures.toml", pack.procedures),
        ("forms.toml", pack.forms), ("categories.toml", pack.categories),
    ):  # fmt: skip
        for thing in things:
            yield file, thing.code


def _check_words(pack: Pack, line: tuple[Pack, ...], faults: list[Fault]) -> None:
    def report(file: str, key: str, message: Any, allowed: Iterable[str] = (), **values: object) -> None:
        _fault(faults, pack, file, key, message, allowed, **values)

    crosswork.check(pack, line, report)


def lineage(pack: Pack, by_id: dict[str, Pack]) -> tuple[Pack, ...]:
    """The pack and everything it stands on, nearest first, each once; what does not exist is left out."""
    found: dict[str, Pack] = {}
    waiting = [pack]
    while waiting:
        one = waiting.pop(0)
        if one.id not in found:
            found[one.id] = one
            waiting += [by_id[above] for above in one.extends if above in by_id]
    return tuple(found.values())


def derive_all(packs: Sequence[Pack]) -> Iterator[Pack]:
    """The packs with every `based_on` catalogue completed."""
    kinds = {kind.code: kind for pack in packs for kind in pack.dossier_kinds}

    def complete(kind: DossierKind) -> DossierKind:
        return derive(kind, complete(kinds[kind.based_on])) if kind.based_on else kind

    for pack in packs:
        yield replace(pack, dossier_kinds=tuple(complete(kind) for kind in pack.dossier_kinds))


def _fault(
    faults: list[Fault], pack: Pack, file: str, key: str, message: Any, allowed: Iterable[str] = (), **values: object
) -> None:
    folder = pack.folder.rpartition("/")[2]
    faults.append(Fault(f"{folder}/{file}", None, key, message, values, tuple(allowed)))


def _check_ground(pack: Pack, by_id: dict[str, Pack], faults: list[Fault]) -> None:
    for above in pack.extends:
        if above not in by_id:
            _fault(faults, pack, "pack.toml", "extends", _("没有制度“%(value)s”。"), sorted(by_id), value=above)
        elif any(pack.id in one.extends for one in lineage(by_id[above], by_id)):
            _fault(faults, pack, "pack.toml", "extends", _("制度之间循环引用：%(value)s。"), value=above)
    if pack.same_as and pack.same_as not in pack.extends:
        message = _("“%(value)s”不在可用的值之内。")
        _fault(faults, pack, "pack.toml", "same_as", message, pack.extends, value=pack.same_as)


def _check_references(pack: Pack, line: tuple[Pack, ...], faults: list[Fault]) -> None:
    clauses = {clause.id for one in line for clause in one.clauses}
    carriers = {position.code for one in line for position in one.positions} | set(CARRIERS)
    for clause in pack.clauses:
        for code in clause.carried_out_by:
            if code not in carriers:
                message = _("没有岗位“%(value)s”。")
                _fault(faults, pack, "clauses.toml", f"{clause.id}.by", message, sorted(carriers), value=code)
        if not clause.carried_out_by:
            _fault(faults, pack, "clauses.toml", f"{clause.id}.by", _("不能为空。"))
    for file, key, clause_id in _named_clauses(pack):
        if clause_id and clause_id not in clauses:
            _fault(faults, pack, file, key, _("没有条款“%(value)s”。"), value=clause_id)


def _named_clauses(pack: Pack) -> Iterator[tuple[str, str, str]]:
    yield from crosswork.named_clauses(pack)
    for kind in pack.dossier_kinds:
        named = (kind.clause, kind.order_clause, kind.number.clause, kind.attachments_clause, kind.verification_clause)
        for clause in named:
            yield "dossiers.toml", kind.code, clause
        for event in kind.events:
            yield "dossiers.toml", f"{kind.code}.{event.code}", event.clause
        for manager in kind.managers:
            yield "dossiers.toml", f"{kind.code}.{manager.code.value}", manager.clause
        for section in kind.sections:
            yield "dossiers.toml", f"{kind.code}.{section.code}", section.clause
            for item in section.items:
                yield "dossiers.toml", f"{kind.code}.{section.code}.{item.code}", item.clause
    for field in pack.fields:
        yield "fields.toml", field.code, field.clause
    for notice in pack.notices:
        yield "notices.toml", notice.code, notice.clause
    for guidance in pack.guidance:
        yield "guidance.toml", guidance.screen, guidance.clause
    for pledge in pack.pledges:
        yield "pledges.toml", pledge.code, pledge.clause


def _check_dossiers(pack: Pack, line: tuple[Pack, ...], faults: list[Fault]) -> None:
    positions = sorted({position.code for one in line for position in one.positions})
    kinds = {kind.code: kind for one in line for kind in one.dossier_kinds}
    for kind in pack.dossier_kinds:
        named = [("custodian", kind.custodian)]
        named += [(one.code.value, position) for one in kind.managers for position in one.positions]
        for key, position in named:
            if position not in positions:
                message = _("没有岗位“%(value)s”。")
                _fault(faults, pack, "dossiers.toml", f"{kind.code}.{key}", message, positions, value=position)
        trail, base = {kind.code}, kind.based_on
        while base:
            if base not in kinds or base in trail:
                message = _("“%(value)s”不在可用的值之内。")
                allowed = sorted(set(kinds) - trail)
                _fault(faults, pack, "dossiers.toml", f"{kind.code}.based_on", message, allowed, value=base)
                break
            trail.add(base)
            base = kinds[base].based_on


def _check_notices(pack: Pack, line: tuple[Pack, ...], faults: list[Fault]) -> None:
    known = {
        "fields": {field.code for one in line for field in one.fields},
        "channel": {channel.code for one in line for channel in one.channels},
        "legal_basis": {basis.code for one in line for basis in one.legal_bases},
        "purpose": {purpose.code for one in line for purpose in one.purposes},
    }
    for notice in pack.notices:
        named = [("channel", notice.channel), ("legal_basis", notice.legal_basis)]
        named += [("fields", code) for code in notice.fields]
        named += [("purpose", consent.purpose) for consent in notice.consents]
        named += [("fields", code) for consent in notice.consents for code in consent.fields]
        for what, code in named:
            if code not in known[what]:
                message = _("“%(value)s”不在可用的值之内。")
                _fault(faults, pack, "notices.toml", f"{notice.code}.{what}", message, sorted(known[what]), value=code)


def _refuse_dependants(read: Read, by_id: dict[str, Pack]) -> None:
    broken = {pack.id for pack, faults in read if faults}
    for pack, faults in read:
        for above in lineage(pack, by_id)[1:]:
            if above.id in broken and pack.id not in broken:
                message = _("所依据的制度 %(value)s 有错误。")
                _fault(faults, pack, "pack.toml", "extends", message, value=above.id)
