"""Background work of the kit itself."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from juanzong.kit.content import ContentStore

_A_DAY = dt.timedelta(days=1)


def sweep_content() -> bool:
    """A chore: remove the encrypted drafts of uploads that never ended."""
    ContentStore().sweep(_A_DAY)
    return False


def refresh_statistics() -> bool:
    """A chore: let SQLite sample anew the tables that have grown, so that it keeps choosing the right index.

    PostgreSQL does this by itself. 0x10000: all tables; 0x10: a limited sample; 0x2: where it helps.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize=0x10012")
    return False
