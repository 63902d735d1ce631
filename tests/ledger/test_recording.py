"""Writing entries and reading them back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

from juanzong.kit import clock
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import append_only, canonical, reads, verification
from juanzong.ledger.acting import act_id, entries_written_in_act
from juanzong.ledger.actions import record, record_many, seal
from juanzong.ledger.choices import SYSTEM, Actor
from juanzong.ledger.kinds import EntryKind, declare
from juanzong.ledger.models import Entry
from tests.ledger.conftest import CLERK

HAPPENED = "ledgertest.happened"
WHEN = dt.datetime(2026, 6, 1, 1, 2, 3, 4, tzinfo=dt.UTC)


def test_an_entry_says_who_when_what_about_which_and_on_what_basis(db: None) -> None:
    with clock.frozen(WHEN):
        made = record(
            HAPPENED, CLERK, Ref("customer", 5), basis="合同", clauses=["P00-1.1", "P00-1.2"], payload={"n": 3}
        )
    found = Entry.objects.get(id=made.id)
    assert (found.at, found.kind, found.subject, found.basis, found.clauses) == (
        WHEN,
        HAPPENED,
        "customer:5",
        "合同",
        "P00-1.1 P00-1.2",
    )
    assert (found.actor_kind, found.actor_id, found.actor_name, found.actor_position) == (
        "staff",
        7,
        "王小明",
        "档案管理员",
    )
    assert reads.payload(found) == {"n": 3}
    assert len(found.act) == 32
    assert bytes(found.leaf_hash) == canonical.leaf_hash(
        canonical.entry_bytes(
            at=canonical.microseconds(WHEN),
            id=found.id,
            act=found.act,
            kind=HAPPENED,
            actor_kind="staff",
            actor_id=7,
            actor_name="王小明",
            actor_position="档案管理员",
            basis="合同",
            clauses="P00-1.1 P00-1.2",
            payload=found.payload,
            subject="customer:5",
        )
    )


def test_many_entries_equal_as_many_single_ones(db: None) -> None:
    with clock.frozen(WHEN), act_id() as act:
        ids = record_many(
            HAPPENED, CLERK, [(Ref("customer", 1), {"n": 1}), (None, None)], basis="b", clauses=["P00-1.1"]
        )
        single = record(HAPPENED, CLERK, None, basis="b", clauses=["P00-1.1"])
    first, second = (reads.entry(id) for id in ids)
    same = ("at", "act", "kind", "actor_kind", "actor_id", "actor_name", "actor_position", "basis", "clauses")
    assert all(getattr(first, name) == getattr(second, name) == getattr(single, name) for name in same)
    assert first.act == act
    assert (first.subject, first.payload, second.subject, second.payload) == ("customer:1", '{"n":1}', "", "{}")
    assert not verification.verify().problems


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(TransactionManagementError):
        record(HAPPENED, SYSTEM, None)
    with pytest.raises(TransactionManagementError):
        record_many(HAPPENED, SYSTEM, [(None, None)])
    assert not Entry.objects.exists()


def test_an_undeclared_kind_is_refused(db: None) -> None:
    with pytest.raises(LookupError, match=r"ledgertest\.unheard"):
        record("ledgertest.unheard", SYSTEM, None)
    with pytest.raises(LookupError):
        record_many("ledgertest.unheard", SYSTEM, [])


@pytest.mark.parametrize("clauses", ["P00-1.1", ["P00-1.1 P00-1.2"], [""]])
def test_clauses_are_a_list_of_ids(db: None, clauses: object) -> None:
    with pytest.raises(ValueError, match="clauses"):
        record(HAPPENED, SYSTEM, None, clauses=clauses)  # type: ignore[arg-type]


@pytest.mark.parametrize("clear", ["13800138000", 13800138000, ["x"], "张三"])
def test_a_personal_value_in_clear_is_refused(db: None, clear: object) -> None:
    with pytest.raises(ValueError, match="phone is personal"):
        record("ledgertest.veiled", SYSTEM, None, payload={"phone": clear})  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="phone is personal"):
        record_many("ledgertest.veiled", SYSTEM, [(None, {"phone": clear})])  # type: ignore[dict-item]


@pytest.mark.parametrize("veiled", ["0123456789abcdef", "sealed:QUJD", None])
def test_a_veiled_personal_value_is_taken(db: None, veiled: str | None) -> None:
    record("ledgertest.veiled", SYSTEM, None, payload={"phone": veiled, "other": 1})


@pytest.mark.parametrize("code", ["customer", "Customer.made", "customer.", "customer.made.twice", "客户.登记"])
def test_a_kind_has_a_thing_and_a_participle(code: str) -> None:
    with pytest.raises(ValueError, match="entry kind"):
        declare(EntryKind(code, "x"))


def test_an_act_ties_its_entries_and_counts_them(db: None) -> None:
    assert entries_written_in_act() == 0
    with act_id() as outer:
        first = record(HAPPENED, SYSTEM, None)
        with act_id() as inner:
            assert entries_written_in_act() == 0
            record_many(HAPPENED, SYSTEM, [(None, None)] * 2)
            assert entries_written_in_act() == 2
        assert inner == outer
        assert entries_written_in_act() == 3
    assert entries_written_in_act() == 0
    assert [entry.act for entry in reads.of_act(outer)] == [first.act] * 3
    assert record(HAPPENED, SYSTEM, None).act != record(HAPPENED, SYSTEM, None).act


def test_a_page_is_newest_first_and_leads_to_the_next(fill, django_assert_num_queries) -> None:
    ids = fill(7)
    with django_assert_num_queries(1):
        page = reads.entries(reads.Filter(), limit=3)
    assert [entry.id for entry in page.entries] == ids[:3:-1]
    page = reads.entries(reads.Filter(), limit=3, before=page.before)
    assert [entry.id for entry in page.entries] == ids[3:0:-1]
    page = reads.entries(reads.Filter(), limit=3, before=page.before)
    assert [entry.id for entry in page.entries] == ids[:1]
    assert page.before is None


def test_every_filter_narrows(db: None) -> None:
    with clock.frozen(WHEN):
        old = record(HAPPENED, CLERK, Ref("customer", 1), clauses=["P00-1.2"])
    with clock.frozen(WHEN + dt.timedelta(days=1)):
        new = record(
            "ledgertest.veiled", Actor("public", 9, "访客"), Ref("customer", 11), clauses=["P00-1.1", "P00-1.21"]
        )

    def ids(**wanted: object) -> list[int]:
        return [entry.id for entry in reads.entries(reads.Filter(**wanted)).entries]  # type: ignore[arg-type]

    assert ids() == [new.id, old.id]
    assert ids(subject=Ref("customer", 1)) == [old.id]
    assert ids(kind="ledgertest.veiled") == [new.id]
    assert ids(actor=("staff", 7)) == [old.id]
    assert ids(act=new.act) == [new.id]
    assert ids(since=WHEN + dt.timedelta(seconds=1)) == [new.id]
    assert ids(until=WHEN + dt.timedelta(seconds=1)) == [old.id]
    assert ids(clause="P00-1.2") == [old.id]
    assert ids(clause="P00-1.21") == [new.id]
    assert [entry.id for entry in reads.for_subject(Ref("customer", 11)).entries] == [new.id]


def test_a_sentence_names_people_and_things_and_survives_gaps(db: None) -> None:
    entry = record(HAPPENED, CLERK, Ref("customer", 1), payload={"n": 2, "actor": "冒名"})
    assert reads.sentence(entry, subject="甲公司") == "王小明办理 甲公司，第 2 次，见 —"
    assert "customer:1" in reads.sentence(entry)
    entry.kind = "gone.forgotten"
    assert reads.sentence(entry) == "gone.forgotten customer:1"


def test_figures_tell_how_far_the_ledger_is_sealed(fill) -> None:
    fill(3)
    assert reads.figures() == reads.Figures(3, 0, None, "")
    seal()
    last = fill(2)
    figures = reads.figures()
    assert (figures.entries, figures.sealed, len(figures.root)) == (5, 3, 64)
    assert figures.sealed_at is not None
    assert 0 < reads.sealed_through() < last[0]


def test_an_entry_that_is_not_there_is_not_found(db: None) -> None:
    with pytest.raises(NotFound):
        reads.entry(1)


STATEMENTS = [
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "REPLACE INTO {table} SELECT * FROM {table}",
    "INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT ({column}) DO UPDATE SET {column} = excluded.{column}",
    "TRUNCATE {table}",
]


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize(
    ("table", "column"),
    [("ledger_entry", "id"), ("ledger_leaf", "position"), ("ledger_tile", "level"), ("ledger_head", "size")],
)
def test_the_database_refuses_to_change_what_is_written(fill, table: str, column: str, statement: str) -> None:
    fill(260)
    seal()
    if ("REPLACE" in statement) == (connection.vendor == "postgresql") and (
        "REPLACE" in statement or "TRUNCATE" in statement
    ):
        pytest.skip("not a statement of this database")
    if "TRUNCATE" in statement and connection.vendor != "postgresql":
        pytest.skip("not a statement of this database")
    if "CONFLICT" in statement and table == "ledger_tile":
        statement = statement.replace("({column})", '(level, "index")')
    with connection.cursor() as cursor:
        before = _everything(table)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement.format(table=table, column=column))
    assert _everything(table) == before


def _everything(table: str) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
        return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]


@pytest.mark.sqlite
@pytest.mark.parametrize("table", sorted(append_only.KEYS))
def test_replacing_by_any_unique_key_is_refused(fill, table: str) -> None:
    fill(260)
    seal()
    source = "position + 100000, entry_id, hash" if table == "ledger_leaf" else "*"
    statement = f"INSERT OR REPLACE INTO {table} SELECT {source} FROM {table}"
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        cursor.execute(statement)


def test_a_lost_trigger_is_reported(fill) -> None:
    fill(1)
    with connection.cursor() as cursor:
        cursor.execute(append_only.remove(connection.vendor)[0])
    assert [problem.code for problem in verification.verify().problems] == ["trigger-missing"]
    with connection.cursor() as cursor:
        for statement in append_only.remove(connection.vendor) + append_only.install(connection.vendor):
            cursor.execute(statement)
    assert not verification.verify().problems
