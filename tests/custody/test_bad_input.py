"""What can go wrong at the counter of the archive room: each says what is wrong, which clause, what to do, and loses nothing.

The same person signing twice or as second witness is in test_counting and test_disposal, a count that does not match and
who lends to themselves in test_loans, things that moved while people counted in test_counting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from juanzong.casework.models import Case
from juanzong.custody import actions
from juanzong.custody.choices import HoldingState, LoanState
from juanzong.custody.models import CountScan, Holding, Loan
from juanzong.dossiers.models import Dossier
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, Invalid, Refusal
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer, viewer_of
from tests.custody.helpers import (
    a_loan,
    a_scan,
    approved,
    digest,
    label_of,
    long_closed,
    photograph,
    proof,
    shelved,
    witness,
)
from tests.custody.lending import Lender
from tests.factories import make_staff, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FOREIGN = ("https://example.com/custody/c/D000001-7KQ2/", "D000001-0000", "6901234567892", "测字第9999号")


@pytest.fixture
def lender() -> Lender:
    return Lender()


def _refused(call: Callable[[], Any], *words: str) -> Refusal:
    """The refusal of a call: with its clause, what to do, and these words in it."""
    with pytest.raises(Refusal) as caught:
        call()
    told = caught.value
    assert told.clause
    assert told.todo
    for word in words:
        assert word in f"{told} {told.todo}"
    return told


@pytest.mark.parametrize("code", FOREIGN)
def test_an_unknown_or_foreign_code_is_told_and_changes_nothing(lender: Lender, code: str) -> None:
    loan = lender.out()
    count = actions.return_loan
    given = {"by": lender.keeper, "loan_id": loan.pk, "items": 1, "sheets": 40, "condition": ""}
    _refused(lambda: count(**given, code=code), code[:20])
    loan.refresh_from_db()
    assert (loan.state, loan.sheets_back) == (LoanState.OUT, 0)
    count(**given)
    _refused(lambda: actions.confirm_shelf(by=lender.keeper, loan_id=loan.pk, code=code), code[:20])
    assert lender.thing.state == HoldingState.OUT


def test_what_is_already_out_is_not_handed_out_again(lender: Lender) -> None:
    second = lender.take(lender.general, lender.ask(make_viewer("project_manager", department=lender.business)))
    first = lender.out()
    told = _refused(
        lambda: actions.issue_loan(by=lender.keeper, loan_id=second.pk, items=1, sheets=40, condition=""),
        first.borrower_name, "归还",
    )  # fmt: skip
    assert isinstance(told, Conflict)
    second.refresh_from_db()
    assert (second.state, lender.thing.holder_name) == (LoanState.APPROVED, first.borrower_name)


def test_the_wrong_dossier_is_neither_handed_out_nor_taken_back(lender: Lender) -> None:
    other = shelved(lender.keeper, lender.layer)[0]
    slip = lender.take(lender.general, lender.ask(lender.asker))
    given = {"by": lender.keeper, "loan_id": slip.pk, "items": 1, "sheets": 40, "condition": ""}
    _refused(lambda: actions.issue_loan(**given, code=other.number), other.number, lender.dossier.number, "换回")
    actions.issue_loan(**given, code=lender.dossier.number)
    elsewhere = a_loan(other, make_staff("project_manager", department=lender.business))
    _refused(lambda: actions.return_loan(**given, code=other.number), other.number, elsewhere.number)
    assert set(Loan.objects.values_list("state", flat=True)) == {LoanState.OUT}
    assert actions.return_loan(**given, code=lender.dossier.number).state == LoanState.RETURNED


def test_who_reports_to_the_borrower_does_not_decide(lender: Lender) -> None:
    below = viewer_of(make_staff("general_manager", department=lender.company, superior=_staff(lender.asker)))
    slip = lender.ask(lender.asker)
    told = _refused(lambda: lender.take(below, slip))
    assert (type(told).__name__, told.clause) == ("NotAllowed", "P03-6.1")
    slip.refresh_from_db()
    assert slip.state == LoanState.ASKED
    assert lender.take(lender.general, slip).state == LoanState.APPROVED


def _staff(viewer: Viewer) -> Any:
    from juanzong.organisation.models import Staff

    return Staff.objects.get(pk=viewer.staff_id)


def test_a_phone_that_comes_back_after_the_thing_moved_and_the_count_was_signed_loses_nothing(
    lender: Lender, clock: Any
) -> None:
    keeper, second = lender.keeper, lender.general
    (moved,) = shelved(keeper, lender.layer)
    count = actions.begin_count(by=keeper, place_id=lender.layer.pk)
    clock.forward(minutes=1)
    offline = a_scan(moved.number, "phone-1", label_of(keeper, lender.layer))
    clock.forward(minutes=1)
    other = shelved(keeper, lender.layer)[0]
    actions.shelve(by=keeper, place_id=_another(lender), dossier_ids=[moved.pk])
    actions.take_scans(by=keeper, count_id=count.pk, sent=[a_scan(lender.dossier.number, "a"), offline, offline])
    count = actions.end_count(by=keeper, count_id=count.pk)
    assert not count.findings.exists()
    for signer in (keeper, second):
        shown = digest(signer, "stocktake", count.pk)
        actions.sign_count(by=signer, count_id=count.pk, digest=shown, proof=proof(signer))
    late = a_scan(other.number, "phone-2")
    _refused(lambda: actions.take_scans(by=keeper, count_id=count.pk, sent=[late]), "已签字", "手机")
    again = actions.take_scans(
        by=keeper, count_id=count.pk, sent=[offline]
    )  # what it had sent before is still answered
    assert moved.number in again["phone-1"]
    assert CountScan.objects.filter(count=count).count() == 2


def _another(lender: Lender) -> int:
    from tests.custody.helpers import make_layers

    return make_layers(lender.keeper)[0].pk


def test_papers_of_a_dossier_that_is_out_are_neither_taken_out_nor_put_in(lender: Lender) -> None:
    from juanzong.dossiers.models import Item

    item, place = Item.objects.get(dossier=lender.dossier.pk), _another(lender)
    apart = {"by": lender.keeper, "item_id": item.pk, "place_id": place, "reason": "贵重"}
    loan = lender.out()
    _refused(lambda: actions.keep_apart(**apart), loan.borrower_name)
    actions.return_loan(by=lender.keeper, loan_id=loan.pk, items=1, sheets=40, condition="")
    actions.confirm_shelf(by=lender.keeper, loan_id=loan.pk, code=label_of(lender.keeper, lender.layer))
    actions.keep_apart(**apart)
    slip = lender.take(lender.general, lender.ask(lender.asker))
    with pytest.raises(Invalid, match="0 件 0 页"):
        actions.issue_loan(by=lender.keeper, loan_id=slip.pk, items=1, sheets=40, condition="")
    actions.issue_loan(by=lender.keeper, loan_id=slip.pk, items=0, sheets=0, condition="")
    _refused(lambda: actions.rejoin(by=lender.keeper, item_id=item.pk))
    assert Holding.objects.get(item=item.pk).place_id == place


def test_an_attachment_goes_to_the_customer_from_where_it_lies(lender: Lender) -> None:
    from juanzong.dossiers import actions as dossiers
    from juanzong.dossiers.models import Item

    item = Item.objects.get(dossier=lender.dossier.pk)
    Item.objects.filter(pk=item.pk).update(attachment=True, code="")
    known = {
        "by": lender.keeper, "dossier_id": lender.dossier.pk, "items": [item.pk], "received_by": "林客户",
        "drawing": (((10, 10), (200, 120)), ((40, 60), (90, 160))),
    }  # fmt: skip
    loan = lender.out()
    _refused(lambda: dossiers.hand_out_attachments(**known), loan.borrower_name)
    actions.return_loan(by=lender.keeper, loan_id=loan.pk, items=1, sheets=40, condition="")
    actions.confirm_shelf(by=lender.keeper, loan_id=loan.pk, code=label_of(lender.keeper, lender.layer))
    actions.keep_apart(by=lender.keeper, item_id=item.pk, place_id=_another(lender), reason="贵重")
    dossiers.hand_out_attachments(**known)
    assert (Holding.objects.get(item=item.pk).state, Holding.objects.get(item=item.pk).place) == ("joined", None)


def test_a_term_that_began_anew_and_what_is_destroyed_are_looked_at_again() -> None:
    by, boss = make_viewer("archivist"), make_viewer("general_manager")
    old, gone = long_closed(by, 2)
    one = approved(by, boss, [old])
    witness(one, make_viewer("archivist"), make_viewer("archivist"))
    photograph(by, one)
    Dossier.objects.filter(pk=old.pk).update(closed_at=house.now() - dt.timedelta(days=2))  # used again, closed again
    _refused(lambda: actions.execute_disposal(by=by, disposal_id=one.pk, where="碎纸间"), old.number, "退回清册")
    other = approved(by, boss, [gone])
    witness(other, make_viewer("archivist"), make_viewer("archivist"))
    photograph(by, other)
    actions.execute_disposal(by=by, disposal_id=other.pk, where="碎纸间")
    from tests.custody.helpers import make_layers

    place = make_layers(by)[0].pk
    _refused(lambda: actions.shelve(by=by, place_id=place, dossier_ids=[gone.pk]), "已销毁")


def test_a_slip_for_what_was_destroyed_meanwhile_can_be_ended(lender: Lender) -> None:
    slip, waiting = lender.take(lender.general, lender.ask(lender.asker)), lender.ask(lender.asker)
    gone = lender.thing
    gone.stays.update(until=house.now())
    Holding.objects.filter(pk=gone.pk).update(state=HoldingState.GONE, place=None)
    _refused(lambda: lender.take(lender.general, waiting), "已销毁")
    lender.take(lender.general, waiting, "refuse", "已销毁")
    assert actions.drop_loan(by=lender.keeper, loan_id=slip.pk, reason="已销毁").state == LoanState.DROPPED
    assert not Case.objects.filter(subject=str(Ref("loan", waiting.pk)), state="open").exists()
