"""Work: what reacting to a fact adds to an action, the daily run over many open obligations, the work list of somebody with
500, and the clause board over the tallies of ten million obligations."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from bench.figures import Figure, median, say
from bench.house import SEED, database_of_its_own, enter, staff

ACTS = 200
OPEN = 1_000_000
CLAUSES_STAFF = 200
REACTING, DAILY, MEMORY, BOARD = 2.0, 60.0, 300.0, 300.0


def run(args: argparse.Namespace) -> list[Figure]:
    """Everything in one process, on an installation of its own that is thrown away."""
    folder = Path(tempfile.mkdtemp(prefix="juanzong-bench-"))
    try:
        os.environ["JUANZONG_DEMO"] = "0"
        enter(folder, database_of_its_own(args.url, "bench_work"))
        figures = [_reacting(args.database)]
        figures += _daily(args.database, min(OPEN, args.customers))
        figures += [_work_list(args.database), _board(args.database)]
        for figure in figures:
            say(f"  {figure.line()}")
        return figures
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _timed(act: Callable[[int], Any], times: int = ACTS) -> float:
    """The median milliseconds of a call."""
    marks = [time.perf_counter()]
    for n in range(times):
        act(n)
        marks.append(time.perf_counter())
    return median([(after - before) * 1000 for before, after in pairwise(marks)])


def _reacting(database: str) -> Figure:
    from juanzong.customers import actions as customers
    from juanzong.customers.drafts import CustomerDraft, SourceDraft
    from juanzong.kit import clock
    from juanzong.ledger.choices import SYSTEM
    from juanzong.organisation.viewer import viewer_of
    from juanzong.policies import reads as policies
    from juanzong.policies.actions import adopt

    person, department = staff()
    by = viewer_of(person)
    source = SourceDraft(
        "customer_service", "contract", "contract", by.staff_id, by.name, clock.now(), reference="HT-1"
    )

    def register(n: int) -> None:
        draft = CustomerDraft(kind="organisation", name=f"量测{n:05d}号贸易有限公司", fields={})
        customers.register_customer(by=by, draft=draft, source=source, department=department.pk, responsible=person.pk)

    register(ACTS * 3)
    before = _timed(register)
    for pack in policies.packs():
        adopt(actor=SYSTEM, pack=pack.id, from_date=clock.today())
    register(ACTS * 3 + 1)
    after = _timed(lambda n: register(ACTS + n))
    return Figure("reacting to a fact, all packs adopted, adds", database, ACTS, after - before, "ms", None, REACTING, of_value=True)  # fmt: skip


def _daily(database: str, count: int) -> list[Figure]:
    from django.db import connection, transaction

    from juanzong.casework import tasks
    from juanzong.casework.models import Obligation
    from juanzong.kit import bulk, clock
    from juanzong.kit.ids import new_id

    person, department = staff()
    today, rng = clock.today(), Random(SEED)
    columns = (
        "id", "duty", "clause", "pack", "version", "subject", "round", "owner_id", "position", "department_id",
        "opened_at", "opened_on", "opened_entry", "due_on", "due_was", "provisional", "tell_on", "told", "state", "note",
    )  # fmt: skip
    say(f"  writing {count:,} open obligations ...")
    moment = bulk.moment(clock.now())
    with transaction.atomic():
        for start in range(0, count, 20_000):
            rows = []
            for n in range(start, min(start + 20_000, count)):
                due = today + dt.timedelta(days=rng.randrange(-180, 185))
                tell = max(due - dt.timedelta(days=2), today + dt.timedelta(days=n % 365))
                rows.append((
                    new_id(), "set_up_channel_dossier", "P08-1", "P08", 1, f"customer:{10**12 + n}", "", person.pk, "",
                    department.pk, moment, today, 1, due, due, False, tell, 0, "open", "",
                ))  # fmt: skip
            bulk.insert(Obligation, columns, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, time.perf_counter()
    while tasks.run_some():
        pass
    seconds = time.perf_counter() - began
    peak = max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, before)
    return [
        Figure("daily run over open obligations", database, count, seconds, "s", None, DAILY, of_value=True),
        Figure("daily run, memory of the process", database, count, peak, "MB", None, MEMORY, of_value=True),
    ]


def _work_list(database: str) -> Figure:
    from django.db import connection

    from juanzong.casework.models import Obligation
    from juanzong.casework.reads import obligations
    from juanzong.organisation.viewer import viewer_of

    person, _department = staff()
    kept = list(Obligation.objects.filter(owner=person).order_by("due_on").values_list("pk", flat=True)[:500])
    Obligation.objects.filter(owner=person).exclude(pk__in=kept).update(owner=None, position="dossier_custodian")
    with connection.cursor() as cursor:  # as a daily chore does where tables have changed so much
        cursor.execute("ANALYZE")
    viewer = viewer_of(person)
    return Figure("what a person with 500 obligations owes, read", database, 500, _timed(lambda _n: obligations.work_of(viewer), 50), "ms")  # fmt: skip


def _board(database: str) -> Figure:
    from juanzong.kit import bulk, clock
    from juanzong.kit.ids import new_id
    from juanzong.organisation.viewer import system
    from juanzong.oversight import reads, rules
    from juanzong.oversight.models import Tally
    from juanzong.policies import reads as policies

    months = rules.months_before(rules.month_of(clock.today()), 12)
    Tally.objects.all().delete()
    columns = ("id", "clause", "month", "department", "staff", "applied", "on_time", "late", "refused")
    rows = [
        (new_id(), clause.id, month, 1, person, 30, 27, 2, 1)
        for clause in policies.clauses()
        for month in months
        for person in range(1, CLAUSES_STAFF + 1)
    ]
    for start in range(0, len(rows), 20_000):
        bulk.insert(Tally, columns, rows[start : start + 20_000])
    viewer = system("bench")
    spent = _timed(lambda _n: reads.board(viewer, "P08"), 20)
    return Figure("clause board, tallies of so many acts, read", database, len(rows) * 30, spent, "ms", None, BOARD, of_value=True)  # fmt: skip
