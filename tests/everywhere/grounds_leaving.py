"""Somebody who leaves, for the grounds of tests/everywhere."""

from __future__ import annotations

import datetime as dt

from juanzong.kit import clock
from juanzong.organisation.models import Department, Staff
from juanzong.oversight.models import Leaving
from tests.factories import make_staff


def leaving_of(department: Department, staff: Staff, text: str) -> int:
    """A colleague of the side leaves in a month, one thing given back; the side's archivist takes over."""
    gone = make_staff("finance", department=department, name=f"离任{text}"[:60])
    one = Leaving.objects.create(
        staff=gone, staff_name=gone.name, department=department, last_day=clock.today() + dt.timedelta(days=30),
        receiver=staff, begun_by_name="经理",
    )  # fmt: skip
    one.lines.create(holds="safe_keys", thing=1, words=f"钥匙{text}"[:200], state="taken", by_name="经理")
    return one.pk
