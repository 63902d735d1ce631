"""Records as things that work can be about, what steps may ask of them, and what of this room carries clauses out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import Content, Doing, Effect, Guard, Ids, Subject
from juanzong.forms import offering, reads, signing
from juanzong.forms.actions.sealing import unseal_record
from juanzong.forms.models import Handover, HandoverLine, Record
from juanzong.forms.reads import handovers
from juanzong.kit.errors import Conflict, NotFound, Refusal
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies
from juanzong.policies.vocabulary import Mechanism


def _labels(viewer: Viewer, ids: Ids) -> Mapping[int, str]:
    rows = list(reads.visible(viewer).filter(pk__in=ids))
    about = reads.labels(viewer, rows)
    return {one.pk: _named(one, about.get(one.pk, "")) for one in rows}


def _named(one: Record, about: str) -> str:
    form = offering.form_of(one)
    return f"{form.name} · {about}" if about else str(form.name)


def _of(column: str) -> Callable[[Ids], dict[int, Any]]:
    def look_up(ids: Ids) -> dict[int, Any]:
        rows = Record.objects.filter(pk__in=ids).values_list("pk", column)
        return {pk: found for pk, found in rows if found is not None}

    return look_up


def _customers(ids: Ids) -> Mapping[int, Ref]:
    return {pk: Ref("customer", customer) for pk, customer in _of("customer_id")(ids).items()}


def _content(viewer: Viewer, id: int) -> Content:
    one = reads.record(viewer, id)
    form = offering.form_of(one)
    if not reads.is_readable(viewer, one):
        raise NotFound(_("这份表单已封存。"), clause=form.clause_of("unseal"))
    return signing.content(one, form)


SUBJECT = Subject(
    "record",
    _("表单记录"),
    _labels,
    _of("department_id"),
    roles={"filler": (_("填写人"), _of("filler_id")), "collector": (_("采集人"), _of("filler_id")),
           "holder": (_("持表人"), _of("holder_id"))},
    attributes={"form": _of("form"), "state": _of("state"), "filled_by": _of("filled_by")},
    relations={"customer": ("customer", _customers)},
    content=_content,
)  # fmt: skip


def _handover_labels(viewer: Viewer, ids: Ids) -> Mapping[int, str]:
    rows = Handover.objects.filter(pk__in=ids).filter(Q(giver=viewer.staff_id) | Q(receiver=viewer.staff_id))
    return {one.pk: str(_("表单移交，%(n)s 份") % {"n": one.given}) for one in rows}


def _handover_departments(ids: Ids) -> Mapping[int, int]:
    return dict(HandoverLine.objects.filter(handover__in=ids).values_list("handover", "record__department"))


def _handover_people(column: str) -> Callable[[Ids], dict[int, int]]:
    return lambda ids: dict(Handover.objects.filter(pk__in=ids).values_list("pk", column))


def _handover_content(viewer: Viewer, id: int) -> Content:
    batch = handovers.handover(viewer, id)
    lines = tuple((str(n), f"{line.form.name} {line.label}".strip()) for n, line in enumerate(batch.lines, 1))
    told = {"records": [line.record for line in batch.lines], "given": batch.row.given, "by": batch.row.giver_id}
    title = str(_("表单移交，%(n)s 份") % {"n": batch.row.given})
    return Content(title, lines, json.dumps(told, sort_keys=True).encode())


HANDOVER = Subject(
    "record_handover",
    _("表单移交"),
    _handover_labels,
    _handover_departments,
    roles={"giver": (_("移交人"), _handover_people("giver_id")), "receiver": (_("接收人"), _handover_people("receiver_id"))},
    content=_handover_content,
)  # fmt: skip
SUBJECTS = (SUBJECT, HANDOVER)


def _unseal(doing: Doing) -> None:
    """Whoever asked may read the record, for what they asked, for the hours the pack gives (P09-1.11)."""
    purpose = doing.data.get(doing.params.get("purpose", "purpose"), "")
    unseal_record(
        by=doing.by, record=doing.subject.id, reader=doing.starter, purpose=purpose,
        hours=int(doing.params.get("hours", "8")), case=doing.case,
    )  # fmt: skip


EFFECTS = (
    Effect(
        "forms.unseal", _("为申请人限时启封一份表单"), _unseal, subject="record",
        params={"hours": False, "purpose": False},
    ),
)  # fmt: skip


def _filled(doing: Doing) -> Sequence[Refusal]:
    """A finished record of the form about the case's subject, or about the case itself."""
    code = doing.params["form"]
    if reads.finished(code, [doing.subject, Ref("case", doing.case)]):
        return ()
    form = policies.form(code)
    return (
        Conflict(
            _("还没有填好《%(form)s》。") % {"form": form.name},
            clause=form.clause,
            todo=_("请先填写并提交这张表，再办理这一步。"),
        ),
    )


GUARDS = (Guard("forms.filled", _("已填好某张表"), _filled, params={"form": True}),)

MECHANISMS = (
    Mechanism("forms.records", _("按制度的表单填写、校验、提交，更正另加版本，敏感项加密"), "forms:list"),
    Mechanism("forms.registers", _("登记簿一物一主：发放、收回、转让、停用，历史都在"), "forms:registers"),
    Mechanism("forms.sealing", _("封存后任何岗位不能阅读，启封限人限时限用途"), "forms:sealing"),
    Mechanism("forms.seals", _("纸质封存贴封条：一号一用，加封人、拆封人、原因和新封条号都有登记"), "forms:sealing"),
    Mechanism("forms.blanks", _("空白表统一印制编号，领用、使用、作废、遗失逐份有账"), "forms:blanks"),
    Mechanism("forms.handover", _("成批移交表单，双方清点签字，差异记明"), "forms:handovers"),
)
