"""kill -9 at random moments of a check or an import: after going on, every good row is in once."""

from __future__ import annotations

import csv
import os
import random
from pathlib import Path
from typing import Any

import pytest

from tests.killing import kill_at_random, promises

pytestmark = pytest.mark.both

ROWS_PER_KILL = 120  # so many that it is rarely done before the last kill
_SETUP = """
import datetime as dt
from juanzong.customers import tasks_import
from juanzong.customers.actions import importing
from juanzong.customers.drafts import SourceDraft
from juanzong.customers.importing import ahead, work
from juanzong.customers.models import ImportBatch
from juanzong.kit import clock
from juanzong.organisation.models import Appointment, Department, Staff
from juanzong.organisation.viewer import viewer_of
work.CHUNK, ahead.WORTH_IT = 40, 0
department = Department.objects.get_or_create(code="08", defaults={"name": "档案室"})[0]
staff = Staff.objects.get_or_create(username="a", defaults={"name": "季量", "number": "1"})[0]
Appointment.objects.get_or_create(staff=staff, position="archivist", department=department, from_date=dt.date(2020, 1, 1))
by = viewer_of(staff)
if not ImportBatch.objects.exists():
    with open(sys.argv[1] + ".csv", "rb") as sheet:
        importing.upload_sheet(by=by, name="a.csv", reader=sheet)
batch = ImportBatch.objects.get()
if batch.state == "uploaded":
    source = SourceDraft("import", "contract", "contract", staff.pk, staff.name, clock.now(), reference="1", note="1")
    importing.check_sheet(by=by, batch=batch.pk, mapping=batch.mapping, source=source, department=department.pk)
"""
_VICTIM = (
    _SETUP
    + """
while True:
    tasks_import.SLICE = 0
    while tasks_import.go_on(patience=dt.timedelta(0)):
        batch = ImportBatch.objects.get()
        if batch.state == "running":
            ack("imported", batch.imported_rows)
    batch = ImportBatch.objects.get()
    if batch.state == "checked":
        importing.start_import(by=by, batch=batch.pk)
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
ack("found", len(CUSTOMERS.find("客户", limit=1_000_000)))
"""
)


def _sheet(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["姓名", "手机"])
        for n in range(rows):
            writer.writerow(["" if n % 50 == 7 else f"客户{n}", f"138{n:08}"])


def test_killed_imports_lose_and_double_nothing(spare_house: Any, tmp_path: Path, kills: int) -> None:
    seed = int(os.environ.get("JUANZONG_TEST_SEED", "0")) or random.randrange(1 << 30)
    rng = random.Random(seed)
    acks = tmp_path / "acks"
    rows = ROWS_PER_KILL * kills
    _sheet(tmp_path / "acks.csv", rows)
    for _round in range(kills):
        killed = kill_at_random(_VICTIM, acks, spare_house.env, rng, within=0.4)
        if not killed:
            break
    else:
        while kill_at_random(_VICTIM, acks, spare_house.env, rng, within=100):
            pass  # rarely, the moment comes before the end
    assert kill_at_random(_AFTER, acks, spare_house.env, rng, within=100) is False
    told = promises(acks)
    bad = len([n for n in range(rows) if n % 50 == 7])
    good = rows - bad
    ended = [one for one in told if one[0] == "ended"][-1]
    assert ended == ["ended", "done", str(good), str(bad), "False"], f"seed {seed}"
    assert ["names", str(good), str(good)] in told, f"seed {seed}"
    assert ["particulars", str(good), str(good)] in told, f"seed {seed}"
    assert ["found", str(good)] in told, f"seed {seed}"
    counts = [int(one[1]) for one in told if one[0] == "imported"]
    assert counts == sorted(counts), f"seed {seed}: what was acknowledged went back"
