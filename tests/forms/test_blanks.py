"""Every numbered blank is somewhere, and somebody answers for it."""

from __future__ import annotations

import pytest

from juanzong.forms import actions
from juanzong.forms.actions import Filling
from juanzong.forms.models import Blank, Record
from juanzong.forms.reads import blanks
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from tests.forms.people import Company

FORM = "trial_questionnaire"


def _issued(company: Company, count: int = 5) -> None:
    actions.print_blanks(by=company.keeper, form=FORM, count=count)
    actions.issue_blanks(by=company.keeper, form=FORM, staff=company.rep.staff_id, first=1, last=count)


def _account(company: Company) -> blanks.Account:
    return next(one for one in blanks.accounts(company.keeper) if one.form.code == FORM)


def _on_paper(company: Company, serial: int) -> Record:
    filling = Filling(values={"agreed": "no"}, filled_by="paper", serial=serial)
    return actions.save_record(by=company.rep, form=FORM, subject=company.customer().pk, filling=filling)


def test_numbers_run_on_from_batch_to_batch(company: Company) -> None:
    first = actions.print_blanks(by=company.keeper, form=FORM, count=3)
    second = actions.print_blanks(by=company.keeper, form=FORM, count=2)
    assert (first.first, first.last, second.first, second.last) == (1, 3, 4, 5)
    account = _account(company)
    assert (account.printed, account.difference) == (5, 0)


def test_a_paper_is_written_on_a_blank_of_ones_own(company: Company) -> None:
    _issued(company)
    with pytest.raises(Invalid) as refused:
        _on_paper(company, 0)
    assert refused.value.clause == "P09-1.12"
    with pytest.raises(Invalid):
        _on_paper(company, 99)
    one = _on_paper(company, 2)
    assert Blank.objects.get(serial=2).record_id == one.pk
    with pytest.raises(Conflict):
        _on_paper(company, 2)
    actions.return_blanks(by=company.keeper, form=FORM, first=3, last=5)
    with pytest.raises(Conflict):
        _on_paper(company, 3)
    assert _account(company).counts == {"used": 1, "issued": 1, "in_stock": 3}


def test_a_record_given_up_spoils_its_blank(company: Company) -> None:
    _issued(company)
    one = _on_paper(company, 1)
    actions.discard_record(by=company.rep, record=one.pk, reason="写错了")
    blank = Blank.objects.get(serial=1)
    assert (blank.state, blank.reason, blank.record_id) == ("spoilt", "写错了", None)


def test_a_lost_blank_is_noted_with_its_reason_by_whoever_had_it(company: Company) -> None:
    _issued(company)
    with pytest.raises(Invalid):
        actions.write_off_blank(by=company.rep, form=FORM, serial=1, state="lost", reason="")
    with pytest.raises(NotAllowed):
        actions.write_off_blank(by=company.manager, form=FORM, serial=1, state="lost", reason="丢了")
    actions.write_off_blank(by=company.rep, form=FORM, serial=1, state="lost", reason="路上遗失")
    with pytest.raises(Conflict):
        actions.write_off_blank(by=company.rep, form=FORM, serial=1, state="spoilt", reason="又找到")
    assert [one.serial for one in blanks.gone(_account(company).form)] == [1]


def test_only_a_row_in_stock_is_issued(company: Company) -> None:
    _issued(company, 3)
    with pytest.raises(Conflict) as refused:
        actions.issue_blanks(by=company.keeper, form=FORM, staff=company.rep.staff_id, first=3, last=4)
    assert "3" in str(refused.value.message)
    with pytest.raises(NotAllowed):
        actions.print_blanks(by=company.rep, form=FORM, count=1)
    with pytest.raises(Conflict):
        actions.print_blanks(by=company.keeper, form="trial_event", count=1)


def test_a_count_that_differs_says_why(company: Company) -> None:
    actions.print_blanks(by=company.keeper, form=FORM, count=4)
    with pytest.raises(Invalid) as refused:
        actions.count_blanks(by=company.keeper, form=FORM, counted=3)
    assert "账上 4 份" in str(refused.value.message)
    row = actions.count_blanks(by=company.keeper, form=FORM, counted=3, note="一份找不到，明日复点")
    assert (row.counted, row.expected) == (3, 4)
