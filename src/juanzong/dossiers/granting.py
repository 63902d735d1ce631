"""Dossiers as things that people can be let read for a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from juanzong.dossiers import reads
from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.models import Dossier
from juanzong.organisation.viewer import Viewer
from juanzong.privacy.grantable import Grantable, Told

MOST = 20


def _found(words: str) -> Sequence[int]:
    rows = Dossier.objects.exclude(state=DossierState.DESTROYED).order_by("-id")
    return list(rows.filter(Q(number=words) | Q(customer__name=words)).values_list("pk", flat=True)[:MOST])


def _told(ids: Sequence[int]) -> Mapping[int, Told]:
    found = {}
    for one in Dossier.objects.filter(pk__in=ids).exclude(state=DossierState.DESTROYED):
        kind = reads.kind_of(one)
        found[one.pk] = Told(f"{kind.name} {one.number}".strip(), kind.pack, one.department_id)
    return found


def _reads_anyway(viewer: Viewer, ids: Sequence[int]) -> Sequence[int]:
    return list(reads.visible(viewer).filter(pk__in=ids).values_list("pk", flat=True))


GRANTABLE = Grantable("dossier", _("档案"), reads.VIEW, _found, _told, _reads_anyway)
