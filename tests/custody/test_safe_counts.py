"""A safe is counted like cash: its balance is what its lines add up to, and two people find the same, or it is an incident."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from juanzong.casework import tasks
from juanzong.casework.models import Case, Obligation
from juanzong.custody import actions
from juanzong.custody.choices_safe import SafeCountState, SafeDifference
from juanzong.custody.models import Certificate, SafeCount, SafeEntry
from juanzong.custody.reads import safes as reads
from juanzong.custody.rules import safe as rules
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict, NotAllowed
from juanzong.organisation.viewer import Viewer
from tests.custody.helpers import digest, proof
from tests.custody.vault import Vault, a_certificate

MONDAY = dt.date(2026, 6, 1)
DAYS = st.integers(0, 12).map(lambda n: MONDAY + dt.timedelta(days=n))
MOVES = st.lists(st.tuples(DAYS, st.sampled_from((1, -1, 0))), max_size=60)
IDS = st.frozensets(st.integers(1, 12))


@given(opening=st.integers(0, 500), moves=MOVES)
def test_every_day_begins_with_what_the_day_before_left(opening: int, moves: list[tuple[dt.date, int]]) -> None:
    found = rules.days(opening, moves, until=MONDAY)
    assert [one.day for one in found] == sorted({MONDAY, *(day for day, _change in moves)})
    left = opening
    for one in found:
        assert (one.opening, one.closing) == (left, left + sum(change for day, change in moves if day == one.day))
        assert one.into == sum(change == 1 for day, change in moves if day == one.day)
        left = one.closing
    assert left == opening + sum(change for _day, change in moves)


@given(expected=IDS, first=IDS, second=IDS)
def test_every_certificate_is_accounted_for_once(
    expected: frozenset[int], first: frozenset[int], second: frozenset[int]
) -> None:
    result = rules.compare(expected, rules.Tally(first), rules.Tally(second))
    named = Counter([*result.missing, *result.contested, *result.surplus])
    assert all(times == 1 for times in named.values())
    assert result.agrees is (expected == first == second)
    assert set(named) == (expected | first | second) - (expected & first & second)


@given(st.lists(st.sampled_from("AB12"), max_size=6), st.lists(st.sampled_from("AB12"), max_size=6))
def test_no_certificate_is_meant_by_two_lines(ends: list[str], lines: list[str]) -> None:
    known = [(n, f"{n}{end}".encode(), end.encode()) for n, end in enumerate(ends, 1)]
    meant = rules.matched([(b"?", line.encode(), True) for line in lines], known)
    hits = [pk for pk in meant if pk]
    assert len(hits) == len(set(hits)) == sum((Counter(ends) & Counter(lines)).values())


@pytest.fixture
def vault(db: None, clock: Any) -> Vault:
    return Vault()


def _count(vault: Vault, occasion: str = "day_end", by: Viewer | None = None) -> SafeCount:
    return actions.begin_safe_count(by=by or vault.keeper, place_id=vault.safe.pk, occasion=occasion)


def _tally(by: Viewer, one: SafeCount, *numbers: str) -> SafeCount:
    actions.tally_safe(by=by, count_id=one.pk, numbers=numbers)
    one.refresh_from_db()
    return one


def _sign(by: Viewer, one: SafeCount) -> SafeCount:
    shown = digest(by, "safe_count", one.pk)
    return actions.sign_safe_count(by=by, count_id=one.pk, digest=shown, proof=proof(by))


def test_a_day_is_balanced_counted_by_two_and_signed(vault: Vault, clock: Any) -> None:
    first, second = a_certificate("浙A0001111"), a_certificate("浙A0002222")
    rows = vault.put_in(first, second)
    clock.forward(days=1)
    while tasks.run_some():
        pass
    owed = Obligation.objects.get(duty="count_safe")
    assert (owed.clause, owed.subject) == ("P03-5.4", f"place:{vault.safe.pk}")
    vault.taken_out(rows[:1])
    page = reads.safe_page(vault.general, vault.safe.pk)
    assert (page.today.opening, page.today.into, page.today.out, page.today.closing) == (2, 0, 1, 1)
    assert (page.inside, page.out, page.agrees) == (1, 1, True)
    one = _count(vault)
    with pytest.raises(Conflict, match="清点期间"), transaction.atomic():
        vault.put_in(a_certificate())
    _tally(vault.keeper, one, "浙A000 2222")
    assert one.state == SafeCountState.OPEN
    with pytest.raises(NotAllowed, match="两人"), transaction.atomic():
        _tally(vault.keeper, one, "2222")
    _tally(vault.archivist, one, "2222", "")
    assert (one.state, one.expected, one.found) == (SafeCountState.COUNTED, 1, 1)
    owed.refresh_from_db()
    assert (owed.state, owed.on_time) == ("done", True)
    with pytest.raises(NotAllowed), transaction.atomic():
        _sign(vault.general, one)
    _sign(vault.keeper, one)
    with pytest.raises(NotAllowed), transaction.atomic():
        _sign(vault.keeper, one)
    assert _sign(vault.archivist, one).state == SafeCountState.SIGNED
    assert not Case.objects.filter(procedure="safe_incident").exists()
    assert [(day.day, count.pk if count else 0) for day, count in reads.safe_page(vault.general, vault.safe.pk).days] == [
        (house.today(), one.pk), (house.today() - dt.timedelta(days=1), 0),
    ]  # fmt: skip


def test_a_count_that_was_left_open_is_shown_however_long_ago(vault: Vault, clock: Any) -> None:
    one = _count(vault)
    clock.forward(days=40)
    page = reads.safe_page(vault.general, vault.safe.pk)
    assert (page.open, [day.day for day, _count in page.days]) == (one, [house.today()])


def test_what_differs_is_an_incident_and_a_surprise_comes_from_somebody_else(vault: Vault) -> None:
    here = vault.put_in(a_certificate("浙A0001111"), a_certificate("浙A0002222"), a_certificate("浙A0003333"))
    elsewhere = vault.put_in(a_certificate("浙B0009999"), dossier=vault.project(), place=vault.other)[0]
    for insider in (vault.keeper, vault.archivist):
        with pytest.raises(NotAllowed, match="突击"), transaction.atomic():
            _count(vault, "surprise", insider)
    one = _count(vault, "surprise", vault.general)
    with pytest.raises(Conflict), transaction.atomic():
        _count(vault, "surprise", vault.finance)
    _tally(vault.general, one, "1111", "浙A0002222", "浙B0009999", "苏X0000001")
    _tally(vault.keeper, one, "1111", "浙B0009999")
    found = {(row.kind, row.certificate_id, row.text) for row in one.findings.all()}
    assert found == {
        (SafeDifference.MISSING, here[2].pk, ""), (SafeDifference.COUNTERS, here[1].pk, ""),
        (SafeDifference.SURPLUS, elsewhere.pk, ""), (SafeDifference.SURPLUS, None, "****0001"),
    }  # fmt: skip
    case = Case.objects.get(procedure="safe_incident")
    assert (case.subject, case.state) == (f"safe_count:{one.pk}", "open")
    assert Certificate.objects.filter(state="in").count() == 4, "a count changes no register"


def test_what_was_released_and_came_again_is_found_as_what_it_is_now(vault: Vault) -> None:
    one = a_certificate("浙A0001111")
    first = vault.put_in(one)[0]
    slip = actions.release_certificates(by=vault.a, certificate_ids=[first.pk], proof_item_id=vault.settled())
    vault.open(vault.three(slip), "hand_over", receiver="张晓明，身份证原件已验")
    again = vault.put_in(one, dossier=vault.project(), place=vault.other)[0]
    count = _count(vault)
    _tally(vault.keeper, count, one.number)
    _tally(vault.archivist, count, one.number)
    assert [(row.kind, row.certificate_id) for row in count.findings.all()] == [(SafeDifference.SURPLUS, again.pk)]


def test_reading_safes_and_the_register_costs_the_same_for_many(vault: Vault, django_assert_num_queries: Any) -> None:
    for number in (1, 5):
        vault.put_in(*(a_certificate() for _n in range(number)))
        with django_assert_num_queries(4):
            assert len(reads.safes(vault.general)) == 2
        with django_assert_num_queries(6):
            assert reads.safe_page(vault.general, vault.safe.pk).agrees
    assert sum(SafeEntry.objects.values_list("change", flat=True)) == reads.inside(vault.safe.pk) == 6
