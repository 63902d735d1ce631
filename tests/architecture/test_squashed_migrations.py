"""A new installation takes one migration for each room; one from an earlier day goes on from where it stands. Both end at
the same tables."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import House

pytestmark = [pytest.mark.soak, pytest.mark.both, pytest.mark.django_db]

HALF_WAY = {
    "casework": "0004_ways_of_proving",
    "custody": "0003_counts",
    "customers": "0005_triples_of_initials",
    "dossiers": "0009_destruction",
    "forms": "0002_blank_counts",
    "organisation": "0004_second_factor",
    "oversight": "0002_plain_check",
    "policies": "0001_initial",
    "privacy": "0001_initial",
    "service": "0001_initial",
}

LOOK = """
import django
django.setup()
from django.db import connection
from tests.schemas import schema_of
print(sorted(schema_of(connection)))
"""

BUILD = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from tests.schemas import empty, schema_of

empty(connection)
steps = MigrationExecutor(connection)
steps.loader = MigrationLoader(connection, replace_migrations=False)  # as on the day before there was a squashed one
squashed = [step for step in steps.loader.graph.nodes.values() if step.replaces]
last = [step.replaces[-1] for step in squashed]
others = [key for key in steps.loader.graph.leaf_nodes() if key[0] not in {app for app, _ in last}]
steps.migrate(TARGETS or last + others)
call_command("migrate", verbosity=0)
print(sorted(schema_of(connection)))
"""


def _read(printed: str) -> set[tuple[Any, ...]]:
    return set(ast.literal_eval(printed))


@pytest.mark.parametrize("targets", [{}, HALF_WAY], ids=["step by step", "from half way"])
def test_every_way_ends_at_the_same_tables(targets: dict[str, str], spare_house: House) -> None:
    fresh = _read(spare_house.call(LOOK))
    ours = _read(spare_house.call(BUILD.replace("TARGETS", str(list(targets.items())))))
    assert len(fresh) > 1_000
    assert ours - fresh == set()
    assert fresh - ours == set()
