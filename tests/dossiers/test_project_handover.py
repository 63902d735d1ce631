"""P03-4 as a procedure: from the loan through A and B to the archive, on time and late, and every bad way refused."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from juanzong.casework import tasks
from juanzong.casework.actions import cases, checks
from juanzong.casework.cases.needs import NotReady
from juanzong.casework.choices import CaseState, ObligationState
from juanzong.casework.models import Case, Notice, Obligation
from juanzong.casework.reads import case as case_reads
from juanzong.casework.reads import checks as reads_checks
from juanzong.casework.reads import obligations as work
from juanzong.casework.reads import signatures
from juanzong.dossiers import actions
from juanzong.dossiers.choices import CheckResult, DossierState, Paper
from juanzong.dossiers.models import Item
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger.models import Entry
from tests.dossiers.company import Lender, as_viewer, dossier_of, go, sign
from tests.dossiers.helpers import draft
from tests.dossiers.test_prints import pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def house() -> Lender:
    return Lender()


def owed(case: Case) -> dict[str, Obligation]:
    return {one.duty: one for one in Obligation.objects.filter(subject=f"case:{case.pk}").order_by("id")}


def test_a_loan_project_comes_to_the_shelf_with_three_signatures_on_one_list(house: Lender) -> None:
    case = house.accepted()
    one = dossier_of(case)
    case.refresh_from_db()
    assert (one.state, one.number, case.state) == (DossierState.IN_FORCE, "鸿借字第001号", CaseState.DONE)
    assert one.verified_by == house.b.pk
    given = signatures.signatures_of(as_viewer(house.archivist), Ref("dossier", one.pk), case=case.pk)
    assert [(each.capacity.code, each.staff, each.broken) for each in given] == [
        ("a", house.a.pk, False), ("b", house.b.pk, False), ("archivist", house.archivist.pk, False)
    ]  # fmt: skip
    assert len({each.digest for each in given}) == 1
    line = json.loads(Entry.objects.get(kind="dossier.accepted").payload)
    assert [each["as"] for each in line["signed"]] == ["a", "b", "archivist"]
    assert list(Item.objects.exclude(code="").values_list("code", flat=True)) == ["鸿借字第001号-01"]


def test_the_limits_count_from_the_loan_and_from_each_arrival(house: Lender, clock: Any) -> None:
    case = house.granted(day=dt.date(2026, 5, 29))
    first = owed(case)["project_handover.a_sorts"]
    assert (first.owner_id, first.clause, first.due_on) == (house.a.pk, "P03-4.5", dt.date(2026, 6, 3))
    (whole,) = Obligation.objects.filter(duty="handed_over_in_five_days")
    assert (whole.owner_id, whole.due_on) == (house.a.pk, dt.date(2026, 6, 5))
    clock.forward(days=1)
    house.to_b(case)
    second = owed(case)["project_handover.b_checks"]
    assert (second.owner_id, second.due_on) == (house.b.pk, dt.date(2026, 6, 4))
    house.to_archive(case)
    whole.refresh_from_db()
    assert (whole.state, whole.on_time) == (ObligationState.DONE, True)
    assert {code: (one.state, one.on_time) for code, one in owed(case).items()} == {
        "project_handover.a_sorts": (ObligationState.DONE, True),
        "project_handover.b_checks": (ObligationState.DONE, True),
        "project_handover.archive": (ObligationState.OPEN, None),
    }


def test_lateness_is_told_to_the_superior_and_kept(house: Lender, clock: Any) -> None:
    case = house.granted()
    clock.forward(days=7)
    while tasks.run_some():
        pass
    first = owed(case)["project_handover.a_sorts"]
    assert Notice.objects.filter(obligation=first, staff=house.boss, escalated=True).exists()
    assert [one.id for one in work.work_of(as_viewer(house.boss)).listed if one.escalated].count(first.pk) == 1
    house.to_b(case)
    first.refresh_from_db()
    assert (first.state, first.on_time) == (ObligationState.DONE, False)


def test_only_a_starts_and_only_with_a_b(house: Lender) -> None:
    one = house.opened()
    ref = Ref("dossier", one.pk)
    for stranger in (house.b, house.other):
        with pytest.raises(NotAllowed) as refused:
            cases.start(by=as_viewer(stranger), procedure="project_handover", subject=ref)
        assert refused.value.clause == "P03-4.1"
    case = cases.start(by=as_viewer(house.a), procedure="project_handover", subject=ref)
    one.managers.filter(code="b").delete()
    told = case_reads.case(as_viewer(house.a), case.pk).missing
    assert [fault.clause for fault in told if "B 角" in str(fault.message)] == ["P03-4.1"]
    with pytest.raises(NotReady) as missing:
        go(house.a, case, "to_b")
    assert "P03-4.1" in {fault.clause for fault in missing.value.faults}


def test_what_is_missing_or_uncounted_blocks_a_by_name(house: Lender) -> None:
    case = house.granted(full=False)
    one = dossier_of(case)
    actions.add_item(by=as_viewer(house.a), dossier_id=one.pk, draft=draft("application", sheets=None))
    sign(house.a, case, "a")
    with pytest.raises(NotReady) as refused:
        go(house.a, case, "to_b", reason="后补")
    told = str(refused.value)
    assert "《借款申请书》没有页数" in told
    assert "重要缺件：重要合同与单据——借款合同" in told
    assert "P03-4.2a" in {fault.clause for fault in refused.value.faults}
    assert dossier_of(case).state == DossierState.DRAFT


def test_b_sends_back_with_a_supplement_list_that_a_has_to_meet(house: Lender) -> None:
    case = house.to_b()
    one, b = dossier_of(case), as_viewer(house.b)
    bad = one.items.order_by("id")[0]
    actions.check_item(
        by=b, item_id=bad.pk, result=CheckResult.WRONG, wrong_fields=["content"], note="缺法定代表人签字"
    )
    actions.ask_for(by=b, dossier_id=one.pk, section="contracts", requirement="mortgage_contract")
    go(house.b, case, "supplement", reason="缺签字和抵押合同")
    supply = owed(case)["project_handover.a_supplies"]
    assert (supply.owner_id, supply.clause, supply.state) == (house.a.pk, "P03-4.2c", ObligationState.OPEN)
    sign(house.a, case, "a")
    with pytest.raises(NotReady) as refused:
        go(house.a, case, "to_b_again")
    assert "抵押合同" in str(refused.value)
    a = as_viewer(house.a)
    actions.change_item(by=a, item_id=bad.pk, draft=draft("application", sheets=3))
    actions.add_item(by=a, dossier_id=one.pk, draft=draft("mortgage_contract", section="contracts", title="抵押合同"))
    with pytest.raises(NotReady, match="重新签字"):
        go(house.a, case, "to_b_again")
    sign(house.a, case, "a")
    go(house.a, case, "to_b_again")
    assert house.accepted(house.to_archive(case)).state == CaseState.DONE


def test_the_archivist_finds_a_page_missing_and_sends_it_back(house: Lender) -> None:
    case = house.to_archive()
    sign(house.archivist, case, "archivist")
    with pytest.raises(NotReady, match="没有确认“与 B 角清单一致”") as refused:
        go(house.archivist, case, "accept")
    assert "P03-4.6" in {fault.clause for fault in refused.value.faults}
    go(house.archivist, case, "differs", reason="借款合同少一页")
    assert dossier_of(case).state == DossierState.DRAFT
    assert Case.objects.get(pk=case.pk).step == "a_supplies"


def test_a_signature_on_other_papers_does_not_carry_the_handover(house: Lender) -> None:
    case = house.to_b()
    Item.objects.filter(dossier=dossier_of(case), requirement="application").update(sheets=9)
    house.checked(case)
    sign(house.b, case, "b")
    with pytest.raises(NotReady, match="“A 角”没有在现在的卷内目录上签字"):
        go(house.b, case, "to_archive")


def test_stale_content_is_not_signed(house: Lender) -> None:
    case = house.granted()
    old = signatures.content_of(as_viewer(house.a), Ref.parse(case.subject)).digest
    actions.add_item(by=as_viewer(house.a), dossier_id=dossier_of(case).pk, draft=draft(title="补充说明"))
    with pytest.raises(Conflict) as refused:
        sign(house.a, case, "a", digest=old)
    assert refused.value.clause == "P03-4.2b"


def test_there_is_no_way_beside_the_case(house: Lender) -> None:
    """Neither before it begins, nor with A, with B, or at the archive's desk."""
    one = house.opened()
    by = as_viewer(house.a)
    with pytest.raises(Conflict, match="还没有开始") as refused:
        actions.submit_for_verification(by=by, dossier_id=one.pk)
    assert refused.value.clause == "P03-4.1"
    case = house.granted(one)
    with pytest.raises(Conflict, match="请在办理单上办理") as refused:
        actions.submit_for_verification(by=by, dossier_id=one.pk)
    assert (refused.value.clause, refused.value.about) == ("P03-4.5", Ref("case", case.pk))
    house.to_b(case)
    house.checked(case)
    b, archivist = as_viewer(house.b), as_viewer(house.archivist)
    for act in (
        lambda: actions.recall_dossier(by=by, dossier_id=one.pk),
        lambda: actions.verify_dossier(by=b, dossier_id=one.pk),
        lambda: actions.return_dossier(by=b, dossier_id=one.pk, reason="退"),
    ):
        with pytest.raises(Conflict, match="请在办理单上办理"):
            act()
    house.to_archive(case)
    for act in (
        lambda: actions.accept_dossier(by=archivist, dossier_id=one.pk),
        lambda: actions.send_back(by=archivist, dossier_id=one.pk, reason="退"),
    ):
        with pytest.raises(Conflict, match="请在办理单上办理"):
            act()
    assert dossier_of(case).state == DossierState.VERIFIED


def test_nobody_but_b_checks_and_hands_on(house: Lender) -> None:
    case = house.to_b()
    one = dossier_of(case)
    item = one.items.order_by("id")[0].pk
    for stranger in (house.other, house.archivist):
        with pytest.raises(NotAllowed) as refused:
            actions.check_item(by=as_viewer(stranger), item_id=item, result=CheckResult.RIGHT)
        assert refused.value.clause == "P03-4.5"
    house.checked(case)
    for stranger in (house.a, house.other, house.archivist):
        with pytest.raises((NotAllowed, NotFound)):
            go(stranger, case, "to_archive")


def test_b_who_filed_something_cannot_be_the_second_person(house: Lender) -> None:
    case = house.granted()
    one = dossier_of(case)
    actions.add_item(by=as_viewer(house.b), dossier_id=one.pk, draft=draft(title="B 角归的"))
    house.to_b(case)
    with pytest.raises(NotAllowed) as refused:
        actions.check_item(by=as_viewer(house.b), item_id=one.items.all()[0].pk, result=CheckResult.RIGHT)
    assert refused.value.clause == "P00-2.4"
    actions.name_managers(by=as_viewer(house.a), dossier_id=one.pk, managers={"b": house.other.pk})
    house.b = house.other
    assert house.accepted(house.to_archive(case)).state == CaseState.DONE


def test_a_guarantee_goes_the_same_way(house: Lender) -> None:
    case = house.accepted(house.to_archive(house.to_b(house.granted(house.opened("guarantee")))))
    assert dossier_of(case).number == "鸿保字第001号"


def test_the_list_prints_in_three_copies_that_say_whose_they_are_with_the_signatures(house: Lender) -> None:
    case = house.granted()
    one = dossier_of(case)
    sign(house.a, case, "a", drawing=(((20, 30), (200, 120)), ((60, 40), (90, 160))))
    go(house.a, case, "to_b")
    house.accepted(house.to_archive(case))
    pdf = actions.print_paper(by=as_viewer(house.archivist), dossier_id=one.pk, paper=Paper.VOLUME_LIST, copies=True)
    text = "".join(pages_of(pdf))
    for words in ("第一联A角执", "第二联B角执", "第三联卷内存"):
        assert text.count(words) == 1, words
    for name in (house.a.name, house.b.name, house.archivist.name):
        assert text.count(name) >= 3, name
    assert "鸿借字第001号-01" in text


def test_a_difference_in_the_archivists_own_count_goes_on_record_with_its_words(house: Lender) -> None:
    case = house.to_archive()
    sheets = {item.pk: item.sheets or 0 for item in dossier_of(case).items.all()}
    short = min(sheets)
    counted = sheets | {short: sheets[short] + 1}
    known = {"by": as_viewer(house.archivist), "case": case.pk, "arrival": Case.objects.get(pk=case.pk).arrival}
    with pytest.raises(Invalid, match="清单 2 页，清点 3 页") as refused:
        checks.confirm(**known, check="agrees", items=list(sheets), counts=counted)
    assert refused.value.clause == "P03-4.6"
    checks.confirm(**known, check="agrees", items=list(sheets), counts=counted, notes={short: "多一张封面"})
    sign(house.archivist, case, "archivist")
    go(house.archivist, case, "accept")
    (found,) = reads_checks.differences([case.pk])[case.pk]
    assert (found.item, found.listed, found.counted, found.note) == (short, 2, 3, "多一张封面")
    told = json.loads(Entry.objects.get(kind="case.checked").payload)
    assert told["differ"] == [[short, 2, 3]]


def test_a_reason_for_missing_papers_is_good_for_one_round_only(house: Lender) -> None:
    case = house.granted()
    one = dossier_of(case)
    gone = next(item for item in one.items.all() if item.requirement in house.excusable(one))
    actions.withdraw_item(by=as_viewer(house.a), item_id=gone.pk, reason="原件在银行")
    sign(house.a, case, "a")
    assert case_reads.case(as_viewer(house.a), case.pk).missing == [], "a reason, entered with the move, excuses it"
    go(house.a, case, "to_b", data={"missing": "银行周五退回"})
    assert dossier_of(case).missing_reason == "银行周五退回"
    actions.ask_for(by=as_viewer(house.b), dossier_id=one.pk, section="investigation", title="现场照片")
    go(house.b, case, "supplement", reason="缺照片")
    actions.add_item(by=as_viewer(house.a), dossier_id=one.pk, draft=draft(section="investigation", title="现场照片"))
    sign(house.a, case, "a")
    with pytest.raises(NotReady, match="说明缺件原因"):
        go(house.a, case, "to_b_again")
    go(house.a, case, "to_b_again", data={"missing": "银行推迟到下周"})
    assert dossier_of(case).missing_reason == "银行推迟到下周"


def test_a_difference_counted_before_it_was_sent_back_is_none_any_more(house: Lender) -> None:
    case = house.to_archive(house.to_b(house.granted()))
    sheets = {item.pk: item.sheets for item in dossier_of(case).items.all() if item.sheets}
    short = min(sheets)
    known = {"by": as_viewer(house.archivist), "case": case.pk, "arrival": Case.objects.get(pk=case.pk).arrival}
    counted = {pk: n or 0 for pk, n in sheets.items()} | {short: (sheets[short] or 0) + 1}
    checks.confirm(**known, check="agrees", items=list(sheets), counts=counted, notes={short: "多一张封面"})
    assert [found.item for found in reads_checks.differences([case.pk])[case.pk]] == [short]
    go(house.archivist, case, "differs", reason="封面归谁请说明")
    sign(house.a, case, "a")
    go(house.a, case, "to_b_again")
    house.accepted(house.to_archive(case))
    assert reads_checks.differences([case.pk]) == {}
