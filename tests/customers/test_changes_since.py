"""What changed of a customer since the last completion is shown (P08-2)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from juanzong.casework import actions as casework
from juanzong.casework.models import Obligation
from juanzong.casework.reads import obligations as work
from juanzong.customers import actions
from juanzong.customers.actions import contacts
from juanzong.customers.drafts import ContactDraft
from juanzong.customers.reads import changes
from juanzong.dossiers import actions as dossiers
from juanzong.kit import clock as house
from juanzong.kit.refs import Ref
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import viewer_of
from tests.dossiers.helpers import draft
from tests.entering import enter
from tests.factories import a_source, make_customer, make_department, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_fields_contacts_and_papers_since_the_last_completion_and_nothing_else(clock: Any) -> None:
    staff = make_staff("archivist", department=make_department())
    by = viewer_of(staff)
    customer = make_customer(by, responsible=staff.pk)
    ref = Ref("customer", customer.pk)
    entry = Entry.objects.get(kind="customer.registered")
    owed = [
        Obligation.objects.create(
            duty="quarterly_completion", clause="P08-2", pack="P08", version=1, subject=str(ref), round=turn, owner=staff,
            department_id=by.home_departments[0], opened_at=house.now(), opened_on=house.today(), opened_entry=entry.pk,
            due_on=house.today(), due_was=house.today(),
        )
        for turn in ("2026Q2", "2026Q3")
    ]  # fmt: skip
    assert work.last_round_done(ref) is None
    client, page = enter(staff), reverse("customers:changes", args=[customer.pk])
    assert "还没有报告过完成" in client.get(page).content.decode()
    clock.forward(minutes=1)
    casework.complete(by=by, obligation=owed[0].pk, note="已补充")
    done = work.last_round_done(ref, "quarterly_completion")
    assert done == house.now()
    clock.forward(minutes=1)
    assert not changes.changes_since(by, customer.pk, done).entries
    actions.edit_customer(by=by, customer=customer.pk, changes={"region": "江苏省"})
    actions.set_particular(by=by, customer=customer.pk, field="email", value="a@example.com", source=a_source(by))
    contacts.add_contact(by=by, customer=customer.pk, contact=ContactDraft("周新", fields={"mobile": "13700137000"}))
    dossier = dossiers.open_dossier(by=by, customer_id=customer.pk, kind="loan", department_id=by.home_departments[0])
    item = dossiers.add_item(by=by, dossier_id=dossier.pk, draft=draft(title="收入证明"))
    dossiers.view_item(by=by, item_id=item.pk)
    found = changes.changes_since(by, customer.pk, done)
    assert {"customer.changed", "particular.set", "contact.added", "dossier.opened", "item.added"} <= set(found.by_kind)
    assert "item.viewed" not in found.by_kind
    assert found.whole
    text = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "上次完成于" in text
    assert "<html" not in text
    obligation = client.get(reverse("casework:obligation", args=[owed[1].pk])).content.decode()
    assert f"{page}?duty=quarterly_completion" in obligation
    assert page not in client.get(reverse("casework:obligation", args=[owed[0].pk])).content.decode()
    stranger = viewer_of(make_staff("sales_representative", department=make_department()))
    assert not changes.changes_since(stranger, customer.pk, done).entries
