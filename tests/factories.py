"""People, departments and customers for tests, made through the product's own actions where it has them."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from juanzong.customers import actions as customers
from juanzong.customers.drafts import ContactDraft, CustomerDraft, SourceDraft
from juanzong.customers.models import Customer
from juanzong.kit import clock, subject_keys
from juanzong.organisation.models import Appointment, Department, Staff
from juanzong.organisation.viewer import Viewer, viewer_of

_count = itertools.count(1)

MOBILE = "13800138000"
RESIDENT_ID = "11010519491231002X"  # the example of GB 11643
USCC = "91350100M000100Y43"  # the example of GB 32100


def make_department(name: str = "", *, parent: Department | None = None) -> Department:
    """A department; the first without a parent stands for the company."""
    n = next(_count)
    return Department.objects.create(name=name or f"部门{n}", code=f"D{n:04d}", parent=parent)


def make_staff(
    position: str = "archivist", *, department: Department | None = None, name: str = "", superior: Staff | None = None
) -> Staff:
    """A member of staff who holds one position since long ago."""
    n = next(_count)
    staff = Staff(username=f"staff{n}", name=name or f"员工{n}", number=f"{n:05d}")
    staff.set_password("a long enough password")
    staff.save()
    if position:
        Appointment.objects.create(
            staff=staff,
            position=position,
            department=department or make_department(),
            superior=superior,
            from_date=dt.date(2020, 1, 1),
        )
    return staff


def make_viewer(position: str = "archivist", **options: Any) -> Viewer:
    """The viewer for a new member of staff in a position."""
    return viewer_of(make_staff(position, **options))


def a_source(by: Viewer, **changes: Any) -> SourceDraft:
    """A lawful source: customer service, for a contract."""
    known: dict[str, Any] = {
        "channel": "customer_service",
        "purpose": "contract",
        "basis": "contract",
        "reference": "合同 HT-2026-001",
        "collector": by.staff_id,
        "collector_name": by.name,
        "collected_at": clock.now(),
    }
    return SourceDraft(**(known | changes))


def a_person(name: str = "张晓明", **fields: str) -> CustomerDraft:
    """A person with a mobile number, not yet registered."""
    return CustomerDraft(kind="person", name=name, region="浙江省杭州市", fields={"mobile": MOBILE} | fields)


def an_organisation(name: str = "杭州青竹农产品有限公司", **fields: str) -> CustomerDraft:
    """An organisation with one daily contact, not yet registered."""
    return CustomerDraft(
        kind="organisation",
        name=name,
        region="浙江省杭州市",
        fields=fields,
        contacts=[ContactDraft("李文静", fields={"mobile": "13900139000"})],
    )


def make_customer(
    by: Viewer, draft: CustomerDraft | None = None, *, department: int | None = None, responsible: int | None = None
) -> Customer:
    """A customer registered by `by` in their own department."""
    subject_keys.ensure_keyring()
    return customers.register_customer(
        by=by,
        draft=draft or a_person(),
        source=a_source(by),
        department=department or (by.home_departments[0] if by.home_departments else make_department().pk),
        responsible=responsible,
    )
