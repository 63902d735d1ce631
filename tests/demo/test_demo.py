"""The demo company loads whole or not at all, is the same for the same seed, and shows nothing it should hide."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from random import Random
from typing import Any

import psycopg
import pytest
from psycopg import sql

from juanzong.config.demo import load
from juanzong.config.demo.customers import Inventor
from juanzong.config.demo.days import Days, History
from juanzong.custody.models import Bound, Holding, Loan
from juanzong.kit import clock
from juanzong.ledger import reads as ledger
from tests.conftest import House

# Counts and names of what was loaded, in a fixed order, without ids: what two loads with one seed have in common.
_TELL = """
import json, django
django.setup()
from collections import Counter
from juanzong.custody.models import Loan
from juanzong.customers.models import Customer, Intake, Relation
from juanzong.dossiers.models import Dossier, Item, Scan, Version
from juanzong.kit import clock
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Staff
found = {
    "staff": list(Staff.objects.order_by("username").values_list("username", "name")),
    "customers": list(Customer.objects.order_by("id").values_list("kind", "name", "region", "state")),
    "dossiers": list(Dossier.objects.order_by("id").values_list("kind", "title", "state", "number")),
    "items": list(Item.objects.order_by("id").values_list("title", "medium", "sheets")),
    "files": sorted(Version.objects.values_list("size", "mime")) and Version.objects.count(),
    "waiting": [Scan.objects.filter(state="waiting").count(), Intake.objects.filter(state="waiting").count()],
    "relations": Relation.objects.count(),
    "loans": sorted(set(map(" ".join, Loan.objects.values_list("state", "kind")))),
    "late": Loan.objects.filter(state="out", due_on__lt=clock.today()).count(),
    "short": Loan.objects.exclude(difference="").count(),
    "entries": dict(Counter(Entry.objects.values_list("kind", flat=True))),
}
print(json.dumps(found, ensure_ascii=False))
"""
_MOMENT = dt.datetime(2026, 6, 1, 1, 0, tzinfo=dt.UTC)


def _tell(house: House) -> dict[str, Any]:
    return json.loads(house.call(_TELL))  # type: ignore[no-any-return]


def test_the_small_demo_has_something_of_everything_and_its_ledger_verifies(demo_house: House) -> None:
    found = _tell(demo_house)
    entries = found["entries"]
    assert len(found["staff"]) == 40
    states = {state for _kind, _title, state, _number in found["dossiers"]}
    assert {"draft", "in_force"} <= states
    assert found["waiting"] == [2, 4]
    wanted = {"customer.imported", "customer.registered", "value.revealed", "access.denied", "import.finished"}
    assert wanted | {"dossier.accepted", "intake.received", "relation.added", "item.checked"} <= set(entries)
    named = [number for kind, _t, _s, number in found["dossiers"] if kind == "loan" and number]
    assert sorted(named) == [f"鸿借字第{n:03d}号" for n in range(1, len(named) + 1)]
    loans = {"asked take_out", "approved take_out", "refused take_out", "out take_out", "returned take_out"}
    assert loans | {"closed take_out", "closed on_site", "dropped take_out"} <= set(found["loans"])
    assert (found["late"] > 0, found["short"]) == (True, 1)
    said = demo_house.run("ledger", "verify").stdout
    assert str(sum(entries.values())) in said


def test_a_second_start_leaves_what_is_there(demo_house: House) -> None:
    before = _tell(demo_house)
    assert "演示公司没有装入" in demo_house.run("demo", "--small").stdout
    assert _tell(demo_house) == before


@pytest.mark.once
@pytest.mark.django_db
def test_the_tower_keeps_its_units_by_floor_and_boxes_those_who_left() -> None:
    load.load(load.SMALL, company=load.TOWER)
    places = Holding.objects.filter(dossier__state="in_force").values_list("dossier__floor", "place__name")
    assert len(places) > 15
    assert all(name == f"{floor} 层" for floor, name in places)
    assert set(Bound.objects.values_list("box__kind", flat=True)) <= {"box", None}
    assert Bound.objects.exists()
    assert set(Loan.objects.values_list("kind", flat=True)) == {"on_site"}
    assert {"closed", "refused", "asked"} == set(Loan.objects.values_list("state", flat=True))
    assert ledger.verify().count == 0


@pytest.mark.once  # that a transaction is whole is proven for every action on both
def test_a_load_that_was_killed_begins_anew(spare_house: House) -> None:
    child = spare_house.start(
        "demo", "--small", "--company", "tower", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert child.stdout is not None
    for line in child.stdout:
        if "30%" in line.decode():
            break
    child.kill()
    child.wait()
    child.stdout.close()
    spare_house.run("demo", "--small", "--company", "tower")
    assert len(_tell(spare_house)["staff"]) == 13
    assert not (spare_house.data / "demo-loading").exists()
    stored = [path for path in (spare_house.data / "content").rglob("*") if path.is_file()]
    # Nothing of the first try is left: a file for each version.
    found = _tell(spare_house)
    assert len(stored) <= int(found["files"])


def test_no_sensitive_value_lies_open_in_the_files(demo_house: House) -> None:
    numbers = set(json.loads((demo_house.data.parent / "made-up.json").read_text()))
    assert len(numbers) > 200
    looking = re.compile(b"|".join(re.escape(number.encode()) for number in numbers))
    for path in sorted(demo_house.data.rglob("*")):
        if path.is_file():
            assert not looking.findall(path.read_bytes()), path.name
    if demo_house.env["JUANZONG_DATABASE"]:
        assert not looking.findall(_dump(demo_house.env["JUANZONG_DATABASE"]))


def _dump(url: str) -> bytes:
    """Every row of every table of a PostgreSQL database as text."""
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        parts = []
        for (table,) in tables:
            query = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
            with connection.cursor() as cursor, cursor.copy(query) as copy:
                parts += [bytes(row) for row in copy]
    return b"".join(parts)


# Opens, as the archivist, every page that lists something.
_OPEN_PAGES = """
import json, django
django.setup()
from django.http import HttpRequest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from juanzong.organisation import sessions
from juanzong.organisation.models import Staff
request = HttpRequest()
request.session = SessionStore()
sessions.begin(request, Staff.objects.get(username="fengchangan"))
while station := sessions.next_station(request):
    sessions.pass_station(request, station)
request.session.save()
client = Client(headers={"host": "127.0.0.1"})
client.cookies["sessionid"] = request.session.session_key
from juanzong.customers.models import Customer
from juanzong.dossiers.models import Dossier
PATHS += [f"/customers/{Customer.objects.order_by('id')[n].pk}/" for n in (0, 30)]
PATHS += [f"/dossiers/{Dossier.objects.order_by('id')[n].pk}/" for n in (0, 20)]
print(json.dumps({path: client.get(path).status_code for path in PATHS}))
"""


def test_the_archivist_can_open_every_list_and_what_stands_in_it(demo_house: House) -> None:
    paths = [
        "/", "/customers/", "/customers/duplicates/", "/customers/intake/", "/dossiers/", "/dossiers/waiting/",
        "/dossiers/scans/", "/dossiers/errors/", "/ledger/", "/organisation/", "/policies/",
    ]  # fmt: skip
    found = json.loads(demo_house.call(f"PATHS = {paths!r}\n{_OPEN_PAGES}"))
    assert len(found) == len(paths) + 4
    assert set(found.values()) == {200}, found


def test_the_same_seed_gives_the_same_company_and_another_seed_another() -> None:
    other = Inventor(Random(load.SEED), _house()), Inventor(Random(load.SEED), _house()), Inventor(Random(1), _house())
    names = [[inventor.one().name for _n in range(30)] for inventor in other]
    assert names[0] == names[1] != names[2]


def _house() -> Any:
    """A house with one project manager, for inventing customers without a database."""

    class House:
        @staticmethod
        def holding(_position: str, _department: str = "") -> list[object]:
            return [object()]

    return House()


def test_the_days_are_office_hours_of_working_days_in_the_past() -> None:
    days = Days(Random(1), _MOMENT)
    for place in range(200):
        moment = days.between(place / 200, 1)
        local = moment.astimezone(clock.SHANGHAI)
        assert moment < _MOMENT
        assert 8 <= local.hour < 18
    assert days.later(days.between(0.999, 1), 30, 30) is None


def test_history_runs_in_the_order_of_time_whatever_was_said_first() -> None:
    told: list[int] = []
    history = History()
    for hour in (3, 1, 2):
        history.add(_MOMENT + dt.timedelta(hours=hour), lambda hour=hour: told.append(hour))  # type: ignore[misc]
    history.add(None, lambda: told.append(0))
    history.run(lambda _moment: None)
    assert told == [1, 2, 3]
