"""The supplement list: what is asked for goes back with the dossier and blocks it until it is there (P03-4.2c)."""

from __future__ import annotations

import pytest

from juanzong.dossiers import actions, reads
from juanzong.dossiers.choices import CheckResult, DossierState, Paper
from juanzong.dossiers.models import Dossier, Supplement
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.dossiers.helpers import accepted, check_all, draft, people, submitted
from tests.dossiers.test_prints import pages_of
from tests.factories import make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_what_is_asked_for_goes_back_and_blocks_until_it_is_there() -> None:
    filer, checker, _archivist = people()
    one = submitted(filer)
    actions.ask_for(
        by=checker, dossier_id=one.pk, section="contracts", requirement="mortgage_contract", note="房产抵押"
    )
    actions.ask_for(by=checker, dossier_id=one.pk, section="investigation", title="抵押物照片")
    back = actions.return_dossier(by=checker, dossier_id=one.pk, reason="见清单")
    assert back.state == DossierState.DRAFT
    with pytest.raises(Conflict, match="补充资料清单要求补：抵押合同") as refused:
        actions.submit_for_verification(by=filer, dossier_id=one.pk)
    assert refused.value.clause == "P03-4.2c"
    actions.add_item(
        by=filer, dossier_id=one.pk, draft=draft("mortgage_contract", section="contracts", title="抵押合同")
    )
    with pytest.raises(Conflict, match="抵押物照片"):
        actions.submit_for_verification(by=filer, dossier_id=one.pk, missing_reason="稍后")
    actions.add_item(by=filer, dossier_id=one.pk, draft=draft(section="investigation", title="抵押物照片"))
    actions.submit_for_verification(by=filer, dossier_id=one.pk)
    assert not Supplement.objects.filter(settled_at=None).exists()
    check_all(checker, one)
    assert actions.verify_dossier(by=checker, dossier_id=one.pk).state == DossierState.VERIFIED


def test_ending_the_check_with_something_asked_for_sends_it_back() -> None:
    filer, checker, _archivist = people()
    one = submitted(filer)
    check_all(checker, one)
    actions.ask_for(by=checker, dossier_id=one.pk, section="contracts", requirement="mortgage_contract")
    assert actions.verify_dossier(by=checker, dossier_id=one.pk).state == DossierState.DRAFT


def test_nothing_goes_back_without_saying_what_to_supply() -> None:
    filer, checker, _archivist = people()
    one = submitted(filer)
    with pytest.raises(Conflict, match="还没有写明要补什么"):
        actions.return_dossier(by=checker, dossier_id=one.pk, reason="不行")
    with pytest.raises(NotAllowed):
        actions.ask_for(by=filer, dossier_id=one.pk, section="contracts", title="担保人流水")
    for wrong in (
        {"section": "contracts"},
        {"section": "nowhere", "title": "甲"},
        {"section": "contracts", "requirement": "x"},
    ):
        with pytest.raises(Invalid):
            actions.ask_for(by=checker, dossier_id=one.pk, **wrong)
    actions.check_item(by=checker, item_id=one.items.all()[0].pk, result=CheckResult.WRONG, wrong_fields=["content"])
    assert actions.return_dossier(by=checker, dossier_id=one.pk, reason="缺签字").state == DossierState.DRAFT


def test_whoever_asked_takes_it_off_the_list_and_nobody_else() -> None:
    filer, checker, other = people()
    one = submitted(filer)
    line = actions.ask_for(by=checker, dossier_id=one.pk, section="contracts", title="保单")
    with pytest.raises(Conflict, match="已在补充资料清单中"):
        actions.ask_for(by=checker, dossier_id=one.pk, section="contracts", title="保单")
    with pytest.raises(NotFound):
        actions.drop_asked(by=other, line_id=line.pk)
    actions.drop_asked(by=checker, line_id=line.pk)
    assert reads.dossier_page(checker, one.pk).wants == []


def test_the_list_prints_with_everything_on_it() -> None:
    filer, checker, _archivist = people()
    one = submitted(filer)
    actions.check_item(
        by=checker, item_id=one.items.order_by("id")[0].pk, result=CheckResult.WRONG, wrong_fields=["content"],
        note="缺法定代表人签字",
    )  # fmt: skip
    actions.ask_for(
        by=checker, dossier_id=one.pk, section="contracts", requirement="mortgage_contract", note="房产抵押"
    )
    pdf = actions.print_paper(by=checker, dossier_id=one.pk, paper=Paper.SUPPLEMENTS)
    (text,) = pages_of(pdf)
    for words in (
        "补充资料清单",
        "借款申请书",
        "缺法定代表人签字",
        "抵押合同",
        "房产抵押",
        "P03-4.2c",
        checker.name,
        "A角",
        "B角",
    ):
        assert words in text, words


def test_consent_to_a_change_is_for_one_person_and_some_days(clock) -> None:  # type: ignore[no-untyped-def]
    one = accepted(*people())
    manager = make_viewer("project_manager", department=one.department)
    head = make_viewer("department_manager", department=one.department)
    change = {"dossier_id": one.pk, "title": one.title, "custodian_id": one.custodian_id}
    with pytest.raises(NotAllowed):
        actions.change_dossier(by=manager, note="改", **change)
    with pytest.raises(NotAllowed):
        actions.allow_change(by=head, dossier_id=one.pk, staff=head.staff_id, days=3, reason="自己改")
    with pytest.raises(Invalid):
        actions.allow_change(by=head, dossier_id=one.pk, staff=manager.staff_id, days=365, reason="联系人变动")
    actions.allow_change(by=head, dossier_id=one.pk, staff=manager.staff_id, days=3, reason="联系人变动")
    actions.change_dossier(by=manager, note="联系人变动", **change)
    stranger = make_viewer("project_manager", department=one.department)
    with pytest.raises(NotAllowed):
        actions.change_dossier(by=stranger, note="再改", **change)
    clock.forward(days=3)
    with pytest.raises(NotAllowed):
        actions.change_dossier(by=manager, note="三天以后", **change)
    assert Dossier.objects.get(pk=one.pk).note == "联系人变动"
