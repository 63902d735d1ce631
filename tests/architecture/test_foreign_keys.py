"""Foreign keys follow the import order; the ledger and the kit have none, since their rows stand alone."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from tests.architecture.source import RANK, report

# The framework's tables a room may point at: sessions and permissions belong to the user model.
_FRAMEWORK = {"auth", "contenttypes", "sessions"}


def _room(model: type[models.Model]) -> str:
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "juanzong" else model._meta.app_label


def _relations() -> list[tuple[type[models.Model], str, type[models.Model]]]:
    return [
        (model, field.name, field.related_model)
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("juanzong.")
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and isinstance(field.related_model, type)
    ]


def test_foreign_keys_follow_the_import_order() -> None:
    faults = []
    for model, name, other in _relations():
        here, there = _room(model), _room(other)
        if there in RANK and RANK[there] <= RANK[here]:
            continue
        if there in _FRAMEWORK and here == "organisation":
            continue
        faults.append(f"{model._meta.label}.{name} -> {other._meta.label}")
    report(faults)


def test_rows_of_ledger_and_kit_stand_alone() -> None:
    report([f"{model._meta.label}.{name}" for model, name, _ in _relations() if _room(model) in ("ledger", "kit")])


def test_no_deletion_cascades_into_another_room() -> None:
    """What one room deletes must not silently take rows of a higher room along."""
    faults = [
        f"{model._meta.label}.{name}"
        for model, name, other in _relations()
        if _room(model) != _room(other)
        and getattr(model._meta.get_field(name).remote_field, "on_delete", None) is models.CASCADE
        and _room(other) not in _FRAMEWORK
    ]
    report(faults)
