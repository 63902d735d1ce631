"""Likely duplicates and merges as a viewer may see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.customers import merging
from juanzong.customers.choices import IDENTITIES, TELLING, CustomerState, DuplicateState
from juanzong.customers.drafts import Checked
from juanzong.customers.duplicates import candidates, probe_of
from juanzong.customers.models import Customer, Duplicate, Merge
from juanzong.customers.reads.customers import customer, visible
from juanzong.customers.rules import REASONS, WORTH_SHOWING, score
from juanzong.kit import prepared
from juanzong.kit.errors import NotFound
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer

MERGE = "customers.merge"
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Likely:
    """A customer who may be the one about to be registered.

    customer_id and name are 0 and "" when the viewer may not see that customer; the department says whom to ask.
    same: an identity number is the same, so that registering is refused.
    """

    customer_id: int
    name: str
    region: str
    department: str
    reasons: tuple[str, ...]
    score: int
    same: bool

    @property
    def why(self) -> list[str]:
        """The reasons in words."""
        return [str(REASONS[reason]) for reason in self.reasons]


def likely_duplicates(viewer: Viewer, checked: Checked) -> list[Likely]:
    """Who is in the house already and may be this customer, most likely first (P00-1.3).

    Out of the viewer's reach only a shared number counts, and only the department is told. Nine SQL
    statements at most, whatever is found.
    """
    pairs = {other: reasons for (_place, other), reasons in candidates([probe_of(checked)]).items()}
    rows = {row.pk: row for row in Customer.objects.filter(pk__in=pairs).select_related("department")}
    seen = set(visible(viewer).filter(pk__in=rows).values_list("id", flat=True)) if rows else set()
    found = []
    for pk, row in rows.items():
        known = pk in seen
        reasons = tuple(reason for reason in pairs[pk] if known or reason in TELLING)
        if score(reasons) < WORTH_SHOWING:
            continue
        found.append(
            Likely(
                customer_id=pk if known else 0,
                name=row.name if known else "",
                region=row.region if known else "",
                department=row.department.name,
                reasons=reasons,
                score=score(reasons),
                same=any(reason in IDENTITIES for reason in reasons),
            )
        )
    return sorted(found, key=lambda one: (-one.score, -one.customer_id))[:_SHOWN]


def waits_for_comparison() -> bool:
    """Whether new or changed customers wait to be compared. One SQL statement."""
    return Customer.objects.filter(compared=False, state=CustomerState.ACTIVE).exists()


def open_duplicates(viewer: Viewer) -> QuerySet[Duplicate]:
    """Pairs nobody has judged yet, of customers the viewer may merge, with both customers and their departments."""
    found = Duplicate.objects.filter(
        state=DuplicateState.OPEN, one__state=CustomerState.ACTIVE, two__state=CustomerState.ACTIVE
    )
    if viewer.scope(MERGE) is not Scope.COMPANY:
        seen = visible(viewer, MERGE)
        found = found.filter(one__in=seen, two__in=seen)
    return found.select_related("one__department", "two__department")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two customers who may be the same, in a few words."""

    one: int
    two: int
    names: tuple[str, str]
    found_at: dt.datetime


def open_pairs(viewer: Viewer, most: int) -> list[Pair]:
    """The likeliest pairs this viewer has to judge. One SQL statement."""
    rows = prepared.rows(viewer, _likeliest, most)
    return [Pair(one, two, (name, other), found_at) for one, two, name, other, found_at in rows]


def _likeliest(viewer: Viewer, most: int) -> QuerySet[Duplicate, Any]:
    columns = ("one_id", "two_id", "one__name", "two__name", "found_at")
    return open_duplicates(viewer).order_by("-score", "-id").values_list(*columns)[:most]


def waiting(viewer: Viewer, *, most: int = 99) -> QuerySet[Duplicate, Any]:
    """The ids of pairs this viewer has to judge, at most so many, so that the menu costs the same whatever waits."""
    return open_duplicates(viewer).order_by().values("pk")[:most]


def duplicates_of(viewer: Viewer, customer_id: int) -> list[Duplicate]:
    """Open pairs that this customer is in. One SQL statement; none for who may not merge."""
    if not viewer.may(MERGE):
        return []
    # One filter: two querysets joined by | would carry every condition twice, and SQLite would then compare all pairs.
    pairs = open_duplicates(viewer).filter(Q(one=customer_id) | Q(two=customer_id))
    return list(pairs.order_by("-score", "-id")[:_SHOWN])


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two customers side by side; `chosen` are the fields of which one value has to be chosen."""

    one: Customer
    two: Customer
    chosen: tuple[str, ...]
    duplicate: Duplicate | None


def comparison(viewer: Viewer, one: int, two: int) -> Comparison:
    """What the page of a comparison shows. NotFound when the viewer may not see both."""
    first, second = customer(viewer, one), customer(viewer, two)
    pair = Duplicate.objects.filter(one=min(one, two), two=max(one, two), state=DuplicateState.OPEN).first()
    return Comparison(first, second, tuple(merging.conflicts(first, second)), pair)


def merges_of(viewer: Viewer, customer_id: int) -> list[Merge]:
    """Merges into this customer that stand or were undone, newest first. One SQL statement."""
    rows = Merge.objects.filter(kept=customer_id, kept__in=visible(viewer)).select_related("gone")
    return list(rows.order_by("-id"))


def standing_merge(viewer: Viewer, gone: int) -> Merge:
    """The merge by which a customer went into another; NotFound when there is none."""
    found = Merge.objects.filter(gone=gone, undone_at=None, gone__in=visible(viewer)).select_related("kept").first()
    if found is None:
        raise NotFound(_("没有这次合并，或您无权查看。"), clause="P00-1.6")
    return found


def stands_for(customer_id: int) -> int:
    """The customer into which this one was merged in the end; itself when it was not. One SQL statement a step."""
    while (into := Customer.objects.filter(pk=customer_id).values_list("merged_into", flat=True).first()) is not None:
        customer_id = into
    return customer_id
