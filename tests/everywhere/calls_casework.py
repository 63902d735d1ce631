"""How to call each action of casework once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from juanzong.casework import actions
from juanzong.casework.models import Obligation
from juanzong.customers.models import Customer
from juanzong.dossiers import actions as dossiers
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.actions import packs
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.oversight import actions as oversight
from juanzong.policies.actions import adopt
from tests.dossiers.helpers import pair
from tests.everywhere.staging import TODAY, Call, Scene
from tests.factories import make_customer, make_staff, make_viewer


def _owing(scene: Scene) -> tuple[Obligation, Viewer]:
    """Something that a representative owes, and their general manager."""
    adopt(actor=SYSTEM, pack="P08", from_date=TODAY())
    company = scene.grounds.company
    rep = viewer_of(make_staff("sales_representative", department=company))
    made: Customer = make_customer(rep, responsible=rep.staff_id)
    one = Obligation.objects.get(subject=f"customer:{made.pk}")
    return one, viewer_of(make_staff("general_manager", department=company))


def _waive(scene: Scene) -> Call:
    one, manager = _owing(scene)
    return lambda: actions.waive(by=manager, obligation=one.pk, reason="没有合作意向")


def _reassign(scene: Scene) -> Call:
    one, manager = _owing(scene)
    return lambda: actions.reassign(by=manager, obligation=one.pk, staff=manager.staff_id, reason="接手")


def _complete(scene: Scene) -> Call:
    one, _manager = _owing(scene)
    Obligation.objects.filter(pk=one.pk).update(duty="review_dossier", pack="P00", owner=scene.by.staff_id)
    return lambda: actions.complete(by=scene.by, obligation=one.pk, note="已办理")


def _company_day(scene: Scene) -> Call:
    day = TODAY() + dt.timedelta(days=30)
    return lambda: actions.set_company_day(by=scene.admin, day=day, worked=False, reason="公司成立日")


def _event(scene: Scene) -> Call:
    one = dossiers.open_dossier(
        by=scene.by,
        customer_id=scene.here("customer"),
        kind="loan",
        department_id=scene.by.home_departments[0],
        managers=pair(scene.by),
    )
    return lambda: dossiers.note_event(by=scene.by, dossier_id=one.pk, event="loan_granted", on_day=TODAY())


def _board(scene: Scene) -> Call:
    auditor = make_viewer("auditor", department=scene.grounds.company)
    return lambda: oversight.note_export(by=auditor, pack="P03", rows=20)


def _adopt(scene: Scene) -> Call:
    return lambda: packs.adopt_pack(by=scene.admin, pack="P03", from_date=TODAY())


def _end_adoption(scene: Scene) -> Call:
    one = adopt(actor=SYSTEM, pack="P03", from_date=TODAY())
    return lambda: packs.end_adoption(by=scene.admin, adoption=one.id, from_date=TODAY())


CASEWORK: dict[str, Callable[[Scene], Call]] = {
    "casework.actions.obligations:complete": _complete,
    "casework.actions.obligations:reassign": _reassign,
    "casework.actions.obligations:set_company_day": _company_day,
    "casework.actions.obligations:waive": _waive,
    "dossiers.actions.happening:note_event": _event,
    "organisation.actions.packs:adopt_pack": _adopt,
    "organisation.actions.packs:end_adoption": _end_adoption,
    "oversight.actions:note_export": _board,
}
