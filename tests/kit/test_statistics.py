"""SQLite is told anew what its tables hold, so that it keeps choosing the right index."""

from __future__ import annotations

import pytest
from django.db import connection

from juanzong.kit import tasks
from tests.factories import make_customer, make_viewer


@pytest.mark.django_db
def test_the_daily_look_samples_tables_that_have_none_yet() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL does it by itself")
    make_customer(make_viewer())
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS sqlite_stat1")
        assert tasks.refresh_statistics() is False
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'customers_customer'")
        assert cursor.fetchone()[0] > 0
