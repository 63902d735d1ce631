"""The ways of dossiers in other policies: approval by the sales director (P01), the credit manager's two months (P04),
named checks of paper and content (P05), consent to a change (P06)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from juanzong.casework.actions import cases, checks
from juanzong.casework.cases.needs import NotReady
from juanzong.casework.models import Case, Obligation
from juanzong.dossiers import actions, reads
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.models import Dossier
from juanzong.kit import clock as house_clock
from juanzong.kit.errors import Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.models import Department
from juanzong.organisation.viewer import Viewer
from juanzong.policies.actions import adopt
from tests.dossiers.company import make_shelf, take
from tests.dossiers.helpers import check_all, draft, fill, open_dossier
from tests.factories import an_organisation, make_customer, make_department, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def here() -> Department:
    return make_department("部门", parent=make_department("公司"))


def in_force(pack: str) -> None:
    make_shelf(make_viewer("archivist"))
    adopt(actor=SYSTEM, pack=pack, from_date=house_clock.today())


def opened(by: Viewer, kind: str) -> Dossier:
    one = open_dossier(by, kind, customer=make_customer(by, an_organisation(), responsible=by.staff_id))
    fill(by, one)
    return one


def state(one: Dossier) -> str:
    return Dossier.objects.get(pk=one.pk).state


def noted(one: Dossier, note: str) -> dict[str, Any]:
    """The same dossier with another note."""
    return {"dossier_id": one.pk, "title": one.title, "note": note, "custodian_id": one.custodian_id}


def asked(here: Department) -> tuple[Viewer, Viewer, Viewer, Dossier]:
    """A sales dossier on its way under P01: who asks, who approves, who keeps it, and the dossier."""
    in_force("P01")
    rep = make_viewer("sales_representative", department=here)
    director = make_viewer("sales_director", department=here)
    one = opened(rep, "sales_account")
    take(rep, one, "ask")
    return rep, director, make_viewer("dossier_custodian", department=here), one


def passed_on(here: Department) -> tuple[Viewer, Viewer, Dossier, Case]:
    """A tenant's dossier that stands before the archivist under P05: who filed it, the archivist, the dossier, its case."""
    in_force("P05")
    officer, other = (make_viewer("property_officer", department=here) for _ in range(2))
    one = opened(officer, "tenant")
    take(officer, one, "hand_up")
    check_all(other, one)
    case = take(other, one, "pass")
    return officer, make_viewer("archivist", department=here), one, case


def test_a_sales_dossier_is_in_force_only_once_the_director_has_approved(here: Department) -> None:
    rep, director, keeper, one = asked(here)
    for stranger in (keeper, rep):
        with pytest.raises((NotAllowed, NotFound)):
            take(stranger, one, "confirm")
    with pytest.raises(NotReady, match="没有核对"):
        take(director, one, "confirm")
    check_all(director, one)
    take(director, one, "confirm")
    take(keeper, one, "take_in")
    assert state(one) == DossierState.IN_FORCE


def test_a_change_of_a_sales_dossier_asks_the_director_again(here: Department) -> None:
    _rep, director, keeper, one = asked(here)
    check_all(director, one)
    take(director, one, "confirm")
    take(keeper, one, "take_in")
    one.refresh_from_db()
    change = noted(one, "换了开户行")
    with pytest.raises(NotAllowed):
        actions.change_dossier(by=keeper, **change)
    case = cases.start(
        by=keeper, procedure="account_change", subject=Ref("dossier", one.pk), data={"why": "开户行变更"}
    )
    with pytest.raises((NotAllowed, NotFound)):
        cases.take_step(by=keeper, case=case.pk, arrival=1, move="agree")
    cases.take_step(by=director, case=case.pk, arrival=1, move="agree")
    assert actions.change_dossier(by=keeper, **change).note == "换了开户行"


def test_a_contract_has_a_month_with_each_of_the_two(here: Department, clock: Any) -> None:
    in_force("P04")
    handler = make_viewer("department_manager", department=here)
    credit, archivist = make_viewer("credit_manager", department=here), make_viewer("archivist", department=here)
    one = opened(handler, "contract")
    actions.note_event(by=handler, dossier_id=one.pk, event="signed", on_day=dt.date(2026, 5, 20))
    first = Obligation.objects.get(duty="contract_handover.pass_on")
    assert (first.owner_id, first.due_on, first.clause) == (handler.staff_id, dt.date(2026, 6, 20), "P04-3a")
    take(handler, one, "to_credit")
    second = Obligation.objects.get(duty="contract_handover.verify")
    assert (second.owner_id, second.due_on, second.clause) == (credit.staff_id, dt.date(2026, 7, 1), "P04-3b")
    check_all(credit, one)
    take(credit, one, "to_archive")
    take(archivist, one, "take_in")
    assert state(one) == DossierState.IN_FORCE
    clock.forward(days=60)
    actions.note_event(by=handler, dossier_id=one.pk, event="changed", on_day=house_clock.today())
    assert Obligation.objects.get(duty="pass_contract_papers").owner_id == handler.staff_id
    assert Case.objects.count() == 1


def test_a_tenant_dossier_is_taken_in_with_every_check_by_name(here: Department) -> None:
    _officer, archivist, one, case = passed_on(here)
    with pytest.raises(NotReady) as refused:
        take(archivist, one, "take_in")
    assert {fault.clause for fault in refused.value.faults} == {"P05-c1", "P05-c2"}
    assert len(refused.value.faults) == 5
    for check in ("complete", "systematic", "accurate", "true"):
        checks.confirm(by=archivist, case=case.pk, arrival=3, check=check)
    sheets = {item.pk: item.sheets or 0 for item in one.items.all()}
    checks.confirm(by=archivist, case=case.pk, arrival=3, check="paper", items=list(sheets), counts=sheets)
    take(archivist, one, "take_in")
    assert state(one) == DossierState.IN_FORCE


def test_ballpoint_goes_back_with_its_reason(here: Department) -> None:
    officer, archivist, one, case = passed_on(here)
    bad = one.items.order_by("pk")[0]
    checks.find_wrong(
        by=archivist, case=case.pk, arrival=3, check="paper", items=[bad.pk], fault="ballpoint", note="第 2 页"
    )
    with pytest.raises(NotReady, match="圆珠笔书写 第 2 页") as stopped:
        take(archivist, one, "take_in")
    assert "P05-c1" in {fault.clause for fault in stopped.value.faults}
    take(archivist, one, "give_back", reason="登记表须重写")
    assert state(one) == DossierState.DRAFT
    with pytest.raises(NotReady, match=bad.title):
        take(officer, one, "hand_up")
    (wanted,) = [want for want in reads.dossier_page(officer, one.pk).wants if "圆珠笔" in str(want.what)]
    assert wanted.by == archivist.name
    actions.change_item(by=officer, item_id=bad.pk, draft=draft(bad.requirement, section=bad.section, title=bad.title))
    take(officer, one, "hand_up")
    assert state(one) == DossierState.VERIFYING


def test_a_count_that_does_not_match_stops_a_tenant_dossier_until_it_is_counted_right(here: Department) -> None:
    _officer, archivist, one, case = passed_on(here)
    item = one.items.order_by("pk")[0]
    count = {"by": archivist, "case": case.pk, "arrival": 3, "check": "paper", "items": [item.pk]}
    with pytest.raises(Invalid, match="请先清点页数"):
        checks.confirm(**count)
    with pytest.raises(Invalid, match="清单 2 页，清点 1 页"):
        checks.confirm(**count, counts={item.pk: 1})
    checks.confirm(**count, counts={item.pk: 1}, notes={item.pk: "缺末页"})
    with pytest.raises(NotReady, match="清点 1 页：缺末页"):
        take(archivist, one, "take_in")
    checks.confirm(**count, counts={item.pk: 2})
    with pytest.raises(NotReady) as refused:
        take(archivist, one, "take_in")
    assert "缺末页" not in str(refused.value)


def test_a_working_file_is_changed_with_the_managers_consent(here: Department) -> None:
    in_force("P06")
    supervisor, second, manager = (
        make_viewer(position, department=here)
        for position in ("service_supervisor", "service_supervisor", "service_department_manager")
    )
    one = opened(supervisor, "unit")
    actions.submit_for_verification(by=supervisor, dossier_id=one.pk, missing_reason="单元刚交付")
    check_all(second, one)
    actions.verify_dossier(by=second, dossier_id=one.pk)
    one = actions.accept_dossier(by=second, dossier_id=one.pk)
    change = noted(one, "换联系人")
    with pytest.raises(NotAllowed) as refused:
        actions.change_dossier(by=supervisor, **change)
    assert refused.value.clause == "P06-8"
    case = cases.start(
        by=supervisor, procedure="unit_change", subject=Ref("dossier", one.pk), data={"why": "联系人变更"}
    )
    cases.take_step(by=manager, case=case.pk, arrival=1, move="agree")
    assert actions.change_dossier(by=supervisor, **change).note == "换联系人"
