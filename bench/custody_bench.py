"""The picture of a cabinet with two thousand dossiers in it: time against the bare page, SQL statements; accepting a
handover of two hundred items."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import time
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median

from bench.figures import Figure, say
from bench.house import BUILT, SEED, database_of_its_own, enter
from bench.serving import Asking, Client, bare, by_turns, cookie_of, product

REQUESTS = 60
DOSSIERS = 2_000
ITEMS = 200
ROUNDS = 7
GOAL = 5.0
"""At most so many times the bare page."""


def run(args: argparse.Namespace) -> list[Figure]:
    """Median milliseconds of the page of a cabinet of 20 and of 2,000 dossiers."""
    url = database_of_its_own(args.url, "bench_custody")
    folder = BUILT / f"custody-{args.database}"
    with get_context("spawn").Pool(1) as process:
        cookie, pages, statements = process.apply(_prepared, (folder, url))
    figures: list[Figure] = []
    with contextlib.ExitStack() as stack:
        bare_port, _pid = stack.enter_context(bare(BUILT / "bare", database_of_its_own(args.url, "bench_bare")))
        port, _own = stack.enter_context(product(folder, url))
        ours, plain, rng = Client(port, cookie), Client(bare_port), Random(SEED)
        bare_pages: list[Asking] = [partial(plain.get, f"/{rng.randrange(1, 100_001)}/") for _ in range(REQUESTS)]
        for size, path in pages.items():
            base, spent = by_turns(bare_pages, [partial(ours.get, path)] * REQUESTS)
            figures.append(Figure("page: cabinet", args.database, size, spent, "ms", spent / base, goal=GOAL))
            figures.append(Figure("page: cabinet, SQL statements", args.database, size, statements[size], ""))
            say(f"  {figures[-2].line()}\n  {figures[-1].line()}")
    return [*figures, *_handovers(args)]


def _handovers(args: argparse.Namespace) -> list[Figure]:
    """Median milliseconds of accepting a project of 200 items: its count noted, numbered, registered and shelved."""
    url = database_of_its_own(args.url, "bench_handover")
    with get_context("spawn").Pool(1) as process:
        counted, accepted = process.apply(_accepted, (BUILT / f"handover-{args.database}", url))
    figures = [
        Figure("handover: 200 items counted by the archivist", args.database, ITEMS, counted, "ms"),
        Figure(
            "handover: accepted, numbered, registered, shelved",
            args.database,
            ITEMS,
            accepted,
            "ms",
            goal=1000,
            of_value=True,
        ),
    ]
    for one in figures:
        say(f"  {one.line()}")
    return figures


def _accepted(folder: Path, url: str) -> tuple[float, float]:
    os.environ["JUANZONG_DEMO"] = "0"
    shutil.rmtree(folder, ignore_errors=True)  # the company is made anew
    enter(folder, url)
    from juanzong.dossiers.actions import many
    from tests.dossiers.company import Lender, as_viewer, go, sign
    from tests.dossiers.helpers import draft

    house = Lender()
    counted, accepted = [], []
    for _round in range(ROUNDS):
        one = house.opened()
        more = [(draft(title=f"附加材料{n}", section="investigation"), None) for n in range(ITEMS)]
        many.add_items(by=as_viewer(house.a), dossier_id=one.pk, filed=more)
        case = house.to_archive(house.to_b(house.granted(one)))
        began = time.perf_counter()
        house.compared(case)
        counted.append(time.perf_counter() - began)
        sign(house.archivist, case, "archivist")
        began = time.perf_counter()
        go(house.archivist, case, "accept")
        accepted.append(time.perf_counter() - began)
    return median(counted) * 1000, median(accepted) * 1000


def _prepared(folder: Path, url: str) -> tuple[str, dict[int, str], dict[int, int]]:
    os.environ["JUANZONG_DEMO"] = "0"
    enter(folder, url)
    from django.db import connection
    from django.test import Client as Inside
    from django.test.utils import CaptureQueriesContext

    from juanzong.custody.models import Place
    from juanzong.organisation.models import Staff

    if not Place.objects.exists():
        say("filling two cabinets ...")
        _fill()
    cookie = cookie_of(Staff.objects.get(username="archivist"))
    cabinets = Place.objects.filter(kind="cabinet").order_by("rank")
    pages = {size: f"/custody/places/{one.pk}/" for size, one in zip((20, DOSSIERS), cabinets, strict=True)}
    inside = Inside(headers={"host": "127.0.0.1"})
    inside.cookies["sessionid"] = cookie.partition("=")[2]
    counts = {}
    for size, path in pages.items():
        inside.get(path)  # what is kept in memory is there before counting
        with CaptureQueriesContext(connection) as asked:
            answer = inside.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        counts[size] = len(asked)
    return cookie, pages, counts


def _fill() -> None:
    """A company with an archivist, a customer, and two cabinets of six layers with 20 and 2,000 dossiers."""
    from juanzong.custody import actions
    from juanzong.custody.models import Holding, Place
    from juanzong.dossiers.models import Dossier
    from juanzong.kit import subject_keys
    from juanzong.organisation.models import Department
    from juanzong.organisation.viewer import viewer_of
    from tests.factories import make_customer, make_staff

    subject_keys.ensure_keyring()
    company = Department.objects.create(name="公司", code="C")
    staff = make_staff("archivist", department=company)
    staff.username = "archivist"
    staff.save()
    by = viewer_of(staff)
    customer = make_customer(by)
    room = actions.add_place(by=by, kind="room", name="一室")
    made = actions.add_cabinets(by=by, room_id=room.pk, cabinets=2, layers=6, layer_mm=20_000)
    n = 0
    for cabinet, size in zip(made, (20, DOSSIERS), strict=True):
        layers = list(Place.objects.filter(parent=cabinet).order_by("rank"))
        rows = [
            Dossier(
                kind="loan", pack_version="P03:1", customer=customer, title=f"借款项目档案{n + k}", state="in_force",
                series="bench", sequence=n + k, number=f"测借字第{n + k:04d}号", department=company, custodian=staff,
                opened_by=staff.pk,
            )
            for k in range(1, size + 1)
        ]  # fmt: skip
        n += size
        Dossier.objects.bulk_create(rows)
        Holding.objects.bulk_create(
            [Holding(dossier=row, place=layers[k % 6], slot=k, thickness_mm=20) for k, row in enumerate(rows)]
        )
