"""Certificates like cash: three parties check blindly, two people open the safe, the number is the dossier's."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from juanzong.casework import tasks
from juanzong.casework.cases.needs import NotReady
from juanzong.casework.models import Case, Obligation
from juanzong.casework.reads import case as case_reads
from juanzong.casework.reads import signatures
from juanzong.custody import actions
from juanzong.custody.choices import HoldingState
from juanzong.custody.choices_safe import CertificateState, Flow, SlipState
from juanzong.custody.models import Certificate, Holding, SafeEntry, SafeSlip, SlipLine
from juanzong.custody.reads import certificates as register
from juanzong.custody.reads import places, safes, slips
from juanzong.custody.registers.certificates import REGISTER
from juanzong.custody.registers.shapes import Period
from juanzong.custody.writing import put
from juanzong.dossiers.models import Dossier, Happening
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Appointment
from tests.custody.helpers import make_layers
from tests.custody.vault import Vault, a_certificate, as_seen
from tests.factories import make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def vault() -> Vault:
    return Vault()


def _refused(kind: type[Refusal], call: Any) -> Refusal:
    """What a call is refused with, in a savepoint of its own."""
    with pytest.raises(kind) as refused, transaction.atomic():
        call()
    assert refused.value.clause
    assert refused.value.todo or isinstance(refused.value, Invalid)
    return refused.value


def test_a_certificate_goes_in_after_two_blind_checks_three_signatures_and_two_keys(vault: Vault) -> None:
    two = (a_certificate(value=1_280_000), a_certificate(kind="other_rights", valid_until=dt.date(2027, 1, 1)))
    slip = vault.listed(*two)
    before = signatures.content_of(vault.b, slips.ref(slip.pk))
    assert not any("杭州" in value or "张晓明" in value for _name, value in before.content.lines), (
        "B must not copy the list"
    )
    vault.enter(vault.b, slip, *(as_seen(one) for one in reversed(two)))
    vault.move(vault.b, slip, "to_keeper")
    assert slips.slip_page(vault.keeper, slip.pk).hidden
    vault.enter(vault.keeper, slip, *(as_seen(one, number=one.number.replace("（", "( ").lower()) for one in two))
    vault.three(vault.move(vault.keeper, slip, "to_sign"))
    assert {one.state for one in slips.on(slip.pk)} == {CertificateState.LISTED}
    vault.open(slip, "put_in")
    assert (slip.state, slip.place_id, slip.key_by, slip.code_by) == (
        SlipState.DONE, vault.safe.pk, vault.key.staff_id, vault.code.staff_id,
    )  # fmt: skip
    rows = list(register.certificates(vault.keeper).select_related("holding", "dossier"))
    assert [one.state for one in rows] == [CertificateState.IN] * 2
    assert {one.holding.place_id for one in rows} == {vault.safe.pk}
    assert {one.dossier.number for one in rows} == {vault.dossier.number}, "P03-5.5: the number is the dossier's own"
    assert list(SafeEntry.objects.values_list("change", "flow")) == [(1, Flow.IN)] * 2
    told = Entry.objects.filter(kind="certificate.put_in")
    assert {json.loads(one.payload)["number"] for one in told} == {slip.number}
    assert two[0].number not in "".join(Entry.objects.values_list("payload", flat=True))
    assert not Obligation.objects.filter(subject__startswith="case:", state="open").exists()


def test_one_digit_another_name_another_count_are_told_without_giving_the_list_away(vault: Vault) -> None:
    one, other = a_certificate("浙(2026)杭州市不动产权第0123456号"), a_certificate(holder="李文静")
    slip = vault.listed(one, other)
    digit = as_seen(one, number="浙(2026)杭州市不动产权第0123466号")
    for entered, count, words in (
        ((digit, as_seen(other)), 2, "第 1 件证号第 21 位不同，您录入的是“6”"),
        ((as_seen(one, holder="张晓名"), as_seen(other)), 2, "第 1 件权利人不同"),
        ((as_seen(one, kind="vehicle"), as_seen(other)), 2, "第 1 件名称不同"),
        ((as_seen(one),), 1, "清单上还有 1 件"),
        ((as_seen(one), as_seen(other), as_seen(a_certificate("0000"))), 3, "第 3 件不在清单上"),
        ((as_seen(one), as_seen(one)), 2, "第 2 件证号重复录入"),
        ((as_seen(one), as_seen(other)), 3, "数量不同，您填的是 3 件"),
    ):
        refusal = _refused(Conflict, lambda e=entered, c=count: vault.enter(vault.b, slip, *e, count=c))
        assert words in str(refusal)
        assert refusal.clause == "P03-5.2"
        assert "0123456" not in str(refusal)
    _refused(NotReady, lambda: vault.move(vault.b, slip, "to_keeper"))
    b_reads, a_reads = (case_reads.case(by, vault.case(slip).pk).missing for by in (vault.b, vault.a))
    assert [(fault.clause, "独立核对" in str(fault.message)) for fault in b_reads] == [("P03-5.2", True)]
    assert a_reads == [], "guards are asked for whoever's turn it is"
    _refused(NotAllowed, lambda: vault.enter(vault.a, slip, as_seen(one), as_seen(other)))
    vault.move(vault.b, slip, "back", reason="证号与原件差一位")
    row = next(one for one in slips.on(slip.pk) if one.holder == "张晓明")
    actions.drop_certificate(by=vault.a, slip_id=slip.pk, certificate_id=row.pk)
    actions.add_certificate(by=vault.a, slip_id=slip.pk, certificate=a_certificate(digit.number))
    vault.move(vault.a, slip, "to_b")
    vault.enter(vault.b, slip, digit, as_seen(other))
    vault.move(vault.b, slip, "to_keeper")
    _refused(NotAllowed, lambda: vault.enter(vault.b, slip, digit, as_seen(other)))
    _refused(NotAllowed, lambda: actions.add_certificate(by=vault.a, slip_id=slip.pk, certificate=a_certificate()))


def test_a_validity_that_is_prolonged_breaks_no_signature_on_what_was_done(vault: Vault) -> None:
    (row,) = vault.put_in(a_certificate(valid_until=dt.date(2027, 1, 1)))
    (slip,) = SafeSlip.objects.all()
    actions.renew_certificate(by=vault.keeper, certificate_id=row.pk, valid_until=dt.date(2030, 1, 1))
    given = signatures.signatures_of(vault.keeper, slips.ref(slip.pk))
    assert [one.broken for one in given] == [False] * 5


def test_what_a_project_has_in_the_safe_is_shown_before_what_was_released(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, here = vault.put_in(a_certificate(), a_certificate())
    Holding.objects.filter(certificate=gone).update(state="released", place=None)
    assert register.of_dossier(vault.keeper, vault.dossier.pk) == [here, gone]
    monkeypatch.setattr(register, "MOST", 1)
    assert register.of_dossier(vault.keeper, vault.dossier.pk) == [here]


def test_a_project_with_more_certificates_than_one_slip_takes_moves_whole(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = vault.put_in(*(a_certificate() for _n in range(3)))
    monkeypatch.setattr("juanzong.custody.actions.safe_slips.MOST_AT_ONCE", 2)
    slip = actions.move_certificates(by=vault.keeper, certificate_ids=[one.pk for one in rows])
    assert slip.lines.count() == 3


def test_the_list_is_hidden_from_who_has_to_check_while_it_is_made_and_when_it_is_back(vault: Vault) -> None:
    slip = actions.list_certificates(by=vault.a, dossier_id=vault.dossier.pk, certificates=[a_certificate()])
    people = (vault.b, vault.keeper, vault.archivist)

    def hidden() -> list[bool]:
        return [slips.slip_page(by, slip.pk).hidden for by in people]

    assert (hidden(), slips.slip_page(vault.a, slip.pk).hidden) == ([True] * 3, False)
    _refused(Conflict, lambda: actions.print_safe_slip(by=vault.keeper, slip_id=slip.pk))
    vault.move(vault.a, slip, "to_b")
    vault.move(vault.b, slip, "back", reason="少一件")
    assert hidden() == [True] * 3
    vault.move(vault.a, slip, "to_b")
    vault.enter(vault.b, slip, *register.papers(slips.on(slip.pk)))
    vault.move(vault.b, slip, "to_keeper")
    assert hidden() == [False, True, True]
    vault.enter(vault.keeper, slip, *register.papers(slips.on(slip.pk)))
    vault.move(vault.keeper, slip, "to_sign")
    assert hidden() == [False] * 3


def test_no_single_person_nobody_unappointed_and_no_handler_opens_the_safe(vault: Vault) -> None:
    slip = vault.three(vault.checked(vault.listed()))
    _refused(NotReady, lambda: vault.move(vault.key, slip, "put_in", safe="保险柜 1"))
    vault.sign(vault.key, slip, "key")
    for stranger in (vault.keeper, vault.a, vault.general):
        _refused(NotAllowed, lambda by=stranger: vault.sign(by, slip, "code"))
    here = vault.key.home_departments[0]
    both = Appointment.objects.create(
        staff_id=vault.key.staff_id, department_id=here, position="safe_code_holder", from_date=house.today()
    )
    _refused(Conflict, lambda: vault.sign(vault.key, slip, "code"))
    both.delete()
    vault.sign(vault.code, slip, "code")
    Appointment.objects.filter(staff=vault.key.staff_id).update(until_date=house.today() - dt.timedelta(days=1))
    gone = _refused(NotAllowed, lambda: vault.move(vault.code, slip, "put_in", safe="保险柜 1"))
    assert ("没有掌管保险柜钥匙的任职" in str(gone), gone.clause) == (True, "P03-5.2")
    assert not Holding.objects.filter(certificate__isnull=False).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        SafeSlip.objects.filter(pk=slip.pk).update(
            state="done", done_at=house.now(), place=vault.safe, key_by=vault.key.staff_id, code_by=vault.key.staff_id
        )


def test_only_a_safe_takes_certificates_and_a_project_keeps_to_one(vault: Vault) -> None:
    first = vault.put_in()[0]
    slip = vault.three(vault.checked(vault.listed()))
    vault.sign(vault.key, slip, "key")
    vault.sign(vault.code, slip, "code")
    for name, kind, clause in (("保险柜 2", Conflict, "P03-5.5"), ("三号柜", Invalid, "P03-5.4"), ("", Invalid, "")):
        refusal = _refused(kind, lambda name=name: vault.move(vault.code, slip, "put_in", safe=name))
        assert refusal.clause.startswith(clause)
    layer = make_layers(vault.archivist)[0]
    thing = Holding.objects.get(certificate=first)
    assert _refused(Conflict, lambda: put([thing], layer, vault.archivist, "试")).clause == "P03-5.4"
    alone = _refused(
        Conflict,
        lambda: actions.move_contents(by=vault.archivist, from_id=vault.safe.pk, place_id=vault.other.pk, reason="搬"),
    )
    assert alone.clause == "P03-5.2"
    assert places.picture(vault.archivist, vault.safe).count == 1


def test_what_is_here_already_and_what_belongs_to_a_closed_project_is_refused(vault: Vault) -> None:
    one = a_certificate()
    vault.put_in(one)
    again = _refused(Conflict, lambda: vault.listed(one, dossier=vault.project()))
    assert (vault.dossier.number in str(again), again.clause) == (True, "P03-5.2")
    wrong = _refused(Invalid, lambda: vault.listed(a_certificate("12", holder=" ", kind="passport")))
    assert isinstance(wrong, Invalid)
    assert set(wrong.fields) == {"number", "holder", "kind"}
    Dossier.objects.filter(pk=vault.dossier.pk).update(state="closed", closed_at=house.now())
    assert _refused(Conflict, vault.listed).clause == "P03-5.5"
    stranger = make_viewer("project_manager", department=vault.business)
    other = vault.project()
    _refused(
        NotAllowed,
        lambda: actions.list_certificates(by=stranger, dossier_id=other.pk, certificates=[a_certificate()]),
    )


def test_out_for_a_purpose_until_a_day_overdue_escalates_and_back_after_a_count(vault: Vault, clock: Any) -> None:
    rows = vault.put_in(a_certificate(), a_certificate())
    slip = vault.taken_out(rows, days=3)
    owed = Obligation.objects.get(duty="bring_certificates_back")
    assert (owed.owner_id, owed.due_on) == (vault.a.staff_id, slip.due_on)
    thing = Holding.objects.get(certificate=rows[0])
    assert (thing.state, thing.place_id, thing.holder_name) == (HoldingState.OUT, vault.safe.pk, "不动产登记中心")
    clock.forward(days=5)
    assert [one.pk for one in slips.overdue(vault.general)] == [slip.pk]
    _refused(Conflict, lambda: vault.taken_out(rows[:1]))
    back = actions.bring_back(by=vault.a, certificate_ids=[rows[0].pk])
    _refused(Conflict, lambda: vault.enter(vault.keeper, back, *register.papers(rows)))
    vault.enter(vault.keeper, back, *register.papers(rows[:1]))
    vault.open(vault.move(vault.keeper, back, "agrees"), "put_back")
    owed.refresh_from_db()
    assert owed.state == "open", "the other one is still out"
    second = actions.bring_back(by=vault.keeper, certificate_ids=[rows[1].pk])
    vault.enter(vault.archivist, second, *register.papers(rows[1:]))
    vault.open(vault.move(vault.archivist, second, "agrees"), "put_back")
    owed.refresh_from_db()
    assert (owed.state, owed.on_time) == ("done", False)
    assert not slips.overdue(vault.general).exists()
    assert safes.inside(vault.safe.pk) == 2


def test_released_only_on_proof_of_settlement_and_three_signatures(vault: Vault) -> None:
    one = a_certificate()
    rows = vault.put_in(one)
    strange = vault.settled(vault.project())
    _refused(
        Invalid,
        lambda: actions.release_certificates(by=vault.a, certificate_ids=[rows[0].pk], proof_item_id=strange),
    )
    proof = vault.settled()
    slip = actions.release_certificates(by=vault.a, certificate_ids=[rows[0].pk], proof_item_id=proof)
    vault.sign(vault.a, slip, "a")
    _refused(NotReady, lambda: vault.move(vault.a, slip, "signed"))
    vault.sign(vault.b, slip, "b")
    vault.sign(vault.keeper, slip, "archivist")
    vault.move(vault.keeper, slip, "signed")
    vault.open(slip, "hand_over", receiver="张晓明，身份证原件已验")
    thing = Holding.objects.get(certificate=rows[0])
    assert (thing.state, thing.place_id, slip.receiver) == (HoldingState.RELEASED, None, "张晓明，身份证原件已验")
    assert SafeEntry.objects.filter(flow=Flow.RELEASE).get().change == -1
    vault.put_in(one)  # a released one may come again


def test_without_proof_no_release_and_a_refused_slip_frees_its_certificates(vault: Vault) -> None:
    rows = vault.put_in()
    item = vault.settled()
    slip = actions.release_certificates(by=vault.a, certificate_ids=[rows[0].pk], proof_item_id=item)
    busy = _refused(Conflict, lambda: vault.taken_out(rows))
    assert slip.number in str(busy)
    Happening.objects.filter(dossier=vault.dossier, event="settled").delete()
    for by, need in ((vault.a, "a"), (vault.b, "b"), (vault.archivist, "archivist")):
        vault.sign(by, slip, need)
    assert "还没有登记结清" in str(_refused(NotReady, lambda: vault.move(vault.archivist, slip, "signed")))
    vault.move(vault.archivist, slip, "refuse", reason="尚未结清")
    assert (slip.state, SlipLine.objects.filter(open=True).exists()) == (SlipState.DROPPED, False)
    vault.taken_out(rows)


def test_numbers_are_sealed_masked_revealed_for_a_purpose_and_found_by_their_end(vault: Vault) -> None:
    one = a_certificate("浙(2026)杭州市不动产权第7654321号", value=880_000)
    row = vault.put_in(one)[0]
    kept = Certificate.objects.values_list("number", "value", "exact", "tail", "holder", "issuer").get()
    assert not any("7654321" in repr(bytes(one) if not isinstance(one, str) else one) for one in kept)
    shown = register.shown(vault.keeper, row)
    assert ("7654321" in shown.number, shown.value, shown.may_reveal) == (False, "******", True)
    rows = register.certificates(vault.keeper)
    assert register.numbered(rows, "321号").get() == row
    assert register.numbered(rows, "浙(2026)杭州市不动产权第7654321号").get() == row
    assert not register.numbered(rows, "322号").exists()
    actions.reveal_certificate(by=vault.keeper, certificate_id=row.pk, purpose="contract")
    assert (register.shown(vault.keeper, row).number, register.shown(vault.keeper, row).value) == (
        one.number,
        "880,000.00",
    )
    with pytest.raises(NotFound):
        register.certificate(make_viewer("customer_service", department=vault.company), row.pk)


def test_an_expiring_certificate_is_a_duty_each_month_until_it_is_renewed(vault: Vault, clock: Any) -> None:
    row = vault.put_in(a_certificate(valid_until=house.today() + dt.timedelta(days=40)), a_certificate())[0]
    clock.forward(days=31)
    while tasks.run_some():
        pass
    owed = Obligation.objects.get(duty="renew_certificate")
    assert (owed.subject, owed.owner_id) == (f"certificate:{row.pk}", vault.a.staff_id)
    actions.renew_certificate(by=vault.a, certificate_id=row.pk, valid_until=house.today() + dt.timedelta(days=400))
    owed.refresh_from_db()
    assert owed.state == "done"
    assert Case.objects.filter(state="open").count() == 0
    assert Certificate.objects.get(pk=row.pk).valid_until == house.today() + dt.timedelta(days=400)


def test_a_project_moves_to_another_safe_on_one_slip_with_the_people_of_both(vault: Vault) -> None:
    rows = vault.put_in(a_certificate(), a_certificate())
    one = _refused(Conflict, lambda: actions.move_certificates(by=vault.keeper, certificate_ids=[rows[0].pk]))
    assert one.clause == "P03-5.5"
    slip = actions.move_certificates(by=vault.keeper, certificate_ids=[row.pk for row in rows])
    vault.move(vault.general, slip, "agree")
    _refused(NotReady, lambda: vault.move(vault.code, slip, "to_second"))
    vault.moved(slip, vault.safe, vault.other)
    assert {one.place for one in Holding.objects.filter(certificate__in=rows)} == {vault.other}
    assert (slip.state, slip.place, slip.to_place, slip.to_key_by) == (
        SlipState.DONE, vault.safe, vault.other, vault.key.staff_id,
    )  # fmt: skip
    balance = {
        place: SafeEntry.objects.filter(place=place).aggregate(n=Sum("change"))["n"]
        for place in (vault.safe, vault.other)
    }
    assert balance == {vault.safe: 0, vault.other: 2}
    told = {row.name: row for row in REGISTER.compared(vault.keeper, Period())}
    assert (told[Flow.MOVE.label].table, told[Flow.MOVE.label].ledger, all(row.agrees for row in told.values())) == (
        2,
        2,
        True,
    )
    assert actions.print_safe_slip(by=vault.keeper, slip_id=slip.pk).startswith(b"%PDF-")


def test_a_move_to_the_same_safe_or_from_where_they_are_not_is_refused(vault: Vault) -> None:
    rows = vault.put_in()
    slip = actions.move_certificates(by=vault.keeper, certificate_ids=[rows[0].pk])
    vault.move(vault.general, slip, "agree")
    assert "同一个保险柜" in str(_refused(Conflict, lambda: vault.moved(slip, vault.safe, vault.safe)))
    assert "不在" in str(_refused(Conflict, lambda: vault.moved(slip, vault.other, vault.safe)))
    assert Holding.objects.get(certificate=rows[0]).place == vault.safe


def test_what_came_into_the_safe_meanwhile_is_not_left_behind(vault: Vault) -> None:
    rows = vault.put_in()
    slip = actions.move_certificates(by=vault.keeper, certificate_ids=[rows[0].pk])
    vault.move(vault.general, slip, "agree")
    vault.put_in()
    refusal = _refused(Conflict, lambda: vault.moved(slip, vault.safe, vault.other))
    assert ("又存入 1 件" in str(refusal), refusal.clause) == (True, "P03-5.5")
    assert {one.place for one in Holding.objects.exclude(certificate=None)} == {vault.safe}


def test_a_changes_no_list_and_nobody_checks_one_at_a_step_that_is_not_for_it(vault: Vault) -> None:
    slip = vault.checked(vault.listed(a_certificate(), a_certificate()))
    row = slips.on(slip.pk)[0]
    for change in (
        lambda: actions.drop_certificate(by=vault.a, slip_id=slip.pk, certificate_id=row.pk),
        lambda: actions.add_certificate(by=vault.a, slip_id=slip.pk, certificate=a_certificate()),
        lambda: vault.enter(vault.archivist, slip, *register.papers(slips.on(slip.pk))),
    ):
        assert _refused(NotAllowed, change).clause == "P03-5.2"
    assert not slips.slip_page(vault.a, slip.pk).lists
