"""The written policies as people read them: every clause, how it is carried out, who carries it out.

All of it comes from the packs in memory; only what is adopted is asked from the database, in one statement, and what the
departments that have some of their own are called, in one more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from juanzong.kit import clock
from juanzong.ledger.kinds import KINDS
from juanzong.organisation import reads as organisation
from juanzong.organisation.rights import rights
from juanzong.policies import comparing, editions, explaining, reads, shelf
from juanzong.policies.choices import CARRIERS, ClauseKind
from juanzong.policies.comparing import Change
from juanzong.policies.means import built
from juanzong.policies.reads import AdoptedPack
from juanzong.policies.shapes import Clause, DossierKind, Pack
from juanzong.policies.shapes_work import Duty
from juanzong.web.policies.own import grouped
from juanzong.web.shell.pages import Request, page, render

RIGHT = "policies.view"
TONES = {
    ClauseKind.ENFORCE: "indigo",
    ClauseKind.SCHEDULE: "amber",
    ClauseKind.RECORD: "celadon",
    ClauseKind.MEASURE: "plain",
    ClauseKind.SHOW: "plain",
    ClauseKind.ADAPT: "danger",
}

_EXAMPLE = "…"  # stands for the department in a sample number
REACH = {"company": gettext_lazy("全公司"), "department": gettext_lazy("本部门"), "own": gettext_lazy("本人经办的")}


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who carries a clause out; `code` leads to the position's page, "" when it is no position."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause ready to be read. changed: what the company's own policies change of what rests on it."""

    clause: Clause
    tone: str
    carriers: tuple[Carrier, ...]
    changed: tuple[tuple[Pack, Change], ...] = ()

    @property
    def kind_label(self) -> str:
        return str(self.clause.kind.label)


def _shown(clauses: Iterable[Clause], packs: Iterable[Pack] = ()) -> list[ShownClause]:
    """packs: the company's own whose changes are told."""
    changed = comparing.company_changes(packs)
    return [
        ShownClause(
            one, TONES[one.kind], tuple(_carrier(code) for code in one.carried_out_by), tuple(changed.get(one.id, ()))
        )
        for one in clauses
    ]


def _own_in_force() -> list[Pack]:
    """The company's own policies that are in force anywhere today. One statement."""
    standing = dict.fromkeys((one.pack, one.version) for one in reads.adopted_everywhere())
    found = [reads.pack(id, version) for id, version in standing if reads.known(id, version)]
    return [one for one in found if one.changes]


def _carrier(code: str) -> Carrier:
    if code in CARRIERS:
        return Carrier(str(CARRIERS[code]), "")
    return Carrier(str(reads.position(code).name), code)


@dataclass(frozen=True, slots=True)
class ShownPack:
    """A pack in the list: how many clauses it has of its own, and since when it is in force, for which department ("": for all)."""

    pack: Pack
    clauses: int
    kinds: int
    stands_on: tuple[Pack, ...]
    adopted: tuple[tuple[AdoptedPack, str], ...]


def _by_pack(adoptions: Iterable[AdoptedPack]) -> dict[str, tuple[AdoptedPack, ...]]:
    """What is in force today, by pack, with the packs that an adopted one stands on."""
    today = clock.today()
    found: dict[str, tuple[AdoptedPack, ...]] = {}
    for one in adoptions:
        if one.in_force_from <= today and (one.in_force_until is None or today < one.in_force_until):
            found[one.pack] = (*found.get(one.pack, ()), one)
    return found


@page(RIGHT)
@require_safe
def packs(request: Request) -> HttpResponse:
    """Every policy the house knows, those in force first."""
    viewer = request.viewer
    shelf.notice()
    in_force = _by_pack(reads.adoptions())
    names = organisation.department_names(
        [one.department for every in in_force.values() for one in every if one.department]
    )
    shown = [
        ShownPack(
            one, len(reads.clauses(one.id)), len(one.dossier_kinds) if not one.changes else 0, reads.lineage(one.id)[1:],
            tuple((each, names.get(each.department or 0, "")) for each in in_force.get(one.id, ())),
        )
        for one in reads.packs()
    ]  # fmt: skip
    beneath = {under.id for one in shown if one.adopted for under in one.stands_on}
    return render(
        request,
        "policies/packs.html",
        {
            "in_force": [one for one in shown if one.adopted or one.pack.id in beneath],
            "others": [one for one in shown if not one.adopted and one.pack.id not in beneath],
            "faults": reads.faults(),
            "may_adopt": viewer.may("policies.adopt"),
            "guidance": reads.guidance("policies"),
            "waiting": editions.awaiting(viewer.staff_id) if viewer.may("policies.consent") else [],
        },
    )


@page(RIGHT)
@require_safe
def pack(request: Request, pack_id: str) -> HttpResponse:
    """One policy with all its clauses, to be read like the printed one; `version` asks for an older one."""
    version = request.GET.get("version", "")
    found = reads.pack(pack_id, int(version) if version.isdigit() else None)
    line = reads.lineage(found.id, found.version)
    ours = [found] if found.changes else _own_in_force()
    clauses = _shown([clause for one in line for clause in one.clauses] if found.changes else found.clauses, ours)
    return render(
        request,
        "policies/pack.html",
        {
            "pack": found,
            "versions": reads.versions(found.id),
            "clauses": clauses,
            "groups": grouped(comparing.changed_by(found)),
            "same": reads.pack(found.same_as) if found.same_as else None,
            "same_clauses": _shown(reads.clauses(found.same_as), ours) if found.same_as else [],
            "counts": _counts(one.clause for one in clauses),
            "duties": [_in_words(one) for one in (*found.duties, *_same_duties(found))],
            "stands_on": line[1:],
            "adopted": [one for one in _by_pack(reads.adoptions()).get(pack_id, ()) if one.version == found.version],
        },
    )


@dataclass(frozen=True, slots=True)
class ShownDuty:
    """A duty in words. when: how often, or after what; then: who hears of lateness."""

    duty: Duty
    when: str
    due: str
    owner: str
    then: str


def _same_duties(pack: Pack) -> tuple[Duty, ...]:
    """The duties of the pack that this one is the same as."""
    return reads.pack(pack.same_as).duties if pack.same_as else ()


def _in_words(one: Duty) -> ShownDuty:
    if one.every is not None:
        when = explaining.every(one.every)
    else:
        when = _("、").join(str(_told(fact.entry)) for fact in one.opens_on)
    or_else = _("，否则").join(explaining.who(who) for who in one.owner)
    return ShownDuty(
        one, when, explaining.term(one.due), or_else, explaining.value(one.escalate) if one.escalate else ""
    )


def _told(kind: str) -> str:
    """What an entry of a kind tells, without who and about what."""
    sentence = str(KINDS[kind].sentence)
    blanks = {"actor": "", "subject": "", "position": "", "basis": ""}
    return re.sub(r"%\(\w+\)s", "…", re.sub(r"%\((" + "|".join(blanks) + r")\)s ?", "", sentence)).strip()


def _counts(clauses: Iterable[Clause]) -> list[tuple[str, str, int]]:
    """Label, tone and number of each kind of clause that occurs."""
    counted = Counter(one.kind for one in clauses)
    return [(str(kind.label), TONES[kind], counted[kind]) for kind in ClauseKind if counted[kind]]


@page(RIGHT)
@require_safe
def clause(request: Request, clause_id: str) -> HttpResponse:
    """One clause: what it asks, how the house carries it out, who does, and what else rests on it."""
    found = reads.clause(clause_id)
    of_pack = reads.clauses(found.pack)
    place = of_pack.index(found)
    return render(
        request,
        "policies/clause.html",
        {
            "shown": _shown([found], _own_in_force())[0],
            "built": built(found),
            "evidence": _evidence(found),
            "pack": reads.pack(found.pack),
            "before": of_pack[place - 1] if place else None,
            "after": of_pack[place + 1] if place + 1 < len(of_pack) else None,
            "kinds": [kind for kind in reads.dossier_kinds() if clause_id in _clauses_of(kind)],
        },
    )


def _evidence(clause: Clause) -> list[tuple[str, str]]:
    """The mechanisms that carry a clause out, each with the page that shows it, "" where only the ledger does."""
    found = []
    for one in built(clause).mechanisms:
        try:
            address = reverse(one.screen.replace(".", ":", 1)) if one.screen else ""
        except NoReverseMatch:
            address = ""
        found.append((str(one.label), address))
    return found


def _clauses_of(kind: DossierKind) -> set[str]:
    """Every clause that a kind of dossier rests on."""
    own = {kind.clause, kind.order_clause, kind.number.clause, kind.attachments_clause, kind.verification_clause}
    sections = {section.clause for section in kind.sections}
    return own | sections | {item.clause for section in kind.sections for item in section.items}


@page(RIGHT)
@require_safe
def kinds(request: Request) -> HttpResponse:
    """The kinds of dossier, by policy."""
    groups = [(one, one.dossier_kinds) for one in reads.packs() if one.dossier_kinds]
    return render(request, "policies/kinds.html", {"groups": groups})


@page(RIGHT)
@require_safe
def kind(request: Request, code: str) -> HttpResponse:
    """One kind of dossier with its catalogue."""
    found = reads.dossier_kind(code)
    return render(
        request,
        "policies/kind.html",
        {
            "kind": found,
            "pack": reads.pack(found.pack),
            "custodian": reads.position(found.custodian),
            "items": sum(len(section.items) for section in found.sections),
            "required": len(found.required_items),
            "example": found.number.text(
                1, word=reads.parameter_value("company_word"), department=_EXAMPLE, year=clock.today().year, unit="1203"
            ),
        },
    )


@page(RIGHT)
@require_safe
def positions(request: Request) -> HttpResponse:
    """The positions that clauses name."""
    return render(request, "policies/positions.html", {"positions": reads.positions()})


@page(RIGHT)
@require_safe
def position(request: Request, code: str) -> HttpResponse:
    """One position: its duties, its clauses and its rights."""
    found = reads.position(code)
    granted = [
        (rights[right].label if right in rights else right, REACH[scope.value])
        for right, scope in sorted(found.rights.items())
    ]
    return render(
        request,
        "policies/position.html",
        {
            "position": found,
            "duties": list(zip([reads.pack(one) for one in found.packs], found.duties, strict=True)),
            "clauses": _shown(one for one in reads.clauses() if code in one.carried_out_by),
            "rights": granted,
        },
    )
