"""kill -9 at random moments of a check or an import: after going on, every good row is in once."""

from __future__ import annotations

import csv
import os
import random
from pathlib import Path
from typing import Any

import pytest

from tests.killing import kill_at_random, promises, rounds

pytestmark = pytest.mark.both

ROWS = 400
_SETUP = """
import datetime as dt
from juanzong.customers import actions_import, tasks_import
from juanzong.customers.drafts import SourceDraft
from juanzong.customers.importing import ahead, work
from juanzong.customers.models import ImportBatch
from juanzong.kit import clock
from juanzong.organisation.models import Appointment, Department, Staff
from juanzong.organisation.viewer import viewer_of
work.CHUNK, ahead.WORTH_IT = 40, 0
if not ImportBatch.objects.exists():
    department = Department.objects.create(name="档案室", code="08")
    staff = Staff.objects.create(username="a", name="季量", number="1")
    Appointment.objects.create(staff=staff, position="archivist", department=department, from_date=dt.date(2020, 1, 1))
    by = viewer_of(staff)
    with open(sys.argv[1] + ".csv", "rb") as sheet:
        batch = actions_import.upload_sheet(by=by, name="a.csv", reader=sheet)
    source = SourceDraft("import", "contract", "contract", staff.pk, staff.name, clock.now(), reference="1", note="1")
    actions_import.check_sheet(by=by, batch=batch.pk, mapping=batch.mapping, source=source, department=department.pk)
"""
_VICTIM = (
    _SETUP
    + """
by = viewer_of(Staff.objects.get())
while True:
    tasks_import.SLICE = 0
    while tasks_import.go_on(patience=dt.timedelta(0)):
        batch = ImportBatch.objects.get()
        if batch.state == "running":
            ack("imported", batch.imported_rows)
    batch = ImportBatch.objects.get()
    if batch.state == "checked":
        actions_import.start_import(by=by, batch=batch.pk)
        ack("started")
        continue
    ack("ended", batch.state, batch.imported_rows, batch.bad_rows, batch.paused)
    break
"""
)
_AFTER = (
    _SETUP
    + """
from juanzong.customers.models import Customer, Particular
from juanzong.customers.writing import CUSTOMERS
from juanzong.ledger.models import Entry
names = list(Customer.objects.order_by("id").values_list("name", flat=True))
ack("names", len(names), len(set(names)))
ack("particulars", Particular.objects.count(), Entry.objects.filter(kind="customer.imported").count())
ack("found", len(CUSTOMERS.find("客户", limit=1000)))
"""
)


def _sheet(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["姓名", "手机"])
        for n in range(ROWS):
            writer.writerow(["" if n % 50 == 7 else f"客户{n}", f"138{n:08}"])


def test_killed_imports_lose_and_double_nothing(spare_house: Any, tmp_path: Path) -> None:
    seed = int(os.environ.get("JUANZONG_TEST_SEED", "0")) or random.randrange(1 << 30)
    rng = random.Random(seed)
    acks = tmp_path / "acks"
    _sheet(tmp_path / "acks.csv")
    for _round in range(rounds()):
        killed = kill_at_random(_VICTIM, acks, spare_house.env, rng, within=0.8)
        if not killed:
            break
    else:
        assert kill_at_random(_VICTIM, acks, spare_house.env, rng, within=100) is False, f"seed {seed}"
    assert kill_at_random(_AFTER, acks, spare_house.env, rng, within=100) is False
    told = promises(acks)
    bad = len([n for n in range(ROWS) if n % 50 == 7])
    good = ROWS - bad
    ended = [one for one in told if one[0] == "ended"][-1]
    assert ended == ["ended", "done", str(good), str(bad), "False"], f"seed {seed}"
    assert ["names", str(good), str(good)] in told, f"seed {seed}"
    assert ["particulars", str(good), str(good)] in told, f"seed {seed}"
    assert ["found", str(good)] in told, f"seed {seed}"
    counts = [int(one[1]) for one in told if one[0] == "imported"]
    assert counts == sorted(counts), f"seed {seed}: what was acknowledged went back"
