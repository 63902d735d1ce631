"""Moving the certificates of a project from one safe to another: both safes are open, each opened by its two people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from juanzong.casework.sockets import Doing
from juanzong.custody.choices_safe import Flow, SlipState
from juanzong.custody.models import Certificate, Holding, Place, SafeEntry, SafeSlip, SlipLine
from juanzong.custody.reads import safes, slips
from juanzong.custody.safe_opening import BY_PROJECT, ONE_SAFE, TWO, Keepers, a_safe, not_being_counted
from juanzong.custody.writing import locked_place, put
from juanzong.kit import clock
from juanzong.kit.errors import Conflict
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger


def carry_over(doing: Doing, slip: SafeSlip, here: Keepers, there: Keepers) -> None:
    """Let the certificates of a locked slip stand in the other safe. Both labels are scanned; the places are locked first, in
    the order of ids, then the things, as all movers do."""
    first, second = _both(doing)
    rows = list(Certificate.objects.select_for_update().filter(lines__slip=slip.pk).order_by("pk"))
    things = list(Holding.objects.select_for_update().filter(certificate__in=rows).order_by("pk"))
    if any(one.place_id != first.pk for one in things):
        raise Conflict(
            _("这批权证不在“%(other)s”。") % {"other": first.address}, clause=ONE_SAFE,
            todo=_("请先扫描权证现在所在的保险柜。"),
        )  # fmt: skip
    _none_stays(slip, rows)
    put(things, second, doing.by, _("权证移柜 %(number)s") % {"number": slip.number})
    slip.state, slip.done_at = SlipState.DONE, clock.now()
    slip.place, slip.to_place = first, second
    slip.key_by, slip.key_by_name = here.key.staff_id, here.key.name[:60]
    slip.code_by, slip.code_by_name = here.code.staff_id, here.code.name[:60]
    slip.to_key_by, slip.to_key_by_name = there.key.staff_id, there.key.name[:60]
    slip.to_code_by, slip.to_code_by_name = there.code.staff_id, there.code.name[:60]
    slip.save()
    SlipLine.objects.filter(slip=slip).update(open=False)
    today = clock.day_of(slip.done_at)
    SafeEntry.objects.bulk_create(
        SafeEntry(place=place, certificate=row, slip=slip, flow=Flow.MOVE, change=change, day=today, at=slip.done_at)
        for row in rows
        for place, change in ((first, -1), (second, 1))
    )
    _tell(doing, slip, rows, first, second)


def _none_stays(slip: SafeSlip, rows: Sequence[Certificate]) -> None:
    """Conflict when certificates of the project came into its safe since the slip was begun: they would stay alone."""
    stays = Holding.objects.filter(certificate__dossier=slip.dossier_id, place__isnull=False).exclude(
        certificate__in=rows
    )
    if n := stays.count():
        raise Conflict(
            _("填单以后这个项目又存入 %(n)s 件权证，不能留在原柜。") % {"n": n}, clause=BY_PROJECT,
            todo=_("请撤回这张单，选择这个项目的全部权证重新填单。"),
        )  # fmt: skip


def _both(doing: Doing) -> tuple[Place, Place]:
    found = [safes.safe_called(doing.by, doing.data.get(code, "")).pk for code in ("safe", "safe_to")]
    if found[0] == found[1]:
        raise Conflict(_("两次扫到的是同一个保险柜。"), clause=ONE_SAFE, todo=_("请扫描要移入的那个保险柜的标签。"))
    locked = {pk: a_safe(locked_place(pk)) for pk in sorted(found)}
    for place in locked.values():
        not_being_counted(place)
    return locked[found[0]], locked[found[1]]


def _tell(doing: Doing, slip: SafeSlip, rows: Sequence[Certificate], first: Place, second: Place) -> None:
    """The slip and each certificate are facts of their own. Ids and counts only."""
    clauses = tuple(dict.fromkeys((TWO, doing.clause, ONE_SAFE)))
    shared: dict[str, Any] = {
        "number": slip.number, "stood": first.address, "stands": second.address, "place": first.pk, "to": second.pk,
        "key": slip.key_by, "code": slip.code_by, "to_key": slip.to_key_by, "to_code": slip.to_code_by,
    }  # fmt: skip
    ledger.record(
        "safe_slip.moved", doing.by.actor, slips.ref(slip.pk), clauses=clauses,
        payload={**shared, "flow": slip.flow, "certificates": len(rows), "case": doing.case},
    )  # fmt: skip
    ledger.record_many(
        "certificate.moved", doing.by.actor, [(Ref("certificate", row.pk), {**shared, "slip": slip.pk}) for row in rows],
        clauses=clauses,
    )  # fmt: skip
