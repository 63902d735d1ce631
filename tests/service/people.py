"""A small company of event sales under P09, and what its people usually do."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from juanzong.casework.choices import ObligationState
from juanzong.casework.models import Obligation
from juanzong.customers.models import Customer
from juanzong.forms import actions as forms
from juanzong.forms.actions import Filling
from juanzong.forms.models import Record
from juanzong.kit import clock
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.policies.actions import adopt
from juanzong.service.actions import events, visits
from juanzong.service.models import Event, Visit
from juanzong.service.shapes import PurchaseDraft, VisitDraft
from tests.factories import a_person, make_customer, make_department, make_staff

_mobiles = itertools.count(13_900_138_001)
SAID = "服用后睡眠好转，想再买两盒"


class Company:
    """Head office and a sales department: two representatives, supervisor, manager, doctor, customer service manager."""

    def __init__(self) -> None:
        self.company = make_department("公司")
        self.sales = make_department("销售部", parent=self.company)
        self.boss = self._staff("general_manager", self.company)
        self.manager = self._staff("sales_manager", self.sales)
        self.supervisor = self._staff("sales_supervisor", self.sales, superior=self.manager)
        self.rep = self._staff("satisfaction_representative", self.sales, superior=self.supervisor)
        self.other = self._staff("satisfaction_representative", self.sales, superior=self.supervisor)
        self.doctor = self._staff("customer_doctor", self.company)
        self.keeper = self._staff("customer_service_manager", self.company)
        adopt(actor=SYSTEM, pack="P09", from_date=clock.today())

    def _staff(self, position: str, department: Any, superior: Viewer | None = None) -> Viewer:
        above = Staff.objects.get(pk=superior.staff_id) if superior else None
        return viewer_of(make_staff(position, department=department, superior=above))

    def customer(
        self, name: str = "王桂兰", *, by: Viewer | None = None, responsible: Viewer | None = None
    ) -> Customer:
        who = by or self.rep
        return make_customer(
            who, a_person(name, mobile=str(next(_mobiles))), department=self.sales.pk,
            responsible=responsible.staff_id if responsible else None,
        )  # fmt: skip

    def mine(self, name: str = "王桂兰") -> Customer:
        return self.customer(name, responsible=self.rep)

    def questionnaire(self, customer: Customer, *, by: Viewer | None = None, area: str = "湖滨街道") -> Record:
        values = {
            "place": "社区活动室", "channel": "event", "collector_signature": "代签", "gender": "female",
            "birth_date": "1952-03-04", "area": area, "notice_read": "yes", "health_consent": "no",
            "customer_signature": "王桂兰",
        }  # fmt: skip
        return self.submit("health_questionnaire", customer, values, by or self.rep)

    def customer_form(self, customer: Customer, *, bought: bool, by: Viewer | None = None) -> Record:
        values = {
            "name": customer.name, "mobile": "13900138000", "event_name": "春季联谊会", "event_kind": "gathering", "gender": "female", "birth_date": "1952-03-04",
            "area": "湖滨街道", "address": "杭州市上城区湖滨街道一号", "bought": "yes" if bought else "no",
            "impression": "很满意", "representative_signature": "签",
            **({"purchases": '[{"product":"钙片","quantity":"2","amount":"596"}]', "paid_by": "cash"} if bought
               else {"reason_not": "considering"}),
        }  # fmt: skip
        return self.submit("customer_form", customer, values, by or self.rep)

    def submit(self, form: str, customer: Customer, values: dict[str, str], by: Viewer) -> Record:
        begun = forms.save_record(by=by, form=form, subject=customer.pk, filling=Filling(values=values))
        return forms.submit_record(by=by, record=begun.pk)

    def event(self) -> Event:
        return events.hold_event(
            by=self.manager, name="春季联谊会", kind="gathering", held_on=clock.today(), department=self.sales.pk,
            place="西湖边",
        )  # fmt: skip

    def visit(self, customer: Customer, duty: str = "", *, by: Viewer | None = None, **changes: Any) -> Visit:
        told: dict[str, Any] = {
            "on_day": clock.today(), "mode": "phone", "minutes": 12, "purpose": "use", "outcome": "done", "said": SAID,
            "duty": duty,
        }  # fmt: skip
        return visits.record_visit(by=by or self.rep, customer=customer.pk, visit=VisitDraft(**(told | changes)))


def purchase(**changes: Any) -> PurchaseDraft:
    told: dict[str, Any] = {"product": "钙片", "quantity": 1, "amount": Decimal("298.00"), "bought_on": clock.today()}
    return PurchaseDraft(**(told | changes))


def open_duties(customer: Customer) -> dict[str, dt.date]:
    """The open obligations about a customer, by duty."""
    rows = Obligation.objects.filter(subject=f"customer:{customer.pk}", state=ObligationState.OPEN)
    return dict(rows.values_list("duty", "due_on"))


def ended(customer: Customer, duty: str) -> str:
    """How the last obligation of a duty about a customer ended."""
    return Obligation.objects.filter(subject=f"customer:{customer.pk}", duty=duty).order_by("-id")[0].state
