"""Departments, people and appointments: what may be done, what is refused, what is written down."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from juanzong.ledger import reads as ledger
from juanzong.organisation import actions, reads
from juanzong.organisation.actions.entry import sign_in
from juanzong.organisation.choices import Scope
from juanzong.organisation.models import Appointment, Department, Staff
from juanzong.organisation.viewer import Viewer, public, system, viewer_of
from tests.factories import make_department, make_staff

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)


@pytest.fixture
def company(clock: Any) -> Department:
    return make_department("杭州鸿远")


@pytest.fixture
def admin(company: Department) -> Viewer:
    return viewer_of(make_staff("administrator", department=company))


def _kinds() -> list[str]:
    return [one.kind for one in ledger.entries(ledger.Filter()).entries]


def _appoint(by: Viewer, staff: Staff, department: Department, position: str = "archivist", **more: Any) -> Appointment:
    known = {"from_date": TODAY} | more
    return actions.appoint(by=by, staff=staff.pk, position=position, department=department.pk, **known)


# The first administrator


def test_the_first_administrator_is_made_once(clock: Any) -> None:
    words = {"company": "杭州鸿远", "username": "admin", "name": "周敏", "password": "four unrelated words"}
    staff = actions.first_administrator(by=system(), **words)
    assert viewer_of(staff).may("organisation.manage")
    assert not viewer_of(staff).may("customers.view")
    assert sign_in(by=public(), username="admin", password=words["password"], address="x") == staff
    with pytest.raises(Conflict):
        actions.first_administrator(by=system(), **words | {"username": "other"})
    assert Department.objects.get().name == "杭州鸿远"


def test_the_first_administrator_needs_a_good_password(clock: Any) -> None:
    with pytest.raises(Invalid):
        actions.first_administrator(by=system(), company="x", username="admin", name="周敏", password="admin")
    assert not Staff.objects.exists()
    assert not Department.objects.exists()


# Departments


def test_the_company_is_founded_once(clock: Any) -> None:
    actions.found_company(by=system(), name=" 杭州  鸿远 ")
    with pytest.raises(Conflict):
        actions.found_company(by=system(), name="另一家")
    assert Department.objects.get().name == "杭州 鸿远"


def test_departments_are_added_renamed_and_moved(admin: Viewer, company: Department) -> None:
    one = actions.add_department(by=admin, name="信贷部", code="01", parent=company.pk)
    two = actions.add_department(by=admin, name="风控部", code="02", parent=company.pk)
    actions.change_department(by=admin, department=two.pk, name="风险部", code="02", parent=one.pk)
    assert [(row.name, row.depth) for row in reads.tree(admin)] == [("杭州鸿远", 0), ("信贷部", 1), ("风险部", 2)]
    assert _kinds() == ["department.changed", "department.added", "department.added"]
    with pytest.raises(Conflict):
        actions.change_department(by=admin, department=two.pk, name="风险部", code="02", parent=one.pk)


@pytest.mark.parametrize("name", ["", "   "])
def test_a_department_has_a_name(admin: Viewer, company: Department, name: str) -> None:
    with pytest.raises(Invalid):
        actions.add_department(by=admin, name=name, code="1", parent=company.pk)


def test_names_under_one_parent_and_codes_are_used_once(admin: Viewer, company: Department) -> None:
    one = actions.add_department(by=admin, name="信贷部", code="01", parent=company.pk)
    for name, code in (("信贷部", "02"), ("别的", "01"), ("别的", "")):
        with pytest.raises(Invalid):
            actions.add_department(by=admin, name=name, code=code, parent=company.pk)
    actions.add_department(by=admin, name="信贷部", code="03", parent=one.pk)


def test_no_department_stands_below_itself(admin: Viewer, company: Department) -> None:
    one = actions.add_department(by=admin, name="一", code="01", parent=company.pk)
    two = actions.add_department(by=admin, name="二", code="02", parent=one.pk)
    for parent in (one.pk, two.pk):
        with pytest.raises(Invalid):
            actions.change_department(by=admin, department=one.pk, name="一", code="01", parent=parent)
    with pytest.raises(Invalid):
        actions.change_department(by=admin, department=company.pk, name="x", code="x", parent=two.pk)
    with pytest.raises(Invalid):
        actions.change_department(by=admin, department=one.pk, name="一", code="01", parent=None)


def test_a_department_with_people_or_departments_is_not_closed(admin: Viewer, company: Department) -> None:
    one = actions.add_department(by=admin, name="一", code="01", parent=company.pk)
    two = actions.add_department(by=admin, name="二", code="02", parent=one.pk)
    clerk = make_staff("customer_service", department=two)
    for department in (company, one, two):
        with pytest.raises(Conflict):
            actions.close_department(by=admin, department=department.pk, on=TODAY)
    (post,) = Appointment.objects.filter(staff=clerk)
    actions.end_appointment(by=admin, appointment=post.pk, until_date=YESTERDAY)
    actions.close_department(by=admin, department=two.pk, on=TODAY)
    actions.close_department(by=admin, department=one.pk, on=TODAY)
    with pytest.raises(Conflict):
        _appoint(admin, clerk, two)
    with pytest.raises(Conflict):
        actions.add_department(by=admin, name="三", code="03", parent=two.pk)


# People


def test_a_new_person_comes_in_with_a_one_time_password_and_must_change_it(admin: Viewer) -> None:
    new = actions.add_staff(
        by=admin, username="linxiao", name="林晓", number="0042", email="lin@example.cn", joined_on=TODAY
    )
    staff = sign_in(by=public(), username="linxiao", password=new.password, address="x")
    assert staff.must_change_password
    assert not viewer_of(staff).rights
    assert all(new.password not in one.payload for one in ledger.entries(ledger.Filter()).entries)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"username": "a b"}, "username"),
        ({"username": "LinXiao"}, "username"),
        ({"number": "0042"}, "number"),
        ({"email": "nonsense"}, "email"),
    ],
)
def test_accounts_are_never_shared_and_details_are_checked(admin: Viewer, wrong: dict[str, str], field: str) -> None:
    actions.add_staff(by=admin, username="linxiao", name="林晓", number="0042")
    with pytest.raises(Invalid) as refused:
        actions.add_staff(by=admin, **{"username": "other", "name": "别人"} | wrong)
    assert list(refused.value.fields) == [field]


def test_details_change_and_say_which(admin: Viewer) -> None:
    staff = make_staff()
    actions.change_staff(by=admin, staff=staff.pk, name="新名", number=staff.number or "")
    (entry,) = ledger.entries(ledger.Filter(kind="staff.changed")).entries
    assert ledger.payload(entry) == {"fields": ["name"]}
    with pytest.raises(Conflict):
        actions.change_staff(by=admin, staff=staff.pk, name="新名", number=staff.number or "")


def test_a_reset_password_is_for_one_use_and_ends_all_sessions(admin: Viewer) -> None:
    staff = make_staff()
    for _n in range(6):
        with pytest.raises(Refusal):
            sign_in(by=public(), username=staff.username, password="wrong", address="x")
    new = actions.reset_password(by=admin, staff=staff.pk)
    assert sign_in(by=public(), username=staff.username, password=new.password, address="x").must_change_password
    assert Staff.objects.get(pk=staff.pk).session_epoch == staff.session_epoch + 1
    with pytest.raises(NotAllowed):
        actions.reset_password(by=admin, staff=admin.staff_id)


def test_accounts_are_disabled_and_enabled(admin: Viewer) -> None:
    staff = make_staff()
    actions.disable_staff(by=admin, staff=staff.pk)
    assert not reads.staff(admin, staff.pk).is_here
    with pytest.raises(Conflict):
        actions.disable_staff(by=admin, staff=staff.pk)
    actions.enable_staff(by=admin, staff=staff.pk)
    assert reads.staff(admin, staff.pk).is_here
    with pytest.raises(Conflict):
        actions.enable_staff(by=admin, staff=staff.pk)
    with pytest.raises(NotAllowed):
        actions.disable_staff(by=admin, staff=admin.staff_id)


def test_the_last_administrator_stays(admin: Viewer, company: Department) -> None:
    (post,) = Appointment.objects.filter(staff=admin.staff_id)
    for attempt in (
        lambda: actions.end_appointment(by=system(), appointment=post.pk, until_date=TODAY),
        lambda: actions.disable_staff(by=system(), staff=admin.staff_id),
        lambda: actions.note_leaving(by=system(), staff=admin.staff_id, on=TODAY),
    ):
        with pytest.raises(Conflict):
            attempt()
    other = make_staff("administrator", department=company)
    actions.disable_staff(by=viewer_of(other), staff=admin.staff_id)


def test_rights_end_with_the_last_day_and_leaving_is_never_blocked(
    admin: Viewer, company: Department, clock: Any
) -> None:
    staff = make_staff("archivist", department=company)
    later = _appoint(admin, staff, company, "finance", from_date=TODAY + dt.timedelta(days=30))
    actions.note_leaving(by=admin, staff=staff.pk, on=TODAY)
    assert viewer_of(staff).may("customers.view")
    assert not Appointment.objects.filter(pk=later.pk).exists()
    clock.forward(days=1)
    assert not viewer_of(staff).rights
    assert not reads.staff(admin, staff.pk).is_here
    with pytest.raises(Conflict):
        _appoint(admin, staff, company, "finance", from_date=TOMORROW)


def test_who_stays_after_all_has_what_they_had_and_a_day_that_moves_moves_all_with_it(
    admin: Viewer, company: Department, clock: Any
) -> None:
    staff = make_staff("archivist", department=company)
    (post,) = Appointment.objects.filter(staff=staff)
    actions.note_leaving(by=admin, staff=staff.pk, on=TODAY)
    with pytest.raises(Conflict):
        actions.note_leaving(by=admin, staff=staff.pk, on=TODAY)
    actions.note_leaving(by=admin, staff=staff.pk, on=TOMORROW)
    clock.forward(days=1)
    assert viewer_of(staff).may("customers.view")
    assert [one.until_date for one in reads.history(admin, staff.pk)] == [TOMORROW]
    with pytest.raises(Conflict):  # that is its end already
        actions.end_appointment(by=admin, appointment=post.pk, until_date=TOMORROW)
    with pytest.raises(Invalid):
        actions.withdraw_leaving(by=admin, staff=staff.pk, reason=" ")
    actions.withdraw_leaving(by=admin, staff=staff.pk, reason="改为内部调动")
    clock.forward(days=1)
    assert viewer_of(staff).may("customers.view")
    assert "staff.stays" in _kinds()
    with pytest.raises(Conflict):
        actions.withdraw_leaving(by=admin, staff=staff.pk, reason="改为内部调动")


def test_a_department_of_those_who_have_left_can_be_closed(admin: Viewer, company: Department) -> None:
    room = actions.add_department(by=admin, name="旧档案室", code="77", parent=company.pk)
    staff = make_staff("archivist", department=room)
    with pytest.raises(Conflict):
        actions.close_department(by=admin, department=room.pk, on=TOMORROW)
    actions.note_leaving(by=admin, staff=staff.pk, on=TODAY)
    actions.close_department(by=admin, department=room.pk, on=TOMORROW)


# Appointments


def test_rights_come_with_an_appointment_and_go_with_it(admin: Viewer, company: Department, clock: Any) -> None:
    staff = make_staff("")
    post = _appoint(admin, staff, company, from_date=TOMORROW, until_date=TOMORROW)
    assert not viewer_of(staff).rights
    clock.forward(days=1)
    assert viewer_of(staff).scope("customers.view") is Scope.COMPANY
    clock.forward(days=1)
    assert not viewer_of(staff).rights
    with pytest.raises(Conflict):
        actions.end_appointment(by=admin, appointment=post.pk, until_date=TODAY + dt.timedelta(days=5))


def test_ending_yesterday_takes_rights_away_at_once(admin: Viewer, company: Department) -> None:
    staff = make_staff("archivist", department=company)
    (post,) = Appointment.objects.filter(staff=staff)
    actions.end_appointment(by=admin, appointment=post.pk, until_date=YESTERDAY)
    assert not viewer_of(staff).rights


def test_administrators_give_themselves_nothing(admin: Viewer, company: Department) -> None:
    with pytest.raises(NotAllowed) as refused:
        actions.appoint(
            by=admin, staff=admin.staff_id, position="general_manager", department=company.pk, from_date=TODAY
        )
    assert refused.value.clause == "P00-1.6"


def test_who_runs_the_system_does_not_read_customers(admin: Viewer, company: Department) -> None:
    other = make_staff("administrator", department=company)
    clerk = make_staff("archivist", department=company)
    with pytest.raises(NotAllowed):
        _appoint(admin, other, company, "archivist")
    with pytest.raises(NotAllowed):
        _appoint(admin, clerk, company, "administrator")
    (post,) = Appointment.objects.filter(staff=clerk)
    actions.end_appointment(by=admin, appointment=post.pk, until_date=YESTERDAY)
    _appoint(admin, clerk, company, "administrator")


def test_the_same_post_is_not_held_twice_at_once(admin: Viewer, company: Department) -> None:
    staff = make_staff("")
    _appoint(admin, staff, company, until_date=TODAY)
    with pytest.raises(Conflict):
        _appoint(admin, staff, company)
    _appoint(admin, staff, company, from_date=TOMORROW)
    with pytest.raises(Conflict):
        _appoint(admin, staff, company, from_date=YESTERDAY, until_date=YESTERDAY + dt.timedelta(days=5))


def test_dates_positions_and_departments_are_checked(admin: Viewer, company: Department) -> None:
    staff = make_staff("")
    with pytest.raises(Invalid):
        _appoint(admin, staff, company, until_date=YESTERDAY)
    with pytest.raises(NotFound):
        _appoint(admin, staff, company, "no_such_position")
    with pytest.raises(NotFound):
        actions.appoint(by=admin, staff=staff.pk, position="archivist", department=1, from_date=TODAY)
    with pytest.raises(NotFound):
        actions.appoint(by=admin, staff=1, position="archivist", department=company.pk, from_date=TODAY)


def test_superiors_make_no_circle(admin: Viewer, company: Department) -> None:
    one, two, three = (make_staff("", name=f"人{n}") for n in range(3))
    with pytest.raises(Invalid):
        _appoint(admin, one, company, superior=one.pk)
    first = _appoint(admin, one, company, superior=two.pk)
    _appoint(admin, two, company, superior=three.pk)
    with pytest.raises(Invalid):
        _appoint(admin, three, company, superior=one.pk)
    actions.change_superior(by=admin, appointment=first.pk, superior=None)
    third = _appoint(admin, three, company, superior=one.pk)
    with pytest.raises(Invalid):
        actions.change_superior(by=admin, appointment=first.pk, superior=two.pk)
    actions.end_appointment(by=admin, appointment=third.pk, until_date=TODAY)
    with pytest.raises(Invalid):
        actions.change_superior(by=admin, appointment=first.pk, superior=1)


def test_only_what_begins_today_or_later_is_withdrawn(admin: Viewer, company: Department) -> None:
    staff = make_staff("archivist", department=company)
    (old,) = Appointment.objects.filter(staff=staff)
    with pytest.raises(Conflict):
        actions.withdraw_appointment(by=admin, appointment=old.pk)
    new = _appoint(admin, staff, company, "finance")
    actions.withdraw_appointment(by=admin, appointment=new.pk)
    assert not viewer_of(staff).may("privacy.reveal_sensitive")
    assert "appointment.withdrawn" in _kinds()


def test_a_position_no_pack_knows_any_more_gives_nothing_and_locks_nobody_out(company: Department) -> None:
    staff = make_staff("gone_position", department=company)
    assert not viewer_of(staff).rights
    assert reads.history(viewer_of(staff), staff.pk)[0].position_name == "gone_position"


def test_only_who_may_manage_manages(company: Department) -> None:
    clerk, victim = viewer_of(make_staff("archivist", department=company)), make_staff("")
    attempts: list[Any] = [
        lambda: actions.add_staff(by=clerk, username="x", name="x"),
        lambda: actions.add_department(by=clerk, name="x", code="x", parent=company.pk),
        lambda: _appoint(clerk, victim, company),
        lambda: actions.reset_password(by=clerk, staff=victim.pk),
        lambda: actions.disable_staff(by=clerk, staff=victim.pk),
        lambda: actions.add_staff(by=public(), username="x", name="x"),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert _kinds() == ["access.denied"] * len(attempts)


# Reads


def test_the_tree_counts_each_person_once(admin: Viewer, company: Department) -> None:
    sales = make_department("信贷部", parent=company)
    clerk = make_staff("customer_service", department=sales)
    Appointment.objects.create(staff=clerk, position="finance", department=sales, from_date=TODAY)
    Appointment.objects.create(staff=clerk, position="archivist", department=company, from_date=TODAY)
    rows = {row.name: row for row in reads.tree(admin)}
    assert (rows["信贷部"].staff, rows["信贷部"].staff_below) == (1, 1)
    assert (rows["杭州鸿远"].staff, rows["杭州鸿远"].staff_below) == (2, 2)


def test_who_is_whose_superior_and_who_may_what(admin: Viewer, company: Department) -> None:
    sales = make_department("信贷部", parent=company)
    boss, chief = make_staff("department_manager", department=sales), make_staff("general_manager", department=company)
    clerk = make_staff("customer_service", department=sales, superior=boss)
    Appointment.objects.create(staff=clerk, position="finance", department=company, superior=chief, from_date=TODAY)
    in_sales, in_company = reads.superior_of(admin, clerk.pk, sales.pk), reads.superior_of(admin, clerk.pk, company.pk)
    assert in_sales is not None
    assert in_company is not None
    assert (in_sales.superior_id, in_company.superior_id) == (boss.pk, chief.pk)
    assert reads.superior_of(admin, boss.pk) is None
    assert [one.staff_id for one in reads.holders(admin, "department_manager")] == [boss.pk]
    closing = {(one.post.staff_id, one.scope) for one in reads.who_may(admin, "dossiers.close")}
    assert closing == {(boss.pk, Scope.DEPARTMENT), (chief.pk, Scope.COMPANY)}


def test_the_public_learns_nothing(company: Department) -> None:
    for ask in (
        lambda: reads.tree(public()),
        lambda: reads.everybody(public()),
        lambda: reads.who_may(public(), "desk.view"),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_choices_name_the_path_and_leave_out_what_is_closed(admin: Viewer, company: Department) -> None:
    sales = make_department("信贷部", parent=company)
    closed = make_department("旧部", parent=company)
    Department.objects.filter(pk=closed.pk).update(closed_on=TODAY)
    assert reads.department_choices(admin) == [(company.pk, "杭州鸿远"), (sales.pk, "杭州鸿远 / 信贷部")]
    gone = make_staff("archivist")
    Staff.objects.filter(pk=gone.pk).update(left_on=YESTERDAY)
    assert gone.pk not in dict(reads.staff_choices(admin))


def test_demo_people_are_listed_in_demo_mode_only(company: Department, settings: Any) -> None:
    make_staff("archivist", department=company, name="周敏")
    assert reads.demo_people() == []
    settings.DEMO = True
    ((position, people),) = reads.demo_people()
    assert (position, people[0].name) == ("档案管理员", "周敏")
