"""Records as things that work can be about, what steps may ask of them, and what of this room carries clauses out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from juanzong.casework.sockets import Content, Doing, Guard, Ids, Subject
from juanzong.forms import offering, reads, signing
from juanzong.forms.models import Record
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

MECHANISMS = (Mechanism("forms.records", _("按制度的表单填写、校验、提交，更正另加版本，敏感项加密"), "forms:list"),)
