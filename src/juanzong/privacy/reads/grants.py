"""Reading grants: by which routes one may ask, what one may read until when, who may read a thing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.casework.reads import routes as reads_routes
from juanzong.kit import clock, prepared
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Scope
from juanzong.organisation.in_force import in_force
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.privacy.choices import GrantState
from juanzong.privacy.grantable import Told, grantables
from juanzong.privacy.models import Grant, GrantedThing, GrantReading
from juanzong.privacy.rules.grants import Route, nearest, route

VIEW = "privacy.view_grants"
CLAUSE = "P00-1.6"
Found = tuple[Ref, Told, bool]
"""A thing, what may be said of it, and whether the viewer reads it without a grant."""


def found(viewer: Viewer, words: str) -> list[Found]:
    """The things with this number or of the customer with exactly this name, of the kinds this person's position reads.
    Three SQL statements for each kind."""
    text = " ".join(words.split())
    rows: list[Found] = []
    for one in grantables if text else ():
        if viewer.may(one.right):
            ids = one.found(text)
            told, known = one.told(ids), set(one.reads_anyway(viewer, ids))
            rows += [(Ref(one.kind, pk), told[pk], pk in known) for pk in ids if pk in told]
    return rows


def told(refs: Iterable[Ref]) -> dict[Ref, Told]:
    """What may be said of things. One SQL statement for each kind."""
    by_kind: dict[str, list[int]] = {}
    for ref in refs:
        by_kind.setdefault(ref.kind, []).append(ref.id)
    kinds = {kind: grantables.find(kind) for kind in by_kind}
    return {
        Ref(kind, pk): words
        for kind, one in kinds.items()
        if one is not None
        for pk, words in one.told(by_kind[kind]).items()
    }


def routes(viewer: Viewer, policy: str, department: int) -> list[Route]:
    """The ways to a grant that the policies in force lay down for this person and things of this pack. The statements of
    `in_force`, one more for each condition on who may start."""
    rules, ways = in_force(), []
    for one in rules.of(department).procedures.values():
        way = route(one) if one.subject == "grant" else None
        if way is not None and policy in one.where.get("subject.policy", (policy,)):
            ref = Ref("grant", 0)
            if viewer.staff_id in reads_routes.starters(one, rules.chart, ref, department, viewer.staff_id):
                ways.append(way)
    return nearest(ways, {way.procedure.pack: _grounds(way.procedure.pack) for way in ways})


def _grounds(pack: str) -> set[str]:
    return {one.id for one in policies.lineage(pack)}


def grants(viewer: Viewer) -> QuerySet[Grant]:
    """The grants this person may know of: their own, and by how far the right to see grants reaches."""
    own = Q(reader=viewer.staff_id)
    match viewer.scope(VIEW):
        case Scope.COMPANY:
            return Grant.objects.all()
        case Scope.DEPARTMENT:
            return Grant.objects.filter(Q(department__in=viewer.departments) | own)
        case _:
            return Grant.objects.filter(own)


def grant(viewer: Viewer, grant_id: int) -> Grant:
    """One grant; NotFound for whoever may not know of it. One SQL statement."""
    one = grants(viewer).select_related("reader", "department").filter(pk=grant_id).first()
    if one is None:
        raise NotFound(_("没有这项授权，或您无权查看。"), clause=CLAUSE)
    return one


def things(one: Grant) -> Sequence[GrantedThing]:
    """What it lets be read, with how often it was and when last. One SQL statement."""
    rows = GrantedThing.objects.filter(grant=one).order_by("kind", "pk")
    return list(rows.annotate(times=Count("readings"), last=Max("readings__at")))


def readings(one: Grant, *, limit: int = 50) -> Sequence[GrantReading]:
    """The newest readings under it. One SQL statement."""
    return list(GrantReading.objects.filter(thing__grant=one).order_by("-at", "-pk")[:limit])


def labels(viewer: Viewer, ids: Iterable[int]) -> dict[int, str]:
    """Grants in words: number and reader. One SQL statement."""
    rows = grants(viewer).filter(pk__in=list(ids)).values_list("pk", "number", "reader_name")
    return {pk: f"{number} · {name}" for pk, number, name in rows}


def open_of(viewer: Viewer) -> Sequence[Grant]:
    """What this person may read now, the nearest end first. One SQL statement, two where there is any."""
    if not prepared.rows(viewer, _open_of):
        return []
    return list(
        _holding(Grant.objects.filter(reader=viewer.staff_id)).order_by("until").annotate(n=Count("things"))[:20]
    )


def _open_of(viewer: Viewer) -> QuerySet[Grant, Any]:
    mine = Grant.objects.filter(reader=viewer.staff_id, state=GrantState.GRANTED, last_day__gte=clock.today())
    return mine.values_list("pk")[:1]


def _holding(rows: QuerySet[Grant]) -> QuerySet[Grant]:
    return rows.filter(state=GrantState.GRANTED, until__gt=clock.now())


def of_thing(ref: Ref) -> Sequence[Grant]:
    """Who may read a thing now by a grant, for whoever keeps it and reads its page anyway. One SQL statement."""
    lets = GrantedThing.objects.filter(grant=OuterRef("pk"), kind=ref.kind, thing=ref.id)
    return list(_holding(Grant.objects.filter(Exists(lets))).order_by("until"))


@dataclass(frozen=True, slots=True)
class Leave:
    """What lets the viewer read a thing now."""

    grant: Grant
    thing: GrantedThing


def leave(viewer: Viewer, grant_id: int, ref: Ref) -> Leave:
    """NotFound: no grant of theirs lets them read this thing now. One SQL statement."""
    rows = GrantedThing.objects.filter(grant=grant_id, kind=ref.kind, thing=ref.id, grant__reader=viewer.staff_id)
    one = rows.filter(grant__state=GrantState.GRANTED, grant__until__gt=clock.now()).select_related("grant").first()
    if one is None:
        raise NotFound(
            _("没有让您阅看这份资料的授权，或授权已到期。"), clause=CLAUSE, todo=_("如仍需要，请重新申请授权。")
        )
    return Leave(one.grant, one)


def read_lately(leave: Leave, words: str) -> bool:
    """Whether this was opened under the grant within the day, so that a reading of it is on record. One SQL statement."""
    since = clock.now() - dt.timedelta(days=1)
    return GrantReading.objects.filter(thing=leave.thing, words=words[:200], at__gte=since).exists()
