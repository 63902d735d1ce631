"""Meetings on customer service: those held, what was agreed, and what is open enough to talk about (P09-2.11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from juanzong.casework.sockets import Ids, Subject
from juanzong.customers import reads as customers
from juanzong.kit import clock
from juanzong.kit.errors import NotFound
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.service import reads
from juanzong.service.choices import CallBackResult, VisitOutcome
from juanzong.service.models import Agreed, CallBack, Meeting
from juanzong.service.reads import distribution, supervision
from juanzong.service.shapes import Issue

MEET = "service.meet"
_LATELY = dt.timedelta(days=31)


def meetings(viewer: Viewer) -> QuerySet[Meeting]:
    """The meetings this viewer may know of: of the company, of their departments, or that they were at."""
    there = Q(chair=viewer.staff_id) | Q(present__staff=viewer.staff_id) | Q(agreed__owner=viewer.staff_id)
    match viewer.scope(MEET):
        case Scope.COMPANY:
            return Meeting.objects.all()
        case Scope.DEPARTMENT:
            return Meeting.objects.filter(Q(department__in=viewer.departments) | there).distinct()
        case _:
            return Meeting.objects.filter(there).distinct()


def meeting(viewer: Viewer, meeting_id: int) -> Meeting:
    """One meeting; NotFound when the viewer may not know of it."""
    found = meetings(viewer).select_related("chair", "department").filter(pk=meeting_id).first()
    if found is None:
        raise NotFound(_("没有这次会议，或您无权查看。"), clause="P09-2.11")
    return found


def agreed(viewer: Viewer, agreed_id: int) -> Agreed:
    """Something a meeting agreed; NotFound when it is neither the viewer's nor of a meeting they may know of."""
    mine = Q(owner=viewer.staff_id) | Q(meeting__in=meetings(viewer).values("pk"))
    found = Agreed.objects.filter(mine, pk=agreed_id).select_related("meeting", "owner").first()
    if found is None:
        raise NotFound(_("没有这项决定事项，或您无权查看。"), clause="P09-2.11")
    return found


def issues(viewer: Viewer) -> list[Issue]:
    """What is open today and belongs on the agenda: late visits, visits declined, forms that were not true, customers
    without anybody, agreements not carried out. Never who the customers are."""
    since = clock.today() - _LATELY
    found = [
        Issue("late", ngettext("%(who)s 有 %(n)s 次回访逾期", "%(who)s 有 %(n)s 次回访逾期", n) % {"who": name, "n": n})
        for name, n in sorted(supervision.late_by_staff(viewer).items())
    ]
    declined = reads.visits(viewer).filter(on_day__gte=since, outcome=VisitOutcome.DECLINED).count()
    if declined:
        found.append(
            Issue(
                "declined",
                ngettext("近一月 %(n)s 位顾客谢绝回访", "近一月 %(n)s 位顾客谢绝回访", declined) % {"n": declined},
            )
        )
    seen = customers.visible(viewer)
    differing = CallBack.objects.filter(customer__in=seen, result=CallBackResult.DIFFERS, at__date__gte=since)
    for name, n in differing.values_list("collector__name").annotate(n=Count("*")).order_by("collector__name"):
        text = ngettext("%(who)s 收集的表有 %(n)s 份抽查有出入", "%(who)s 收集的表有 %(n)s 份抽查有出入", n)
        found.append(Issue("untrue", text % {"who": name, "n": n}))
    unassigned = distribution.waiting_count(viewer)
    if unassigned:
        text = ngettext("%(n)s 位顾客尚未分配", "%(n)s 位顾客尚未分配", unassigned)
        found.append(Issue("unassigned", text % {"n": unassigned}))
    late = Agreed.objects.filter(meeting__in=meetings(viewer).values("pk"), done_at=None, due_on__lt=clock.today())
    found += [
        Issue("agreed", _("上次决定未办：%(what)s（%(who)s）") % {"what": one.text[:120], "who": one.owner.name})
        for one in late.select_related("owner").order_by("due_on")[:10]
    ]
    return found


# What was agreed, as a thing that work is about


def _labels(viewer: Viewer, ids: Ids) -> Mapping[int, str]:
    mine = Q(owner=viewer.staff_id) | Q(meeting__in=meetings(viewer).values("pk"))
    return dict(Agreed.objects.filter(mine, pk__in=ids).distinct().values_list("pk", "text"))


def _departments(ids: Ids) -> Mapping[int, int]:
    return dict(Agreed.objects.filter(pk__in=ids).values_list("pk", "meeting__department"))


def _owners(ids: Ids) -> Mapping[int, int]:
    return dict(Agreed.objects.filter(pk__in=ids).values_list("pk", "owner"))


def subject(label: object, owner: object) -> Subject:
    """What a meeting agreed, for obligations."""
    return Subject("agreed", label, _labels, _departments, roles={"owner": (owner, _owners)})
