"""Reading appraisal and destruction: whose term has passed, the lists, holds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from juanzong.casework.reads import signatures
from juanzong.casework.shapes.signatures import Signed
from juanzong.casework.sockets import Content
from juanzong.custody.choices import Opinion
from juanzong.custody.models import Disposal, DisposalLine, Freeze, NewTerm
from juanzong.custody.reads import places
from juanzong.custody.rules import retention as rules
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.reads import company
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes import DossierKind

APPROVER = "approver"
WITNESS = "witness"
EXECUTE = "dossiers.destroy"


@dataclass(frozen=True, slots=True)
class Term:
    """A closed dossier with its term. frozen: why it must not be destroyed, "" when nothing holds it; listed: number of
    the list it stands on."""

    dossier: Any
    kind: DossierKind
    kept: rules.Kept
    frozen: str
    listed: str

    @property
    def may_be_listed(self) -> bool:
        return self.kept.passed(clock.today()) and not self.frozen and not self.listed


def terms(viewer: Viewer, rows: QuerySet[Any]) -> list[Term]:
    """The terms of dossiers that a scoped read gave. Five SQL statements for any number."""
    found = list(rows)
    ids = [one.pk for one in found]
    events = dossiers.events_of(ids)
    longer = dict(NewTerm.objects.filter(dossier__in=ids).values_list("dossier", "until"))
    held = dict(Freeze.objects.filter(dossier__in=ids, lifted_at=None).values_list("dossier", "reason"))
    on = DisposalLine.objects.filter(dossier__in=ids, standing=True).values_list("dossier", "disposal__number")
    listed = dict(on)
    return [
        _term(one, events.get(one.pk, []), longer.get(one.pk), held.get(one.pk, ""), listed.get(one.pk, ""))
        for one in found
    ]


def _term(one: Any, events: list[tuple[str, dt.date]], longer: dt.date | None, held: str, listed: str) -> Term:
    kind = dossiers.kind_of(one)
    closed = clock.day_of(one.closed_at) if one.closed_at else None
    return Term(one, kind, rules.kept(kind.retention, events, closed, longer), held, listed)


def expired(viewer: Viewer, *, limit: int = 500, looked_at: int = 2000) -> list[Term]:
    """Closed dossiers whose term has passed, the longest passed first. looked_at: so many at a time, those closed first
    before the others. Six SQL statements for each so many."""
    if not viewer.may(places.VIEW):
        return []
    rows = dossiers.listed(viewer).filter(state="closed").order_by("closed_at", "pk")
    passed: list[Term] = []
    for start in count(step=looked_at):
        some = terms(viewer, rows[start : start + looked_at])
        passed += [one for one in some if one.kept.passed(clock.today())]
        if len(some) < looked_at or len(passed) >= limit:
            break
    return sorted(passed, key=lambda one: (one.kept.until or dt.date.max, one.dossier.pk))[:limit]


def freezes(viewer: Viewer, dossier_id: int) -> list[Freeze]:
    """The holds on a dossier, those in force first. Two SQL statements."""
    one = dossiers.dossier(viewer, dossier_id)
    rows = Freeze.objects.filter(dossier=one.pk).order_by("-placed_at")
    return sorted(rows, key=lambda row: row.lifted_at is not None)


def disposals(viewer: Viewer) -> QuerySet[Disposal]:
    """The lists, newest first, for whoever may see the archive room and every dossier on them."""
    rows = Disposal.objects.order_by("-made_at", "-pk")
    if not viewer.may(places.VIEW):
        return rows.none()
    unseen = DisposalLine.objects.exclude(dossier__in=dossiers.visible(viewer)).values("disposal")
    return rows.exclude(pk__in=unseen)


def disposal(viewer: Viewer, disposal_id: int) -> Disposal:
    """One list; NotFound for whoever may not know of it. One SQL statement."""
    one = disposals(viewer).filter(pk=disposal_id).first()
    if one is None:
        raise NotFound(_("没有这份清册，或您无权查看。"), clause="P00-1.6")
    return one


@dataclass(frozen=True, slots=True)
class DisposalPage:
    """Everything the page of a list shows. held: ids of dossiers under a hold now."""

    disposal: Disposal
    lines: tuple[DisposalLine, ...]
    held: frozenset[int]
    signed: tuple[Signed, ...]
    photos: tuple[int, ...]

    @property
    def to_destroy(self) -> list[DisposalLine]:
        return [line for line in self.lines if line.opinion == Opinion.DESTROY]

    @property
    def open_lines(self) -> int:
        return sum(not line.opinion for line in self.lines)

    def given(self, capacity: str) -> list[Signed]:
        """The signatures in a capacity that still stand."""
        return [one for one in self.signed if one.capacity.code == capacity and not one.broken]

    @property
    def standing(self) -> list[Signed]:
        """The signatures that the paper shows: of witnesses, once it is done, those that counted."""
        counted = self.disposal.counted
        return [one for one in self.signed if not counted or one.capacity.code != WITNESS or one.staff in counted]

    @property
    def witnesses(self) -> list[Signed]:
        return self.given(WITNESS)


def disposal_page(viewer: Viewer, disposal_id: int) -> DisposalPage:
    """Seven SQL statements at most."""
    one = disposal(viewer, disposal_id)
    lines = list(DisposalLine.objects.filter(disposal=one).order_by("number", "pk"))
    held = Freeze.objects.filter(dossier__in=[line.dossier_id for line in lines], lifted_at=None)
    return DisposalPage(
        one, tuple(lines), frozenset(held.values_list("dossier", flat=True)),
        tuple(signatures.signatures_of(viewer, Ref("disposal", one.pk))),
        tuple(one.photos.order_by("added_at", "pk").values_list("pk", flat=True)),
    )  # fmt: skip


def needed_to_destroy(viewer: Viewer, page: DisposalPage) -> bool:
    """Whether nobody is left to carry a list out if this person signs as a witness. One SQL statement."""
    if not viewer.may(EXECUTE):
        return False
    able = {holder.post.staff_id for holder in company.who_may(viewer, EXECUTE)}
    return not able - {viewer.staff_id} - {sig.staff for sig in page.witnesses}


def content(viewer: Viewer, disposal_id: int) -> Content:
    """What approver and witnesses sign: the number of the list and every dossier to be destroyed, and how."""
    one = disposal(viewer, disposal_id)
    lines = DisposalLine.objects.filter(disposal=one, opinion=Opinion.DESTROY).order_by("number", "pk")
    rows = [[line.dossier_id, line.number, line.title, line.method, line.items, line.pages] for line in lines]
    exact = {"disposal": one.pk, "number": one.number, "destroy": rows}
    shown = tuple((line.number, f"{line.title} · {line.get_method_display()}") for line in lines)
    return Content(
        _("销毁清册 %(number)s") % {"number": one.number}, shown,
        json.dumps(exact, ensure_ascii=True, sort_keys=True).encode(),
    )  # fmt: skip


def labels(viewer: Viewer, ids: Sequence[int]) -> dict[int, str]:
    """Lists in words. One SQL statement."""
    return dict(disposals(viewer).filter(pk__in=list(ids)).values_list("pk", "number"))
