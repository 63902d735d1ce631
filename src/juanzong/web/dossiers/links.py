"""Where a dossier's page is."""

from __future__ import annotations

from django.urls import reverse


def address(dossier_id: int) -> str:
    """The page of a dossier."""
    return reverse("dossiers:dossier", args=[dossier_id])
