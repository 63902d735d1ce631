"""Background work that survives anything: small, repeatable, its state in tables.

A chore looks in the tables for what is to be done, does some of it in its own transactions, and returns; the
worker calls it again. There is no queue that could lose or double a message.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections

from juanzong.kit.clock import now
from juanzong.kit.models import ChoreRun
from juanzong.kit.registry import Registry

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """`run` returns whether more waits, in which case it is called again at once.

    every: seconds between two runs when nothing waits.
    """

    name: str
    every: float
    run: Callable[[], bool]


chores: Registry[Chore] = Registry("chore")


def declare(chore: Chore) -> Chore:
    """Add a chore; for `declarations` modules only."""
    return chores.declare(chore.name, chore)


def run_once(chore: Chore) -> bool:
    """Run one chore now, note when and how it ended, and say whether more waits."""
    started = now()
    error, more = "", False
    try:
        more = chore.run()
    except Exception as failure:
        log.exception("chore %s failed", chore.name)
        error = f"{type(failure).__name__}: {failure}"
    try:
        ChoreRun.objects.update_or_create(
            name=chore.name, defaults={"started_at": started, "ended_at": now(), "error": error[:2000]}
        )
    except Exception:
        log.exception("chore %s: its run could not be noted", chore.name)
    return more and not error


def run_for_ever(stop: Callable[[], bool], *, pause: float = 0.5) -> None:
    """Call every chore when it is due until `stop()` says so."""
    due = {chore.name: 0.0 for chore in chores}
    while not stop():
        for chore in chores:
            if stop():
                return
            if time.monotonic() >= due[chore.name]:
                more = run_once(chore)
                due[chore.name] = time.monotonic() + (0 if more else chore.every)
        close_old_connections()
        if min(due.values()) > time.monotonic():
            time.sleep(pause)
