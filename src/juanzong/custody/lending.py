"""Loans as things that work is about: what a route does to a slip, and how a slip follows the case that decides it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.sockets import Content, Doing, Effect, Ids, Subject
from juanzong.custody.choices import HoldingState, LoanKind, LoanState
from juanzong.custody.models import Loan
from juanzong.custody.reads import loans as reads
from juanzong.custody.rules.loans import APPROVES
from juanzong.kit import clock
from juanzong.kit.errors import Conflict
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.facts import Told
from juanzong.organisation.viewer import Viewer
from juanzong.policies.vocabulary import Mechanism

_ENDS = {"case.refused": LoanState.REFUSED, "case.withdrawn": LoanState.WITHDRAWN}


def _column(name: str) -> Callable[[Ids], dict[int, Any]]:
    def look_up(ids: Ids) -> dict[int, Any]:
        return dict(Loan.objects.filter(pk__in=ids).values_list("pk", name))

    return look_up


def _dossiers(ids: Ids) -> Mapping[int, Ref]:
    return {pk: Ref("dossier", one) for pk, one in _column("holding__dossier_id")(ids).items() if one}


def _gist(ids: Ids) -> dict[int, Sequence[tuple[str, str]]]:
    """What a slip asks for, for whoever decides on it."""
    rows = Loan.objects.filter(pk__in=ids).select_related("holding__dossier")
    return {row.pk: _asked(row) for row in rows}


def _asked(row: Loan) -> tuple[tuple[str, str], ...]:
    return (
        (_("题名"), row.holding.dossier.title if row.holding.dossier else ""),
        (_("方式"), str(LoanKind(row.kind).label)),
        (_("用途"), row.purpose),
        (_("归还期限"), row.due_on.isoformat()),
    )


def _content(viewer: Viewer, loan_id: int) -> Content:
    """The slip as it is signed."""
    row = reads.loan(viewer, loan_id)
    lines = (
        (_("出借单号"), row.number),
        (_("档号"), row.holding.dossier.number if row.holding.dossier else ""),
        (_("借阅人"), row.borrower_name),
        *_asked(row),
    )
    exact = "\x1f".join(
        [row.number, str(row.holding_id), str(row.borrower_id), row.kind, row.purpose, row.due_was.isoformat()]
    )
    return Content(str(_("档案资料出借单")), lines, exact.encode())


SUBJECT = Subject(
    "loan", gettext_lazy("出借单"), reads.labels, _column("department_id"),
    roles={"borrower": (gettext_lazy("借阅人"), _column("borrower_id"))},
    attributes={
        "policy": _column("policy"), "kind": _column("kind"), "route": _column("route"),
        "difference": _column("difference"),
    },
    relations={"dossier": ("dossier", _dossiers)}, content=_content, gist=_gist,
    begins=lambda pk: Loan.objects.filter(pk=pk, state=LoanState.ASKED).exists(),
)  # fmt: skip


def _approve(doing: Doing) -> None:
    """Let a slip pass: from now on the archivist may hand the thing out against it."""
    row = Loan.objects.select_for_update(of=("self",)).select_related("holding").get(pk=doing.subject.id)
    if row.state != LoanState.ASKED:
        raise Conflict(
            _("这张出借单已经是“%(state)s”。") % {"state": LoanState(row.state).label}, clause=doing.clause,
            todo=_("请刷新后查看。"),
        )  # fmt: skip
    if row.holding.state == HoldingState.GONE:
        raise Conflict(_("这份档案已销毁。"), clause="P05-d1", todo=_("请不同意这张出借单，并写明原因。"))
    row.state, row.approved_at, row.approved_by_name = LoanState.APPROVED, clock.now(), doing.by.name
    row.save(update_fields=["state", "approved_at", "approved_by_name"])
    ledger.record(
        "loan.approved", doing.by.actor, doing.subject, clauses=tuple(dict.fromkeys((row.clause, doing.clause))),
        payload={"number": row.number, "case": doing.case},
    )  # fmt: skip


EFFECT = Effect(APPROVES, gettext_lazy("批准出借单"), _approve, "loan", {"longest": True, "kinds": False})


def follow(told: Sequence[Told]) -> None:
    """A slip ends with the case that refused it or that was taken back, and its day moves with the return that is owed."""
    for one in told:
        slips = [(row[1].id, row[2]) for row in one.rows if row[1] is not None and row[1].kind == "loan"]
        if not slips:
            continue
        if one.kind in _ENDS:
            Loan.objects.filter(pk__in=[pk for pk, _payload in slips], state=LoanState.ASKED).update(
                state=_ENDS[one.kind]
            )
        elif one.kind == "obligation.extended":
            for pk, payload in slips:
                _extend(pk, dt.date.fromisoformat(str(payload["due_on"])))


def _extend(loan_id: int, day: dt.date) -> None:
    """Conflict for reading on site, which ends the same day whoever agrees to more (P06-7)."""
    row = Loan.objects.select_for_update().filter(pk=loan_id, state=LoanState.OUT, due_on__lt=day).first()
    if row is None:
        return
    if row.kind == LoanKind.ON_SITE:
        raise Conflict(
            _("室内阅览当日归还，不能延期。"), clause=row.clause, todo=_("请选择不同意；还要阅览的，归还后另填出借单。")
        )
    row.due_on = day
    row.save(update_fields=["due_on"])


MECHANISMS = (
    Mechanism(
        "custody.loans", gettext_lazy("借阅：按制度的途径审批，凭单借出，逐页清点归还，复位后结清"), "custody:loans"
    ),
)
