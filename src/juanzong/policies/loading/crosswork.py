"""Whether the words that duties, procedures and forms use exist: people, facts, subjects, effects, one another.

Effects, guards and subjects are declared by rooms above this one (`policies.vocabulary`), so these checks are made
once all rooms have declared theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from juanzong.ledger.kinds import KINDS
from juanzong.policies import vocabulary
from juanzong.policies.shapes import Pack
from juanzong.policies.shapes_work import Duty, Fact, Procedure, Step, Where, Who, WhoKind

Report = Callable[..., None]
_UNKNOWN = _("“%(value)s”不在可用的值之内。")


@dataclass(frozen=True)
class Known:
    """Everything that exists in a pack and in what it stands on, by code."""

    positions: frozenset[str]
    duties: frozenset[str]
    procedures: frozenset[str]
    forms: frozenset[str]
    sections: frozenset[str] = field(default_factory=frozenset)


def known_in(line: Iterable[Pack]) -> Known:
    """What the packs of a line bring."""
    packs = tuple(line)
    gone = {code for pack in packs for _kind, code in pack.removed}
    return Known(
        positions=frozenset(one.code for pack in packs for one in pack.positions),
        duties=frozenset(one.code for pack in packs for one in pack.duties) - gone,
        procedures=frozenset(one.code for pack in packs for one in pack.procedures) - gone,
        forms=frozenset(one.code for pack in packs for one in pack.forms) - gone,
        sections=frozenset(
            f"{kind.code}.{section.code}"
            for pack in packs
            for kind in pack.dossier_kinds
            for section in kind.sections
            if kind.code not in gone
        ),
    )


def named_clauses(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """File, key and clause of everything in duties, procedures, forms and categories that rests on a clause."""
    for duty in pack.duties:
        yield "duties.toml", duty.code, duty.clause
    for procedure in pack.procedures:
        yield "procedures.toml", procedure.code, procedure.clause
        for step in procedure.steps:
            place = f"{procedure.code}.{step.code}"
            named = [step.clause, *(one.clause for one in step.moves)]
            named += [one.clause for one in step.checks] + [one.clause for one in step.signatures]
            for clause in named:
                yield "procedures.toml", place, clause
    for form in pack.forms:
        yield "forms.toml", form.code, form.clause
        for rule, clause in form.clauses.items():
            yield "forms.toml", f"{form.code}.clauses.{rule}", clause
        for blank in form.fields:
            yield "forms.toml", f"{form.code}.{blank.code}", blank.clause
    for category in pack.categories:
        yield "categories.toml", category.code, category.clause


def check(pack: Pack, line: tuple[Pack, ...], report: Report) -> None:
    """Report every name that means nothing: `report(file, key, message, allowed, value=...)`."""
    known = known_in(line)
    for duty in pack.duties:
        _duty(duty, known, lambda *a, **v: report("duties.toml", *a, **v))
    for procedure in pack.procedures:
        _procedure(procedure, known, lambda *a, **v: report("procedures.toml", *a, **v))
    for form in pack.forms:
        for key, position in (("submits_to", form.submits_to), ("sealed_by", form.sealed_by)):
            if position and position not in known.positions:
                _miss(report, "forms.toml", f"{form.code}.{key}", known.positions, position)
        for position in form.positions:
            if position not in known.positions:
                _miss(report, "forms.toml", f"{form.code}.positions", known.positions, position)
        if form.files_into and form.files_into not in known.sections:
            _miss(report, "forms.toml", f"{form.code}.files_into", known.sections, form.files_into)


def _miss(report: Report, *place_and_allowed: Any) -> None:
    *place, allowed, value = place_and_allowed
    report(*place, _UNKNOWN, sorted(allowed), value=value)


def _duty(duty: Duty, known: Known, report: Report) -> None:
    subject = duty.for_each
    if duty.every is not None:
        each = {one.kind for one in vocabulary.SUBJECTS if one.each}
        if subject not in each:
            _miss(report, f"{duty.code}.for_each", each, subject)
        _where(duty.where, subject, report, f"{duty.code}.where", payload=False)
    roles = _roles_of(subject) if subject else set(_all_roles())
    for who in duty.owner + tuple(one.to for one in duty.escalate):
        _who(who, known, roles, report, f"{duty.code}.owner")
    for key in ("opens_on", "closes_on", "cancels_on"):
        for fact in getattr(duty, key):
            _fact(fact, report, f"{duty.code}.{key}")
    for other in duty.replaces:
        if other not in known.duties:
            _miss(report, f"{duty.code}.replaces", known.duties, other)
    if duty.extension and duty.extension not in known.procedures:
        _miss(report, f"{duty.code}.extension", known.procedures, duty.extension)


def _procedure(one: Procedure, known: Known, report: Report) -> None:
    kinds = {words.kind for words in vocabulary.SUBJECTS}
    if one.subject not in kinds:
        _miss(report, f"{one.code}.subject", kinds, one.subject)
    _where(one.where, one.subject, report, f"{one.code}.where", payload=False)
    roles = _roles_of(one.subject) | {role.code for role in one.roles}
    for who in one.starts:
        _who(who, known, roles, report, f"{one.code}.starts")
    for role in one.roles:
        for position in role.positions:
            if position not in known.positions:
                _miss(report, f"{one.code}.roles.{role.code}", known.positions, position)
        for who in role.default:
            _who(who, known, roles, report, f"{one.code}.roles.{role.code}")
    for fact in one.starts_on:
        _fact(fact, report, f"{one.code}.starts_on")
    if one.asks and one.asks not in known.forms:
        _miss(report, f"{one.code}.asks", known.forms, one.asks)
    for step in one.steps:
        _step(step, one, known, roles, report)


def _step(step: Step, procedure: Procedure, known: Known, roles: set[str], report: Report) -> None:
    place = f"{procedure.code}.{step.code}"
    people = [*step.who, *(one.to for one in step.escalate), *(who for need in step.signatures for who in need.who)]
    for who in people:
        _who(who, known, roles, report, f"{place}.who")
    if any(check.per_item for check in step.checks):
        with_items = {words.kind for words in vocabulary.SUBJECTS if words.items}
        if procedure.subject not in with_items:
            _miss(report, f"{place}.checks.per_item", with_items, procedure.subject)
    if any(check.counts for check in step.checks):
        counted = {words.kind for words in vocabulary.SUBJECTS if words.counts}
        if procedure.subject not in counted:
            _miss(report, f"{place}.checks.counts", counted, procedure.subject)
    if step.form and step.form not in known.forms:
        _miss(report, f"{place}.form", known.forms, step.form)
    if step.extension and step.extension not in known.procedures:
        _miss(report, f"{place}.extension", known.procedures, step.extension)
    for move in step.moves:
        for datum in move.data:
            if datum.offer and datum.offer not in vocabulary.OFFERS:
                _miss(report, f"{place}.{move.code}.data.offer", {one.name for one in vocabulary.OFFERS}, datum.offer)
        for uses, registry, what in (
            (move.effects, vocabulary.EFFECTS, "effects"),
            (move.guards, vocabulary.GUARDS, "guards"),
        ):
            for use in uses:
                key = f"{place}.{move.code}.{what}"
                if use.name not in registry:
                    _miss(report, key, {word.name for word in registry}, use.name)
                    continue
                word = registry[use.name]
                if word.subject not in ("", procedure.subject):
                    _miss(
                        report, key, {one.name for one in registry if one.subject in ("", procedure.subject)}, use.name
                    )
                for name in sorted(set(use.with_) - set(word.params)):
                    _miss(report, f"{key}.{name}", word.params, name)
                for name in sorted(n for n, needed in word.params.items() if needed and n not in use.with_):
                    report(f"{key}.{name}", _("缺少此项。"), ())  # fmt: skip


def _who(who: Who, known: Known, roles: set[str], report: Report, key: str) -> None:
    if who.kind is WhoKind.POSITION and who.code not in known.positions:
        _miss(report, key, known.positions, who.code)
    if who.kind is WhoKind.ROLE and who.code not in roles:
        _miss(report, key, roles, who.code)
    if who.of is not None:
        _who(who.of, known, roles, report, key)


def _fact(fact: Fact, report: Report, key: str) -> None:
    if fact.entry not in KINDS:
        _miss(report, key, {kind.code for kind in KINDS}, fact.entry)
    relations = {name for one in vocabulary.SUBJECTS for name in one.relations}
    if fact.subject and fact.subject not in relations:
        _miss(report, f"{key}.subject", relations, fact.subject)
    attributes = {name for one in vocabulary.SUBJECTS for name in one.attributes}
    for name in fact.where:
        if name.startswith("subject.") and name.removeprefix("subject.") not in attributes:
            _miss(report, f"{key}.where", {f"subject.{one}" for one in attributes}, name)


def _where(where: Where, subject: str, report: Report, key: str, *, payload: bool) -> None:
    attributes = vocabulary.SUBJECTS[subject].attributes if subject in vocabulary.SUBJECTS else frozenset()
    allowed = {f"subject.{name}" for name in attributes}
    for name in where:
        if name not in allowed and not (payload and name.startswith("payload.")):
            _miss(report, key, allowed, name)


def _roles_of(kind: str) -> set[str]:
    roles: Mapping[str, Any] = vocabulary.SUBJECTS[kind].roles if kind in vocabulary.SUBJECTS else {}
    return set(roles)


def _all_roles() -> Iterator[str]:
    for one in vocabulary.SUBJECTS:
        yield from one.roles
