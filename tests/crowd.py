"""Many people at their desks who all act in the same moment, each with a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

from django.db import OperationalError, connections

from juanzong.kit.errors import Refusal


def patiently(call: Callable[[], Any]) -> Any:
    """What a call gives. SQLite lets one write at a time and gives up after twenty seconds; the page then says that the house
    is busy, and whoever reads that tries again."""
    while True:
        try:
            return call()
        except OperationalError as error:
            if "database is locked" not in str(error):
                raise


class Crowd:
    """Use by `crowd(50)`: the people stay at their desks from one round to the next."""

    def __init__(self, size: int, desks: ThreadPoolExecutor) -> None:
        self._size, self._desks = size, desks

    def at_once(self, calls: Sequence[Callable[[], Any]]) -> list[Any]:
        """What each call gave, or the refusal it got; every other exception is raised. At most one call for each desk."""
        assert len(calls) <= self._size
        gate = threading.Barrier(len(calls))

        def act(call: Callable[[], Any]) -> Any:
            gate.wait(timeout=60)
            try:
                return patiently(call)
            except Refusal as refusal:
                return refusal

        waiting = [self._desks.submit(copy_context().run, act, call) for call in calls]  # with the test's stopped clock
        return [one.result() for one in waiting]


@contextmanager
def crowd(size: int) -> Iterator[Crowd]:
    """So many people, whose connections are closed when the block ends."""
    with ThreadPoolExecutor(size) as desks:
        people = Crowd(size, desks)
        try:
            yield people
        finally:
            people.at_once([connections.close_all] * size)
