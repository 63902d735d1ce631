"""Bring the test database back to its freshly migrated state after a test that committed.

Django would empty every table, which the append-only ledger refuses by trigger, and which would also take away
the rows that migrations brought. Instead the migrated database is kept as a template and copied back.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection, connections


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class Template:
    """The migrated database as it was before the first test."""

    def __init__(self) -> None:
        self.name = str(connection.settings_dict["NAME"])
        self.template = f"{self.name}.template" if is_sqlite() else f"{self.name}_template"
        connections.close_all()
        if is_sqlite():
            self._copy_file(self.name, self.template)
        else:
            self._remake(self.template, self.name)

    def restore(self) -> None:
        """Put the template's state back into the test database."""
        connections.close_all()
        if is_sqlite():
            self._copy_file(self.template, self.name)
        else:
            self._remake(self.name, self.template)

    def copy_to(self, folder: Path) -> str:
        """A further database for a program of its own; the value for its JUANZONG_DATABASE ("" on SQLite)."""
        if is_sqlite():
            self._copy_file(self.template, str(folder / settings.DATABASE_FILE))
            return ""
        name = f"{self.name}_{abs(hash(folder)) % 10**8}"
        self._remake(name, self.template)
        parts = urlsplit(settings_url())
        return urlunsplit(parts._replace(path=f"/{name}"))

    def drop(self, url: str) -> None:
        """Remove a database that copy_to made."""
        if url:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(urlsplit(url).path[1:])} WITH (FORCE)")

    def remove(self) -> None:
        """Give the template up at the end of the run."""
        connections.close_all()
        if is_sqlite():
            Path(self.template).unlink(missing_ok=True)
        else:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(self.template)} WITH (FORCE)")

    @staticmethod
    def _copy_file(source: str, target: str) -> None:
        """Copy with SQLite's own backup, which is right whatever the journal holds and whoever has it open."""
        import sqlite3

        for end in ("-wal", "-shm", "-journal"):
            if not Path(target).exists():
                Path(target + end).unlink(missing_ok=True)
        reader, writer = sqlite3.connect(source), sqlite3.connect(target, timeout=20)
        try:
            reader.backup(writer)
        finally:
            writer.close()
            reader.close()

    @staticmethod
    def _remake(name: str, template: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")
            # Sessions of this process are closed; one of a program a test has killed may linger for a moment.
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                [template],
            )
            cursor.execute(f"CREATE DATABASE {_quoted(name)} TEMPLATE {_quoted(template)}")


def settings_url() -> str:
    """The address of the PostgreSQL server the run uses."""
    import os

    return os.environ.get("JUANZONG_DATABASE", "")


def copy_keys(keys: Path, target: Path) -> None:
    """The same keys for a program of its own, since the template's rows may be sealed with them."""
    shutil.copytree(keys, target, dirs_exist_ok=True)
