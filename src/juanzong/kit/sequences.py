"""Numbers without gaps: given in the transaction that uses them, never given twice, never taken back."""

from __future__ import annotations

from django.db import connection, transaction


def take(series: str, count: int = 1) -> int:
    """The next number of a series, from 1; with `count`, the first of so many in a row.

    Must run inside a transaction: the series' row stays locked until it ends, so a roll-back leaves no gap and
    nobody else takes the number meanwhile (P03-2).
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is taken only inside a transaction")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kit_sequence (name, value) VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET value = kit_sequence.value + excluded.value RETURNING value",
            [series, count],
        )
        (value,) = cursor.fetchone()
    return int(value) - count + 1


def last(series: str) -> int:
    """The last number given, 0 when none was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM kit_sequence WHERE name = %s", [series])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
