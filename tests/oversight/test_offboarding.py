"""Whoever leaves: all they hold is listed, taken back, handed on or accounted for, and nothing holds them back (P09-2.12)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juanzong.casework.models import Case, CasePart, Obligation
from juanzong.casework.sockets_held import all_holds
from juanzong.custody import actions as custody
from juanzong.custody.models import Handed
from juanzong.customers.models import Customer
from juanzong.forms import actions as forms
from juanzong.forms.models import Blank, Record
from juanzong.kit import clock as time
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from juanzong.ledger.models import Entry
from juanzong.organisation import actions as organisation
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.oversight.actions import offboarding as actions
from juanzong.oversight.models import Accountability, Incident, Leaving, Tally
from juanzong.oversight.offboarding import reads
from juanzong.oversight.offboarding.choices import LineState
from juanzong.policies import reads as policies
from juanzong.policies.means import built
from juanzong.service.models import Assignment
from tests.custody.lending import Lender
from tests.factories import make_viewer
from tests.service.people import Company

FRIDAY = dt.date(2026, 6, 5)


@pytest.fixture
def company(clock: Any, db: Any) -> Company:
    return Company()


def blanks(company: Company, count: int = 3) -> list[int]:
    """So many blanks issued to the representative; their ids."""
    batch = forms.print_blanks(by=company.keeper, form="customer_form", count=count)
    forms.issue_blanks(
        by=company.keeper, form="customer_form", staff=company.rep.staff_id, first=batch.first, last=batch.last
    )
    return list(Blank.objects.filter(holder=company.rep.staff_id).order_by("serial").values_list("pk", flat=True))


def leaves(company: Company, day: dt.date = FRIDAY) -> Leaving:
    return actions.begin_leaving(
        by=company.manager, staff=company.rep.staff_id, last_day=day, receiver=company.other.staff_id
    )


def states(by: Viewer, one: Leaving, code: str) -> dict[int, str]:
    groups = {group.holds.code: group for group in reads.page(by, one.pk).groups}
    return {row.thing: row.state.value for row in groups[code].rows} if code in groups else {}


def test_all_that_is_held_is_listed_and_every_room_declares_what_it_lets_people_hold(company: Company) -> None:
    own = company.mine()
    record = company.customer_form(own, bought=False)
    held = blanks(company)
    one = leaves(company)
    groups = {group.holds.code: group for group in reads.page(company.manager, one.pk).groups}
    assert [row.thing for row in groups["blanks"].rows] == held
    assert [(row.thing, row.words) for row in groups["customers"].rows] == [(own.pk, own.name)]
    assert record.holder_id != company.rep.staff_id  # a submitted form is with the manager by then
    assert {holds.code for holds in all_holds()} >= {
        "loans", "certificates", "safe_keys", "taken_forms", "records", "blanks", "registered", "dossiers", "customers",
        "screen_records", "obligations", "cases", "stand_ins", "grants",
    }  # fmt: skip
    assert [row.words for row in groups["obligations"].rows if not row.words] == []


def test_a_case_began_on_its_day_in_china(company: Company) -> None:
    boss = company.manager.staff_id
    moment = dt.datetime(2026, 6, 4, 20, tzinfo=dt.UTC)
    case = Case.objects.create(
        procedure="more_time", pack="P00", version=1, clause="P00-2.2", subject="obligation:1", step="decide", once=True,
        starter_id=boss, started_at=moment, arrived_at=moment, department_id=company.manager.home_departments[0],
    )  # fmt: skip
    CasePart.objects.create(case=case, role="second", staff_id=boss)
    (parts,) = [holds for holds in all_holds() if holds.code == "cases"]
    assert [one.where for one in parts.held(boss, 9)] == ["2026-06-05 提出"]


def test_of_more_than_is_looked_at_everything_is_accounted_for(
    company: Company, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "MOST", 2)
    held = blanks(company)
    one = leaves(company)
    clock.stop(dt.datetime(2026, 6, 5, 17, tzinfo=time.SHANGHAI))
    closed = actions.close_leaving(by=company.manager, leaving=one.pk)
    assert states(company.manager, closed, "blanks") == dict.fromkeys(held, "missing")
    assert closed.incident is not None
    assert "3 项" in closed.incident.what


def test_item_by_item_and_closed_on_the_last_day(company: Company, clock: Any) -> None:
    own = company.mine()
    held = blanks(company)
    one = leaves(company)
    owed = Obligation.objects.get(duty="clear_leaving")
    assert (owed.due_on, owed.owner_id, owed.clause) == (FRIDAY, company.manager.staff_id, "P09-2.12")
    assert actions.take_back(by=company.manager, leaving=one.pk, holds="blanks", things=[held[0]]) == 1
    lost = actions.note_missing(by=company.manager, leaving=one.pk, holds="blanks", things=[held[1]], facts="找遍未见")
    assert actions.pass_on(by=company.manager, leaving=one.pk, holds="customers") == 1
    assert states(company.manager, one, "blanks") == {held[0]: "taken", held[1]: "missing", held[2]: "held"}
    assert [Blank.objects.get(pk=pk).state for pk in held] == ["in_stock", "lost", "issued"]
    assert Customer.objects.get(pk=own.pk).responsible_id == company.other.staff_id
    assert (lost.responsible_id, lost.kind, lost.about) == (company.rep.staff_id, "gap", f"leaving:{one.pk}")
    assert Accountability.objects.get(incident=lost).staff_id == company.rep.staff_id
    clock.stop(dt.datetime(2026, 6, 5, 17, tzinfo=time.SHANGHAI))
    closed = actions.close_leaving(by=company.manager, leaving=one.pk)
    person = Staff.objects.get(pk=company.rep.staff_id)
    assert (person.is_active, person.left_on, closed.state) == (False, FRIDAY, "closed")
    assert closed.incident is not None
    assert "1 项" in closed.incident.what
    assert states(company.manager, closed, "blanks")[held[2]] == "missing"
    owed.refresh_from_db()
    assert (owed.state, owed.on_time) == ("done", True)
    assert Tally.objects.get(clause="P09-2.12", on_time=1).late == 0
    assert built(policies.clause("P09-2.12")).done
    assert {"leaving.begun", "leaving.taken_back", "leaving.passed_on", "leaving.missing", "leaving.closed"} <= set(
        Entry.objects.values_list("kind", flat=True)
    )


def test_a_last_day_noted_by_the_administrator_begins_it_and_moving_it_moves_the_duty(company: Company) -> None:
    admin = make_viewer("administrator", department=company.company)
    make_viewer("administrator", department=company.company)
    organisation.note_leaving(by=admin, staff=company.rep.staff_id, on=FRIDAY)
    one = Leaving.objects.get()
    assert (one.superior_id, one.receiver_id) == (company.manager.staff_id, company.manager.staff_id)
    organisation.note_leaving(by=admin, staff=company.rep.staff_id, on=FRIDAY + dt.timedelta(days=3))
    one.refresh_from_db()
    assert one.last_day == FRIDAY + dt.timedelta(days=3)
    assert Obligation.objects.get(duty="clear_leaving", state="open").due_on == one.last_day
    with pytest.raises(NotAllowed):  # sees that it is under way, not more
        actions.close_leaving(by=admin, leaving=one.pk)


def test_who_stays_keeps_what_they_have_and_nobody_owes_a_clearance(company: Company) -> None:
    own, held = company.mine(), blanks(company)
    one = leaves(company)
    actions.take_back(by=company.manager, leaving=one.pk, holds="blanks", things=held[:1])
    with pytest.raises(NotAllowed):
        actions.withdraw_leaving(
            by=viewer_of(Staff.objects.get(pk=company.rep.staff_id)), leaving=one.pk, reason="不走了"
        )
    actions.move_last_day(by=company.manager, leaving=one.pk, last_day=FRIDAY + dt.timedelta(days=7))
    one.refresh_from_db()
    assert one.last_day == Staff.objects.get(pk=company.rep.staff_id).left_on == FRIDAY + dt.timedelta(days=7)
    actions.withdraw_leaving(by=company.manager, leaving=one.pk, reason="改为内部调动")
    one.refresh_from_db()
    assert (one.state, Staff.objects.get(pk=company.rep.staff_id).left_on) == ("stays", None)
    assert states(company.manager, one, "blanks") == {held[0]: "taken"}  # what went back is told, the rest is theirs
    assert set(Blank.objects.filter(holder=company.rep.staff_id).values_list("pk", flat=True)) == set(held[1:])
    assert Customer.objects.get(pk=own.pk).responsible_id == company.rep.staff_id
    assert not Obligation.objects.filter(duty="clear_leaving", state="open").exists()
    with pytest.raises(Conflict):
        actions.close_leaving(by=company.manager, leaving=one.pk)
    again = leaves(company)
    assert again.pk != one.pk


def test_nothing_holds_anybody_back(company: Company, clock: Any) -> None:
    """Though nothing was handed in, rights end with the last day; the clearance may be late, the leaving is not."""
    own, held = company.mine(), blanks(company)
    one = leaves(company)
    clock.stop(dt.datetime(2026, 6, 8, 9, tzinfo=time.SHANGHAI))
    assert viewer_of(Staff.objects.get(pk=company.rep.staff_id)).rights == {}
    closed = actions.close_leaving(by=company.manager, leaving=one.pk)
    assert Customer.objects.get(pk=own.pk).responsible_id == company.other.staff_id
    assert set(states(company.manager, closed, "blanks").values()) == {"missing"}
    assert Incident.objects.get().what.count("3 项") == 1
    assert [Blank.objects.get(pk=pk).state for pk in held] == ["issued"] * 3  # where they are nobody knows yet
    assert Obligation.objects.get(duty="clear_leaving").on_time is False


def test_assigned_customers_follow(company: Company) -> None:
    own = company.mine()
    before = Assignment.objects.create(
        customer=own, record=1, representative_id=company.rep.staff_id, principle="manager", by_id=0, by_name="经理"
    )
    one = leaves(company)
    actions.pass_on(by=company.manager, leaving=one.pk, holds="customers")
    before.refresh_from_db()
    assert before.until_at is not None
    assert Assignment.objects.get(customer=own, until_at=None).representative_id == company.other.staff_id


def test_what_is_returned_on_its_own_page_is_taken_back(clock: Any, db: Any) -> None:
    lender = Lender()
    loan = lender.out()
    boss = viewer_of(lender.boss)
    one = actions.begin_leaving(by=boss, staff=lender.asker.staff_id, last_day=FRIDAY)
    assert states(boss, one, "loans") == {loan.pk: "held"}
    with pytest.raises(Conflict, match="不在这里收回"):
        actions.take_back(by=boss, leaving=one.pk, holds="loans", things=[loan.pk])
    missing = actions.note_missing(by=boss, leaving=one.pk, holds="loans", things=[loan.pk], facts="称遗失")
    loan.refresh_from_db()
    assert (missing.about, missing.policy, loan.state) == (f"loan:{loan.pk}", "P03", "out")
    with pytest.raises(Conflict):
        actions.note_missing(by=boss, leaving=one.pk, holds="loans", things=[loan.pk], facts="再说一次")
    other = actions.begin_leaving(by=lender.general, staff=lender.keeper.staff_id, last_day=FRIDAY)
    kept = states(lender.general, other, "dossiers")
    assert set(kept.values()) == {"held"}
    custody.return_loan(by=lender.keeper, loan_id=loan.pk, items=1, sheets=40, condition="")
    assert states(boss, one, "loans") == {loan.pk: "missing"}  # found after all; the record stands
    assert actions.pass_on(by=lender.general, leaving=other.pk, holds="dossiers", to=lender.boss.pk) == len(kept)
    assert set(states(lender.general, other, "dossiers").values()) == {"passed"}
    line = Handed.objects.get(about=f"leaving:{other.pk}")
    assert (line.given_by, line.received_by, line.items) == (lender.keeper.name, lender.boss.name, len(kept))
    assert Entry.objects.filter(kind="dossier.keeper_changed").values_list("clauses", flat=True)[0] == "P09-2.12"


def test_records_on_their_way_go_to_whoever_takes_over(company: Company) -> None:
    record = company.customer_form(company.mine(), bought=False)
    Record.objects.filter(pk=record.pk).update(holder=company.rep.staff_id)
    one = leaves(company)
    assert actions.pass_on(by=company.manager, leaving=one.pk, holds="screen_records") == 1
    record.refresh_from_db()
    assert record.holder_id == company.other.staff_id


def test_what_is_refused_says_why(company: Company, clock: Any) -> None:
    one = leaves(company)
    refused: list[tuple[type[Refusal], Any]] = [
        (Conflict, lambda: leaves(company)),
        (Conflict, lambda: actions.close_leaving(by=company.manager, leaving=one.pk)),  # before the last day
        (
            NotAllowed,
            lambda: actions.begin_leaving(by=company.manager, staff=company.manager.staff_id, last_day=FRIDAY),
        ),
        (NotAllowed, lambda: actions.begin_leaving(by=company.manager, staff=company.boss.staff_id, last_day=FRIDAY)),
        (NotAllowed, lambda: actions.take_back(by=company.rep, leaving=one.pk, holds="blanks")),
        (NotAllowed, lambda: actions.close_leaving(by=company.other, leaving=one.pk)),
        (NotFound, lambda: reads.page(company.doctor, one.pk)),
        (NotFound, lambda: actions.take_back(by=company.manager, leaving=one.pk, holds="nothing")),
        (Conflict, lambda: actions.pass_on(by=company.manager, leaving=one.pk, holds="blanks", things=[1])),
        (Invalid, lambda: actions.name_receiver(by=company.manager, leaving=one.pk, receiver=company.rep.staff_id)),
        (
            Invalid,
            lambda: actions.note_missing(
                by=company.manager, leaving=one.pk, holds="blanks", things=blanks(company, 1), facts="罚款 100 元"
            ),
        ),
    ]
    for kind, attempt in refused:
        with pytest.raises(kind) as said:
            attempt()
        assert said.value.clause
    organisation.disable_staff(
        by=make_viewer("administrator", department=company.company), staff=company.other.staff_id
    )
    company.mine()
    with pytest.raises(Invalid, match="接手人"):
        actions.pass_on(by=company.manager, leaving=one.pk, holds="customers")
    clock.stop(dt.datetime(2026, 6, 5, 17, tzinfo=time.SHANGHAI))
    with pytest.raises(Invalid, match="接手人"):
        actions.close_leaving(by=company.manager, leaving=one.pk)
    actions.name_receiver(by=company.manager, leaving=one.pk, receiver=company.supervisor.staff_id)
    assert actions.close_leaving(by=company.manager, leaving=one.pk).state == "closed"


def test_the_database_knows_one_open_leaving_and_says_what_became_of_things(company: Company) -> None:
    one = leaves(company)
    for wrong in (
        lambda: Leaving.objects.create(staff=one.staff, staff_name="甲", department=one.department, last_day=FRIDAY, begun_by_name="乙"),
        lambda: one.lines.create(holds="blanks", thing=1, state=LineState.MISSING),
        lambda: one.lines.create(holds="customers", state=LineState.PASSED),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_the_page_costs_the_same_however_much_is_held(company: Company, django_assert_max_num_queries: Any) -> None:
    company.mine("甲")
    one = leaves(company)
    blanks(company, 2)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as first:
        reads.page(company.manager, one.pk)
    for n in range(4):
        company.mine(f"乙{n}")
    blanks(company, 20)
    with CaptureQueriesContext(connection) as second:
        reads.page(company.manager, one.pk)
    assert len(first) == len(second) < 40


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=st.lists(st.sampled_from(["take", "miss", "leave"]), min_size=1, max_size=5))
def test_every_blank_is_one_of_back_missing_or_accounted_for(company: Company, clock: Any, fates: list[str]) -> None:
    with transaction.atomic():
        clock.stop(dt.datetime(2026, 6, 5, 9, tzinfo=time.SHANGHAI))
        held = blanks(company, len(fates))
        one = leaves(company)
        for pk, fate in zip(held, fates, strict=True):
            if fate == "take":
                actions.take_back(by=company.manager, leaving=one.pk, holds="blanks", things=[pk])
            elif fate == "miss":
                actions.note_missing(by=company.manager, leaving=one.pk, holds="blanks", things=[pk], facts="未见")
        closed = actions.close_leaving(by=company.manager, leaving=one.pk)
        wanted = {"take": ("taken", "in_stock"), "miss": ("missing", "lost"), "leave": ("missing", "issued")}
        lines = dict(closed.lines.filter(holds="blanks").values_list("thing", "state"))
        found = [(lines[pk], Blank.objects.get(pk=pk).state) for pk in held]
        assert found == [wanted[fate] for fate in fates]
        assert (closed.incident_id is not None) == ("leave" in fates)
        assert Incident.objects.count() == fates.count("miss") + ("leave" in fates)
        transaction.set_rollback(True)
