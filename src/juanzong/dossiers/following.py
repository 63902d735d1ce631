"""Dossiers go along when two customers become one, and come back when that is undone."""

from __future__ import annotations

from collections.abc import Sequence

from juanzong.dossiers.models import Dossier


def move(gone: int, kept: int) -> list[int]:
    """Give all dossiers of customer `gone` to `kept`; their papers stay readable under the key they were filed with."""
    moved = list(Dossier.objects.select_for_update().filter(customer=gone).values_list("id", flat=True))
    Dossier.objects.filter(pk__in=moved).update(customer=kept)
    return moved


def move_back(ids: Sequence[int], gone: int, kept: int) -> None:
    """Give these dossiers of `kept` back to `gone`."""
    Dossier.objects.filter(pk__in=ids, customer=kept).update(customer=gone)
