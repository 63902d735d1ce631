"""Internal audits as people may see them: those who oversee the company, the one who answers, owners of follow-ups."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.casework.reads import signatures
from juanzong.casework.shapes.signatures import Signed
from juanzong.casework.sockets import Content
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation import reads as organisation
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.audits import population, rules
from juanzong.oversight.audits.choices import Verdict
from juanzong.oversight.audits.population import Wanted
from juanzong.oversight.models import AuditRun, FollowUp, Sample
from juanzong.oversight.reads import VIEW
from juanzong.policies import reads as policies

CLAUSE = "P00-1.7"
AUDIT = "oversight.audit"


def runs(viewer: Viewer) -> QuerySet[AuditRun]:
    """The audits a viewer may know of, newest first, with how many samples, findings and open follow-ups they have."""
    rows = AuditRun.objects.select_related("auditor", "responsible").annotate(
        sample_count=Count("samples", distinct=True),
        judged_count=Count("samples", filter=~Q(samples__verdict=Verdict.OPEN), distinct=True),
        finding_count=Count("samples", filter=Q(samples__verdict=Verdict.FINDING), distinct=True),
        open_count=Count(
            "samples__follow_ups",
            filter=Q(samples__follow_ups__isnull=False, samples__follow_ups__done_at=None),
            distinct=True,
        ),
    )
    if viewer.scope(VIEW) is Scope.COMPANY:
        return rows
    return rows.filter(Q(responsible=viewer.staff_id) | Q(auditor=viewer.staff_id))


def run(viewer: Viewer, run_id: int) -> AuditRun:
    """One audit; NotFound when it is not the viewer's to know. One SQL statement."""
    found = runs(viewer).filter(pk=run_id).first()
    if found is None:
        raise NotFound(_("没有这次审计，或您无权查看。"), clause=CLAUSE)
    return found


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A run with everything its page and its report say. departments: names; verdicts: how many of each."""

    run: AuditRun
    samples: tuple[Sample, ...]
    follow_ups: dict[int, list[FollowUp]]
    departments: tuple[str, ...]
    signed: tuple[Signed, ...]
    verdicts: Counter[str]

    @property
    def unfollowed(self) -> list[Sample]:
        """Findings that nobody has to do anything about yet."""
        return [one for one in self.samples if one.verdict == Verdict.FINDING and one.pk not in self.follow_ups]


def page(viewer: Viewer, run_id: int) -> AuditPage:
    """Five SQL statements, and what was signed."""
    one = run(viewer, run_id)
    samples = tuple(Sample.objects.filter(run=one))
    follow_ups: dict[int, list[FollowUp]] = {}
    for row in FollowUp.objects.filter(sample__run=one).select_related("owner"):
        follow_ups.setdefault(row.sample_id or 0, []).append(row)
    names = organisation.department_names(one.departments)
    return AuditPage(
        one, samples, follow_ups, tuple(names.get(id, str(id)) for id in one.departments),
        tuple(signatures.signatures_of(viewer, Ref("audit", one.pk))), Counter(row.verdict for row in samples),
    )  # fmt: skip


def wanted(one: AuditRun) -> Wanted:
    """What a run looked at."""
    return Wanted(one.begin, one.end, tuple(one.clauses), tuple(one.departments), one.started_at)


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A source drawn again: what there was then and is now, whether the same samples come out."""

    source: str
    then: int
    now: int
    same_population: bool
    same_samples: bool


def redrawn(viewer: Viewer, run_id: int) -> list[Redrawn]:
    """The samples drawn again from the seed, compared with those that were judged. Two SQL statements and those of the
    sources."""
    one = run(viewer, run_id)
    kept: dict[str, set[int]] = {}
    for source, thing in Sample.objects.filter(run=one).values_list("source", "thing"):
        kept.setdefault(source, set()).add(thing)
    found = []
    for source in one.sources:
        drawn = rules.draw(one.seed, source, population.ids_of(source, wanted(one)), one.size)
        before = one.drawn[source]
        found.append(
            Redrawn(
                source, before["number"], drawn.number, drawn.digest == before["digest"],
                set(drawn.ids) == kept.get(source, set()),
            )
        )  # fmt: skip
    return found


def _seen(viewer: Viewer) -> Q:
    """One's own; those of audits one may know of; those of evaluations for whoever oversees the company."""
    seen = Q(owner=viewer.staff_id) | Q(sample__run__in=runs(viewer).values("pk"))
    return seen | Q(evaluation__isnull=False) if viewer.scope(VIEW) is Scope.COMPANY else seen


def follow_up(viewer: Viewer, follow_up_id: int) -> FollowUp:
    """One follow-up; NotFound when it is neither the viewer's nor of an audit they may know of. Two SQL statements."""
    found = (
        FollowUp.objects.filter(_seen(viewer), pk=follow_up_id)
        .select_related("owner", "sample__run", "evaluation")
        .first()
    )
    if found is None:
        raise NotFound(_("没有这项整改，或您无权查看。"), clause=CLAUSE)
    return found


def clauses_to_choose() -> list[tuple[str, str]]:
    """The clauses of the policies in force anywhere, with their words."""
    line = {
        under.id
        for one in policies.adopted_everywhere()
        if policies.known(one.pack, one.version)
        for under in policies.lineage(one.pack, one.version)
    }
    return [(one.id, f"{one.id} {one.says}") for id in sorted(line) for one in policies.pack(id).clauses]


def content(viewer: Viewer, run_id: int) -> Content:
    """What is signed: what was looked at, every sample with its verdict, the follow-ups."""
    one = run(viewer, run_id)
    samples = list(Sample.objects.filter(run=one))
    agreed = FollowUp.objects.filter(sample__run=one).order_by("id")
    exact: dict[str, Any] = {
        "audit": one.number, "begin": one.begin.isoformat(), "end": one.end.isoformat(), "clauses": one.clauses,
        "departments": one.departments, "seed": one.seed, "drawn": one.drawn,
        "samples": [[row.source, row.thing, row.clause, row.verdict, row.severity, row.note] for row in samples],
        "follow_ups": [[row.pk, row.text, row.owner_id, row.due_on.isoformat()] for row in agreed],
    }  # fmt: skip
    verdicts = Counter(row.verdict for row in samples)
    lines = (
        (_("编号"), one.number),
        (_("期间"), f"{one.begin} — {one.end}"),
        (_("条款"), "、".join(one.clauses)),  # untranslated: a list of numbers
        (_("样本"), str(len(samples))),
        *((str(Verdict(code).label), str(number)) for code, number in verdicts.items()),
    )
    return Content(_("内部审计报告"), lines, json.dumps(exact, ensure_ascii=True, sort_keys=True).encode())


def labels(viewer: Viewer, ids: Sequence[int]) -> dict[int, str]:
    """Audits in words. One SQL statement."""
    return dict(runs(viewer).filter(pk__in=list(ids)).values_list("pk", "number"))


def follow_up_labels(viewer: Viewer, ids: Sequence[int]) -> dict[int, str]:
    """Follow-ups in words. One SQL statement."""
    return dict(FollowUp.objects.filter(_seen(viewer), pk__in=list(ids)).values_list("pk", "text"))
