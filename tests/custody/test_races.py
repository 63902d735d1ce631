"""Fifty people want one dossier in the same moment, sixty-four accept dossiers in the same moment."""

from __future__ import annotations

import json
from functools import partial

import pytest
from django.db import connection

from juanzong.custody import actions
from juanzong.custody.choices import HoldingState, LoanState
from juanzong.custody.models import CountFinding, Holding, InspectionFinding, Label, Loan, Place
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.models import Dossier
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Staff
from tests.crowd import crowd, patiently
from tests.custody.helpers import a_loan, departed, label_of, make_layers, make_room, shelved
from tests.custody.lending import Lender
from tests.custody.vault import Vault
from tests.dossiers.helpers import open_dossier
from tests.factories import make_staff, make_viewer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
PEOPLE = 50
ALL_ROUNDS = {"sqlite": 400, "postgresql": 200}


def _back_on_its_shelf(lender: Lender, loan: Loan, code: str) -> None:
    actions.return_loan(by=lender.keeper, loan_id=loan.pk, items=1, sheets=40, condition="")
    actions.confirm_shelf(by=lender.keeper, loan_id=loan.pk, code=code)


@pytest.mark.parametrize(
    "rounds", [pytest.param(1, id="once"), pytest.param(0, id="hundreds_of_times", marks=pytest.mark.soak)]
)
def test_of_fifty_who_want_one_dossier_at_once_exactly_one_gets_it(rounds: int) -> None:
    lender = Lender()
    code = label_of(lender.keeper, lender.layer)

    def approved(borrower: Staff) -> Loan:
        return a_loan(lender.dossier, borrower, state="approved")

    slips = [approved(make_staff("project_manager", department=lender.business)) for _n in range(PEOPLE)]
    with crowd(PEOPLE) as keepers:
        for n in range(1, (rounds or ALL_ROUNDS[connection.vendor]) + 1):
            told = keepers.at_once([
                partial(actions.issue_loan, by=lender.keeper, loan_id=slip.pk, items=1, sheets=40, condition="")
                for slip in slips
            ])  # fmt: skip
            (got,) = [one for one in told if isinstance(one, Loan)]
            refused = [one for one in told if one is not got]
            assert all(isinstance(one, Conflict) and one.clause and one.todo for one in refused)
            assert Loan.objects.get(state=LoanState.OUT).pk == got.pk
            assert (lender.thing.state, lender.thing.holder_name) == (HoldingState.OUT, got.borrower_name)
            assert Entry.objects.filter(kind="loan.issued").count() == n
            _back_on_its_shelf(lender, got, code)
            slips = [slip for slip in slips if slip.pk != got.pk] + [approved(got.borrower)]


def _waiting(number: int) -> tuple[Dossier, list[int]]:
    """One verified dossier, and so many like it, as they are before acceptance."""
    filer, checker = make_viewer("archivist"), make_viewer("archivist")
    one = open_dossier(filer, "customer")
    known = {"state": DossierState.VERIFIED, "verified_by": checker.staff_id, "verified_at": house.now()}
    same = {
        name: getattr(one, name)
        for name in ("kind", "pack_version", "customer_id", "title", "department_id", "custodian_id", "opened_by")
    }
    return one, [
        each.pk
        for each in Dossier.objects.bulk_create([Dossier(**same, **known) for _n in range(number)], batch_size=500)
    ]


@pytest.mark.parametrize(
    ("workers", "each"), [(16, 4), pytest.param(64, 500, marks=pytest.mark.soak)], ids=["sixteen", "sixty_four"]
)
def test_numbers_given_at_once_have_no_gap_and_no_double(workers: int, each: int) -> None:
    one, waiting = _waiting(workers * each)
    archivist = make_viewer("archivist")

    def accept(mine: list[int]) -> list[int]:
        give = partial(dossiers.accept_dossier, by=archivist)
        return [patiently(partial(give, dossier_id=pk)).sequence or 0 for pk in mine]

    with crowd(workers) as keepers:
        given = keepers.at_once([partial(accept, waiting[n::workers]) for n in range(workers)])
    whole = list(range(1, workers * each + 1))
    assert sorted(n for mine in given for n in mine) == whole
    assert all(mine == sorted(mine) for mine in given)
    kept = Dossier.objects.exclude(pk=one.pk)
    assert sorted(kept.values_list("sequence", flat=True)) == whole
    assert len(set(kept.values_list("number", flat=True))) == len(whole)
    assert Entry.objects.filter(kind="dossier.accepted").count() == len(whole)


def test_two_slips_of_a_project_at_once_come_into_one_safe() -> None:
    vault = Vault()
    listed = [vault.three(vault.checked(vault.listed())) for _n in range(2)]
    for slip in listed:
        vault.sign(vault.key, slip, "key")
        vault.sign(vault.code, slip, "code")
    with crowd(2) as keepers:
        told = keepers.at_once([
            partial(vault.move, vault.code, slip, "put_in", safe=place.address)
            for slip, place in zip(listed, (vault.safe, vault.other), strict=True)
        ])  # fmt: skip
    (late,) = [one for one in told if isinstance(one, Conflict)]
    assert late.clause == "P03-5.5"
    assert Holding.objects.filter(certificate__isnull=False).count() == 1


def test_a_thing_that_many_label_at_once_gets_one_code() -> None:
    by = make_viewer("archivist")
    room = make_room(by)
    with crowd(8) as keepers:
        keepers.at_once([partial(actions.print_place_labels, by=by, place_id=room.pk, base="https://a/custody/c/")] * 8)
    assert Label.objects.filter(thing=room.pk).count() == 1
    assert Entry.objects.filter(kind="labels.printed").count() == 8


def _told_last(kinds: tuple[str, str]) -> list[int]:
    """How often each kind was told."""
    return [Entry.objects.filter(kind=kind).count() for kind in kinds]


def test_of_many_who_settle_the_differences_of_a_stocktake_at_once_one_settles_the_last() -> None:
    by = make_viewer("archivist")
    layer = make_layers(by)[0]
    shelved(by, layer, 8)
    actions.end_count(by=by, count_id=actions.begin_count(by=by, place_id=layer.pk).pk)
    with crowd(8) as keepers:
        keepers.at_once([
            partial(actions.settle_finding, by=by, finding_id=row.pk, note="已归位") for row in CountFinding.objects.all()
        ])  # fmt: skip
    assert _told_last(("count.difference_settled", "count.settled")) == [7, 1]


def test_of_many_who_put_a_room_right_at_once_one_does_the_last() -> None:
    by = make_viewer("archivist")
    room = make_room(by)
    for _n in range(8):
        actions.inspect(by=by, place_id=room.pk, humidity=50, troubles={"damp": "渗水"})
    with crowd(8) as keepers:
        keepers.at_once([
            partial(actions.repair, by=by, finding_id=row.pk, what="已修") for row in InspectionFinding.objects.all()
        ])  # fmt: skip
    assert _told_last(("place.repair_noted", "place.repaired")) == [7, 1]


def test_of_many_who_box_volumes_at_once_one_boxes_the_last_and_no_box_gets_two_floors() -> None:
    by = make_viewer("archivist")
    layer = make_layers(by, 1, boxes=7)[0]
    boxes = list(Place.objects.filter(parent=layer).order_by("rank"))
    bound = [actions.bind_dossier(by=by, dossier_id=departed(by, floor=str(n)).pk) for n in range(1, 9)]
    to = [*boxes, boxes[0]]
    with crowd(8) as keepers:
        told = keepers.at_once([
            partial(actions.box_bound, by=by, box_id=box.pk, bound_ids=[row.pk])
            for box, row in zip(to, bound, strict=True)
        ])  # fmt: skip
    (late,) = [n for n, one in enumerate(told) if isinstance(one, Conflict)]
    assert late in (0, 7)
    left = [json.loads(entry.payload)["left"] for entry in Entry.objects.filter(kind="volumes.boxed")]
    assert sorted(left) == list(range(1, 8))
