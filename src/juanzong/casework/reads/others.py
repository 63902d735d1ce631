"""What higher rooms ask of obligations, many at a time: the open ones about several things, those of a day, how well
people keep them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Case, Count, Q, When

from juanzong.casework.choices import ObligationState
from juanzong.casework.models import Obligation
from juanzong.casework.reads.obligations import owed, visible
from juanzong.casework.shapes.obligations import Owed
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies


def duties_of_link(link: str) -> frozenset[str]:
    """Codes of the duties that are done on the page a pack calls `link`, of all packs."""
    return frozenset(duty.code for pack in policies.packs() for duty in pack.duties if duty.link == link)


def open_about(viewer: Viewer, refs: Iterable[Ref], duties: Collection[str]) -> dict[Ref, list[Owed]]:
    """The open obligations of these duties about things that the viewer may see (which is the caller's to know), the
    nearest day first. Two SQL statements, and those of `reads.answers_for` where somebody else has to do one."""
    rows = Obligation.objects.filter(
        subject__in=[str(ref) for ref in refs], duty__in=duties, state=ObligationState.OPEN
    ).select_related("owner")
    found: dict[Ref, list[Owed]] = {}
    for one in owed(viewer, list(rows.order_by("due_on", "id"))):
        found.setdefault(one.subject, []).append(one)
    return found


def of_day(viewer: Viewer, duties: Collection[str], day: dt.date, *, limit: int = 2000) -> Sequence[Owed]:
    """The obligations of these duties that counted on a day: due on it, late on it, or ended on it."""
    begins, ends = clock.start_of(day), clock.start_of(day + dt.timedelta(days=1))
    open_then = Q(state=ObligationState.OPEN) | Q(closed_at__gte=ends)
    done_then = Q(state=ObligationState.DONE, closed_at__gte=begins, closed_at__lt=ends)
    rows = visible(viewer).filter(duty__in=duties, opened_on__lte=day)
    rows = rows.filter(done_then | (Q(due_on__lte=day) & open_then)).select_related("owner")
    return owed(viewer, list(rows.order_by("due_on", "id")[:limit]))


def kept_share(owners: Collection[int], duties: Collection[str], *, from_day: dt.date) -> Mapping[int, int]:
    """Per cent of these duties that each of these people did on time since a day; nobody without one. One statement."""
    rows = Obligation.objects.filter(
        owner__in=owners, duty__in=duties, state=ObligationState.DONE, closed_at__gte=clock.start_of(from_day)
    )
    counted = (
        rows.order_by().values_list("owner").annotate(all=Count("*"), kept=Count(Case(When(on_time=True, then=1))))
    )
    return {owner: 100 * kept // number for owner, number, kept in counted}
