"""Customers as things that work can be about, and what of this room carries clauses out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import Ids, Subject
from juanzong.customers import reads
from juanzong.customers.choices import CustomerState
from juanzong.customers.models import Customer
from juanzong.kit import prepared
from juanzong.organisation.viewer import Viewer
from juanzong.policies.vocabulary import Mechanism


def _labels(viewer: Viewer, ids: Ids) -> Mapping[int, str]:
    return dict(prepared.among(viewer, _named, ids))


def _named(viewer: Viewer, ids: Ids) -> QuerySet[Customer, Any]:
    return reads.visible(viewer).filter(pk__in=ids).values_list("pk", "name")


def _departments(ids: Ids) -> Mapping[int, int]:
    return dict(prepared.chosen(Customer, ids, "pk", "department_id"))


def _handlers(ids: Ids) -> Mapping[int, int]:
    return {pk: staff for pk, staff in prepared.chosen(Customer, ids, "pk", "responsible_id") if staff}


def _collectors(ids: Ids) -> Mapping[int, int]:
    return {pk: staff for pk, staff in prepared.chosen(Customer, ids, "pk", "source__collector") if staff}


def _kinds(ids: Ids) -> Mapping[int, str]:
    return dict(prepared.chosen(Customer, ids, "pk", "kind"))


def _categories(ids: Ids) -> Mapping[int, str]:
    return dict(prepared.chosen(Customer, ids, "pk", "category"))


def _after(after: int, limit: int) -> Sequence[int]:
    rows = Customer.objects.filter(pk__gt=after, state=CustomerState.ACTIVE).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


SUBJECT = Subject(
    "customer",
    _("客户"),
    _labels,
    _departments,
    roles={"handler": (_("负责人"), _handlers), "collector": (_("采集人"), _collectors)},
    attributes={"kind": _kinds, "category": _categories},
    each=_after,
)

MECHANISMS = (
    Mechanism("customers.classes", _("客户资料按三类信息分开保存、显示、筛选和导出"), "customers.list"),
    Mechanism(
        "customers.sources", _("每条资料都有渠道、采集人、时间、用途和合法依据，缺一不能保存"), "customers.register"
    ),
    Mechanism("customers.intake", _("网上登记：告知、同意、受理"), "intake"),
    Mechanism("customers.duplicates", _("疑似重复在保存前提示，合并不丢资料，可以撤销"), "customers.duplicates"),
    Mechanism("customers.completeness", _("校验格式，计算完整度，指出缺项"), "customers.list"),
    Mechanism("customers.changes_since", _("上次完成以来的变化：字段、联系人、文件，逐笔可查"), "customers.changes"),
    Mechanism("customers.timeline", _("一位客户一条时间线，跨部门可见"), "customers.customer"),
)
