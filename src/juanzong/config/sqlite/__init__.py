"""Which SQLite the house stands on.

The pysqlite3 wheel brings a recent SQLite without the WAL-reset defect (fixed in 3.44.6, 3.50.7, 3.51.3);
it takes the place of the standard module before Django looks for it. Without the wheel the system's SQLite
serves, in rollback-journal mode when it has the defect.
"""

from __future__ import annotations

import sys


def install() -> None:
    """Let `import sqlite3` mean pysqlite3 where the wheel is installed."""
    try:
        import pysqlite3
        from pysqlite3 import dbapi2
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset defect."""
    if version >= (3, 51, 3):
        return True
    return (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def journal_mode() -> str:
    """`wal` where that is safe, else `delete`."""
    import sqlite3

    return "wal" if wal_is_safe(sqlite3.sqlite_version_info) else "delete"
