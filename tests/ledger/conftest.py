"""A small ledger to hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction

from juanzong.kit.refs import Ref
from juanzong.ledger import append_only, kinds
from juanzong.ledger.actions import record_many
from juanzong.ledger.choices import Actor
from juanzong.ledger.kinds import EntryKind, declare

CLERK = Actor("staff", 7, "王小明", "档案管理员")

if "ledgertest.happened" not in kinds.KINDS:
    declare(EntryKind("ledgertest.happened", "%(actor)s办理 %(subject)s，第 %(n)s 次，见 %(nothing)s"))
    declare(EntryKind("ledgertest.veiled", "核对 %(subject)s", personal=("phone",)))


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Heads and signing key of this test alone."""
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path / "data")
    monkeypatch.setattr(settings, "KEYS_DIR", tmp_path / "keys")
    monkeypatch.delenv("JUANZONG_HEADS_DIR", raising=False)


@pytest.fixture
def fill(db: None) -> Callable[[int], list[int]]:
    """Write `n` entries of varied shape; their ids."""

    def write(n: int) -> list[int]:
        rows = ((Ref("customer", i), {"n": i, "字": "卷宗𠮷" * (i % 3)}) for i in range(n))
        with transaction.atomic():
            return record_many("ledgertest.happened", CLERK, rows, basis="试", clauses=["P00-1.2", "P00-1.21"])

    return write


@pytest.fixture
def tampering(db: None) -> Callable[[], AbstractContextManager[None]]:
    """The power of somebody with a database shell: the triggers are gone for the length of the block."""

    @contextmanager
    def power() -> Iterator[None]:
        with connection.cursor() as cursor:
            for statement in append_only.remove(connection.vendor):
                cursor.execute(statement)
        yield
        with connection.cursor() as cursor:
            for statement in append_only.install(connection.vendor):
                cursor.execute(statement)

    return power
