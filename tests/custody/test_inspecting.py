"""Rounds of the rooms: readings, findings, photos, repairs; due by the policy's schedule (P05-d3)."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.casework import tasks
from juanzong.casework.models import Obligation
from juanzong.custody import actions
from juanzong.custody.models import InspectionFinding
from juanzong.custody.reads import inspections as reads
from juanzong.custody.rules import climate
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, Invalid
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.viewer import Viewer
from juanzong.policies.actions import adopt
from tests.custody.helpers import make_layers, make_room
from tests.dossiers.helpers import a_pdf, a_picture
from tests.factories import make_department, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def by() -> Viewer:
    return make_viewer("archivist", department=make_department("公司"))


def test_a_round_keeps_readings_findings_and_photos(by: Viewer) -> None:
    room = make_room(by)
    photo = ("墙角.jpg", io.BytesIO(a_picture(71)))
    one = actions.inspect(
        by=by, place_id=room.pk, temperature=265, humidity=55, troubles={"damp": "北墙渗水"}, photos=[photo]
    )
    (row,) = reads.rooms(by)
    assert (row.last, row.waiting, row.bad) == (one, 1, True)
    finding = one.findings.get()
    actions.repair(by=by, finding_id=finding.pk, what="已补防水")
    with pytest.raises(Conflict, match="已处理"):
        actions.repair(by=by, finding_id=finding.pk, what="已补防水")
    assert reads.rooms(by)[0].waiting == 0
    assert reads.course(by, room.pk).rounds[0].photos.count() == 1


@pytest.mark.parametrize(
    ("given_values", "words"),
    [
        ({"temperature": 700}, "温度不对"),
        ({"humidity": 101}, "湿度不对"),
        ({}, "请说明原因"),
        ({"humidity": 50, "troubles": {"damp": " "}}, "发现了什么"),
        ({"humidity": 50, "troubles": {"ghost": "x"}}, "发现了什么"),
        ({"humidity": 50, "photos": [("x.pdf", io.BytesIO(a_pdf()))]}, "照片"),
    ],
)
def test_what_cannot_be_is_refused_whole(by: Viewer, given_values: dict[str, Any], words: str) -> None:
    room = make_room(by)
    with pytest.raises(Invalid, match=words):
        actions.inspect(by=by, place_id=room.pk, **given_values)
    assert reads.course(by, room.pk).rounds == ()


def test_every_room_is_due_each_round_and_a_round_fulfils_it(by: Viewer) -> None:
    adopt(actor=SYSTEM, pack="P05", from_date=house.today())
    layer = make_layers(by)[0]
    other = make_room(by)
    while tasks.run_some():
        pass
    owed = Obligation.objects.filter(duty="inspect_room")
    room = int(layer.path.split("/")[1])
    assert set(owed.values_list("subject", flat=True)) == {f"place:{room}", f"place:{other.pk}"}
    actions.inspect(by=by, place_id=room, temperature=205, humidity=51)
    assert owed.get(subject=f"place:{room}").state == "done"
    assert owed.get(subject=f"place:{other.pk}").state == "open"


def test_what_was_found_is_owed_until_it_is_put_right(by: Viewer) -> None:
    adopt(actor=SYSTEM, pack="P05", from_date=house.today())
    room = make_room(by)
    actions.inspect(by=by, place_id=room.pk, humidity=50, troubles={"damp": "渗水", "insects": "虫眼"})
    owed = Obligation.objects.get(duty="repair_room", subject=f"place:{room.pk}")
    first, second = InspectionFinding.objects.order_by("pk")
    actions.repair(by=by, finding_id=first.pk, what="已修")
    owed.refresh_from_db()
    assert owed.state == "open"
    actions.repair(by=by, finding_id=second.pk, what="已除虫")
    owed.refresh_from_db()
    assert owed.state == "done"


@given(st.lists(st.tuples(st.integers(0, 400), st.none() | st.integers(-400, 600)), max_size=20))
def test_the_picture_holds_every_reading(readings: list[tuple[int, int | None]]) -> None:
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    rows = [(start + dt.timedelta(days=day), value) for day, value in sorted(readings, key=lambda one: one[0])]
    curve = climate.curve(rows, climate.TEMPERATURE, scale=10)
    assert len(curve.dots) == sum(value is not None for _at, value in rows)
    assert all(0 <= x <= climate.WIDTH and 0 <= y <= climate.HEIGHT for x, y, _words, _bad in curve.dots)
    assert curve.band_height > 0
