"""What one file cannot know: whether the things that packs name exist in the packs they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from juanzong.policies.choices import CARRIERS, RetentionStart
from juanzong.policies.loading import crosswork, training
from juanzong.policies.loading.faults import Fault
from juanzong.policies.loading.reading import Reading
from juanzong.policies.merging import lineage, references
from juanzong.policies.shapes import DossierKind, Pack, Position
from juanzong.policies.shapes_changes import Changeable


def check_all(read: Sequence[Reading], *, words: bool) -> None:
    """Add the faults between packs to each reading.

    words: whether the rooms have declared their effects, guards and subjects, so that these are checked too.
    """
    by_reference = references(one.pack for one in read)
    seen: set[str] = set()
    kinds: dict[tuple[str, str], str] = {}
    courses: dict[str, str] = {}
    names: dict[str, Position] = {}
    for one in read:
        pack = one.pack
        if one.reference in seen:
            _fault(one, "pack.toml", "id", _("“%(value)s”重复。"), value=f"{pack.id} v{pack.version}")
        seen.add(one.reference)
        _check_ground(one, by_reference)
        line = lineage(pack, by_reference)
        _check_references(one, line)
        _check_dossiers(one, line)
        _check_notices(one, line)
        _check_courses(one, line, courses)
        for kind, code in _codes(pack):
            if kinds.setdefault((kind, code), pack.id) != pack.id:
                _fault(one, kind.file, code, _("“%(value)s”重复。"), value=code)
        if words:
            _check_words(one, line)
        for position in pack.positions:
            if names.setdefault(position.code, position).name != position.name:
                message = _("同一岗位在各制度中名称须一致，别处写作“%(name)s”。")
                _fault(one, "positions.toml", position.code, message, name=names[position.code].name.zh)
    _refuse_dependants(read, by_reference)


def _codes(pack: Pack) -> Iterator[tuple[Changeable, str]]:
    """What is known by its code in the whole house; a changed element keeps the code of the one it changes."""
    for kind in Changeable:
        if kind is not Changeable.POSITION:
            for thing in getattr(pack, kind.tuple_name):
                if (kind, thing.code) not in pack.overrides:
                    yield kind, thing.code


def _check_courses(one: Reading, line: tuple[Pack, ...], known: dict[str, str]) -> None:
    def report(file: str, key: str, message: Any, allowed: Iterable[str] = (), **values: object) -> None:
        _fault(one, file, key, message, allowed, **values)

    for course in one.pack.courses:
        if known.setdefault(course.code, one.pack.id) != one.pack.id:
            report("courses.toml", course.code, _("“%(value)s”重复。"), value=course.code)
    training.check(one.pack, line, report)


def _check_words(one: Reading, line: tuple[Pack, ...]) -> None:
    def report(file: str, key: str, message: Any, allowed: Iterable[str] = (), **values: object) -> None:
        _fault(one, file, key, message, allowed, **values)

    crosswork.check(one.pack, line, report)
    if one.pack.removed:
        _check_removed(one, line)


def _check_removed(one: Reading, line: tuple[Pack, ...]) -> None:
    """Whatever is left of the ground may not name what was taken away."""
    gone = {code for _kind, code in one.pack.removed}

    def report(file: str, key: str, message: Any, allowed: Iterable[str] = (), **values: object) -> None:
        if values.get("value") in gone:
            still = _("“%(value)s”不能取消：“%(user)s”还要用到它。")
            kind = next(kind for kind, code in one.pack.removed if code == values["value"])
            _fault(one, kind.file, str(values["value"]), still, user=key, value=values["value"])

    for under in line[1:]:
        kept: dict[str, Any] = {
            kind.tuple_name: tuple(
                thing for thing in getattr(under, kind.tuple_name) if (kind, thing.code) not in one.lines
            )
            for kind in Changeable
        }
        crosswork.check(replace(under, **kept), line, report)


def _fault(one: Reading, file: str, key: str, message: Any, allowed: Iterable[str] = (), **values: object) -> None:
    """Tell a fault where the thing stands: in the file of its kind, or where it was changed."""
    line, code = None, key.partition(".")[0]
    for (kind, changed), at in one.lines.items():
        if kind.file == file and changed == code:
            file, line = "changes.toml", at
            break
    folder = one.pack.folder.rpartition("/")[2]
    one.faults.append(Fault(f"{folder}/{file}", line, key, message, values, tuple(allowed)))


def _check_ground(one: Reading, by_reference: Mapping[str, Pack]) -> None:
    pack = one.pack
    for above in pack.extends:
        if above not in by_reference:
            allowed = sorted(id for id in by_reference if "@" not in id)
            _fault(one, "pack.toml", "extends", _("没有制度“%(value)s”。"), allowed, value=above)
        elif any(_named(under) == pack.id for it in lineage(by_reference[above], by_reference) for under in it.extends):
            _fault(one, "pack.toml", "extends", _("制度之间循环引用：%(value)s。"), value=above)
    if len({_named(above) for above in pack.extends}) != len(pack.extends):
        _fault(one, "pack.toml", "extends", _("有重复的值。"))
    if pack.same_as and pack.same_as not in pack.extends:
        message = _("“%(value)s”不在可用的值之内。")
        _fault(one, "pack.toml", "same_as", message, pack.extends, value=pack.same_as)


def _named(reference: str) -> str:
    """The pack that a reference names, without its version."""
    return reference.partition("@")[0]


def _check_references(one: Reading, line: tuple[Pack, ...]) -> None:
    pack = one.pack
    clauses = {clause.id for one in line for clause in one.clauses}
    carriers = {position.code for one in line for position in one.positions} | set(CARRIERS)
    for clause in pack.clauses:
        for code in clause.carried_out_by:
            if code not in carriers:
                message = _("没有岗位“%(value)s”。")
                _fault(one, "clauses.toml", f"{clause.id}.by", message, sorted(carriers), value=code)
        if not clause.carried_out_by:
            _fault(one, "clauses.toml", f"{clause.id}.by", _("不能为空。"))
    for file, key, clause_id in _named_clauses(pack):
        if clause_id and clause_id not in clauses:
            _fault(one, file, key, _("没有条款“%(value)s”。"), value=clause_id)


def _named_clauses(pack: Pack) -> Iterator[tuple[str, str, str]]:
    yield from crosswork.named_clauses(pack)
    yield from training.named_clauses(pack)
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


def _check_dossiers(one: Reading, line: tuple[Pack, ...]) -> None:
    pack = one.pack
    positions = sorted({position.code for one in line for position in one.positions})
    kinds = {kind.code: kind for one in line for kind in one.dossier_kinds}
    for kind in pack.dossier_kinds:
        named = [("custodian", kind.custodian)]
        named += [(manager.code.value, position) for manager in kind.managers for position in manager.positions]
        for key, position in named:
            if position not in positions:
                message = _("没有岗位“%(value)s”。")
                _fault(one, "dossiers.toml", f"{kind.code}.{key}", message, positions, value=position)
        if not (kind.based_on and one.faults):  # else the events of its ground are not at hand
            _check_retention(one, kind)
        trail, base = {kind.code}, kind.based_on
        while base:
            if base not in kinds or base in trail:
                message = _("“%(value)s”不在可用的值之内。")
                allowed = sorted(set(kinds) - trail)
                _fault(one, "dossiers.toml", f"{kind.code}.based_on", message, allowed, value=base)
                break
            trail.add(base)
            base = kinds[base].based_on


def _check_retention(one: Reading, kind: DossierKind) -> None:
    """What the term of a dossier runs from has to be something that can be noted of it."""
    noted = {event.code for event in kind.events} & set(RetentionStart.values) | {RetentionStart.CLOSED.value}
    if kind.retention.start not in noted:
        message = _("保管期自“%(value)s”起算，而这种档案登记不了这个事项：请在 event 中加上它，或改为可用的值。")
        _fault(
            one,
            "dossiers.toml",
            f"{kind.code}.retention_start",
            message,
            sorted(noted),
            value=kind.retention.start.value,
        )


def _check_notices(one: Reading, line: tuple[Pack, ...]) -> None:
    pack = one.pack
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
                _fault(one, "notices.toml", f"{notice.code}.{what}", message, sorted(known[what]), value=code)


def _refuse_dependants(read: Sequence[Reading], by_reference: Mapping[str, Pack]) -> None:
    broken = {one.reference for one in read if one.faults}
    for one in read:
        for under in lineage(one.pack, by_reference)[1:]:
            if f"{under.id}@{under.version}" in broken and one.reference not in broken:
                _fault(one, "pack.toml", "extends", _("所依据的制度 %(value)s 有错误。"), value=under.id)
