"""The statements that make a table append-only, for SQLite and PostgreSQL.

SQLite's REPLACE deletes the old row without firing DELETE triggers, so an INSERT over an existing key is refused
by a trigger of its own. Altering a table on SQLite rebuilds it and loses its triggers: a migration that alters one
must install them again, and `verify` reports a missing one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

KEYS: Final[Mapping[str, Sequence[Sequence[str]]]] = {
    "ledger_entry": [["id"]],
    "ledger_leaf": [["position"], ["entry_id"]],
    "ledger_tile": [["level", "index"]],
    "ledger_head": [["size"]],
}
"""Every unique key of each append-only table."""

_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the ledger is append-only: % on % refused', TG_OP, TG_TABLE_NAME; END $$
"""


def trigger_names(vendor: str) -> set[str]:
    """The names of all triggers that have to be there."""
    if vendor == "postgresql":
        return {f"{table}_append_only" for table in KEYS}
    return {f"{table}_no_{what}" for table in KEYS for what in ("update", "delete", "replace")}


def install(vendor: str) -> list[str]:
    """The statements that create the triggers."""
    if vendor == "postgresql":
        return [_FUNCTION] + [
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
            for table in KEYS
        ]
    refuse = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    statements = []
    for table, keys in KEYS.items():
        statements += [
            f"CREATE TRIGGER {table}_no_{w} BEFORE {w.upper()} ON {table} {refuse}" for w in ("update", "delete")
        ]
        taken = " OR ".join(
            f"EXISTS (SELECT 1 FROM {table} WHERE " + " AND ".join(f'"{c}" = NEW."{c}"' for c in key) + ")"
            for key in keys
        )
        statements.append(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken} {refuse}")
    return statements


def remove(vendor: str) -> list[str]:
    """The statements that drop the triggers: for un-migrating an empty database and for tests."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}" for table in KEYS]
    return [f"DROP TRIGGER IF EXISTS {name}" for name in sorted(trigger_names(vendor))]


def installed(vendor: str) -> str:
    """A query whose first column lists the enabled triggers of this database."""
    if vendor == "postgresql":
        return "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'ledger\\_%' AND tgenabled IN ('O', 'A')"
    return "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ledger\\_%' ESCAPE '\\'"
