"""Two people at once: one wins, the other is told who and when; one case of a kind for one thing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from juanzong.casework.actions import cases
from juanzong.casework.models import Case, CaseMove
from juanzong.kit.errors import Conflict
from tests.casework.company import UNTIL, House, as_viewer, own_pack
from tests.casework.things import REF

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


@pytest.fixture
def house(settings: Any, transactional_db: None) -> Iterator[House]:
    with own_pack(settings):
        yield House()


def both(*acts: Callable[[], Any]) -> list[Any]:
    """What came of acts begun at the same moment: a result, or the refusal."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(at: int) -> None:
        gate.wait()
        try:
            found[at] = acts[at]()
        except Conflict as refusal:
            found[at] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(acts))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def test_one_step_is_taken_once(house: House) -> None:
    for _round in range(ROUNDS):
        case = house.signed()
        boss, deputy = as_viewer(house.boss), as_viewer(house.deputy)

        def take(by: Any, move: str, case: Case = case) -> Callable[[], Any]:
            return lambda: cases.take_step(
                by=by, case=case.pk, arrival=2, move=move, reason="资料不符", data={"grade": "one"}
            )

        found = both(take(boss, "refuse"), take(deputy, "refuse"))
        lost = [one for one in found if isinstance(one, Conflict)]
        assert len(lost) == 1, found
        assert "已由" in str(lost[0])
        assert ("经理丙" in str(lost[0])) != ("副总乙" in str(lost[0]))
        assert lost[0].clause == "OWN-1"
        assert CaseMove.objects.filter(case=case, n=2).count() == 1


def test_one_case_of_a_kind_is_started_for_one_thing(house: House) -> None:
    by, other = as_viewer(house.a), as_viewer(house.archivist)
    roles = {"a": house.a.pk, "b": house.b.pk}

    def begin(who: Any) -> Callable[[], Any]:
        return lambda: cases.start(by=who, procedure="hand_on", subject=REF, roles=roles, data=UNTIL)

    for _round in range(ROUNDS):
        found = both(begin(by), begin(other))
        assert sum(isinstance(one, Conflict) for one in found) == 1
        case = Case.objects.get(state="open", procedure="hand_on")
        cases.withdraw(
            by=as_viewer(house.a if case.starter_id == house.a.pk else house.archivist), case=case.pk, arrival=1,
            reason="下一轮",
        )  # fmt: skip
