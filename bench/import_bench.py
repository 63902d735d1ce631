"""Importing a sheet of customers: rows a second and memory, against raw inserts of the same data in the same run.

Two raw inserts are measured, both plain executemany of tuples made beforehand, in transactions of as many customers as
the import takes: the very rows that the import stored in the tables of customers, contacts and particulars, with the same
columns and indexes; and one table of the sheet's own twelve columns with four indexes. On PostgreSQL the stored rows are
also copied (COPY), which no application but a loader does.

    python -m bench.import_bench --rows 1000000
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.figures import Figure, say
from bench.house import ROOT, database_of_its_own, enter, environment

ROWS = 200_000
CHUNK = 4000
MEMORY = 400  # MB
GOAL = 0.25
_BLOCK = 10_000
_TABLES = ("customers_customer", "customers_contact", "customers_particular")
_PLAIN = (
    "kind",
    "name",
    "resident_id",
    "uscc",
    "mobile",
    "landline",
    "email",
    "address",
    "birth",
    "job",
    "plate",
    "contact",
)
_INDEXED = ("name", "resident_id", "uscc", "mobile")


def run(args: argparse.Namespace) -> list[Figure]:
    """Every figure for one database, each step in a process of its own so that memory is the step's own."""
    rows = getattr(args, "rows", 0) or ROWS
    url = getattr(args, "url", "") or ""
    database = getattr(args, "database", "") or ("postgresql" if url else "sqlite")
    found: list[Figure] = []
    scratch = Path(tempfile.mkdtemp(prefix="juanzong-bench-"))
    try:
        for kind in getattr(args, "kinds", None) or ("csv", "xlsx"):
            sheet, before = scratch / f"sheet.{kind}", len(found)
            say(f"import {kind}: writing a sheet of {rows:,} rows ...")
            _step("sheet", sheet, rows=rows)
            house = scratch / kind
            own = database_of_its_own(url, f"juanzong_bench_{kind}")
            done = _step("import", sheet, house=house, url=own)
            raw = _step("raw", sheet, house=house, url=own)
            stored, plain = done["imported"] / raw["stored"], done["imported"] / raw["plain"]
            rate = done["imported"] / done["seconds"]
            found += [
                Figure(f"import {kind}, check", database, rows, done["rows"] / done["check"], "rows/s"),
                Figure(f"import {kind}, rate to raw insert of stored rows", database, rows, rate, "rows/s", rate / stored, GOAL, at_least=True),
                Figure(f"import {kind}, rate to raw insert of the sheet", database, rows, rate, "rows/s", rate / plain, GOAL, at_least=True),
                Figure(f"import {kind}, raw insert of stored rows", database, rows, stored, "rows/s"),
                Figure(f"import {kind}, raw insert of the sheet", database, rows, plain, "rows/s"),
                Figure(f"import {kind}, memory", database, rows, done["peak"], "MB", None, MEMORY, of_value=True),
            ]  # fmt: skip
            if "copied" in raw:
                copied = done["imported"] / raw["copied"]
                found.append(
                    Figure(f"import {kind}, rate to COPY of stored rows", database, rows, rate, "rows/s", rate / copied)
                )
            shutil.rmtree(house, ignore_errors=True)
            _drop(own)
            for figure in found[before:]:
                say(figure.line())
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return found


def _step(name: str, sheet: Path, *, house: Path | None = None, url: str = "", rows: int = 0) -> dict[str, Any]:
    folder = house or sheet.parent / "none"
    command = [
        sys.executable,
        "-m",
        "bench.import_bench",
        "--step",
        name,
        "--sheet",
        str(sheet),
        "--house",
        str(folder),
    ]
    command += ["--url", url, "--rows", str(rows)]
    environ = {**os.environ, **environment(folder, url)}
    done = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout or "{}")  # type: ignore[no-any-return]


def _drop(url: str) -> None:
    if not url:
        return
    import psycopg

    name = url.rpartition("/")[2].partition("?")[0]
    with psycopg.connect(re.sub(r"/[^/?]*(\?|$)", r"/postgres\1", url), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


# The sheet


def _sheet_rows(rows: int) -> Iterator[list[str]]:
    from juanzong.config.demo.sheets import demo_rows

    seen: set[int] = set()
    made = 0
    block = 0
    while made < rows:
        block += 1
        for row in demo_rows(_BLOCK, 0, block)[0]:
            key = hash(row[2] or row[3])
            if key not in seen and made < rows:
                seen.add(key)
                made += 1
                yield row


def _write_sheet(sheet: Path, rows: int) -> None:
    from juanzong.config.demo.sheets import COLUMNS
    from juanzong.kit.sheets import write_xlsx

    if sheet.suffix == ".xlsx":
        write_xlsx(sheet, COLUMNS, _sheet_rows(rows), title="客户", watermark=None)
        return
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_sheet_rows(rows))


class _Memory:
    """The most that this process and its helper held together, MB; what they share counts once (PSS), looked at often."""

    def __init__(self) -> None:
        self._peak = 0.0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def _look(self) -> None:
        while not self._over.wait(0.25):
            self._peak = max(self._peak, self._now())

    def _now(self) -> float:
        own = os.getpid()
        children = Path(f"/proc/{own}/task/{own}/children")
        if not children.exists():
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        total = 0
        for pid in [str(own), *children.read_text().split()]:
            with contextlib.suppress(OSError):
                found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
                total += int(found[1]) if found else 0
        return total / 1024

    def stop(self) -> float:
        """The peak."""
        self._over.set()
        self._watch.join()
        return self._peak


# The import, as the worker does it


def _import(sheet: Path) -> dict[str, Any]:
    import datetime as dt

    from bench.house import staff
    from juanzong.customers import tasks_import
    from juanzong.customers.actions import importing
    from juanzong.customers.drafts import SourceDraft
    from juanzong.customers.reads import importing as reads_import
    from juanzong.kit import clock
    from juanzong.organisation.viewer import viewer_of

    person, archive = staff()
    by = viewer_of(person)
    memory = _Memory()

    def work() -> float:
        began = time.perf_counter()
        while tasks_import.go_on(patience=dt.timedelta(0)):
            pass
        return time.perf_counter() - began

    with sheet.open("rb") as reader:
        batch = importing.upload_sheet(by=by, name=sheet.name, reader=reader)
    source = SourceDraft(
        "import", "contract", "contract", by.staff_id, by.name, clock.now(), reference="HT-1", note="量测"
    )
    importing.check_sheet(
        by=by, batch=batch.pk, mapping=batch.mapping, source=source, department=archive.pk, responsible=None
    )
    check = work()
    importing.start_import(by=by, batch=batch.pk)
    seconds = work()
    batch = reads_import.batch(by, batch.pk)
    assert batch.state == "done", batch.message
    return {
        "rows": batch.total_rows, "imported": batch.imported_rows, "check": check, "seconds": seconds, "peak": memory.stop(),
    }  # fmt: skip


# Raw inserts


def _raw(sheet: Path) -> dict[str, float]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers_customer")
        parts = max(1, int(cursor.fetchone()[0]) // CHUNK)
    if connection.vendor != "postgresql":
        return {"stored": _sqlite_raw(sheet.parent / "raw.db", parts), "plain": _plain(sheet)}
    return {
        "stored": _postgres_raw(parts, copying=False), "copied": _postgres_raw(parts, copying=True), "plain": _plain(sheet),
    }  # fmt: skip


def _sqlite_raw(path: Path, parts: int) -> float:
    """Seconds to insert the stored rows into equal tables of a database of its own with the same settings."""
    import sqlite3

    from django.conf import settings
    from django.db import connection

    target = sqlite3.connect(path, isolation_level=None)
    for statement in settings.DATABASES["default"]["OPTIONS"]["init_command"].split(";"):
        if "foreign_keys" not in statement:
            target.execute(statement)
    reader = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name IN (%s, %s, %s) AND sql IS NOT NULL ORDER BY type DESC",
            _TABLES,
        )
        for (statement,) in cursor.fetchall():
            target.execute(statement)
    seconds = _copied([reader.execute(f"SELECT * FROM {t} ORDER BY id") for t in _TABLES], parts, target, reader)
    target.close()
    reader.close()
    path.unlink()
    return seconds


def _copied(sources: list[Any], parts: int, target: Any, reader: Any) -> float:
    counts = [reader.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _TABLES]
    marks = [",".join("?" * len(source.description)) for source in sources]
    seconds = 0.0
    while True:
        blocks = [source.fetchmany(-(-count // parts) or 1) for source, count in zip(sources, counts, strict=True)]
        if not any(blocks):
            return seconds
        began = time.perf_counter()
        target.execute("BEGIN IMMEDIATE")
        for table, mark, block in zip(_TABLES, marks, blocks, strict=True):
            target.executemany(f"INSERT INTO {table} VALUES ({mark})", block)
        target.execute("COMMIT")
        seconds += time.perf_counter() - began


def _postgres_raw(parts: int, *, copying: bool) -> float:
    """Seconds for the stored rows, by INSERT as everybody writes it, or by COPY, which only loaders use."""
    from django.db import connection, transaction

    seconds, raw = 0.0, "copied" if copying else "inserted"
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"CREATE TABLE {raw}_{table} (LIKE {table} INCLUDING ALL)")
            cursor.execute(f"SELECT count(*) FROM {table}")
            size = -(-int(cursor.fetchone()[0]) // parts) or 1
            last = 0
            while True:
                cursor.execute(f"SELECT * FROM {table} WHERE id > %s ORDER BY id LIMIT %s", [last, size])
                block = cursor.fetchall()
                if not block:
                    break
                last = block[-1][0]
                began = time.perf_counter()
                with transaction.atomic():
                    _write(cursor, f"{raw}_{table}", block, copying=copying)
                seconds += time.perf_counter() - began
    return seconds


def _write(cursor: Any, table: str, block: list[tuple[Any, ...]], *, copying: bool) -> None:
    if not copying:
        marks = ", ".join(["%s"] * len(block[0]))
        cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", block)
        return
    with cursor.cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in block:
            copy.write_row(row)


def _plain(sheet: Path) -> float:
    """Seconds to insert the sheet's own columns into one table with four indexes."""
    from django.db import connection, transaction

    from juanzong.kit.sheets import open_table

    columns = ", ".join(f"{name} text" for name in _PLAIN)
    seconds = 0.0
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE raw_sheet (id bigint PRIMARY KEY, {columns})")
        for name in _INDEXED:
            cursor.execute(f"CREATE INDEX raw_sheet_{name} ON raw_sheet ({name})")
    with sheet.open("rb") as file, open_table(file, sheet.name) as table:
        block: list[tuple[Any, ...]] = []
        rows = table.rows()
        while True:
            block = [(row.number, *(cell or "" for cell in [*row.cells, *[None] * 12][:12])) for row, _n in zip(rows, range(CHUNK), strict=False)]  # fmt: skip
            if not block:
                return seconds
            began = time.perf_counter()
            with transaction.atomic(), connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    with cursor.cursor.copy("COPY raw_sheet FROM STDIN") as copy:
                        for row in block:
                            copy.write_row(row)
                else:
                    cursor.executemany(f"INSERT INTO raw_sheet VALUES ({', '.join(['%s'] * 13)})", block)
            seconds += time.perf_counter() - began


def main() -> None:
    """One step when asked for, else every figure, printed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--kinds", nargs="*", choices=("csv", "xlsx"))
    parser.add_argument("--url", default="")
    parser.add_argument("--step", default="")
    parser.add_argument("--sheet", type=Path, default=Path())
    parser.add_argument("--house", type=Path, default=Path())
    args = parser.parse_args()
    if not args.step:
        for figure in run(args):
            sys.stdout.write(figure.line() + "\n")
        return
    enter(args.house, args.url)
    found: dict[str, Any] = {}
    if args.step == "sheet":
        _write_sheet(args.sheet, args.rows)
    else:
        found = _import(args.sheet) if args.step == "import" else _raw(args.sheet)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
