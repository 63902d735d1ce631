"""The eighteen sheets of the mixed property in use: each can be filled in and submitted as it stands, and what a register
names is never with two customers at once (P12-5)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from juanzong.customers.models import Customer
from juanzong.forms import actions
from juanzong.forms.actions import Filling
from juanzong.forms.models import Record, RegisterHolding
from juanzong.kit import clock
from juanzong.kit.errors import Conflict
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads
from juanzong.policies.actions import adopt
from juanzong.policies.shapes_forms import Form, FormField, InputType
from tests.factories import MOBILE, RESIDENT_ID, USCC, a_person, make_customer, make_department, make_viewer

pytestmark = pytest.mark.django_db
SHEETS = [form for form in reads.pack("P12").forms if form.number]
REGISTERS = [form for form in SHEETS if form.register]
KNOWN = {
    InputType.NUMBER: "3", InputType.MONEY: "120", InputType.TIME: "09:30", InputType.YES_NO: "yes",
    InputType.MOBILE: MOBILE, InputType.PHONE: MOBILE, InputType.EMAIL: "a@example.com", InputType.USCC: USCC,
    InputType.RESIDENT_ID: RESIDENT_ID, InputType.PASSPORT: "E12345678", InputType.PLATE: "浙A12345",
    InputType.BANK_CARD: "6222021234567890128", InputType.CONSENT: "yes",
}  # fmt: skip


def _value(field: FormField, by: Viewer) -> str:
    match field.type:
        case InputType.CHOICE | InputType.CHOICES:
            return field.options[0].code
        case InputType.DATE:
            return clock.today().isoformat()
        case InputType.STAFF:
            return str(by.staff_id)
        case InputType.DEPARTMENT:
            return str(by.home_departments[0])
        case InputType.TABLE:
            return json.dumps([{one.code: _value(one, by) for one in field.columns}])
        case other:
            return KNOWN.get(other, "甲001")


def _filled(form: Form, subject: int, by: Viewer) -> Record:
    values = {field.code: _value(field, by) for field in form.fields if field.required}
    begun = actions.save_record(by=by, form=form.code, subject=subject, filling=Filling(values=values))
    return actions.submit_record(by=by, record=begun.pk)


class Property:
    """A property company under P12, somebody at its desk, and two customers."""

    def __init__(self) -> None:
        self.department = make_department("客户服务部")
        self.desk = make_viewer("archivist", department=self.department)
        adopt(actor=SYSTEM, pack="P12", from_date=clock.today())

    def subject(self, form: Form, name: str = "张晓明", mobile: str = MOBILE) -> int:
        if form.subject != "customer":
            return int(self.department.pk)
        made: Customer = make_customer(self.desk, a_person(name, mobile=mobile))
        return int(made.pk)


@pytest.fixture
def house(clock: Any, db: None) -> Property:
    return Property()


@pytest.mark.parametrize("form", SHEETS, ids=lambda form: form.number)
def test_a_sheet_can_be_filled_in_and_submitted_as_it_stands(house: Property, form: Form) -> None:
    one = _filled(form, house.subject(form), house.desk)
    assert (one.state, one.percent) == ("submitted", 100)
    assert RegisterHolding.objects.filter(record=one).count() == (1 if form.register else 0)


@pytest.mark.parametrize("form", REGISTERS, ids=lambda form: form.number)
def test_what_a_register_names_is_never_with_two(house: Property, form: Form) -> None:
    first = _filled(form, house.subject(form), house.desk)
    other = house.subject(form, "李文静", "13900139000")
    with pytest.raises(Conflict) as refused:
        _filled(form, other, house.desk)
    assert refused.value.clause == "P12-5"
    held = RegisterHolding.objects.get(record=first)
    actions.return_key(by=house.desk, holding=held.pk, note="迁出")
    _filled(form, other, house.desk)
    assert RegisterHolding.objects.filter(until_at=None).count() == 1
