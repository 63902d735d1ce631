"""Whatever A, B and the archivist do with projects that are handed over, in whatever order: every act ends as a small model
foretold, and what is accepted is numbered, registered and shelved, or nothing has happened (P03-4)."""

from __future__ import annotations

import os
import sys

import pytest
from django.db import transaction
from hypothesis import Phase, settings

from juanzong.dossiers import actions, reads
from juanzong.kit import clock
from juanzong.ledger.models import Entry
from tests.custody.handover_walk.handing import Ground, Handing
from tests.custody.handover_walk.invariants import Invariants
from tests.dossiers.company import Lender, as_viewer
from tests.dossiers.helpers import draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
_ACTS = {"change", "add", "withdraw", "check", "check_rest", "ask", "take_off", "compare", "_sign", "_go"}
_PROJECTS = 3


class Walk(Invariants):
    """All of it."""


def _ground() -> Ground:
    house = Lender()
    people = {name: as_viewer(getattr(house, name)) for name in ("a", "b", "archivist", "other", "general")}
    made = []
    for _n in range(_PROJECTS):
        one = house.opened()
        papers = tuple(
            (actions.add_item(
                by=people["a"], dossier_id=one.pk,
                draft=draft(wanted.code, section=section.code, title=wanted.name.zh),
            ).pk, wanted.name.zh)
            for section, wanted in reads.kind_of(one).required_items
            if wanted.important
        )  # fmt: skip
        case = house.granted(one, full=False)
        made.append((one.pk, case.pk, case.arrival, papers))
    series = reads.kind_of(one).number.key(department=one.department_id, year=clock.today().year)
    began = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    return Ground(people, house.shelf, tuple(made), series, began)


def _walk(examples: int, steps: int) -> None:
    with transaction.atomic():
        Handing.ground = _ground()
        Handing.done.clear()
        Handing.refused.clear()
        Walk.TestCase.settings = settings(max_examples=examples, stateful_step_count=steps, phases=[Phase.generate])
        Walk.TestCase().runTest()


def test_random_walks_of_handovers() -> None:
    _walk(3, 25)


@pytest.mark.soak
def test_many_random_walks_of_handovers(capsys: pytest.CaptureFixture[str]) -> None:
    """5,000 walks of 80 steps, or as many as JUANZONG_TEST_WALKS says; every act must have passed and been refused."""
    _walk(int(os.environ.get("JUANZONG_TEST_WALKS", "5000")), 80)
    done, refused = Handing.done, Handing.refused
    with capsys.disabled():
        sys.stdout.write(f"\n{sum(done.values())} acts done, {sum(refused.values())} refused: {done}\n")
    assert not _ACTS - set(done)
    assert not _ACTS - set(refused)
