"""The distribution board: forms that belong to nobody yet, what each representative has, what the principles propose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Count, QuerySet

from juanzong.casework.reads import others as casework
from juanzong.customers import reads as customers
from juanzong.forms.reads import many as forms
from juanzong.kit import clock, prepared
from juanzong.organisation import reads as organisation
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.service import reads
from juanzong.service import rules_distribution as rules
from juanzong.service.choices import Principle
from juanzong.service.models import Area, Assignment, Purchase
from juanzong.service.shapes import Board, Load, Unassigned

DISTRIBUTE: Final = "service.distribute"
AREA_FIELD: Final = "area"
"""The field of a sheet that says in which part of town somebody lives."""
_LATELY: Final = dt.timedelta(days=180)


def distributed_forms() -> list[str]:
    """Codes of the sheets that are handed to a position which distributes customers. No SQL."""
    deciding = {one.code for one in policies.positions() if DISTRIBUTE in one.rights}
    return [form.code for form in policies.forms() if form.submits_to in deciding]


def representatives(viewer: Viewer) -> dict[int, organisation.Post]:
    """Those who visit customers of their own, in the departments for which the viewer distributes, each with the
    appointment they have held longest. One statement."""
    scope = viewer.scope(DISTRIBUTE)
    found: dict[int, organisation.Post] = {}
    for one in organisation.who_may(viewer, "service.visit"):
        reached = scope is Scope.COMPANY or one.post.department_id in viewer.departments
        held = found.get(one.post.staff_id)
        if one.scope is Scope.OWN and reached and (held is None or one.post.from_date < held.from_date):
            found[one.post.staff_id] = one.post
    return found


def _unassigned(viewer: Viewer) -> QuerySet[Any]:
    """Submitted forms whose customer belongs to nobody yet."""
    assigned = Assignment.objects.filter(until_at=None).values("customer")
    rows = forms.submitted(viewer, distributed_forms()).exclude(customer__in=assigned)
    return rows.filter(customer__in=customers.visible(viewer))


def waiting(viewer: Viewer, *, limit: int = 200) -> list[rules.Waiting]:
    """The forms whose customer belongs to nobody yet, the first to come first; one for each customer. Two statements."""
    rows = _unassigned(viewer).order_by("submitted_at", "id")
    first: dict[int, tuple[int, int, str]] = {}
    for pk, customer, filler, region in rows.values_list("id", "customer", "filler", "customer__region")[: limit * 3]:
        first.setdefault(customer or 0, (pk, filler, region))
    chosen = dict(list(first.items())[:limit])
    areas = forms.ordinary([pk for pk, _filler, _region in chosen.values()], AREA_FIELD)
    return [
        rules.Waiting(pk, customer, filler, areas.get(pk) or region)
        for customer, (pk, filler, region) in chosen.items()
    ]


def candidates(posts: Mapping[int, organisation.Post]) -> list[rules.Candidate]:
    """These representatives with what the principles weigh. Four SQL statements."""
    today = clock.today()
    load = dict(
        Assignment.objects.filter(representative__in=posts, until_at=None)
        .order_by()
        .values_list("representative")
        .annotate(number=Count("*"))
    )
    sales = dict(
        Purchase.objects.filter(representative__in=posts, bought_on__gte=today - _LATELY)
        .order_by()
        .values_list("representative")
        .annotate(number=Count("customer", distinct=True))
    )
    kept = casework.kept_share(list(posts), reads.planned_duties(), from_day=today - _LATELY)
    areas: dict[int, set[str]] = {}
    for staff, name in Area.objects.filter(staff__in=posts).values_list("staff", "name"):
        areas.setdefault(staff, set()).add(name)
    return [
        rules.Candidate(
            staff, post.staff_name, frozenset(areas.get(staff, ())), rules.is_newcomer(post.from_date, today),
            load.get(staff, 0), sales.get(staff, 0), kept.get(staff),
        )
        for staff, post in posts.items()
    ]  # fmt: skip


def proposals(viewer: Viewer) -> list[rules.Proposal]:
    """What the five principles propose for everything that waits (P09-1.8). Seven SQL statements."""
    return rules.propose(waiting(viewer), candidates(representatives(viewer)))


def board(viewer: Viewer) -> Board:
    """The board as the manager sees it (P09-1.7). Nine SQL statements, whatever waits."""
    posts = representatives(viewer)
    people = candidates(posts)
    proposed = rules.propose(waiting(viewer), people)
    gets = rules.by_staff(proposed)
    loads = [
        Load(
            one.staff, one.name, sorted(one.areas), one.newcomer, posts[one.staff].from_date, one.load, one.sales,
            one.kept, gets.get(one.staff, 0),
        )
        for one in sorted(people, key=lambda one: (-one.load, one.staff))
    ]  # fmt: skip
    return Board(_rows(viewer, proposed), loads)


def _rows(viewer: Viewer, proposed: Sequence[rules.Proposal]) -> list[Unassigned]:
    ids = [one.waiting.customer for one in proposed]
    names = dict(customers.visible(viewer).filter(pk__in=ids).values_list("pk", "name"))
    rows = _unassigned(viewer).filter(pk__in=[one.waiting.record for one in proposed]).select_related("filler")
    told = {row.pk: row for row in rows}
    known = {form.code: str(form.name) for form in policies.forms()}
    return [
        Unassigned(
            one.waiting.record, one.waiting.customer, names.get(one.waiting.customer, ""),
            known.get(told[one.waiting.record].form, ""), one.waiting.collector,
            told[one.waiting.record].filler.name, one.waiting.area, told[one.waiting.record].filled_on,
            one.staff, Principle(one.principle),
        )
        for one in proposed
        if one.waiting.record in told
    ]  # fmt: skip


def waiting_count(viewer: Viewer) -> int:
    """How many customers wait to be given to somebody, for the menu. One SQL statement, none without the right."""
    if not viewer.may(DISTRIBUTE):
        return 0
    return prepared.count(viewer, unassigned)


def unassigned(viewer: Viewer) -> QuerySet[Any, Any]:
    """The ids of customers that wait to be given to somebody, for whoever has the right."""
    return _unassigned(viewer).order_by().values("customer").distinct()
