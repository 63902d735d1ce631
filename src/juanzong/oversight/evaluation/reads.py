"""The evaluation of a year: its figures are computed until somebody writes a conclusion on them; then they are kept as
they were at that moment, so that what is signed is what was concluded from."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, QuerySet, Sum
from django.utils.translation import gettext as _

from juanzong.casework.reads import obligations, signatures
from juanzong.casework.shapes.signatures import Signed
from juanzong.casework.sockets import Content
from juanzong.kit import clock
from juanzong.kit.errors import NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer, system
from juanzong.oversight.audits.choices import Severity, Verdict
from juanzong.oversight.models import AuditRun, Evaluation, FollowUp, Sample, Tally

CLAUSE = "P00-2.6"
VIEW = "evaluation.view"
EVALUATE = "oversight.evaluate"


@dataclass(frozen=True, slots=True)
class Rate:
    """One clause in a year. late: fulfilled late; open_late: late and still open when it was computed."""

    clause: str
    applied: int
    on_time: int
    late: int
    open_late: int
    refused: int

    @property
    def share(self) -> float | None:
        """Per cent of what fell due that was done on time; None where nothing did."""
        due = self.on_time + self.late + self.open_late
        return round(100 * self.on_time / due, 1) if due else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is computed. findings: how many of each severity. follow_ups: agreed by audits, closed, late."""

    rates: tuple[Rate, ...]
    audits: int
    samples: int
    findings: Mapping[str, int]
    follow_ups: tuple[int, int, int]

    @property
    def total(self) -> Rate:
        """All clauses together."""
        return Rate(
            "", sum(one.applied for one in self.rates), sum(one.on_time for one in self.rates),
            sum(one.late for one in self.rates), sum(one.open_late for one in self.rates),
            sum(one.refused for one in self.rates),
        )  # fmt: skip

    @property
    def found(self) -> int:
        return sum(self.findings.values())

    def as_kept(self) -> dict[str, Any]:
        """As it is kept with a signed evaluation."""
        return {
            "rates": [[r.clause, r.applied, r.on_time, r.late, r.open_late, r.refused] for r in self.rates],
            "audits": self.audits, "samples": self.samples, "findings": dict(self.findings),
            "follow_ups": list(self.follow_ups),
        }  # fmt: skip


def _kept(found: Mapping[str, Any]) -> Figures:
    done = found["follow_ups"]
    return Figures(
        tuple(Rate(*row) for row in found["rates"]), found["audits"], found["samples"], found["findings"],
        (done[0], done[1], done[2]),
    )  # fmt: skip


def figures_of(one: Evaluation) -> Figures:
    """The figures a conclusion rests on; those of now before there is one."""
    return _kept(one.figures) if one.figures else computed(one.year)


def computed(year: int) -> Figures:
    """The figures of a year as they are now. Five SQL statements."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    rows = Tally.objects.filter(month__gte=first, month__lte=last).values("clause").order_by("clause")
    sums = rows.annotate(a=Sum("applied"), t=Sum("on_time"), l=Sum("late"), r=Sum("refused"))
    counted = {row["clause"]: row for row in sums}
    late = obligations.late_by_clause(system(), list(counted)) if year == clock.today().year else {}
    rates = tuple(
        Rate(clause, row["a"], row["t"], row["l"], late.get(clause, 0), row["r"]) for clause, row in counted.items()
    )
    begun = AuditRun.objects.filter(
        started_at__gte=clock.start_of(first), started_at__lt=clock.start_of(last + dt.timedelta(days=1))
    )
    samples = Sample.objects.filter(run__in=begun.values("pk"))
    verdicts = list(samples.values_list("verdict", "severity"))
    severities = Counter(severity for verdict, severity in verdicts if verdict == Verdict.FINDING)
    agreed = list(FollowUp.objects.filter(sample__in=samples.values("pk")).values_list("due_on", "done_at"))
    return Figures(
        rates, begun.count(), len(verdicts), {code: severities[code] for code in Severity.values},
        (len(agreed), sum(done is not None for _due, done in agreed),
         sum(done is None and due < clock.today() for due, done in agreed)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class YearPage:
    """Everything the evaluation of a year says. one: what people wrote, None before anybody did."""

    year: int
    one: Evaluation | None
    figures: Figures
    improvements: tuple[FollowUp, ...]
    signed: tuple[Signed, ...]

    @property
    def closed(self) -> int:
        return sum(one.done_at is not None for one in self.improvements)


def _require(viewer: Viewer) -> None:
    if not viewer.may(VIEW):
        raise NotAllowed(_("您没有查看年度评估的权限。"), clause=CLAUSE, todo=_("请联系总经理。"))


def year_page(viewer: Viewer, year: int) -> YearPage:
    """The evaluation of a year. NotFound: a year that has not come, or before anything was recorded."""
    _require(viewer)
    if year not in years(viewer):
        raise NotFound(_("没有 %(year)s 年度的数据。") % {"year": year}, clause=CLAUSE)
    one = Evaluation.objects.filter(year=year).first()
    figures = figures_of(one) if one is not None else computed(year)
    improvements: tuple[FollowUp, ...] = ()
    signed: tuple[Signed, ...] = ()
    if one is not None:
        improvements = tuple(FollowUp.objects.filter(evaluation=one).select_related("owner"))
        signed = tuple(signatures.signatures_of(viewer, Ref("evaluation", one.pk)))
    return YearPage(year, one, figures, improvements, signed)


def years(viewer: Viewer) -> list[int]:
    """The years of which anything is known, the latest first, always with this one. One SQL statement."""
    _require(viewer)
    span = Tally.objects.aggregate(first=Min("month"), last=Max("month"))
    today = clock.today().year
    return list(range(today, (span["first"].year if span["first"] else today) - 1, -1))


def evaluations(viewer: Viewer) -> QuerySet[Evaluation]:
    """What has been written, for those who oversee the company."""
    rows = Evaluation.objects.order_by("-year")
    return rows if viewer.may(VIEW) else rows.none()


def content(viewer: Viewer, evaluation_id: int) -> Content:
    """What is signed: the figures as they stand, satisfaction, conclusion and improvements."""
    one = evaluations(viewer).filter(pk=evaluation_id).first()
    if one is None:
        raise NotFound(_("没有这次评估，或您无权查看。"), clause=CLAUSE)
    figures = figures_of(one)
    agreed = FollowUp.objects.filter(evaluation=one).order_by("id")
    exact = {
        "year": one.year, "figures": figures.as_kept(), "satisfaction": str(one.satisfaction or ""),
        "source": one.satisfaction_source, "conclusion": one.conclusion,
        "improvements": [[row.pk, row.text, row.owner_id, row.due_on.isoformat()] for row in agreed],
    }  # fmt: skip
    share = figures.total.share
    lines = (
        (_("年度"), str(one.year)),
        (_("按期率"), "—" if share is None else f"{share} %"),
        (_("审计发现的问题"), str(figures.found)),
        (_("改进事项"), str(len(exact["improvements"]))),  # type: ignore[arg-type]
    )
    return Content(_("年度评估"), lines, json.dumps(exact, ensure_ascii=True, sort_keys=True).encode())


def labels(viewer: Viewer, ids: Sequence[int]) -> dict[int, str]:
    """Evaluations in words. One SQL statement."""
    return {pk: str(year) for pk, year in evaluations(viewer).filter(pk__in=list(ids)).values_list("pk", "year")}
