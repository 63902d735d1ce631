"""The statements by which the database itself refuses to alter a filed version (P06-8); only when its text was indexed
may change. Altering the table on SQLite rebuilds it and loses its trigger: a migration that alters it installs it again."""

from __future__ import annotations

from typing import Final

_COLUMNS: Final = (
    "item_id, number, subject, stored, sha256, size, mime, file_name, reason, added_at, added_by, added_by_name"
)
_SAYS: Final = "a filed version is never altered"
_TRIGGER: Final = f"CREATE TRIGGER dossiers_version_immutable BEFORE UPDATE OF {_COLUMNS} ON dossiers_version "
_FUNCTION: Final = (
    "CREATE OR REPLACE FUNCTION dossiers_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN RAISE EXCEPTION '{_SAYS}'; END $$"
)


def install(vendor: str) -> list[str]:
    """The statements that create the trigger."""
    if vendor == "postgresql":
        return [_FUNCTION, _TRIGGER + "FOR EACH ROW EXECUTE FUNCTION dossiers_refuse()"]
    return [f"{_TRIGGER}BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"]


def remove(vendor: str) -> list[str]:
    """The statements that take it away."""
    on = " ON dossiers_version" if vendor == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS dossiers_version_immutable{on}"]
