"""An installation of its own for a measurement: folders, keys, tables, and customers as many as are asked for."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from bench.figures import say

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "bench"
SEED = 20260601
BATCH = 5000


def schema_hash() -> str:
    """What a built database depends on: how customers are written. Newer migrations are applied to an older one."""
    source = ROOT / "src" / "juanzong"
    digest = hashlib.sha256()
    for name in ("customers/writing.py", "kit/tokens.py", "kit/blind.py", "customers/migrations/0001_initial.py"):
        digest.update((source / name).read_bytes())
    return digest.hexdigest()[:12]


def enter(folder: Path, url: str = "") -> None:
    """Make this process work on the installation in `folder`; must come before Django is set up."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "keys").mkdir(mode=0o700, exist_ok=True)
    os.environ.update(environment(folder, url))
    import django

    django.setup()
    from django.core.management import call_command

    from juanzong.kit.subject_keys import ensure_keyring

    call_command("migrate", verbosity=0, interactive=False)
    ensure_keyring()


def environment(folder: Path, url: str = "") -> dict[str, str]:
    """The variables of the installation in `folder`."""
    return {
        "DJANGO_SETTINGS_MODULE": "juanzong.config.settings",
        "JUANZONG_DATA": str(folder / "data"),
        "JUANZONG_KEYS": str(folder / "keys"),
        "JUANZONG_DATABASE": url,
        "JUANZONG_HOSTS": "127.0.0.1",
        "JUANZONG_DEBUG": "0",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }


def staff() -> Any:
    """The archivist of the measured company, made when missing, with the department they work in."""
    from juanzong.organisation import actions, viewer
    from juanzong.organisation.models import Department, Staff

    found = Staff.objects.filter(username="archivist").first()
    if found is not None:
        return found, Department.objects.get(code="08")
    system = viewer.system("bench")
    company = actions.found_company(by=system, name="量测公司")
    archive = actions.add_department(by=system, name="档案室", code="08", parent=company.pk)
    made = actions.add_staff(by=system, username="archivist", name="季量", may_sign_in=False).staff
    import datetime as dt

    actions.appoint(
        by=system, staff=made.pk, position="archivist", department=archive.pk, from_date=dt.date(2020, 1, 1)
    )
    return made, archive


def _checked(rng: Random) -> Any:
    """One invented customer, checked as a form's or a sheet's would be."""
    from juanzong.config.demo import people
    from juanzong.customers.drafts import ContactDraft, CustomerDraft

    if rng.random() < 0.6:
        one = people.person(rng)
        fields = {"mobile": one.mobile, "resident_id": one.resident_id, "home_address": one.address}
        return CustomerDraft("person", one.name, "active", "", fields)
    firm = people.company(rng)
    fields = {"uscc": firm.uscc, "landline": firm.landline, "business_address": firm.address}
    contact = ContactDraft(firm.contact, fields={"mobile": firm.contact_mobile})
    return CustomerDraft("organisation", firm.name, "active", "", fields, [contact])


def _batches(customers: int) -> Iterator[list[Any]]:
    rng = Random(SEED)
    seen: set[str] = set()
    waiting: list[Any] = []
    made = 0
    while made < customers:
        draft = _checked(rng)
        identity = draft.fields.get("resident_id") or draft.fields["uscc"]
        if identity in seen:
            continue
        seen.add(identity)
        made += 1
        waiting.append(draft)
        if len(waiting) == BATCH or made == customers:
            yield waiting
            waiting = []


def fill(customers: int) -> None:
    """Write `customers` customers through the product's own writing, and seal nothing yet."""
    from django.db import connection, transaction

    from juanzong.customers.drafts import SourceDraft, check
    from juanzong.customers.models import Customer
    from juanzong.customers.writing import Circumstances, write_many, write_source
    from juanzong.kit import clock
    from juanzong.organisation.viewer import viewer_of

    person, archive = staff()
    by = viewer_of(person)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # only while building: what is measured later runs as in use
            cursor.execute("PRAGMA synchronous=OFF")
    source = SourceDraft(
        "import", "contract", "contract", by.staff_id, by.name, clock.now(), reference="HT-1", note="量测"
    )
    kept = write_source(source)
    began, done = time.monotonic(), 0
    for drafts in _batches(customers):
        with transaction.atomic():
            shared = Circumstances(kept.pk, archive.pk, None, by.actor, clock.now(), entry_kind="customer.imported")
            write_many([check(draft, source) for draft in drafts], shared)
        done += len(drafts)
        if done % 100_000 == 0 or done == customers:
            rate = done / (time.monotonic() - began)
            say(f"  {done:>9,} customers written, {rate:,.0f}/s")
    Customer.objects.update(compared=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def database_of_its_own(url: str, name: str, *, keep: bool = False) -> str:
    """The address of a new database beside the one at `url`, or with `keep` of the one that is there; "" for SQLite,
    which has a file instead."""
    if not url:
        return ""
    import psycopg

    address, _slash, _name = url.partition("?")[0].rpartition("/")
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if there and not keep:
            connection.execute(f'DROP DATABASE "{name}"')
        if not there or not keep:
            connection.execute(f'CREATE DATABASE "{name}"')
    return f"{address}/{name}"


def built(customers: int, database: str, url: str = "") -> tuple[Path, str]:
    """An installation with so many customers, its folder and the address of its database, built when it is not there;
    this process then works on it."""
    folder = BUILT / f"{database}-{customers}-{schema_hash()}"
    ready = folder / "ready"
    if not ready.exists():  # begun and not finished, or built by an earlier way of writing
        for old in BUILT.glob(f"{database}-{customers}-*"):
            shutil.rmtree(old)
    name = f"bench_{customers}_{hashlib.sha256(bytes(folder)).hexdigest()[:8]}"  # with the keys of this very folder
    own = database_of_its_own(url, name, keep=ready.exists())
    enter(folder, own)
    if not ready.exists() or _is_empty():
        say(f"building {customers:,} customers on {database} ...")
        fill(customers)
        ready.write_text("")
    return folder, own


def _is_empty() -> bool:
    from juanzong.customers.models import Customer

    return not Customer.objects.exists()
