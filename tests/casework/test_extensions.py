"""More time is asked for by whoever owes something and given by somebody above; the first day stays known."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest

from juanzong.casework.actions import cases
from juanzong.casework.choices import CaseState
from juanzong.casework.models import Case, Obligation
from juanzong.casework.reads import obligations
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger.models import Entry
from juanzong.organisation.models import Staff
from tests.casework.company import House, as_viewer, go, own_pack

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def house(settings: Any) -> Iterator[House]:
    with own_pack(settings):
        yield House()


def owed_by_a(house: House) -> Obligation:
    case = house.start()
    return Obligation.objects.get(subject=f"case:{case.pk}")


def asks(who: Staff, owed: Obligation, until: str = "2026-06-12") -> Case:
    data = {"until": until, "why": "抵押登记未出证"}
    made: Case = cases.start(by=as_viewer(who), procedure="more_time", subject=Ref("obligation", owed.pk), data=data)
    return made


def test_the_superior_gives_more_time(house: House, clock: Any) -> None:
    owed = owed_by_a(house)
    case = asks(house.a, owed)
    go(house.boss, case, "grant")
    owed.refresh_from_db()
    assert (owed.due_on, owed.due_was) == (dt.date(2026, 6, 12), dt.date(2026, 6, 4))
    assert owed.tell_on == dt.date(2026, 6, 11)
    entry = Entry.objects.get(kind="obligation.extended")
    assert entry.clauses == "OWN-1 P00-2.2"
    assert json.loads(entry.payload)["before"] == "2026-06-04"
    clock.forward(days=8)
    assert obligations.obligation(as_viewer(house.a), owed.pk).late_days == 0


def test_refused_leaves_the_day_as_it_was(house: House) -> None:
    owed = owed_by_a(house)
    case = asks(house.a, owed)
    with pytest.raises(Invalid):
        go(house.boss, case, "refuse")
    go(house.boss, case, "refuse", reason="材料已齐，不必延期")
    owed.refresh_from_db()
    assert owed.due_on == dt.date(2026, 6, 4)
    assert Case.objects.get(pk=case.pk).state == CaseState.REFUSED
    asks(house.a, owed)


def test_only_who_owes_it_asks_and_only_for_what_can_be_extended(house: House) -> None:
    owed = owed_by_a(house)
    with pytest.raises(NotAllowed) as refused:
        asks(house.boss, owed)
    assert refused.value.clause == "P00-2.2"
    with pytest.raises(NotFound):
        asks(house.stranger, owed)
    go(house.boss, house.signed_of(owed), "agree", data={"grade": "one"})
    shelving = Obligation.objects.filter(duty="hand_on.shelve").get()
    with pytest.raises(NotFound):
        asks(house.archivist, shelving)


def test_nobody_gives_it_to_themselves(house: House) -> None:
    owed = owed_by_a(house)
    case = asks(house.a, owed)
    with pytest.raises(NotAllowed, match="自己") as refused:
        go(house.a, case, "grant")
    assert refused.value.clause == "P00-2.2"
    Staff.objects.filter(pk=house.boss.pk).update(is_active=False)
    go(house.deputy, case, "grant")


@pytest.mark.parametrize("until", ["2026-06-04", "2026-05-01"])
def test_the_new_day_is_later_than_the_old_one(house: House, until: str) -> None:
    case = asks(house.a, owed_by_a(house), until)
    with pytest.raises(Invalid, match="晚于") as refused:
        go(house.boss, case, "grant")
    assert refused.value.clause == "P00-2.2"
    assert not Entry.objects.filter(kind="obligation.extended").exists()


def test_what_has_ended_gets_no_more_time(house: House) -> None:
    owed = owed_by_a(house)
    case = asks(house.a, owed)
    house.signed_of(owed)
    with pytest.raises(Conflict, match="已经办结"):
        go(house.boss, case, "grant")
    go(house.boss, case, "refuse", reason="已经移交")
