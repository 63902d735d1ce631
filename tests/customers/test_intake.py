"""Registering oneself: what is kept, what is refused, what opening, accepting and declining leave behind."""

from __future__ import annotations

import json
from typing import Any

import pytest

from juanzong.customers import intake, tasks_intake
from juanzong.customers.actions import intake as actions_intake
from juanzong.customers.drafts import CustomerDraft
from juanzong.customers.models import Customer, Intake, Source
from juanzong.customers.reads import intake as reads_intake
from juanzong.kit import subject_keys
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.models import SubjectKey
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import Viewer, public
from juanzong.policies import reads as policies
from juanzong.privacy.reads import SealedText, opened_texts
from tests.factories import MOBILE, make_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Viewer:
    subject_keys.ensure_keyring()
    return make_viewer("archivist", name="周敏")


def send(**changes: Any) -> int:
    known: dict[str, Any] = {
        "name": "陈小雨",
        "fields": {"mobile": MOBILE, "preference": "想租一间临街的铺面"},
        "consents": ["registration"],
        "digest": policies.notice("registration").digest,
    }
    return actions_intake.register_oneself(by=public(), **(known | changes))


def accept(by: Viewer, pk: int, **changes: Any) -> Customer:
    draft = CustomerDraft(kind="person", name="陈小雨", fields={"mobile": MOBILE})
    known: dict[str, Any] = {"draft": draft, "department": by.home_departments[0]}
    return actions_intake.accept_intake(by=by, intake=pk, **(known | changes))


def _told(row: intake.Row) -> intake.Registration:
    text = opened_texts([SealedText(row.id, row.id, intake.TABLE, intake.COLUMN, row.sealed)])[row.id]
    return intake.Registration.read(text)


def test_everything_entered_is_sealed(by: Viewer) -> None:
    row = Intake.objects.get(pk=send())
    assert row.shown_name == "陈*"
    for value in (MOBILE, "陈小雨", "铺面"):
        assert value.encode() not in bytes(row.sealed)
    entry = Entry.objects.get(kind="intake.received")
    assert entry.actor_kind == "public"
    for value in (MOBILE, "陈小雨", "铺面"):
        assert value not in entry.payload
    assert json.loads(entry.payload)["digest"] == policies.notice("registration").digest


def test_nothing_is_taken_without_the_consent_that_is_needed(by: Viewer) -> None:
    with pytest.raises(Invalid) as refused:
        send(consents=["marketing"])
    assert "consent_registration" in refused.value.fields
    assert not Intake.objects.exists()
    assert not SubjectKey.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": "  "}, "name"), ({"fields": {"mobile": "123"}}, "mobile"), ({"fields": {}}, "mobile")],
)
def test_what_cannot_be_is_refused_at_its_field(by: Viewer, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        send(**changes)
    assert field in refused.value.fields


def test_fields_that_the_notice_does_not_name_are_not_kept(by: Viewer) -> None:
    pk = send(fields={"mobile": MOBILE, "resident_id": "11010519491231002X"})
    assert _told(actions_intake.open_intake(by=by, intake=pk)).fields == {"mobile": MOBILE}


def test_a_notice_that_was_changed_meanwhile_is_read_again(by: Viewer) -> None:
    with pytest.raises(Conflict):
        send(digest="0" * 64)


def test_the_answer_is_the_same_for_who_is_known_already(by: Viewer) -> None:
    accept(by, send())
    assert send() > 0


def test_the_list_shows_no_more_than_a_masked_name(by: Viewer) -> None:
    pk = send()
    (row,) = reads_intake.waiting(by)
    assert (row.id, row.shown_name, row.sealed) == (pk, "陈*", b"")
    assert reads_intake.waiting_count(by) == 1


def test_who_may_not_accept_knows_of_none(by: Viewer) -> None:
    pk = send()
    auditor = make_viewer("auditor")
    assert reads_intake.waiting(auditor) == []
    assert reads_intake.waiting_count(auditor) == 0
    with pytest.raises(NotFound):
        reads_intake.intake(auditor, pk)
    for act in (actions_intake.open_intake, accept_as, decline_as):
        with pytest.raises(NotAllowed):
            act(by=auditor, intake=pk)


def accept_as(*, by: Viewer, intake: int) -> None:
    actions_intake.accept_intake(by=by, intake=intake, draft=CustomerDraft("person", "x"), department=1)


def decline_as(*, by: Viewer, intake: int) -> None:
    actions_intake.decline_intake(by=by, intake=intake, reason="known")


def test_opening_is_written_down_and_shows_all(by: Viewer) -> None:
    pk = send()
    told = _told(actions_intake.open_intake(by=by, intake=pk))
    assert (told.name, told.fields["mobile"], told.consents) == ("陈小雨", MOBILE, ("registration",))
    assert Entry.objects.get(kind="intake.opened").subject == f"intake:{pk}"


def test_accepting_makes_a_customer_with_the_evidence_of_consent(by: Viewer, clock: Any) -> None:
    sent_at = clock.now()
    pk = send()
    clock.forward(days=2)
    customer = accept(by, pk, corrected=["mobile"])
    source = Source.objects.get(customers=customer)
    notice = policies.notice("registration")
    assert (source.channel, source.basis, source.purpose) == ("web_registration", "consent", "register")
    assert (source.collector, source.collector_name, source.consent_how) == (0, "客户本人", "online")
    assert source.consent_at == source.collected_at == sent_at
    assert source.notice_version == f"registration-{notice.version} {notice.digest[:16]}"
    assert source.reference == f"{intake.FORM} {intake.receipt(pk)}"
    row = Intake.objects.get(pk=pk)
    assert (row.state, row.customer_id, row.decided_by) == ("accepted", customer.pk, "周敏")
    entry = Entry.objects.get(kind="intake.accepted")
    assert json.loads(entry.payload)["corrected"] == ["mobile"]
    assert entry.act == Entry.objects.get(kind="customer.registered").act


def test_the_key_of_a_decided_registration_is_gone(by: Viewer) -> None:
    first, second = send(), send()
    accept(by, first)
    actions_intake.decline_intake(by=by, intake=second, reason="withdrawn")
    assert not SubjectKey.objects.filter(subject__in=[first, second], wrapped__isnull=False).exists()


def test_a_registration_is_accepted_once(by: Viewer) -> None:
    pk = send()
    accept(by, pk)
    other = make_viewer("archivist")
    with pytest.raises(Conflict) as refused:
        accept(other, pk)
    assert "周敏" in str(refused.value)
    assert Customer.objects.count() == 1
    with pytest.raises(Conflict):
        actions_intake.open_intake(by=other, intake=pk)
    with pytest.raises(Conflict):
        actions_intake.decline_intake(by=other, intake=pk, reason="known")


def test_a_refused_registration_of_a_customer_leaves_the_intake_waiting(by: Viewer) -> None:
    pk = send()
    with pytest.raises(Invalid):
        accept(by, pk, draft=CustomerDraft("person", "", fields={"mobile": "1"}))
    assert Intake.objects.get(pk=pk).state == "waiting"
    assert _told(actions_intake.open_intake(by=by, intake=pk)).name == "陈小雨"


def test_declining_says_why(by: Viewer) -> None:
    pk = send()
    for reason, note in (("", ""), ("other", " "), ("nonsense!", "")):
        with pytest.raises(Invalid):
            actions_intake.decline_intake(by=by, intake=pk, reason=reason, note=note)
    actions_intake.decline_intake(by=by, intake=pk, reason="other", note="本人来电说填错了公司")
    row = Intake.objects.get(pk=pk)
    assert (row.state, row.reason) == ("declined", "其他：本人来电说填错了公司")
    assert "填错" not in Entry.objects.get(kind="intake.declined").payload


def test_what_nobody_accepted_is_forgotten_after_the_days_of_the_notice(by: Viewer, clock: Any) -> None:
    old = send()
    clock.forward(days=29)
    young = send()
    assert tasks_intake.forget_unaccepted() is False
    assert Intake.objects.filter(state="waiting").count() == 2
    clock.forward(days=2)
    assert tasks_intake.forget_unaccepted() is False
    assert Intake.objects.get(pk=old).state == "declined"
    assert Intake.objects.get(pk=young).state == "waiting"
    assert not SubjectKey.objects.filter(subject=old, wrapped__isnull=False).exists()
    assert Entry.objects.get(kind="intake.expired").subject == f"intake:{old}"


def test_the_notice_promises_the_same_days() -> None:
    assert f"{intake.KEPT.days} 日" in policies.notice("registration").retention.zh


def test_corrections_are_named() -> None:
    before = intake.Registration("陈小雨", {"mobile": "1", "email": "a"}, (), "", "")
    after = CustomerDraft("person", "陈晓雨", fields={"mobile": "1", "wechat": "b"})
    assert intake.corrected(before, after) == ["email", "name", "wechat"]


def test_reading_costs_the_same_for_one_and_three(by: Viewer, django_assert_num_queries: Any) -> None:
    send()
    with django_assert_num_queries(1):
        reads_intake.waiting(by)
    send()
    send()
    with django_assert_num_queries(1):
        reads_intake.waiting(by)
