"""The pages people work with, on the demo company: time against the bare page, SQL statements, memory of the server."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
from collections.abc import Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from bench.figures import Figure, say
from bench.house import BUILT, SEED, database_of_its_own, enter
from bench.serving import Asking, Client, bare, by_turns, cookie_of, memory, product

REQUESTS = 120
LOAD = 2_000  # requests before memory is looked at
MEMORY = 250.0  # MB
OBLIGATIONS = 500  # of the person whose work list is asked for
TO_BARE = {"work list": 3.0}
_SAMPLES = 30


def run(args: argparse.Namespace) -> list[Figure]:
    """Median milliseconds of each page, its statements, and the memory of the process after two thousand requests."""
    url = database_of_its_own(args.url, "bench_pages")
    folder = BUILT / f"demo-{args.database}"
    with get_context("spawn").Pool(1) as process:  # this process serves nothing and needs no Django
        cookie, pages, statements = process.apply(_prepared, (folder, url))
    figures: list[Figure] = []
    with contextlib.ExitStack() as stack:
        bare_port, _pid = stack.enter_context(bare(BUILT / "bare", database_of_its_own(args.url, "bench_bare")))
        port, pid = stack.enter_context(product(folder, url))
        ours, plain = Client(port, cookie), Client(bare_port)
        rng = Random(SEED)
        bare_pages: list[Asking] = [partial(plain.get, f"/{rng.randrange(1, 100_001)}/") for _ in range(REQUESTS)]
        for what, paths in pages.items():
            asking = [partial(ours.get, paths[n % len(paths)]) for n in range(REQUESTS)]
            base, spent = by_turns(bare_pages, asking)
            goal = TO_BARE.get(what)
            figures.append(Figure(f"page: {what}", args.database, len(paths), spent, "ms", spent / base, goal))
            least, most = statements[what]
            figures.append(Figure(f"page: {what}, SQL statements", args.database, len(paths), most, "", most / least))
            say(f"  {figures[-2].line()}\n  {figures[-1].line()}")
        _load(ours, [path for paths in pages.values() for path in paths])
        figures.append(Figure("server memory", args.database, LOAD, memory(pid), "MB", goal=MEMORY, of_value=True))
    return figures


def _load(client: Client, paths: Sequence[str]) -> None:
    for n in range(LOAD):
        client.get(paths[n % len(paths)])


def _prepared(folder: Path, url: str) -> tuple[str, dict[str, list[str]], dict[str, tuple[int, int]]]:
    """The cookie of a session, the addresses of each page, and the least and most statements each of them takes."""
    os.environ["JUANZONG_DEMO"] = "0"
    enter(folder, url)
    from juanzong.config.demo import load

    if load.is_empty():
        say("loading the demo company ...")
        load.load()
    from django.db import connection
    from django.test import Client as Inside
    from django.test.utils import CaptureQueriesContext

    from juanzong.customers.models import Customer
    from juanzong.dossiers.models import Dossier
    from juanzong.organisation.models import Staff

    person = Staff.objects.get(username="fengchangan")
    cookie = cookie_of(person)
    rng = Random(SEED)
    _burden(person)
    customers = sorted(Customer.objects.filter(state="active").values_list("id", flat=True))
    dossiers = sorted(Dossier.objects.filter(state="in_force").values_list("id", flat=True))
    pages = {
        "work list": ["/"],
        "customers list": [f"/customers/?page={n}" for n in range(1, 11)],
        "customer": [f"/customers/{pk}/" for pk in rng.sample(customers, _SAMPLES)],
        "dossiers list": [f"/dossiers/?page={n}" for n in range(1, 11)],
        "dossier": [f"/dossiers/{pk}/" for pk in rng.sample(dossiers, _SAMPLES)],
        "ledger": [f"/ledger/?page={n}" for n in range(1, 6)],
    }
    inside = Inside(headers={"host": "127.0.0.1"})
    inside.cookies["sessionid"] = cookie.partition("=")[2]
    counts: dict[str, tuple[int, int]] = {}
    for what, paths in pages.items():
        taken = []
        for path in paths:
            inside.get(path)  # what is kept in memory is there before counting
            with CaptureQueriesContext(connection) as asked:
                answer = inside.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code}")
            taken.append(len(asked))
        counts[what] = (min(taken), max(taken))
    return cookie, pages, counts


def _burden(person: Any) -> None:
    """Let a person owe so much, each about another customer, due in the half year before and after today."""
    from juanzong.casework.models import Obligation
    from juanzong.customers.models import Customer
    from juanzong.kit import clock

    today, open_ones = clock.today(), Obligation.objects.filter(owner=person, state="open")
    subjects = Customer.objects.filter(state="active").order_by("id").values_list("id", flat=True)
    fresh = [pk for pk in subjects[:OBLIGATIONS] if not Obligation.objects.filter(subject=f"customer:{pk}").exists()]
    days = [today + dt.timedelta(days=n % 365 - 180) for n in range(OBLIGATIONS - open_ones.count())]
    Obligation.objects.bulk_create(
        Obligation(
            duty="set_up_channel_dossier", clause="P08-1", pack="P08", version=1, subject=f"customer:{pk}", owner=person,
            opened_at=clock.now(), opened_on=today, opened_entry=1, due_on=day, due_was=day,
        )
        for pk, day in zip(fresh, days, strict=False)
    )  # fmt: skip
