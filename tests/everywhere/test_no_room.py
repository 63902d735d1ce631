"""A full disk and a locked database: an answer that says so, no half write, and work goes on afterwards (RL-06, RL-07)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from juanzong.customers.choices import ImportState
from juanzong.customers.models import Customer, ImportBatch
from juanzong.ledger import reads as ledger
from juanzong.organisation.models import Department
from tests.customers.import_help import work
from tests.entering import enter
from tests.everywhere.calls import CALLS
from tests.everywhere.calls_customers import batch_of
from tests.everywhere.staging import Scene, scene
from tests.everywhere.tables import Writes, changed, dump
from tests.factories import make_department, make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
ROWS = 300  # more than fits between the pages of a full database
MANY = 400  # rows until even a database with free pages is full


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Signed heads that other tests have left in the common folder are not of this ledger."""
    settings.DATA_DIR = tmp_path


@contextmanager
def no_room(extra: int = 0) -> Iterator[None]:
    """The database may not grow by more than `extra` pages."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA freelist_count")
        cursor.execute(f"PRAGMA max_page_count = {pages + extra}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 4294967294")


def _sound() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchall() == [("ok",)]
    assert ledger.verify().problems == []


@pytest.mark.parametrize(
    "name",
    [
        "customers.actions.customers:register_customer",
        "dossiers.actions.filing:_add_item",
        "customers.actions.intake:register_oneself",
    ],
)
def test_an_act_without_room_does_nothing_and_works_again_later(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from juanzong.dossiers import content

    ready = scene()
    monkeypatch.setattr(content, "looked_at", lambda upload: ("image/png", 1, upload.name))
    tables = _written_by(CALLS[name](Scene(ready.grounds)))
    for extra in (0, 1, 2, 5, 9):
        with no_room(extra):
            for _ in range(MANY):
                before = dump(tables)
                try:
                    CALLS[name](Scene(ready.grounds))()
                except OperationalError as error:
                    assert "full" in str(error)  # noqa: PT017
                    assert dump(tables) == before
                    break
            else:
                pytest.fail("the database never was full")
        CALLS[name](Scene(ready.grounds))()
        _sound()


def _written_by(call: Callable[[], Any]) -> set[str]:
    """The tables that an act writes, found by doing it once."""
    writes = Writes()
    with connection.execute_wrapper(writes):
        call()
    return writes.tables()


def test_an_import_without_room_stops_and_says_why_and_goes_on_later() -> None:
    ready = scene()
    pk = batch_of(ready, ImportState.RUNNING, ROWS)
    before = Customer.objects.count()
    with no_room():
        fill_up(ready)
        filled = Customer.objects.count()
        work_some()
        batch = ImportBatch.objects.get(pk=pk)
        assert Customer.objects.count() == filled
        assert batch.imported_rows == 0
        assert batch.state == ImportState.RUNNING
    ImportBatch.objects.filter(pk=pk).update(paused=False, beat_at=None)
    work()
    batch = ImportBatch.objects.get(pk=pk)
    assert (batch.state, batch.imported_rows) == (ImportState.DONE, ROWS)
    assert Customer.objects.count() == filled + ROWS > before
    _sound()


def work_some() -> None:
    from juanzong.customers import tasks_import
    from tests.customers.import_help import AT_ONCE

    for _ in range(3):
        tasks_import.go_on(patience=AT_ONCE)
    tasks_import._leave()


def fill_up(ready: Scene) -> None:
    """Register until nothing goes in any more."""
    for _ in range(MANY):
        try:
            CALLS["customers.actions.customers:register_customer"](ready)()
        except OperationalError:
            return
    pytest.fail("the database never was full")


@pytest.fixture
def manager() -> Client:
    client = enter(make_staff("administrator", department=make_department("公司")))
    client.raise_request_exception = False
    return client


def _add(client: Client, n: int) -> Any:
    company = Department.objects.get(name="公司").pk
    return client.post(
        "/organisation/departments/add/", {"name": f"部{n}" * 20, "code": f"N{n:05d}", "parent": company}
    )


def test_the_page_of_a_full_disk_says_so_and_what_was_acknowledged_is_there(manager: Client) -> None:
    acknowledged = Department.objects.count()
    refused = None
    with no_room():
        for n in range(MANY):
            answer = _add(manager, n)
            if answer.status_code != 302:
                refused = answer
                break
            acknowledged += 1
        assert refused is not None, "the database never was full"
        _is_a_page_that_explains(refused)
        assert manager.get("/organisation/").status_code == 200  # looking still works
        assert Department.objects.count() == acknowledged
    assert _add(manager, MANY + 1).status_code == 302
    assert Department.objects.count() == acknowledged + 1
    _sound()


def _is_a_page_that_explains(answer: Any) -> None:
    text = answer.content.decode()
    assert answer.status_code in {503, 507}
    assert "没有保存" in text
    assert "系统管理员" in text
    for inner in ("Traceback", "OperationalError", "database is locked", "disk is full", "INSERT"):
        assert inner not in text


@contextmanager
def locked_by_another() -> Iterator[None]:
    """Another program holds the write lock; this one waits a moment only."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = cursor.fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 30")
    other = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
    finally:
        other.rollback()
        other.close()
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def test_a_locked_database_is_told_and_nothing_is_lost(manager: Client) -> None:
    assert _add(manager, 1).status_code == 302
    with locked_by_another():
        before = dump()
        answer = _add(manager, 2)
        _is_a_page_that_explains(answer)
        assert dump() == before
        assert manager.get("/organisation/").status_code == 200
    assert _add(manager, 2).status_code == 302


def test_signing_in_while_the_database_is_locked_is_told(manager: Client) -> None:
    with locked_by_another():
        answer = Client(raise_request_exception=False).post("/sign-in/", {"username": "x", "password": "y"})
        _is_a_page_that_explains(answer)


def _no_space(*args: object, **options: object) -> None:
    import errno

    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    "name",
    [
        "dossiers.actions.filing:_add_item",
        "dossiers.actions.filing:_add_version",
        "dossiers.actions.scanning:_receive",
        "customers.actions.importing:_keep",
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_whole(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from juanzong.kit.content import ContentStore
    from juanzong.kit.errors import Unavailable

    ready = scene()
    call: Callable[[], Any] = CALLS[name](ready)
    before, files = dump(), _files(ContentStore()._folder)
    for where in ("os.fsync", "pathlib.Path.replace", "pathlib.Path.mkdir"):
        with monkeypatch.context() as patched:
            patched.setattr(where, _no_space)
            with pytest.raises((Unavailable, OSError)):
                call()
        assert changed(before) <= {"kit_subject_key"}, where
        assert _files(ContentStore()._folder) == files, where
    call()


def _files(folder: Path) -> set[str]:
    return {str(path) for path in folder.rglob("*") if path.is_file()}
