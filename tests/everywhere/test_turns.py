"""Writers of one process queue up for SQLite: first come, first served, and nobody is left in the queue."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, connections, transaction

from juanzong.config.sqlite.turns import Turns, turns_of
from juanzong.kit.models import Sequence

pytestmark = pytest.mark.sqlite


def test_whoever_has_waited_longest_comes_next() -> None:
    turns, order, queued = Turns(), [], threading.Semaphore(0)
    assert turns.take(0)

    def come(n: int) -> None:
        queued.release()
        assert turns.take(20)
        order.append(n)
        turns.give()

    with ThreadPoolExecutor(8) as desks:
        for n in range(8):
            desks.submit(come, n)
            queued.acquire()
            while len(turns._waiting) <= n:  # in the queue, not only on the way to it
                pass
        turns.give()
    assert order == list(range(8))
    assert turns.take(0)


def test_whoever_gives_up_waiting_is_forgotten() -> None:
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0)
    turns.give()
    assert turns.take(0)


@pytest.mark.django_db(transaction=True)
def test_the_turn_is_given_up_whatever_ends_a_transaction() -> None:
    turns = turns_of(str(connection.settings_dict["NAME"]))

    def free() -> bool:
        return not turns._taken

    with transaction.atomic():
        Sequence.objects.create(name="一", value=1)
        assert not free()
    assert free()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Sequence.objects.create(name="二", value=1 // 0)
    assert free()
    with transaction.atomic():
        connection.close()
    assert free()
    assert Sequence.objects.get().name == "一"


@pytest.mark.django_db(transaction=True)
def test_a_turn_that_does_not_come_is_told_as_a_busy_house(monkeypatch: pytest.MonkeyPatch) -> None:
    def write() -> str:
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0)
        try:
            with transaction.atomic():
                return "written"
        except OperationalError as error:
            return str(error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as desk:
        with transaction.atomic():
            assert desk.submit(write).result() == "database is locked"
        assert desk.submit(write).result() == "written"
