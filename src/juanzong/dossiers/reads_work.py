"""What of the dossiers waits for a person: to verify, to accept, to finish; and what they keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from juanzong.casework.reads.cases import under_way
from juanzong.dossiers import rules
from juanzong.dossiers.choices import DossierState, ItemState
from juanzong.dossiers.models import Dossier, Item, Version
from juanzong.dossiers.reads import VIEW, Row, counted_of, kind_at, rows, visible
from juanzong.kit import clock, prepared
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes import DossierKind

_NAME: Final = Case(When(number="", then="title"), default="number")


def _submitted(viewer: Viewer) -> QuerySet[Dossier]:
    """Submitted dossiers in which this person has filed nothing. What a case has in hand waits there, not here."""
    filed = Item.objects.filter(dossier=OuterRef("pk"), state=ItemState.FILED)
    mine = filed.filter(Q(filed_by=viewer.staff_id) | Q(versions__added_by=viewer.staff_id))
    waiting = _for_second_person(viewer).filter(state=DossierState.VERIFYING)
    waiting = waiting.exclude(opened_by=viewer.staff_id).filter(~Exists(mine))
    return waiting.exclude(pk__in=under_way("dossier"))


def _filed_later(viewer: Viewer) -> QuerySet[Dossier]:
    """Accepted dossiers with items, filed since by others, that nobody has checked."""
    added = Version.objects.filter(item=OuterRef("pk"), added_by=viewer.staff_id)
    unchecked = Item.objects.filter(check_result="", state=ItemState.FILED).exclude(filed_by=viewer.staff_id)
    items = unchecked.filter(~Exists(added))
    return _for_second_person(viewer).filter(state=DossierState.IN_FORCE, pk__in=items.values("dossier"))


def _for_second_person(viewer: Viewer) -> QuerySet[Dossier]:
    found = visible(viewer, "dossiers.verify") if viewer.staff_id else Dossier.objects.none()
    return found if viewer.scope(VIEW) is Scope.COMPANY else found.filter(pk__in=visible(viewer).values("pk"))


def to_verify(viewer: Viewer) -> QuerySet[Dossier]:
    """What waits for a second person and may be checked by this one: submitted, or with later items unchecked."""
    waiting = _submitted(viewer).values("pk").union(_filed_later(viewer).values("pk"))
    return Dossier.objects.filter(pk__in=waiting).select_related("customer", "department", "custodian").order_by("id")


def to_accept(viewer: Viewer) -> QuerySet[Dossier]:
    """What is verified and waits for its number (P03-2), oldest first. What a case has in hand waits there, not here."""
    found = visible(viewer, "dossiers.accept").filter(state=DossierState.VERIFIED)
    found = found.exclude(pk__in=under_way("dossier"))
    return found.select_related("customer", "department", "custodian").order_by("verified_at", "id")


def my_drafts(viewer: Viewer) -> QuerySet[Dossier]:
    """What this person opened or keeps and has not submitted, oldest first."""
    me = viewer.staff_id
    found = visible(viewer).filter(Q(opened_by=me) | Q(custodian=me), state=DossierState.DRAFT)
    return found.select_related("customer", "department", "custodian").order_by("id")


def my_draft_rows(viewer: Viewer, limit: int) -> list[Row]:
    """The first of one's drafts, with what they add up to. One SQL statement, three where there is one."""
    return rows(my_drafts(viewer)[:limit]) if prepared.rows(viewer, _first_draft) else []


def _first_draft(viewer: Viewer) -> QuerySet[Dossier, Any]:
    return my_drafts(viewer).values_list("pk")[:1]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person, for the work list."""

    to_verify: list[Row]
    to_accept: list[Row]
    drafts: list[Row]


def waiting(viewer: Viewer, *, limit: int = 20) -> Waiting:
    """The first `limit` of each list, oldest first. At most six SQL statements."""
    return Waiting(*(rows(found[:limit]) for found in (to_verify(viewer), to_accept(viewer), my_drafts(viewer))))


def waiting_count(viewer: Viewer) -> int:
    """How many dossiers wait for this person to verify or accept. One SQL statement."""
    return prepared.count(viewer, waiting_ids)


def waiting_ids(viewer: Viewer) -> QuerySet[Dossier, Any]:
    """The ids of dossiers that wait for this person to verify or accept."""
    found = (_submitted(viewer), _filed_later(viewer), to_accept(viewer).order_by())
    first, *others = (one.values("pk") for one in found)
    return first.union(*others, all=True)  # each has a state of its own


@dataclass(frozen=True, slots=True)
class Brief:
    """A dossier in a few words. since: when it began to wait."""

    id: int
    kind: DossierKind
    name: str
    since: dt.datetime


def briefly_to_verify(viewer: Viewer, limit: int) -> list[Brief]:
    """The first of `to_verify` in a few words. One SQL statement."""
    rows = prepared.rows(viewer, _brief, to_verify, limit)
    return [Brief(pk, kind_at(kind, began), name, opened) for pk, kind, began, name, opened, _verified in rows]


def briefly_to_accept(viewer: Viewer, limit: int) -> list[Brief]:
    """The first of `to_accept` in a few words. One SQL statement."""
    rows = prepared.rows(viewer, _brief, to_accept, limit)
    return [Brief(pk, kind_at(kind, began), name, at or opened) for pk, kind, began, name, opened, at in rows]


def _brief(viewer: Viewer, which: Callable[[Viewer], QuerySet[Dossier]], limit: int) -> QuerySet[Dossier, Any]:
    return which(viewer).values_list("id", "kind", "pack_version", _NAME, "opened_at", "verified_at")[:limit]


def extents(dossier_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many items and pages dossiers have that a scoped read gave. One SQL statement."""
    found = counted_of(dossier_ids)
    bound = {pk: [item for item in items if not item.attachment] for pk, items in found.items()}
    return {pk: (len(items), sum(rules.extent(item) or 0 for item in items)) for pk, items in bound.items()}


@dataclass(frozen=True, slots=True)
class Held:
    """A dossier in somebody's keeping, in a few words."""

    id: int
    name: str
    state: DossierState
    customer: str


def held_by(viewer: Viewer, limit: int) -> tuple[list[Held], int]:
    """The newest dossiers that this person keeps and that are not closed, and how many there are. Two SQL statements."""
    newest = [Held(pk, name, DossierState(state), who) for pk, name, state, who in prepared.rows(viewer, _held, limit)]
    return newest, prepared.count(viewer, _kept)


def _held(viewer: Viewer, limit: int) -> QuerySet[Dossier, Any]:
    return _kept(viewer).order_by("-id").values_list("id", _NAME, "state", "customer__name")[:limit]


def _kept(viewer: Viewer) -> QuerySet[Dossier, Any]:
    kept = visible(viewer).filter(custodian=viewer.staff_id)
    return kept.exclude(state__in=(DossierState.CLOSED, DossierState.DESTROYED)).values("pk")


def accepted_since(viewer: Viewer, day: dt.date) -> int:
    """How many dossiers within reach were accepted since a day. One SQL statement."""
    return prepared.count(viewer, _accepted, day)


def _accepted(viewer: Viewer, day: dt.date) -> QuerySet[Dossier, Any]:
    since = clock.start_of(day)
    return visible(viewer).filter(accepted_at__gte=since).values("pk")
