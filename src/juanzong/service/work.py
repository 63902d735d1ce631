"""What service adds to work: events as things entries are about, what was agreed, how clauses are carried out."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import Ids, Subject
from juanzong.organisation.viewer import Viewer
from juanzong.policies.vocabulary import Mechanism
from juanzong.service import reads
from juanzong.service.models import Event
from juanzong.service.reads import meetings


def _labels(viewer: Viewer, ids: Ids) -> Mapping[int, str]:
    return dict(reads.events(viewer).filter(pk__in=ids).values_list("pk", "name"))


def _departments(ids: Ids) -> Mapping[int, int]:
    return dict(Event.objects.filter(pk__in=ids).values_list("pk", "department"))


def _organisers(ids: Ids) -> Mapping[int, int]:
    return dict(Event.objects.filter(pk__in=ids).values_list("pk", "organiser"))


SUBJECTS = (
    Subject("event", _("活动"), _labels, _departments, roles={"organiser": (_("组织人"), _organisers)}),
    meetings.subject(_("会议决定事项"), _("责任人")),
)

MECHANISMS = (
    Mechanism(
        "service.distribution",
        _("分配板：未分配的表、各人负荷、按五项原则逐份说明理由，可另行决定"),
        "service:distribution",
    ),
    Mechanism("service.events", _("活动、参加人、购买与否"), "service:events"),
    Mechanism("service.visits", _("回访计划按购买与否产生，逐次登记方式、时长、目的和结果"), "service:visits"),
    Mechanism("service.working_list", _("手机上的工作名单，代替私人笔记本"), "service:mine"),
    Mechanism("service.supervision", _("每日督查：计划、完成、漏访、指导意见和签字"), "service:supervision"),
    Mechanism("service.takings", _("回访时调用顾客档案表，凭回访记录当日归还"), "service:visits"),
    Mechanism("service.call_backs", _("抽查回访：随机抽取，核实表上内容"), "service:call_backs"),
    Mechanism("service.meetings", _("专题会议：议题取自未决问题，纪要和决定事项逐项跟踪"), "service:meetings"),
)
