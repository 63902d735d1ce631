"""Grants as things that work is about: what is signed, what a route does to them, how they follow their case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.sockets import Content, Doing, Effect, Ids, Subject
from juanzong.kit import clock
from juanzong.kit.errors import Conflict
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.facts import Told
from juanzong.organisation.viewer import Viewer
from juanzong.policies.vocabulary import Mechanism
from juanzong.privacy.choices import GrantState
from juanzong.privacy.models import Grant
from juanzong.privacy.reads import grants as reads
from juanzong.privacy.rules.grants import GRANTS, ends_at

_ENDS = {"case.refused": GrantState.REFUSED, "case.withdrawn": GrantState.WITHDRAWN}


def _column(name: str) -> Callable[[Ids], dict[int, Any]]:
    return lambda ids: dict(Grant.objects.filter(pk__in=ids).values_list("pk", name))


def _content(viewer: Viewer, grant_id: int) -> Content:
    """What is signed: who may read what, what for, until when."""
    row = reads.grant(viewer, grant_id)
    things = reads.things(row)
    lines = (
        (_("授权书编号"), row.number),
        (_("阅看人"), row.reader_name),
        *((_("资料"), one.words) for one in things),
        (_("用途"), row.purpose),
        (_("截止"), row.last_day.isoformat()),
    )
    exact = [row.number, str(row.reader_id), *(f"{one.kind}:{one.thing}" for one in things), row.purpose]
    return Content(str(_("阅看授权书")), lines, "\x1f".join([*exact, row.last_day.isoformat()]).encode())


SUBJECT = Subject(
    "grant", gettext_lazy("阅看授权"), reads.labels, _column("department_id"),
    roles={"reader": (gettext_lazy("阅看人"), _column("reader_id"))},
    attributes={"policy": _column("policy"), "route": _column("route")}, content=_content,
    begins=lambda pk: Grant.objects.filter(pk=pk, state=GrantState.ASKED).exists(),
)  # fmt: skip


def _grant(doing: Doing) -> None:
    """Let the reader read, from now until the end of the day they asked for."""
    row = Grant.objects.select_for_update(of=("self",)).get(pk=doing.subject.id)
    if row.state != GrantState.ASKED:
        raise Conflict(
            _("这项授权已经是“%(state)s”。") % {"state": GrantState(row.state).label}, clause=doing.clause,
            todo=_("请刷新后查看。"),
        )  # fmt: skip
    if ends_at(row.last_day) <= clock.now():
        raise Conflict(
            _("申请的截止日期已过。"), clause=doing.clause, todo=_("请不同意并写明原因，由申请人按新的日期重新申请。")
        )
    row.state, row.granted_at, row.granted_by_name = GrantState.GRANTED, clock.now(), doing.by.name
    row.case, row.until = doing.case, ends_at(row.last_day)
    row.save(update_fields=["state", "granted_at", "granted_by_name", "case", "until"])
    ledger.record(
        "grant.given", doing.by.actor, doing.subject, clauses=tuple(dict.fromkeys((row.clause, doing.clause))),
        payload={
            "number": row.number, "reader": row.reader_id, "case": doing.case,
            "until": row.until.isoformat(timespec="seconds"), "last_day": row.last_day.isoformat(),
        },
    )  # fmt: skip


EFFECT = Effect(GRANTS, gettext_lazy("授权阅看"), _grant, "grant", {"longest": True})


def follow(told: Sequence[Told]) -> None:
    """A grant ends with the case that refused it or that was taken back."""
    for one in told:
        if one.kind in _ENDS:
            ids = [ref.id for _entry, ref, _payload in one.rows if isinstance(ref, Ref) and ref.kind == "grant"]
            if ids:
                Grant.objects.filter(pk__in=ids, state=GrantState.ASKED).update(state=_ENDS[one.kind])


MECHANISMS = (
    Mechanism(
        "privacy.grants",
        gettext_lazy("阅看授权：按制度的途径签字批准，限人、限资料、限用途、限时，每次阅看记入台账，到期自动失效"),
        "privacy:grants",
    ),
)
