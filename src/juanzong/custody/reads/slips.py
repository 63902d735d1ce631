"""Reading slips of the safe: what is on them, who has checked, what is signed, and who may not look yet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from juanzong.casework.reads import routes
from juanzong.casework.reads.routes import Governing
from juanzong.casework.sockets import Content
from juanzong.custody.choices_safe import Flow, Purpose, SlipState, Title
from juanzong.custody.models import Certificate, SafeSlip, SlipCheck
from juanzong.custody.reads import certificates as reads
from juanzong.dossiers import reads as dossiers
from juanzong.kit import clock
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.in_force import in_force
from juanzong.organisation.viewer import Viewer

OPENS = "custody.open_safe"
"""The effect with which a procedure lets two people open the safe for a slip."""
CHECKED = "custody.checked"
"""The guard that wants what is held in hand to agree with the list."""
LISTED = "custody.listed"
"""The guard that wants something on the list; it stands at the step where the list is made, and only there it changes."""


def ref(slip_id: int) -> Ref:
    return Ref("safe_slip", slip_id)


def slips(viewer: Viewer) -> QuerySet[SafeSlip]:
    """The slips of the dossiers that the right to see certificates reaches."""
    if viewer.everything:
        return SafeSlip.objects.all()
    return SafeSlip.objects.filter(dossier__in=dossiers.visible(viewer, reads.VIEW).values("pk"))


def slip(viewer: Viewer, slip_id: int) -> SafeSlip:
    """One slip; NotFound for whoever may not know of it. One SQL statement."""
    rows = slips(viewer).select_related("dossier__customer", "place", "to_place", "proof", "out_slip")
    found = rows.filter(pk=slip_id).first()
    if found is None:
        raise NotFound(_("没有这张出入柜单，或您无权查看。"), clause="P00-1.6")
    return found


def labels(viewer: Viewer, ids: Iterable[int]) -> dict[int, str]:
    """Slips in words. One SQL statement."""
    rows = slips(viewer).filter(pk__in=list(ids)).values_list("pk", "number", "flow")
    return {pk: f"{number} {Flow(flow).label}" for pk, number, flow in rows}


def on(slip_id: int) -> list[Certificate]:
    """The certificates of a slip that a scoped read gave, in the order they were listed. One SQL statement."""
    return list(Certificate.objects.filter(lines__slip=slip_id).select_related("holding__place").order_by("pk"))


def standing(slip_id: int) -> Governing | None:
    """The open case that decides a slip, and the step at which it stands. One SQL statement."""
    return routes.governing(ref(slip_id), OPENS)


def asks(case: Governing, guard: str) -> bool:
    """Whether the step at which a case stands has a move with this guard."""
    return any(use.name == guard for move in case.at.moves for use in move.guards)


def may_begin(viewer: Viewer, dossier: Any) -> frozenset[str]:
    """What this person may begin with the certificates of a dossier, by the procedures in force for it. Two SQL statements
    at most."""
    rules_here, about = in_force(), Ref("dossier", dossier.pk)
    found: set[str] = set()
    for route in rules_here.of(dossier.department_id).procedures.values():
        if route.subject == "safe_slip" and route.carries(OPENS):
            who = routes.starters(route, rules_here.chart, about, dossier.department_id, viewer.staff_id)
            found |= set(route.where.get("subject.flow", Flow.values)) if viewer.staff_id in who else set()
    return frozenset(found)


def overdue(viewer: Viewer) -> QuerySet[SafeSlip]:
    """What went out and has not come back by its day."""
    late = slips(viewer).filter(flow=Flow.OUT, state=SlipState.DONE, due_on__lt=clock.today())
    return late.filter(lines__owed=True).distinct()


# What is signed


def exact(one: SafeSlip, rows: Sequence[Certificate]) -> bytes:
    """The bytes of a slip. Numbers stand in them as their blind indexes, so that no hash gives one away."""
    facts = {
        "slip": one.number, "flow": one.flow, "dossier": one.dossier_id, "purpose": one.purpose, "to": one.to_whom,
        "due": one.due_was.isoformat() if one.due_was else "", "proof": one.proof_id or 0,
        "certificates": [
            [row.pk, row.kind, bytes(row.exact).hex(), row.holder, row.issuer, str(row.issued_on), str(row.valid_was)]
            for row in rows
        ],
    }  # fmt: skip
    return json.dumps(facts, ensure_ascii=True, sort_keys=True).encode()


def digest(one: SafeSlip, rows: Sequence[Certificate]) -> str:
    """The hash of what is on a slip now."""
    return hashlib.sha256(exact(one, rows)).hexdigest()


def blind(viewer: Viewer, one: SafeSlip, rows: Sequence[Certificate]) -> bool:
    """Whether this person must not see what is on the slip yet: they have to enter what they hold first (P03-5.2), also
    while the list is still being made or is back with whoever made it. Two SQL statements."""
    if one.state != SlipState.OPEN or viewer.everything or viewer.staff_id == one.begun_by:
        return False
    case = standing(one.pk)
    if case is None or not (asks(case, CHECKED) or asks(case, LISTED)):
        return False
    return not SlipCheck.objects.filter(slip=one, staff=viewer.staff_id, digest=digest(one, rows)).exists()


def content(viewer: Viewer, slip_id: int) -> Content:
    """A slip as it is signed. Its lines are kept from whoever has to enter them first. Five SQL statements at most."""
    one, rows = slip(viewer, slip_id), on(slip_id)
    lines = [
        (_("单号"), one.number),
        (_("档号"), one.dossier.number or one.dossier.title),
        (_("办理"), str(Flow(one.flow).label)),
    ]
    if one.purpose:
        lines.append((_("用途"), f"{Purpose(one.purpose).label} · {one.to_whom}"))
    if one.due_was:
        lines.append((_("应还日期"), one.due_was.isoformat()))
    if one.proof:
        lines.append((_("结清凭证"), one.proof.title))
    if blind(viewer, one, rows):
        lines.append((_("权证"), _("请先独立录入所持权证，核对一致后显示。")))
    else:
        masked = reads.masked(rows)
        lines += [
            (_("第 %(n)s 件") % {"n": n}, f"{Title(row.kind).label} {masked.get(row.pk, '')} {row.holder}")
            for n, row in enumerate(rows, 1)
        ]
        lines.append((_("数量"), _("%(n)s 件") % {"n": len(rows)}))
    return Content(str(_("权证出入柜单")), tuple(lines), exact(one, rows))


# A page


@dataclass(frozen=True, slots=True)
class SlipPage:
    """Everything the page of a slip shows. hidden: what is on it is kept from the viewer for now; takes: whether the step
    is theirs; checks: whether they have to enter what they hold."""

    slip: SafeSlip
    certificates: tuple[Certificate, ...]
    numbers: dict[int, str]
    hidden: bool
    case: Governing | None
    takes: bool
    asks_check: bool
    checks: tuple[SlipCheck, ...]

    @property
    def lists(self) -> bool:
        """Whether the list may still be changed, as far as the slip goes."""
        here = self.case is not None and asks(self.case, LISTED)
        return self.slip.flow == Flow.IN and self.slip.state == SlipState.OPEN and self.takes and here


def slip_page(viewer: Viewer, slip_id: int) -> SlipPage:
    """Twelve SQL statements at most, however many certificates there are."""
    one, rows = slip(viewer, slip_id), on(slip_id)
    case = standing(one.pk) if one.state == SlipState.OPEN else None
    hidden = blind(viewer, one, rows)
    takes = bool(case) and routes.takes(viewer, case.case if case else 0)
    now = digest(one, rows)
    given = tuple(SlipCheck.objects.filter(slip=one, digest=now).order_by("at", "pk"))
    wants = case is not None and asks(case, CHECKED)
    done = case is not None and any(check.staff == viewer.staff_id for check in given)
    return SlipPage(
        one, () if hidden else tuple(rows), {} if hidden else reads.masked(rows), hidden, case, takes,
        wants and takes and not done and viewer.staff_id != one.begun_by, given,
    )  # fmt: skip
