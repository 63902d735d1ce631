"""Looking behind a mask: for a purpose, with a right, for five minutes, and never unseen."""

from __future__ import annotations

from typing import Any

import pytest

from juanzong.customers import actions as customer_actions
from juanzong.customers import reads as customers
from juanzong.customers.models import Customer
from juanzong.kit import clock as house_clock
from juanzong.kit.errors import Invalid, NotAllowed, NotFound
from juanzong.ledger import reads as ledger
from juanzong.organisation.viewer import Viewer, public, viewer_of
from juanzong.privacy import actions, reads
from tests.factories import MOBILE, a_person, a_source, make_department, make_staff, make_viewer

pytestmark = pytest.mark.django_db
CARD = "6222021234567890128"


@pytest.fixture
def archivist(clock: Any) -> Viewer:
    return make_viewer("archivist")


@pytest.fixture
def customer(archivist: Viewer) -> Customer:
    draft = a_person(
        home_address="浙江省杭州市西湖区文一路 99 号 3 幢 201", bank_account=_card(), health_note="花生过敏"
    )
    source = a_source(
        archivist, basis="consent", consent_how="书面", consent_at=house_clock.now(), notice_version="1",
        sensitive_consent_at=house_clock.now(),
    )  # fmt: skip
    return customer_actions.register_customer(
        by=archivist, draft=draft, source=source, department=archivist.home_departments[0], responsible=None
    )


def _card() -> str:
    """A card number with a right check digit."""
    body = CARD[:-1]
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body))]
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return body + str(-total % 10)


def _row(viewer: Viewer, customer: Customer, field: str) -> customers.ParticularRow:
    (row,) = customers.current_particulars(viewer, [customer.pk], [field])
    return row


def _shown(viewer: Viewer, customer: Customer, field: str) -> reads.Shown:
    return reads.one(viewer, _row(viewer, customer, field).id)


def test_values_are_masked_for_everybody_by_default(archivist: Viewer, customer: Customer) -> None:
    for position in ("archivist", "general_manager", "auditor", "finance"):
        viewer = make_viewer(position)
        shown = {
            field: _shown(viewer, customer, field)
            for field in ("mobile", "bank_account", "health_note", "home_address")
        }
        assert all(one.hidden and one.open_until is None for one in shown.values())
        assert MOBILE not in shown["mobile"].text
        assert shown["mobile"].text.endswith(MOBILE[-4:])
        assert _card() not in shown["bank_account"].text
        assert "花生" not in shown["health_note"].text
    assert MOBILE not in str(reads.masked_values(archivist, [customer.pk], ["mobile", "bank_account"]))


@pytest.mark.parametrize("purpose", ["", "curiosity", "MARKETING"])
def test_a_reveal_needs_a_purpose_of_the_packs(archivist: Viewer, customer: Customer, purpose: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.reveal(by=archivist, particular=_row(archivist, customer, "mobile").id, purpose=purpose)
    assert refused.value.clause == "P00-1.4"
    assert _shown(archivist, customer, "mobile").hidden


def test_a_reveal_lasts_five_minutes_for_the_one_who_asked(archivist: Viewer, customer: Customer, clock: Any) -> None:
    row = _row(archivist, customer, "mobile")
    opened = actions.reveal(by=archivist, particular=row.id, purpose="contract")
    assert (opened.text, opened.hidden) == (MOBILE, False)
    assert _shown(make_viewer("archivist"), customer, "mobile").hidden
    assert _shown(archivist, customer, "home_address").hidden
    clock.forward(seconds=299)
    assert _shown(archivist, customer, "mobile").text == MOBILE
    clock.forward(seconds=1)
    assert _shown(archivist, customer, "mobile").hidden


def test_a_reveal_is_an_entry_without_the_value(archivist: Viewer, customer: Customer) -> None:
    actions.reveal(by=archivist, particular=_row(archivist, customer, "mobile").id, purpose="contract", note="核对合同")
    (entry,) = ledger.entries(ledger.Filter(kind="value.revealed")).entries
    assert (entry.basis, entry.subject, entry.actor_id) == ("contract", f"customer:{customer.pk}", archivist.staff_id)
    assert "P00-1.4" in entry.clauses
    assert ledger.payload(entry)["field"] == "mobile"
    assert MOBILE not in entry.payload
    assert MOBILE[-4:] not in entry.payload.replace(str(ledger.payload(entry)["particular"]), "")


def test_sensitive_values_ask_for_a_right_of_their_own(archivist: Viewer, customer: Customer) -> None:
    for field in ("bank_account", "health_note"):
        assert not _shown(archivist, customer, field).may_reveal
        with pytest.raises(NotAllowed):
            actions.reveal(by=archivist, particular=_row(archivist, customer, field).id, purpose="contract")
    manager = make_viewer("general_manager")
    assert (
        actions.reveal(by=manager, particular=_row(manager, customer, "bank_account").id, purpose="contract").text
        == _card()
    )
    assert len(ledger.entries(ledger.Filter(kind="access.denied")).entries) == 2


def test_who_only_sees_masks_opens_none(archivist: Viewer, customer: Customer) -> None:
    for position in ("auditor", "data_analyst"):
        viewer = make_viewer(position)
        row = _row(viewer, customer, "mobile")
        assert not reads.one(viewer, row.id).may_reveal
        with pytest.raises(NotAllowed):
            actions.reveal(by=viewer, particular=row.id, purpose="contract")


def test_out_of_reach_nothing_is_known_and_nothing_opens(archivist: Viewer, customer: Customer) -> None:
    row = _row(archivist, customer, "mobile")
    elsewhere = viewer_of(make_staff("department_manager", department=make_department()))
    for viewer in (elsewhere, make_viewer("administrator"), public()):
        with pytest.raises((NotFound, NotAllowed)):
            actions.reveal(by=viewer, particular=row.id, purpose="contract")
        with pytest.raises((NotFound, NotAllowed)):
            reads.one(viewer, row.id)


def test_looking_at_masks_is_a_constant_number_of_statements(
    archivist: Viewer, customer: Customer, django_assert_max_num_queries: Any
) -> None:
    rows = customers.current_particulars(
        archivist, [customer.pk], ["mobile", "bank_account", "health_note", "home_address"]
    )
    with django_assert_max_num_queries(2):
        assert len(reads.shown(archivist, rows)) == 4
    with django_assert_max_num_queries(2):
        reads.shown(archivist, rows[:1])
