"""`python -m bench.bare.fill`: make the bare project's table with its 100,000 rows."""

from __future__ import annotations

import datetime as dt
import os

import django

ROWS = 100_000
_NAMES = 5_000


def main() -> None:
    """Make the tables and the rows, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.bare.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.bare.models import Row

    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    if Row.objects.count() == ROWS:
        return
    begin = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    Row.objects.all().delete()
    Row.objects.bulk_create(
        (
            Row(name=f"某某{n % _NAMES}有限公司", note=f"第 {n} 行", at=begin + dt.timedelta(seconds=n))
            for n in range(ROWS)
        ),
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
