"""The ledger: entries written, sealed and verified by the stand-alone program, for every million."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, say
from bench.house import ROOT, database_of_its_own, enter

ENTRIES = 100_000
_BATCH = 5_000
_SINGLE = 2_000


def run(args: argparse.Namespace) -> list[Figure]:
    """Seconds for a million entries of each step, and how many acts of one entry each are written in a second."""
    with tempfile.TemporaryDirectory(prefix="juanzong-bench-") as name:
        folder = Path(name)
        enter(folder, database_of_its_own(args.url, "bench_ledger"))
        return _measure(args, folder)


def _measure(args: argparse.Namespace, folder: Path) -> list[Figure]:
    from django.db import transaction

    from juanzong.kit.refs import Ref
    from juanzong.ledger import actions, reads
    from juanzong.ledger.choices import Actor

    actor = Actor("staff", 1, "季量", "档案管理员")
    found: list[Figure] = []

    def note(what: str, entries: int, seconds: float) -> None:
        found.append(
            Figure(f"ledger: {what}, per 1,000,000", args.database, entries, seconds * 1_000_000 / entries, "s")
        )
        say(f"  {found[-1].line()}")

    began = time.perf_counter()
    for n in range(0, ENTRIES, _BATCH):
        with transaction.atomic():
            rows = ((Ref("customer", n + k), {"fields": ["mobile", "name"]}) for k in range(_BATCH))
            actions.record_many("customer.imported", actor, rows, clauses=("P00-1.2",))
    note("written in batches", ENTRIES, time.perf_counter() - began)
    began = time.perf_counter()
    for n in range(_SINGLE):
        with transaction.atomic():
            actions.record("customer.changed", actor, Ref("customer", n), payload={"fields": ["name"]})
    rate = _SINGLE / (time.perf_counter() - began)
    found.append(Figure("ledger: single acts, each its own transaction", args.database, _SINGLE, rate, "entries/s"))
    total = ENTRIES + _SINGLE
    began = time.perf_counter()
    actions.seal(everything=True)
    note("sealed", total, time.perf_counter() - began)
    began = time.perf_counter()
    report = reads.verify()
    note("verified in the product", total, time.perf_counter() - began)
    if report.count or report.sealed != total:
        raise RuntimeError(f"the ledger does not verify: {report}")
    out = folder / "export"
    began = time.perf_counter()
    reads.export(out)
    note("exported", total, time.perf_counter() - began)
    note("verified by the stand-alone program", total, _stand_alone(out))
    return found


def _stand_alone(out: Path) -> float:
    program = ROOT / "src" / "juanzong" / "ledger" / "verify_ledger.py"
    began = time.perf_counter()
    subprocess.run([sys.executable, "-I", str(program), str(out)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
