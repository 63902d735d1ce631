"""Audits and follow-ups as things that work is about, their entry kinds, and how P00-1.7 is carried out."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import Ids, Subject
from juanzong.organisation import chart
from juanzong.oversight.audits import reads
from juanzong.oversight.evaluation import reads as evaluation
from juanzong.oversight.models import AuditRun, FollowUp
from juanzong.policies.vocabulary import Mechanism


def _company(ids: Ids) -> Mapping[int, int]:
    root = next((pk for pk, parent in chart.chart().parents.items() if parent is None), 0)
    return dict.fromkeys(ids, root) if root else {}


def _responsible(ids: Ids) -> Mapping[int, int]:
    return dict(AuditRun.objects.filter(pk__in=ids).values_list("pk", "responsible_id"))


def _auditors(ids: Ids) -> Mapping[int, int]:
    return dict(AuditRun.objects.filter(pk__in=ids).values_list("pk", "auditor_id"))


def _owners(ids: Ids) -> Mapping[int, int]:
    return dict(FollowUp.objects.filter(pk__in=ids).values_list("pk", "owner_id"))


SUBJECTS = (
    Subject(
        "audit",
        _("内部审计"),
        reads.labels,
        _company,
        roles={"responsible": (_("负责人"), _responsible), "auditor": (_("审计员"), _auditors)},
        content=reads.content,
    ),
    Subject("evaluation", _("年度评估"), evaluation.labels, _company, content=evaluation.content),
    Subject("follow_up", _("整改事项"), reads.follow_up_labels, _company, roles={"owner": (_("责任人"), _owners)}),
)

KINDS = (
    ("audit.begun", _("%(actor)s 开始审计 %(number)s，条款 %(clauses)s 条，抽样 %(samples)s 件")),
    ("audit.judged", _("%(actor)s 在 %(number)s 中审查了第 %(place)s 件样本")),
    ("audit.signed", _("%(actor)s 签发审计报告 %(number)s，样本 %(samples)s 件，问题 %(findings)s 件")),
    ("audit.reported", _("审计报告 %(number)s 已签发，问题 %(findings)s 件")),
    ("audit.answered", _("%(actor)s 答复了审计报告 %(number)s")),
    ("audit.printed", _("%(actor)s 打印了审计报告 %(number)s，核对码 %(code)s")),
    ("audit.exported", _("%(actor)s 导出了审计报告 %(number)s 的样本")),
    ("evaluation.written", _("%(actor)s 填写了 %(year)s 年度评估")),
    ("evaluation.signed", _("%(actor)s 签署了 %(round)s 年度评估")),
    ("evaluation.printed", _("%(actor)s 打印了 %(year)s 年度评估，核对码 %(code)s")),
    ("improvement.agreed", _("%(actor)s 安排了改进 %(subject)s，应于 %(on)s 前完成")),
    ("improvement.done", _("%(actor)s 办结了改进 %(subject)s")),
    ("follow_up.agreed", _("%(actor)s 安排了整改 %(subject)s，应于 %(on)s 前完成")),
    ("follow_up.done", _("%(actor)s 办结了整改 %(subject)s")),
)

MECHANISMS = (
    Mechanism(
        "oversight.evaluation",
        _("年度评估：审计发现、满意度、各条款按期率、改进事项，签字的是写结论时的数字"),
        "oversight:evaluations",
    ),
    Mechanism(
        "oversight.audit_runs",
        _("内部审计：按种子抽样，可重新抽取；逐件审查，问题限期整改，审计员和负责人签字"),
        "oversight:audits",
    ),
)
