"""What still has to be there before a case goes ahead: form, papers, checks, signatures, and whatever guards ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from juanzong.casework.cases.standing import Standing
from juanzong.casework.choices import ALSO
from juanzong.casework.models import Signature
from juanzong.casework.sockets import guards, subjects
from juanzong.kit.errors import Conflict, NotFound, Refusal
from juanzong.organisation import viewer as viewers
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_work import CheckPoint, Move

FORM_GUARD = "forms.filled"
"""The guard that knows whether a form is filled; the room that declares it lies above this one."""


class NotReady(Conflict):
    """A step cannot be taken yet. faults: every reason, each with its clause."""

    def __init__(self, faults: Iterable[Refusal]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        message = " ".join(dict.fromkeys(str(one.message) for one in self.faults))
        super().__init__(message, clause=first.clause, todo=first.todo)


def faults(one: Standing, by: Viewer, move: Move, data: Mapping[str, str]) -> list[Refusal]:
    """Every reason why a move cannot be made now, each with its clause; empty when it can."""
    found: list[Refusal] = list(missing(one, by, data)) if move.goes_ahead else []
    return found + list(guarded(one, by, move, data))


def ahead(one: Standing, by: Viewer) -> list[Refusal]:
    """Why whoever's turn it is cannot go ahead yet whichever way they take and whatever they enter with it, for them to
    read before they try."""
    ways = [
        {str(fault.message): fault for fault in guarded(one, by, move, _entered(move))}
        for move in one.step.moves
        if move.goes_ahead
    ]
    first, *others = ways or [{}]
    return list(missing(one, by, {})) + [first[text] for text in first if all(text in other for other in others)]


def _entered(move: Move) -> Mapping[str, str]:
    """As though everything had been entered that may be: a reason can excuse what a guard finds."""
    return dict.fromkeys(("reason", *(datum.code for datum in move.data)), "…")


def guarded(one: Standing, by: Viewer, move: Move, data: Mapping[str, str]) -> Iterator[Refusal]:
    """What the guards of a move find."""
    clause = move.clause or one.step.clause
    for use in move.guards:
        for fault in guards[use.name].faults(one.doing(by, move, data, use.with_)):
            fault.clause = fault.clause or clause
            yield fault


def missing(one: Standing, by: Viewer, data: Mapping[str, str]) -> Iterator[Refusal]:
    """What the step itself asks for and is not there."""
    step = one.step
    if step.form:
        yield from form_faults(one, by, step.form, data)
    there = (
        set(one.row.attachments.filter(step=step.code, withdrawn_at__isnull=True).values_list("paper", flat=True))
        if step.attachments
        else set()
    )
    for paper in step.attachments:
        if paper.zh not in there:
            yield Conflict(
                _("还缺附件“%(paper)s”。") % {"paper": paper}, clause=step.clause, todo=_("请在办理单上添加附件。")
            )
    for check, left in unchecked(one):
        words = {"check": check.name, "n": left}
        text = _("还有 %(n)s 件没有确认“%(check)s”。") if check.per_item else _("还没有确认“%(check)s”。")
        yield Conflict(text % words, clause=check.clause, todo=_("请逐项核对后确认。"))
    yield from failing(one)
    yield from unsigned(one)


def form_faults(one: Standing, by: Viewer, form: str, data: Mapping[str, str]) -> Iterator[Refusal]:
    """Whether a form is filled, as the guard that knows forms says."""
    guard, clause = guards.find(FORM_GUARD), one.step.clause
    if guard is None:
        yield Conflict(
            _("这一环节要填表单，本系统目前还不能填写表单，不能办理。"), clause=clause, todo=_("请联系系统管理员。")
        )
        return
    for fault in guard.faults(one.doing(by, None, data, {"form": form})):
        fault.clause = fault.clause or clause
        yield fault


def unchecked(one: Standing) -> Iterator[tuple[CheckPoint, int]]:
    """Checks of the step that are not confirmed, with how many parts are left."""
    step = one.step
    if not step.checks:
        return
    made: dict[str, set[int]] = {}
    for code, item in one.row.checks.filter(arrival=one.row.arrival).values_list("check_code", "item"):
        made.setdefault(code, set()).add(item)
    items = set(items_of(one, viewers.system())) if any(check.per_item for check in step.checks) else set()
    for check in step.checks:
        left = (items if check.per_item else {0}) - made.get(check.code, set())
        if left:
            yield check, len(left)


def items_of(one: Standing, viewer: Viewer) -> Mapping[int, str]:
    """The parts of what the case is about, which some checks are made for one by one."""
    known = subjects.find(one.subject.kind)
    return known.items(viewer, one.subject.id) if known and known.items else {}


def failing(one: Standing) -> Iterator[Refusal]:
    """What was found wrong at this step, by name and with its reason."""
    points = {check.code: check for check in one.step.checks}
    rows = list(one.row.checks.filter(arrival=one.row.arrival, failed=True).order_by("at", "id")) if points else []
    titles = items_of(one, viewers.system()) if any(row.item for row in rows) else {}
    for row in rows:
        point = points[row.check_code]
        what = titles.get(row.item, "").split(" · ")[0]
        words = {"check": point.name, "what": what, "note": row.note}
        text = _("《%(what)s》“%(check)s”不合格：%(note)s。") if what else _("“%(check)s”不合格：%(note)s。")
        if row.counted is not None:
            words |= {"listed": row.listed, "counted": row.counted}
            text = _("《%(what)s》清单 %(listed)s 页，清点 %(counted)s 页：%(note)s。")
        yield Conflict(text % words, clause=point.clause, todo=_("请退回补正；已经改好的，请重新核对。"))


def listed(one: Standing, viewer: Viewer) -> Mapping[int, int]:
    """The sheets of each part by the list, for those that have any."""
    known = subjects.find(one.subject.kind)
    return known.counts(viewer, one.subject.id) if known and known.counts else {}


def unsigned(one: Standing) -> Iterator[Refusal]:
    """Signatures that are not given, or were given on what has changed since."""
    step = one.step
    asked = list(
        one.row.signers.filter(arrival=one.row.arrival, released_at__isnull=True).values_list("staff_id", "staff__name")
    )
    if not step.signatures and not asked:
        return
    valid, stale = given_signatures(one)
    held = {capacity for capacity, _staff in valid}
    for need in step.signatures:
        if need.code not in held:
            text = (
                _("“%(name)s”签字之后内容有改动，须重新签字。") if need.code in stale else _("还缺“%(name)s”的签字。")
            )
            yield Conflict(text % {"name": need.name}, clause=need.clause, todo=_("请由应签字的人查看内容后签字。"))
    for staff, name in asked:
        if (ALSO, staff) not in valid:
            yield Conflict(
                _("已请 %(name)s 加签，还没有签字。") % {"name": name}, clause=step.clause,
                todo=_("请等其签字，或由提出加签的人取消加签。"),
            )  # fmt: skip


def given_signatures(one: Standing) -> tuple[set[tuple[str, int]], set[str]]:
    """The signatures of this arrival: capacity and staff of those on today's content, capacities of the others."""
    given = Signature.objects.filter(case=one.row, arrival=one.row.arrival)
    rows = list(given.values_list("capacity", "staff_id", "digest"))
    if not rows:
        return set(), set()
    try:
        today = one.content(viewers.system()).digest
    except NotFound:
        today = ""
    valid = {(capacity, staff) for capacity, staff, digest in rows if digest == today}
    return valid, {capacity for capacity, _staff, digest in rows if digest != today}
