"""Reading loans: who may ask for a thing by which route, the register of lending, what a person holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.casework.reads import routes as reads_routes
from juanzong.custody.choices import HoldingState, LoanState
from juanzong.custody.models import Holding, Loan
from juanzong.custody.reads.places import VIEW
from juanzong.custody.rules import loans as rules
from juanzong.custody.rules.loans import Papers, Terms
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock, prepared
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Scope
from juanzong.organisation.in_force import in_force
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_work import Procedure, WhoKind

BORROW = "custody.borrow"
LEND = "custody.lend"
_WITH_SOMEBODY = (LoanState.OUT, LoanState.RETURNED)


@dataclass(frozen=True, slots=True)
class Route:
    """A way in which this person may ask for a thing. terms: what may be asked for."""

    procedure: Procedure
    terms: Terms


def routes(viewer: Viewer, dossier_id: int) -> list[Route]:
    """The ways that the adopted policies lay down for this person and this dossier, those for few before those for
    everybody (P03-6.1: both and no third). Four SQL statements."""
    one = dossiers.dossier(viewer, dossier_id)
    kind, rules_here = dossiers.kind_of(one), in_force()
    ref = Ref("dossier", one.pk)
    found = []
    for route in rules_here.of(one.department_id).procedures.values():
        wanted = route.where.get("subject.policy", (kind.pack,))
        allowed = rules.terms(route) if route.subject == "loan" and kind.pack in wanted else None
        if allowed is not None and viewer.staff_id in reads_routes.starters(
            route, rules_here.chart, ref, one.department_id, viewer.staff_id
        ):
            found.append(Route(route, allowed))
    return sorted(found, key=lambda way: any(who.kind is WhoKind.EVERYONE for who in way.procedure.starts))


def loans(viewer: Viewer) -> QuerySet[Loan]:
    """The loans this person may know of: their own, and by how far the right to lend or to see the archive room
    reaches, those of dossiers they may see."""
    if viewer.everything:
        return Loan.objects.all()
    where = Q(borrower=viewer.staff_id)
    if viewer.may(LEND) or viewer.may(VIEW):
        if viewer.scope(dossiers.VIEW) is Scope.COMPANY:
            return Loan.objects.all()
        where |= Q(holding__dossier__in=dossiers.visible(viewer).values("pk"))
    return Loan.objects.filter(where)


def at_a_glance(viewer: Viewer) -> dict[str, int]:
    """How many of these wait in each state, and are `late`. One SQL statement."""
    waiting = (LoanState.ASKED, LoanState.APPROVED, LoanState.OUT, LoanState.RETURNED)
    late = Q(state=LoanState.OUT, due_on__lt=clock.today())
    wanted = {state.value: Count("pk", filter=Q(state=state)) for state in waiting} | {"late": Count("pk", filter=late)}
    return loans(viewer).filter(state__in=waiting).aggregate(**wanted)


def unsettled(viewer: Viewer, dossier_id: int) -> Loan | None:
    """This person's newest slip for a dossier that is still under way. One SQL statement."""
    under_way = (LoanState.ASKED, LoanState.APPROVED, LoanState.OUT)
    rows = Loan.objects.filter(borrower=viewer.staff_id, holding__dossier=dossier_id, state__in=under_way)
    return rows.order_by("-pk").first()


def loan(viewer: Viewer, loan_id: int) -> Loan:
    """One loan with its thing; NotFound for whoever may not know of it. One SQL statement."""
    rows = loans(viewer).select_related("holding__dossier", "holding__place", "place", "department")
    found = rows.filter(pk=loan_id).first()
    if found is None:
        raise NotFound(_("没有这张出借单，或您无权查看。"), clause="P00-1.6")
    return found


def labels(viewer: Viewer, ids: Iterable[int]) -> dict[int, str]:
    """Slips in words: the number, and the thing for whoever may know it. One SQL statement."""
    rows = Loan.objects.filter(pk__in=list(ids))
    if not viewer.everything and not viewer.may(VIEW):
        rows = rows.filter(Q(borrower=viewer.staff_id) | Q(holding__dossier__in=dossiers.visible(viewer).values("pk")))
    return {
        pk: f"{number} · {thing}" for pk, number, thing in rows.values_list("pk", "number", "holding__dossier__number")
    }


def held_by(viewer: Viewer) -> Sequence[Loan]:
    """What this person holds of the archive room's, the nearest day first. One SQL statement, two where there is any."""
    if not prepared.rows(viewer, _held):
        return []
    rows = Loan.objects.filter(borrower=viewer.staff_id, state=LoanState.OUT).order_by("due_on", "pk")
    return list(rows.select_related("holding__dossier")[:50])


def _held(viewer: Viewer) -> QuerySet[Loan, Any]:
    return Loan.objects.filter(borrower=viewer.staff_id, state=LoanState.OUT).values_list("pk")[:1]


def of_dossier(viewer: Viewer, dossier_id: int, *, limit: int = 5) -> Sequence[Loan]:
    """The newest loans of a dossier that the viewer may see. One SQL statement."""
    rows = loans(viewer).filter(holding__dossier=dossier_id).exclude(state__in=[LoanState.WITHDRAWN, LoanState.REFUSED])
    return list(rows.order_by("-pk")[:limit])


def standing_of(viewer: Viewer, dossier_id: int) -> Holding | None:
    """The thing of a dossier as the archive room keeps it, None before it stood on a shelf. One SQL statement."""
    return Holding.objects.filter(dossier=dossier_id).exclude(state=HoldingState.GONE).first()


def slip_at_hand(viewer: Viewer, thing: Holding) -> Loan | None:
    """The slip of a thing that waits for whoever lends it out: what is with somebody or back and not in its place yet,
    else the oldest that is approved. Never one's own. One SQL statement for whoever may lend."""
    if not viewer.may(LEND):
        return None
    states = (LoanState.APPROVED,) if thing.state == HoldingState.IN else _WITH_SOMEBODY
    rows = loans(viewer).filter(holding=thing, state__in=states).exclude(borrower=viewer.staff_id)
    return rows.order_by("pk").first()


def has_lapsed(row: Loan) -> bool:
    """Whether nothing is handed out on this slip any more: it was approved, and its day has passed."""
    return row.state == LoanState.APPROVED and row.due_on < clock.today()


def counted(loan: Loan) -> Papers:
    """The papers of a loan's dossier as its volume list says, without what is kept apart. Three SQL statements."""
    facts = dossiers.facts_of([loan.holding.dossier_id or 0])[loan.holding.dossier_id or 0]
    apart = set(
        Holding.objects.filter(item__in=[item.id for item in facts], place__isnull=False).values_list("item", flat=True)
    )
    paper = [item for item in facts if item.on_paper and item.id not in apart]
    return Papers(len(paper), sum(item.sheets or 0 for item in paper))


def overdue_count(viewer: Viewer) -> int:
    """How many loans are out after their day. One SQL statement."""
    return loans(viewer).filter(state=LoanState.OUT, due_on__lt=clock.today()).count()
