"""Dossiers as things that work can be about, and what of this room carries clauses out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import Ids, Subject
from juanzong.dossiers import reads, signing
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.models import Dossier, Manager
from juanzong.kit import clock, prepared
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import ManagerCode
from juanzong.policies.vocabulary import Mechanism


def _labels(viewer: Viewer, ids: Ids) -> Mapping[int, str]:
    return {pk: f"{number} {title}".strip() for pk, number, title in prepared.among(viewer, _named, ids)}


def _named(viewer: Viewer, ids: Ids) -> QuerySet[Dossier, Any]:
    return reads.visible(viewer).filter(pk__in=ids).values_list("pk", "number", "title")


def _of(column: str) -> Callable[[Ids], dict[int, int]]:
    def look_up(ids: Ids) -> dict[int, int]:
        return dict(prepared.chosen(Dossier, ids, "pk", column))

    return look_up


def _part(code: ManagerCode) -> Callable[[Ids], dict[int, int]]:
    def look_up(ids: Ids) -> dict[int, int]:
        return dict(Manager.objects.filter(dossier__in=ids, code=code).values_list("dossier_id", "staff_id"))

    return look_up


def _text(column: str) -> Callable[[Ids], dict[int, str]]:
    def look_up(ids: Ids) -> dict[int, str]:
        return dict(prepared.chosen(Dossier, ids, "pk", column))

    return look_up


def _customers(ids: Ids) -> Mapping[int, Ref]:
    return {pk: Ref("customer", customer) for pk, customer in _of("customer_id")(ids).items()}


def _review_due(ids: Ids) -> Mapping[int, str]:
    """Whether the interval of the kind has passed since the dossier was accepted (P00-1.5): `yes` or `no`."""
    found = {}
    today = clock.today()
    for one in Dossier.objects.filter(pk__in=ids, state=DossierState.IN_FORCE):
        months = reads.kind_of(one).review_months
        accepted = clock.day_of(one.accepted_at) if one.accepted_at else today
        passed = (today.year - accepted.year) * 12 + today.month - accepted.month
        found[one.pk] = "yes" if months and passed > 0 and passed % months == 0 else "no"
    return found


def _after(after: int, limit: int) -> Sequence[int]:
    rows = (
        Dossier.objects.filter(pk__gt=after)
        .exclude(state__in=(DossierState.CLOSED, DossierState.DESTROYED))
        .order_by("pk")
    )
    return list(rows.values_list("pk", flat=True)[:limit])


SUBJECT = Subject(
    "dossier",
    _("档案"),
    _labels,
    _of("department_id"),
    roles={
        "custodian": (_("保管人"), _of("custodian_id")),
        "opener": (_("建档人"), _of("opened_by")),
        **{code.value: (code.label, _part(code)) for code in ManagerCode},
    },
    attributes={"kind": _text("kind"), "state": _text("state"), "review_due": _review_due},
    relations={"customer": ("customer", _customers)},
    each=_after,
    content=signing.content,
    items=signing.items,
    counts=signing.sheets,
)

MECHANISMS = (
    Mechanism("dossiers.catalogue", _("按制度的目录归档，缺件列出，页号自动计算"), "dossiers.list"),
    Mechanism("dossiers.verification", _("第二人逐件核对，按人和字段统计差错率"), "dossiers.errors"),
    Mechanism("dossiers.numbering", _("验收时统一编号，不断号、不重号，合同号随档案号"), "dossiers.list"),
    Mechanism("dossiers.managers", _("按制度指定 A 角、B 角，两人不同，移交由其经手"), "dossiers.list"),
    Mechanism("dossiers.supplements", _("缺资料或签字的列入补充资料清单退回，补齐前不能移交"), "dossiers.list"),
    Mechanism("dossiers.attachments_collected", _("应归客户的合同作附件单列、不编号，客户签字领取"), "dossiers.list"),
    Mechanism("dossiers.consents", _("已归档的工作档案经同意才能修改，限本人、限日期"), "dossiers.list"),
    Mechanism("dossiers.originals", _("原件不可改动，更正另加版本"), "dossiers.list"),
    Mechanism("dossiers.prints", _("卷内目录、封面和备考表打印为 PDF/A"), "dossiers.list"),
    Mechanism("dossiers.events", _("登记放款、签约、迁出等事项，由此起算期限"), "dossiers.list"),
)

CHANGING = frozenset({
    "dossier.opened", "dossier.changed", "dossier.event_noted", "item.added", "item.changed", "item.scanned",
    "item.corrected", "item.withdrawn",
})  # fmt: skip
"""Entries that add to a customer's dossiers or change them (P08-2)."""
