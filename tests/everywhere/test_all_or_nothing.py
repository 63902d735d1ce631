"""Every action does all or nothing: a fault at any statement leaves every table as it was (RL-05)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from juanzong.kit import keyring
from tests.everywhere.calls import CALLS
from tests.everywhere.discovered import actions
from tests.everywhere.grounds import Grounds
from tests.everywhere.staging import Call, Scene
from tests.everywhere.tables import Writes, changed, dump

ROOMS = sorted({name.split(".")[0] for name in CALLS})
MOST = 400  # statements of one call; more is a loop that does not end


class Injected(OperationalError):
    """The fault that the test brings in; as a database's own errors are."""


class Fault(Writes):
    """Lets a number of statements pass, noting those that write, then fails once."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.left, self.struck, self.at = after, False, ""

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.struck:
            if self.left == 0:
                self.struck, self.at = True, sql
                raise Injected("brought in by the test")
            self.left -= 1
        self.note(sql)
        return execute(sql, params, many, context)


@contextlib.contextmanager
def tried_out() -> Iterator[None]:
    """What happens inside is undone at the end."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.set_rollback(False)
        transaction.savepoint_rollback(mark)


# What may be left behind where an action works on files before its transaction, and why that is no half write.
LEFT_BEHIND = {
    "customers.actions.importing:_keep": (
        {"kit_subject_key"},
        "the key under which the sheet was encrypted before the batch exists; destroyed again, so the file is unreadable",
    ),
    "dossiers.actions.scanning:_receive": (
        {"kit_subject_key"},
        "the key under which the scan was encrypted before its row exists; nothing names it",
    ),
    "organisation.actions.entry:_change_password": (
        {"organisation_signinwindow"},
        "a try of the old password counts before it is looked at, so that nobody guesses by breaking off",
    ),
}
# Faults that do not end the call, and why.
SURVIVES: dict[str, str] = {}


@pytest.fixture
def staged(grounds: Grounds, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Scene:
    """The scene, with what costs much time and writes nothing made cheap."""
    from juanzong.dossiers import content, papers

    settings.DEMO = True
    monkeypatch.setattr(content, "looked_at", lambda upload: ("image/png", 1, upload.name))
    monkeypatch.setattr(papers, "make", lambda *args, **options: papers.Made(b"%PDF-", "0" * 16))
    return Scene(grounds)


def test_every_action_is_called_by_these_tests() -> None:
    assert sorted(actions()) == sorted(CALLS)


@pytest.mark.django_db
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["writes", "all"])
@pytest.mark.parametrize("room", ROOMS)
def test_a_fault_at_any_statement_leaves_nothing_half_done(staged: Scene, room: str, every: bool) -> None:
    faults = []
    for name in sorted(CALLS):
        if name.startswith(f"{room}."):
            with tried_out(), keys_put_back():
                faults += _faults_of(name, CALLS[name](Scene(staged.grounds).with_everybody()), every)
    assert not faults, "\n".join(faults)


@contextlib.contextmanager
def keys_put_back() -> Iterator[None]:
    path = keyring.path()
    kept = path.read_bytes()
    try:
        yield
    finally:
        path.write_bytes(kept)


class Course(Writes):
    """Notes of each statement whether it writes."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bool] = []

    def note(self, sql: str) -> None:
        so_far = len(self.statements)
        super().note(sql)
        self.writes.append(len(self.statements) > so_far)


def _faults_of(name: str, call: Call, every: bool) -> list[str]:
    course = Course()
    with tried_out():
        ended = _attempt(call, course)
    if ended is not None:
        return [f"{name}: does not work at all: {ended!r}"]
    if not course.writes:
        return [f"{name}: runs no statement"]
    if len(course.writes) > MOST:
        return [f"{name}: more than {MOST} statements"]
    faults = []
    may_stay = LEFT_BEHIND.get(name, (set(), ""))[0]
    before, whole = dump(), False
    for k in _where(course.writes, every):
        fault = Fault(k)
        with tried_out():
            ended = _attempt(call, fault)
            if not fault.struck:  # what was asked for once is kept in memory now
                break
            if ended is None and name not in SURVIVES:
                faults.append(f"{name}: goes on after a fault at statement {k}: {fault.at[:90]}")
            if ended is not None and not isinstance(ended, Injected):
                faults.append(f"{name}: {type(ended).__name__} after a fault at {k}: {ended} ({fault.at[:90]})")
            # Every table is looked at after the first write, then those that the statements named.
            looked_at, whole = fault.tables() if whole else None, whole or bool(fault.statements)
            if ended is not None and (left := changed(before, looked_at) - may_stay):
                faults.append(f"{name}: half a write in {sorted(left)} after a fault at {k}: {fault.at[:90]}")
    return faults


def _where(writes: list[bool], every: bool) -> list[int]:
    """At which statements the fault strikes: all of them, or each that writes and the one after it, between which nothing
    is written that could be left behind."""
    return [k for k, one in enumerate(writes) if every or k == 0 or one or writes[k - 1]]


def _attempt(call: Call, watching: Writes) -> BaseException | None:
    try:
        with connection.execute_wrapper(watching):
            call()
    except Exception as error:  # noqa: BLE001  what it was is what the test looks at
        return error
    else:
        return None
    finally:
        transaction.set_rollback(False)  # the fault may have struck outside the action's own transaction
