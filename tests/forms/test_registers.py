"""A thing of a register has one holder at a time, whatever people try; where it was is never lost."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juanzong.forms import actions, registering
from juanzong.forms.actions import Filling
from juanzong.forms.models import Record, RegisterHolding, RegisterKey
from juanzong.forms.reads import registers
from juanzong.kit.errors import Conflict, Invalid, NotFound, Refusal
from juanzong.ledger.models import Entry
from juanzong.policies import reads as policies
from tests.forms.people import Company


def _lease(company: Company, space: str, *, replaces: int | None = None, name: str = "") -> Record:
    customer = company.customer(name or "张晓明")
    return actions.save_record(
        by=company.rep, form="trial_parking", subject=customer.pk, filling=Filling(values={"space": space}),
        replaces=replaces,
    )  # fmt: skip


def _let(company: Company, space: str, **more: Any) -> Record:
    return actions.submit_record(by=company.rep, record=_lease(company, space, **more).pk)


def _now(key: str = "B1-001") -> RegisterHolding | None:
    return RegisterHolding.objects.filter(key__shown=key, until_at=None).first()


def test_a_space_cannot_be_let_twice_however_it_is_typed(company: Company) -> None:
    _let(company, "B1-001", name="王磊")
    second = _lease(company, "ｂ1-001 ")
    with pytest.raises(Conflict) as refused:
        actions.submit_record(by=company.rep, record=second.pk)
    assert "王磊" in str(refused.value.message)
    second.refresh_from_db()
    assert second.state == "draft"
    assert RegisterHolding.objects.count() == 1


def test_what_was_given_back_can_be_given_out_again_and_the_history_stays(company: Company) -> None:
    _let(company, "B1-001", name="王磊")
    held = _now()
    assert held
    actions.return_key(by=company.rep, holding=held.pk, note="退租")
    with pytest.raises(Conflict):
        actions.return_key(by=company.rep, holding=held.pk)
    _let(company, "B1-001", name="孙悦")
    _form, thing, history = registers.thing(company.rep, held.key_id)
    assert thing.state == "held"
    assert [one.holder for one in history] == ["孙悦", "王磊"]
    assert Entry.objects.filter(kind="register.issued").count() == 2
    assert Entry.objects.filter(kind="register.returned").count() == 1


def test_a_transfer_ends_one_holding_and_begins_the_next(company: Company) -> None:
    _let(company, "B1-001", name="王磊")
    held = _now()
    assert held
    _let(company, "B1-001", replaces=held.pk, name="孙悦")
    now_held = _now()
    assert now_held
    assert now_held.holder == "孙悦"
    assert Entry.objects.filter(kind="register.transferred").count() == 1
    late = _lease(company, "B1-001", replaces=held.pk)
    with pytest.raises(Conflict):
        actions.submit_record(by=company.rep, record=late.pk)


def test_keys_are_named_in_rows_and_retired_only_when_free(company: Company) -> None:
    assert actions.add_keys(by=company.rep, form="trial_parking", keys="B1-001~B1-120\nA-7") == 121
    with pytest.raises(Invalid):
        actions.add_keys(by=company.rep, form="trial_parking", keys="B1-005~B1-006")
    _let(company, "B1-001")
    taken, free = RegisterKey.objects.get(shown="B1-001"), RegisterKey.objects.get(shown="B1-002")
    with pytest.raises(Conflict):
        actions.retire_key(by=company.rep, key=taken.pk, reason="划线磨损")
    actions.retire_key(by=company.rep, key=free.pk, reason="划线磨损")
    with pytest.raises(Conflict):
        actions.submit_record(by=company.rep, record=_lease(company, "B1-002").pk)
    assert registers.registers(company.rep)[0][1:] == (120, 1)


@pytest.mark.parametrize("line", ["B1-009~B1-001", "B1-001~B2-009", "甲,乙"])
def test_names_that_cannot_be_read_add_nothing(company: Company, line: str) -> None:
    with pytest.raises(Invalid):
        actions.add_keys(by=company.rep, form="trial_parking", keys=f"A-1\n{line}")
    assert not RegisterKey.objects.exists()


def test_a_correction_does_not_move_a_key(company: Company) -> None:
    one = _let(company, "B1-001")
    with pytest.raises(Conflict):
        actions.correct_record(by=company.rep, record=one.pk, filling=Filling(values={"space": "B1-002"}), reason="错")
    actions.correct_record(
        by=company.rep, record=one.pk, filling=Filling(values={"plate": "浙A12345"}), reason="补车牌"
    )


def test_the_database_itself_refuses_two_holders(company: Company) -> None:
    one = _let(company, "B1-001")
    key = RegisterKey.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterHolding.objects.create(key=key, record=one, holder="乙", by_name="丙")


def test_a_form_that_is_no_register_says_so(company: Company) -> None:
    with pytest.raises(Conflict):
        registering.rule_of(policies.form("trial_event"))
    with pytest.raises(NotFound):
        registers.thing(company.rep, 1)


@given(
    moves=st.lists(
        st.tuples(st.sampled_from(["let", "return", "transfer"]), st.sampled_from(["A-1", "A-2"])), max_size=12
    )
)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_moves_agree_with_a_small_model(company: Company, moves: list[tuple[str, str]]) -> None:
    _there = company.rep
    with transaction.atomic():
        model: dict[str, int] = {}
        for move, space in moves:
            held = _now(space)
            assert (held.record_id if held else None) == model.get(space)
            try:
                if move == "return":
                    if held:
                        actions.return_key(by=company.rep, holding=held.pk)
                        del model[space]
                elif move == "let":
                    model[space] = _let(company, space).pk
                elif held:
                    model[space] = _let(company, space, replaces=held.pk).pk
            except Refusal:
                assert move == "let"
                assert held is not None
        open_now = RegisterHolding.objects.filter(until_at=None)
        assert {one.key.shown: one.record_id for one in open_now} == model
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_submit_at_once_exactly_one_gets_it(request: pytest.FixtureRequest, transactional_db: None) -> None:
    company: Company = request.getfixturevalue("company")
    drafts = [_lease(company, "B1-001", name=f"客户{n}").pk for n in range(6)]
    start, told = threading.Barrier(len(drafts)), []

    def submit(record: int) -> None:
        try:
            start.wait(timeout=30)
            actions.submit_record(by=company.rep, record=record)
            told.append("got")
        except Refusal:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=submit, args=(record,)) for record in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(told) == ["got", *["refused"] * 5]
    assert RegisterHolding.objects.filter(until_at=None).count() == 1
    assert Record.objects.filter(state="submitted").count() == 1
