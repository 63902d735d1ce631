"""The course of a dossier, from opening to its number: who may do what when, and who may not."""

from __future__ import annotations

import pytest

from juanzong.dossiers import actions, reads
from juanzong.dossiers.choices import CheckResult, DossierState, Step
from juanzong.dossiers.models import Dossier, Item
from juanzong.dossiers.rules import TABLE
from juanzong.kit import sequences
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.ledger.models import Entry
from tests.dossiers.helpers import accepted, check_all, draft, fill, open_dossier, pair, people, submitted, verified
from tests.factories import make_customer, make_department, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def kinds() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


def test_a_dossier_goes_from_draft_to_its_number() -> None:
    filer, checker, archivist = people()
    one = accepted(filer, checker, archivist)
    assert one.state == DossierState.IN_FORCE
    assert (one.number, one.sequence) == ("鸿借字第001号", 1)
    assert one.verified_by == checker.staff_id
    assert one.accepted_by_name == archivist.name
    told = kinds()
    assert [told.count(kind) for kind in ("dossier.opened", "dossier.submitted", "dossier.verified")] == [1, 1, 1]
    assert told[-1] == "dossier.accepted"


def test_contracts_are_numbered_after_the_dossier() -> None:
    filer, checker, archivist = people()
    one = accepted(filer, checker, archivist)
    codes = list(Item.objects.exclude(code="").values_list("requirement", "code"))
    assert codes == [("loan_contract", "鸿借字第001号-01")]
    later = actions.add_item(
        by=filer, dossier_id=one.pk, draft=draft("mortgage_contract", section="contracts", title="抵押合同")
    )
    assert later.code == "鸿借字第001号-02"


def test_the_code_of_a_withdrawn_contract_is_not_given_again() -> None:
    filer, checker, archivist = people()
    one = accepted(filer, checker, archivist)
    first = actions.add_item(by=filer, dossier_id=one.pk, draft=draft("mortgage_contract", section="contracts"))
    actions.withdraw_item(by=archivist, item_id=first.pk, reason="归错了卷")
    second = actions.add_item(by=filer, dossier_id=one.pk, draft=draft("mortgage_contract", section="contracts"))
    assert second.code == "鸿借字第001号-03"


def test_nothing_is_submitted_while_an_important_item_is_missing() -> None:
    filer, _checker, _archivist = people()
    one = open_dossier(filer)
    with pytest.raises(Conflict) as refused:
        actions.submit_for_verification(by=filer, dossier_id=one.pk, missing_reason="客户稍后补交")
    assert "借款申请书" in str(refused.value)
    assert refused.value.clause in {"P02-b", "P03-4.3"}
    assert Dossier.objects.get(pk=one.pk).state == DossierState.DRAFT


def test_a_reason_stands_for_a_missing_item_that_is_not_important() -> None:
    filer, _checker, _archivist = people()
    one = open_dossier(filer)
    for item in fill(filer, one):
        if item.requirement == "project_form":
            actions.withdraw_item(by=filer, item_id=item.pk, reason="拿错了文件")
    with pytest.raises(Conflict, match="缺件"):
        actions.submit_for_verification(by=filer, dossier_id=one.pk)
    sent = actions.submit_for_verification(by=filer, dossier_id=one.pk, missing_reason="原件在评审会")
    assert (sent.state, sent.missing_reason) == (DossierState.VERIFYING, "原件在评审会")


def test_paper_without_a_page_count_blocks_submitting() -> None:
    filer, _checker, _archivist = people()
    one = open_dossier(filer)
    fill(filer, one)
    actions.add_item(by=filer, dossier_id=one.pk, draft=draft(title="补充说明", sheets=None))
    with pytest.raises(Conflict, match="没有页数") as refused:
        actions.submit_for_verification(by=filer, dossier_id=one.pk, missing_reason="没数")
    assert refused.value.clause == "P03-4.2a"


def test_whoever_filed_or_opened_it_may_not_verify_it() -> None:
    filer, checker, archivist = people()
    one = open_dossier(filer)
    fill(filer, one)
    actions.add_item(by=checker, dossier_id=one.pk, draft=draft(title="另一人归的"))
    one = actions.submit_for_verification(by=filer, dossier_id=one.pk)
    for person in (filer, checker):
        with pytest.raises(NotAllowed) as refused:
            actions.check_item(by=person, item_id=one.items.all()[0].pk, result=CheckResult.RIGHT)
        assert refused.value.clause == "P00-2.4"
        with pytest.raises(NotAllowed):
            actions.verify_dossier(by=person, dossier_id=one.pk)
    check_all(archivist, one)
    assert actions.verify_dossier(by=archivist, dossier_id=one.pk).state == DossierState.VERIFIED


def test_a_wrong_item_goes_back_and_only_it_is_checked_again() -> None:
    filer, checker, _archivist = people()
    one = submitted(filer)
    bad = one.items.order_by("id")[0]
    actions.check_item(by=checker, item_id=bad.pk, result=CheckResult.WRONG, wrong_fields=["sheets"], note="少一页")
    with pytest.raises(Conflict, match="没有核对"):
        actions.verify_dossier(by=checker, dossier_id=one.pk)
    check_all(checker, one)
    assert actions.verify_dossier(by=checker, dossier_id=one.pk).state == DossierState.DRAFT
    with pytest.raises(Conflict, match="还没有更正"):
        actions.submit_for_verification(by=filer, dossier_id=one.pk)
    actions.change_item(by=filer, item_id=bad.pk, draft=draft("application", sheets=3))
    actions.submit_for_verification(by=filer, dossier_id=one.pk)
    page = reads.dossier_page(checker, one.pk)
    assert [item.id for item in page.unchecked] == [bad.pk]
    (rate,) = reads.error_rates(checker)
    assert (rate.staff_id, rate.wrong, rate.fields) == (filer.staff_id, 1, (("sheets", 1),))


def test_a_wrong_item_needs_to_say_what_is_wrong() -> None:
    filer, checker, _archivist = people()
    one = submitted(filer)
    with pytest.raises(Invalid):
        actions.check_item(by=checker, item_id=one.items.all()[0].pk, result=CheckResult.WRONG)


def test_only_the_archivist_gives_the_number() -> None:
    filer, checker, _archivist = people()
    one = verified(filer, checker)
    manager = make_viewer("general_manager")
    with pytest.raises(NotAllowed):
        actions.accept_dossier(by=manager, dossier_id=one.pk)
    assert sequences.last("dossier.loan") == 0


def test_the_archivist_may_give_it_back_with_a_reason() -> None:
    filer, checker, archivist = people()
    one = verified(filer, checker)
    with pytest.raises(Invalid):
        actions.send_back(by=archivist, dossier_id=one.pk, reason=" ")
    back = actions.send_back(by=archivist, dossier_id=one.pk, reason="缺签字")
    assert (back.state, back.verified_by) == (DossierState.DRAFT, None)


def test_confirmed_items_of_an_accepted_dossier_are_not_altered() -> None:
    filer, checker, archivist = people()
    one = accepted(filer, checker, archivist)
    item = one.items.order_by("id")[0]
    with pytest.raises(Conflict) as refused:
        actions.change_item(by=filer, item_id=item.pk, draft=draft("application", title="改题名"))
    assert refused.value.clause == "P06-8"


def test_what_is_said_of_an_accepted_dossier_changes_only_with_consent() -> None:
    filer, checker, archivist = people()
    one = accepted(filer, checker, archivist)
    fresh = actions.add_item(by=filer, dossier_id=one.pk, draft=draft("application"))
    manager = make_viewer("project_manager", department=one.department)
    for change in (
        lambda by: actions.change_dossier(
            by=by, dossier_id=one.pk, title=one.title, note="补记", custodian_id=one.custodian_id
        ),
        lambda by: actions.change_item(by=by, item_id=fresh.pk, draft=draft("application", sheets=9)),
        lambda by: actions.withdraw_item(by=by, item_id=fresh.pk, reason="重复"),
    ):
        with pytest.raises(NotAllowed) as refused:
            change(manager)
        assert refused.value.clause == "P06-8"
        change(archivist)
    assert Entry.objects.filter(kind="access.denied").count() == 3


def test_closing_and_taking_into_use_again_keep_the_number() -> None:
    filer, checker, archivist = people()
    one = accepted(filer, checker, archivist)
    closed = actions.close_dossier(by=archivist, dossier_id=one.pk, reason="贷款结清")
    assert closed.state == DossierState.CLOSED
    again = actions.reopen_dossier(by=archivist, dossier_id=one.pk, reason="追偿")
    assert (again.state, again.number) == (DossierState.IN_FORCE, one.number)


def test_a_dossier_of_another_department_is_not_there() -> None:
    filer, _checker, _archivist = people()
    one = open_dossier(filer)
    stranger = make_viewer("project_manager", department=make_department("别的部门"))
    with pytest.raises(NotFound):
        reads.dossier_page(stranger, one.pk)
    with pytest.raises(NotFound):
        actions.submit_for_verification(by=stranger, dossier_id=one.pk)


def test_without_the_right_nothing_is_opened() -> None:
    archivist = make_viewer("archivist")
    customer = make_customer(archivist)
    auditor = make_viewer("auditor")
    with pytest.raises(NotAllowed):
        actions.open_dossier(by=auditor, customer_id=customer.pk, kind="loan", department_id=1)


def put(state: DossierState) -> Dossier:
    """A dossier in a state, with one item, past all guards but the table's."""
    filer = make_viewer("archivist")
    one = open_dossier(filer)
    actions.add_item(by=filer, dossier_id=one.pk, draft=draft("application"))
    numbered = state in (DossierState.IN_FORCE, DossierState.CLOSED, DossierState.DESTROYED)
    Dossier.objects.filter(pk=one.pk).update(
        state=state, number="鸿借字第900号" if numbered else "", sequence=900 if numbered else None
    )
    return one


def attempt(step: Step, one: Dossier) -> None:
    by = make_viewer("archivist")
    item = one.items.all()[0].pk
    calls = {
        Step.CHANGE: lambda: actions.change_dossier(
            by=by, dossier_id=one.pk, title="新题名", note="", custodian_id=by.staff_id
        ),
        Step.NAME_MANAGERS: lambda: actions.name_managers(by=by, dossier_id=one.pk, managers=pair(by)),
        Step.ADD_ITEM: lambda: actions.add_item(by=by, dossier_id=one.pk, draft=draft()),
        Step.CHANGE_ITEM: lambda: actions.change_item(by=by, item_id=item, draft=draft(title="改")),
        Step.WITHDRAW_ITEM: lambda: actions.withdraw_item(by=by, item_id=item, reason="错"),
        Step.REORDER: lambda: actions.reorder(by=by, dossier_id=one.pk, section="approval", item_ids=[item]),
        Step.SUBMIT: lambda: actions.submit_for_verification(by=by, dossier_id=one.pk),
        Step.RECALL: lambda: actions.recall_dossier(by=by, dossier_id=one.pk),
        Step.CHECK_ITEM: lambda: actions.check_item(by=by, item_id=item, result=CheckResult.RIGHT),
        Step.PASS: lambda: actions.verify_dossier(by=by, dossier_id=one.pk),
        Step.ACCEPT: lambda: actions.accept_dossier(by=by, dossier_id=one.pk),
        Step.SEND_BACK: lambda: actions.send_back(by=by, dossier_id=one.pk, reason="退"),
        Step.CLOSE: lambda: actions.close_dossier(by=by, dossier_id=one.pk, reason="结"),
        Step.REOPEN: lambda: actions.reopen_dossier(by=by, dossier_id=one.pk, reason="用"),
        Step.DESTROY: lambda: actions.destroy_dossier(by=by, dossier_id=one.pk, authority="销清 1"),
    }
    calls[step]()


_CLOSED = [
    (state, step)
    for state in DossierState
    for step in Step
    if (state, step) not in TABLE and step is not Step.ADD_VERSION
]


@pytest.mark.parametrize(("state", "step"), _CLOSED, ids=[f"{state}-{step}" for state, step in _CLOSED])
def test_a_step_that_the_table_does_not_open_is_refused_and_leaves_no_entry(state: DossierState, step: Step) -> None:
    one = put(state)
    before = (
        Entry.objects.filter(kind__startswith="dossier").count(),
        Entry.objects.filter(kind__startswith="item").count(),
    )
    with pytest.raises(Conflict) as refused:
        attempt(step, one)
    assert refused.value.clause
    assert before == (
        Entry.objects.filter(kind__startswith="dossier").count(),
        Entry.objects.filter(kind__startswith="item").count(),
    )
    assert Dossier.objects.get(pk=one.pk).state == state


def test_a_failed_acceptance_takes_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    filer, checker, archivist = people()
    one = verified(filer, checker, "customer")

    def fail(*_args: object, **_named: object) -> None:
        raise Conflict("断电")

    with monkeypatch.context() as patched:
        patched.setattr("juanzong.dossiers.actions.course.give_codes", fail)
        with pytest.raises(Conflict):
            actions.accept_dossier(by=archivist, dossier_id=one.pk)
    assert actions.accept_dossier(by=archivist, dossier_id=one.pk).sequence == 1
