"""The tallies of the clause board: kept with every act, and the same when counted anew from the ledger."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from juanzong.casework import actions as casework
from juanzong.casework import tasks
from juanzong.casework.models import Obligation
from juanzong.dossiers import actions as dossiers
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, NotAllowed
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.models import Department
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.oversight import reads, tallying
from juanzong.oversight.models import Tally
from juanzong.oversight.reads import Line
from juanzong.policies import means, vocabulary
from juanzong.policies import reads as policies
from juanzong.policies.actions import adopt
from tests.dossiers.company import take
from tests.dossiers.helpers import fill
from tests.factories import a_person, make_customer, make_department, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def sales() -> Department:
    adopt(actor=SYSTEM, pack="P08", from_date=house.today())
    return make_department("销售部", parent=make_department("公司"))


def line(viewer: Viewer, clause: str, **narrowed: int) -> Line:
    board = reads.board(viewer, clause.partition("-")[0], **narrowed)
    return next(one for one in board.lines if one.clause.id == clause)


def test_an_obligation_counts_when_it_opens_when_it_is_late_and_when_it_is_done(sales: Department, clock: Any) -> None:
    auditor = viewer_of(make_staff("auditor"))
    rep = viewer_of(make_staff("sales_representative", department=sales))
    customers = [make_customer(rep, a_person(f"客户{n}"), responsible=rep.staff_id) for n in "甲乙"]
    assert line(auditor, "P08-1").sums == reads.Sums(applied=2)
    for days, customer in zip((1, 9), customers, strict=True):
        clock.forward(days=days)
        one = dossiers.open_dossier(by=rep, customer_id=customer.pk, kind="channel_account", department_id=sales.pk)
        fill(rep, one)
        if customer is customers[1]:
            assert line(auditor, "P08-1").open_late == 2  # its own week, and the check of the first
        take(rep, one, "hand_up")
    found = line(auditor, "P08-1")
    assert (found.sums.on_time, found.sums.late, found.open_late) == (1, 1, 1)  # one check of the two is late by now
    assert found.months[-1] == found.sums.applied
    assert line(auditor, "P08-1", department=sales.pk).sums == found.sums
    assert line(auditor, "P08-1", staff=rep.staff_id).sums.late == 1


def test_what_a_clause_forbids_is_counted_and_written_down(sales: Department) -> None:
    auditor = viewer_of(make_staff("auditor"))
    rep = viewer_of(make_staff("sales_representative", department=sales))
    make_customer(rep, responsible=rep.staff_id)
    owed = Obligation.objects.get()
    with pytest.raises(Conflict):
        casework.complete(by=rep, obligation=owed.pk, note="办好了")
    with pytest.raises(NotAllowed):
        casework.waive(by=rep, obligation=owed.pk, reason="不想办")
    assert line(auditor, "P08-1").sums.refused == 1
    assert line(auditor, "P00-1.6").sums.refused == 1


def test_counting_anew_from_the_ledger_gives_the_same(sales: Department, clock: Any) -> None:
    rep = viewer_of(make_staff("sales_representative", department=sales))
    general = viewer_of(make_staff("general_manager"))
    for n in range(3):
        make_customer(rep, a_person(f"客户{n}"), responsible=rep.staff_id)
        clock.forward(days=20)
        while tasks.run_some():
            pass
    casework.waive(by=general, obligation=Obligation.objects.filter(duty="set_up_channel_dossier")[0].pk, reason="停办")
    columns = ("clause", "month", "department", "staff", "applied", "on_time", "late", "refused")
    kept = sorted(Tally.objects.values_list(*columns))
    assert kept
    assert tallying.recount() > 0
    assert sorted(Tally.objects.values_list(*columns)) == kept


def test_a_manager_sees_the_department_and_nobody_else_the_board(sales: Department) -> None:
    rep = viewer_of(make_staff("sales_representative", department=sales))
    make_customer(rep, responsible=rep.staff_id)
    boss = viewer_of(make_staff("department_manager", department=sales))
    other = viewer_of(make_staff("department_manager"))
    assert line(boss, "P08-1").sums.applied == 1
    assert line(other, "P08-1").sums.applied == 0
    with pytest.raises(NotAllowed):
        reads.board(rep, "P08")


def test_months_run_over_the_turn_of_the_year(sales: Department, clock: Any) -> None:
    auditor = viewer_of(make_staff("auditor"))
    rep = viewer_of(make_staff("sales_representative", department=sales))
    make_customer(rep, responsible=rep.staff_id)
    clock.stop(dt.datetime(2027, 4, 30, 2, tzinfo=dt.UTC))
    board = reads.board(auditor, "P08")
    assert (board.months[0], board.months[-1]) == (dt.date(2026, 5, 1), dt.date(2027, 4, 1))
    assert line(auditor, "P08-1").months[1] == 1


def test_every_clause_says_by_what_it_is_carried_out() -> None:
    for clause in policies.clauses():
        found = means.built(clause)
        assert found.elements or found.mechanisms or found.missing, clause.id
        assert clause.means, clause.id


def test_built_is_computed_from_what_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    clause = policies.clause("P00-2.3")
    assert means.built(clause).done
    monkeypatch.delitem(vocabulary.MECHANISMS._things, "organisation.training")
    assert means.built(clause).missing == ("organisation.training",)
    assert not means.built(clause).done
