"""The migrations say what the models say."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from tests.architecture.source import report


def _loader() -> MigrationLoader:
    return MigrationLoader(None)


def test_no_migration_is_missing() -> None:
    loader = _loader()
    with translation.override(None):  # labels as they stand in the source, as makemigrations writes them
        detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        changes = detector.changes(graph=loader.graph)
        missing = [
            f"{app}: {operation.describe()}"
            for app, migrations in changes.items()
            for migration in migrations
            for operation in migration.operations
        ]
    report(missing)


def test_every_room_has_one_newest_migration() -> None:
    conflicts = _loader().detect_conflicts()
    report([f"{app}: {', '.join(names)}" for app, names in conflicts.items()])


def test_rooms_with_tables_have_migrations() -> None:
    loader = _loader()
    with_tables = {model._meta.app_label for model in apps.get_models() if model.__module__.startswith("juanzong.")}
    report(sorted(with_tables - loader.migrated_apps))
