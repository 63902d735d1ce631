"""Facts make obligations, end them and let them fall overdue: P03 and P08 as adopted packs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from juanzong.casework import actions, tasks
from juanzong.casework.choices import ObligationState
from juanzong.casework.models import Notice, Obligation
from juanzong.casework.reads import obligations
from juanzong.customers.actions import merging
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers.choices import CheckResult
from juanzong.dossiers.models import Dossier
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger.choices import SYSTEM
from juanzong.ledger.models import Entry
from juanzong.organisation import actions as organisation
from juanzong.organisation.models import Department, Staff
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.policies.actions import adopt
from juanzong.policies.models import Adoption
from tests.custody.helpers import make_layers
from tests.dossiers.company import take
from tests.dossiers.helpers import fill, pair
from tests.factories import a_person, an_organisation, make_customer, make_department, make_staff, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class Company:
    """A head office with one sales department under it: manager, representative, keeper, archivist."""

    def __init__(self) -> None:
        self.company = make_department("公司")
        self.sales = make_department("销售部", parent=self.company)
        self.boss = make_staff("department_manager", department=self.sales)
        self.rep = make_staff("sales_representative", department=self.sales, superior=self.boss)
        self.keeper = make_staff("dossier_custodian", department=self.sales)
        self.general = make_staff("general_manager", department=self.company)

    def adopt(self, pack: str, *, department: Department | None = None) -> None:
        adopt(actor=SYSTEM, pack=pack, from_date=house.today(), department=department.pk if department else None)


@pytest.fixture
def company() -> Company:
    return Company()


def run_daily() -> None:
    for _batch in range(200):
        if not tasks.run_some():
            return
    raise AssertionError("the daily run does not come to an end")


def of(duty: str) -> list[Obligation]:
    return list(Obligation.objects.filter(duty=duty).order_by("id"))


def as_viewer(staff: Staff) -> Viewer:
    return viewer_of(staff)


def test_first_contact_opens_the_week_of_p08(company: Company) -> None:
    company.adopt("P08")
    rep = as_viewer(company.rep)
    customer = make_customer(rep, responsible=rep.staff_id)
    (one,) = of("set_up_channel_dossier")
    assert (one.owner_id, one.due_on, one.clause) == (rep.staff_id, dt.date(2026, 6, 8), "P08-1")
    assert one.department_id == company.sales.pk
    entry = Entry.objects.get(pk=one.opened_entry)
    assert (entry.kind, entry.subject, entry.clauses) == ("obligation.opened", f"customer:{customer.pk}", "P08-1")
    assert entry.act == Entry.objects.get(kind="customer.registered").act


def test_without_the_pack_nothing_follows(company: Company) -> None:
    make_customer(as_viewer(company.rep))
    assert not Obligation.objects.exists()


def test_a_department_that_adopts_binds_itself_and_what_is_below_it_alone(company: Company) -> None:
    company.adopt("P08", department=company.sales)
    below = make_department("销售一组", parent=company.sales)
    other = make_department("行政部", parent=company.company)
    for department in (below, other):
        make_customer(as_viewer(make_staff("department_manager", department=department)), department=department.pk)
    assert [one.department_id for one in of("set_up_channel_dossier")] == [below.pk]


def test_submitting_in_time_is_on_time_and_the_superior_checks_next(company: Company, clock: Any) -> None:
    company.adopt("P08")
    rep, keeper = as_viewer(company.rep), as_viewer(company.keeper)
    make_layers(keeper, 1)
    customer = make_customer(rep, an_organisation(), responsible=rep.staff_id)
    clock.forward(days=3)
    one = dossiers.open_dossier(by=rep, customer_id=customer.pk, kind="channel_account", department_id=company.sales.pk)
    fill(rep, one)
    take(rep, one, "hand_up")
    (first,) = of("set_up_channel_dossier")
    assert (first.state, first.on_time, first.closed_by) == (ObligationState.DONE, True, rep.staff_id)
    (second,) = of("channel_setup.check")
    assert (second.owner_id, second.due_on) == (company.boss.pk, dt.date(2026, 6, 9))
    boss = as_viewer(company.boss)
    for item in one.items.all():
        dossiers.check_item(by=boss, item_id=item.pk, result=CheckResult.RIGHT)
    take(boss, one, "pass")
    (third,) = of("channel_setup.keep")
    assert of("channel_setup.check")[0].state == ObligationState.DONE
    assert third.owner_id == keeper.staff_id
    take(keeper, one, "take_in")
    assert not Obligation.objects.filter(state=ObligationState.OPEN).exists()


def test_lateness_is_reminded_escalated_and_kept(company: Company, clock: Any) -> None:
    company.adopt("P08")
    rep = as_viewer(company.rep)
    customer = make_customer(rep, responsible=rep.staff_id)
    clock.forward(days=9)  # Wednesday 10 June, due on the 8th
    run_daily()
    (one,) = of("set_up_channel_dossier")
    assert set(Notice.objects.filter(obligation=one).values_list("staff_id", "escalated")) == {
        (rep.staff_id, False),
        (company.boss.pk, True),
    }
    assert Entry.objects.filter(kind="obligation.escalated", clauses="P08-1").count() == 1
    assert [owed.id for owed in obligations.work_of(as_viewer(company.boss)).listed if owed.escalated] == [one.pk]
    assert obligations.work_of(rep).overdue >= 1
    run_daily()
    assert Entry.objects.filter(kind="obligation.escalated").count() == 1
    made = dossiers.open_dossier(
        by=rep, customer_id=customer.pk, kind="channel_account", department_id=company.sales.pk
    )
    fill(rep, made)
    take(rep, made, "hand_up")
    one.refresh_from_db()
    assert (one.state, one.on_time) == (ObligationState.DONE, False)
    payload = Entry.objects.get(pk=one.closed_entry).payload
    assert '"late_days":2' in payload
    assert '"on_time":false' in payload


def test_a_quarter_is_opened_once_for_each_customer_of_the_four_categories(company: Company, clock: Any) -> None:
    company.adopt("P08")
    rep = as_viewer(company.rep)
    names = ("仁和医院", "康民药店", "普通客户")
    made = [
        make_customer(rep, replace(an_organisation(name), category=category), responsible=rep.staff_id)
        for name, category in zip(names, ("hospital", "pharmacy", "active"), strict=True)
    ]
    run_daily()
    run_daily()
    found = of("quarterly_completion")
    assert [one.subject for one in found] == [f"customer:{one.pk}" for one in made[:2]]
    assert {(one.round, one.due_on, one.owner_id) for one in found} == {("2026Q2", dt.date(2026, 6, 30), rep.staff_id)}
    actions.complete(by=rep, obligation=found[0].pk, note="更新了采购负责人和许可证")
    clock.forward(days=31)
    run_daily()
    assert [one.round for one in of("quarterly_completion")] == ["2026Q2", "2026Q2", "2026Q3", "2026Q3"]


@pytest.mark.parametrize("day", [dt.date(2026, 6, 2), dt.date(2030, 1, 1)])
def test_an_event_to_come_is_refused(company: Company, day: dt.date) -> None:
    a = as_viewer(make_staff("project_manager", department=company.sales))
    one = dossiers.open_dossier(
        by=a, customer_id=make_customer(a).pk, kind="loan", department_id=company.sales.pk, managers=pair(a)
    )
    with pytest.raises(Invalid):
        dossiers.note_event(by=a, dossier_id=one.pk, event="loan_granted", on_day=day)
    with pytest.raises(Invalid):
        dossiers.note_event(by=a, dossier_id=one.pk, event="moved_out", on_day=dt.date(2026, 6, 1))
    dossiers.note_event(by=a, dossier_id=one.pk, event="loan_granted", on_day=dt.date(2026, 6, 1))
    with pytest.raises(Conflict, match="已经登记过"):
        dossiers.note_event(by=a, dossier_id=one.pk, event="loan_granted", on_day=dt.date(2026, 5, 20))


def test_merging_ends_what_is_owed_about_the_one_that_is_gone(company: Company) -> None:
    company.adopt("P08")
    manager = as_viewer(company.boss)
    kept, gone = make_customer(manager, a_person("张晓明")), make_customer(manager, a_person("张小明"))
    merging.merge_customers(by=manager, kept=kept.pk, gone=gone.pk)
    states = {one.subject: one.state for one in of("set_up_channel_dossier")}
    assert states[f"customer:{gone.pk}"] == ObligationState.CANCELLED
    assert states[f"customer:{kept.pk}"] == ObligationState.OPEN


def test_what_a_fact_settles_cannot_be_reported_done(company: Company) -> None:
    company.adopt("P08")
    rep = as_viewer(company.rep)
    make_customer(rep, responsible=rep.staff_id)
    (one,) = of("set_up_channel_dossier")
    with pytest.raises(Conflict) as refused:
        actions.complete(by=rep, obligation=one.pk, note="办好了")
    assert refused.value.clause == "P08-1"
    with pytest.raises(NotAllowed, match="不是您的"):
        actions.complete(by=as_viewer(company.keeper), obligation=one.pk, note="办好了")


def test_waiving_needs_a_reason_and_a_second_person(company: Company) -> None:
    company.adopt("P08")
    boss = as_viewer(company.boss)
    rep = as_viewer(company.rep)
    make_customer(rep, responsible=rep.staff_id)
    make_customer(boss, a_person("李四"), responsible=boss.staff_id)
    theirs, own = of("set_up_channel_dossier")
    with pytest.raises(Invalid):
        actions.waive(by=boss, obligation=theirs.pk, reason="  ")
    with pytest.raises(NotAllowed):
        actions.waive(by=boss, obligation=own.pk, reason="不需要")
    with pytest.raises(NotAllowed):
        actions.waive(by=rep, obligation=theirs.pk, reason="不需要")
    actions.waive(by=boss, obligation=theirs.pk, reason="客户只来咨询，没有合作意向")
    theirs.refresh_from_db()
    assert (theirs.state, theirs.on_time) == (ObligationState.WAIVED, None)
    with pytest.raises(Conflict):
        actions.waive(by=boss, obligation=theirs.pk, reason="再来一次")


def test_an_obligation_changes_hands(company: Company) -> None:
    company.adopt("P08")
    rep, boss = as_viewer(company.rep), as_viewer(company.boss)
    make_customer(rep, responsible=rep.staff_id)
    (one,) = of("set_up_channel_dossier")
    actions.reassign(by=boss, obligation=one.pk, staff=company.keeper.pk, reason="出差")
    assert [owed.id for owed in obligations.work_of(as_viewer(company.keeper)).listed] == [one.pk]
    assert not obligations.work_of(rep).listed


def test_who_has_left_leaves_it_to_the_position(company: Company, clock: Any) -> None:
    company.adopt("P08")
    rep = as_viewer(company.rep)
    make_customer(rep, responsible=rep.staff_id)
    Staff.objects.filter(pk=rep.staff_id).update(is_active=False)
    clock.forward(days=8)
    run_daily()
    (one,) = of("set_up_channel_dossier")
    assert one.owner_id == company.keeper.pk
    assert Entry.objects.filter(kind="obligation.taken_over").count() == 1


def test_an_overseer_sees_the_department_and_others_nothing(company: Company) -> None:
    company.adopt("P08")
    rep = as_viewer(company.rep)
    customer = make_customer(rep, responsible=rep.staff_id)
    (one,) = of("set_up_channel_dossier")
    assert obligations.obligation(as_viewer(company.boss), one.pk).owner == company.rep.name
    assert obligations.late_by_clause(as_viewer(company.boss), ["P08-1"]) == {}
    stranger = as_viewer(make_staff("sales_representative"))
    with pytest.raises(NotFound):
        obligations.obligation(stranger, one.pk)
    assert [owed.id for owed in obligations.obligations_of(rep, Ref("customer", customer.pk))] == [one.pk]


def test_the_company_sets_its_own_days(company: Company) -> None:
    administrator = as_viewer(make_staff("administrator"))
    actions.set_company_day(by=administrator, day=dt.date(2026, 6, 3), worked=False, reason="公司成立日放假")
    company.adopt("P03")
    a = as_viewer(make_staff("project_manager", department=company.sales))
    one = dossiers.open_dossier(
        by=a, customer_id=make_customer(a).pk, kind="loan", department_id=company.sales.pk, managers=pair(a)
    )
    dossiers.note_event(by=a, dossier_id=one.pk, event="loan_granted", on_day=dt.date(2026, 6, 1))
    assert of("project_handover.a_sorts")[0].due_on == dt.date(2026, 6, 5)
    with pytest.raises(Invalid):
        actions.set_company_day(by=administrator, day=dt.date(2026, 5, 1), worked=True, reason="补班")


def test_a_loan_noted_after_the_handover_starts_nothing(company: Company) -> None:
    company.adopt("P03")
    a = as_viewer(make_staff("project_manager", department=company.sales))
    one = dossiers.open_dossier(
        by=a, customer_id=make_customer(a).pk, kind="loan", department_id=company.sales.pk, managers=pair(a)
    )
    fill(a, one)
    Dossier.objects.filter(pk=one.pk).update(state="verifying")
    dossiers.note_event(by=a, dossier_id=one.pk, event="loan_granted", on_day=dt.date(2026, 6, 1))
    assert not of("handed_over_in_five_days") + of("project_handover.a_sorts")


def test_an_adopted_pack_that_has_gone_missing_stops_nobody(company: Company) -> None:
    company.adopt("P08")
    Adoption.objects.create(
        pack="GONE", version=3, digest="0" * 64, in_force_from=house.today(), adopted_at=house.now()
    )
    make_customer(as_viewer(company.rep))
    assert len(of("set_up_channel_dossier")) == 1


# somebody else does it


def stand_in_for(away: Staff, other: Staff, by: Staff | None = None) -> int:
    return organisation.name_stand_in(
        by=as_viewer(by or away), away=away.pk, stand_in=other.pk, from_date=house.today(),
        until_date=house.today() + dt.timedelta(days=9), reason="travel",
    ).pk  # fmt: skip


def test_what_somebody_away_owes_is_on_the_stand_ins_list_and_goes_back(company: Company, clock: Any) -> None:
    company.adopt("P08")
    other = make_staff("sales_representative", department=company.sales, superior=company.boss)
    make_customer(as_viewer(company.rep), responsible=company.rep.pk)
    assert not obligations.work_of(as_viewer(other)).listed
    made = stand_in_for(company.rep, other)
    (one,) = obligations.work_of(as_viewer(other)).listed
    assert (one.mine, one.stands_in, one.owner_id) == (True, True, company.rep.pk)
    assert [one.id for one in obligations.work_of(as_viewer(company.rep)).listed] == [one.id]
    assert obligations.obligation(as_viewer(other), one.id).stands_in
    clock.forward(days=6)
    run_daily()
    assert set(Notice.objects.filter(obligation=one.id, escalated=False).values_list("staff", flat=True)) == {
        company.rep.pk, other.pk
    }  # fmt: skip
    organisation.end_stand_in(by=as_viewer(company.rep), arrangement=made)
    assert {owed.duty.code for owed in obligations.work_of(as_viewer(other)).listed} == {"take_training"}  # their own
    with pytest.raises(NotFound):
        obligations.obligation(as_viewer(make_staff("finance", department=company.sales)), one.id)


def test_what_the_position_of_somebody_away_owes_is_on_the_stand_ins_list(company: Company) -> None:
    company.adopt("P08")
    make_customer(as_viewer(company.rep), responsible=company.rep.pk)
    (one,) = of("set_up_channel_dossier")
    Obligation.objects.filter(pk=one.pk).update(owner=None, position="dossier_custodian")
    deputy = as_viewer(make_staff("finance", department=company.sales, superior=company.general))
    assert not obligations.work_of(deputy).listed
    stand_in_for(company.keeper, Staff.objects.get(pk=deputy.staff_id), by=company.keeper)
    (shown,) = obligations.work_of(deputy).listed
    assert (shown.id, shown.mine, shown.stands_in) == (one.pk, True, False)


def test_who_is_shut_out_is_followed_in_the_same_act(company: Company) -> None:
    company.adopt("P08")
    make_customer(as_viewer(company.rep), responsible=company.rep.pk)
    (one,) = of("set_up_channel_dossier")
    organisation.disable_staff(by=make_viewer("administrator", department=company.company), staff=company.rep.pk)
    one.refresh_from_db()
    assert one.owner_id != company.rep.pk
    taken = Entry.objects.get(kind="obligation.taken_over")
    assert taken.act == Entry.objects.get(kind="staff.disabled").act


def test_who_leaves_is_followed_on_the_next_day_though_nobody_is_to_be_told(company: Company, clock: Any) -> None:
    company.adopt("P08")
    make_customer(as_viewer(company.rep), responsible=company.rep.pk)
    (one,) = of("set_up_channel_dossier")
    Obligation.objects.filter(pk=one.pk).update(tell_on=None)
    admin = make_viewer("administrator", department=company.company)
    organisation.note_leaving(by=admin, staff=company.rep.pk, on=house.today())
    one.refresh_from_db()
    assert one.owner_id == company.rep.pk
    clock.forward(days=1)
    run_daily()
    one.refresh_from_db()
    assert one.owner_id != company.rep.pk
    run_daily()
    assert Entry.objects.filter(kind="obligation.taken_over").count() == 1


def test_what_is_late_from_its_beginning_is_told_to_the_superior_at_the_next_run(company: Company) -> None:
    company.adopt("P03")
    a = as_viewer(make_staff("project_manager", department=company.sales, superior=company.boss))
    one = dossiers.open_dossier(
        by=a, customer_id=make_customer(a).pk, kind="loan", department_id=company.sales.pk, managers=pair(a)
    )
    dossiers.note_event(by=a, dossier_id=one.pk, event="loan_granted", on_day=dt.date(2026, 5, 8))
    run_daily()
    late = of("project_handover.a_sorts") + of("handed_over_in_five_days")
    assert {(told.obligation_id, told.staff_id) for told in Notice.objects.filter(escalated=True)} == {
        (each.pk, company.boss.pk) for each in late
    }
