"""Filled forms as things that people can be let read for a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from juanzong.forms import offering, reads
from juanzong.forms.choices import RecordState
from juanzong.forms.models import Record
from juanzong.organisation.viewer import Viewer
from juanzong.privacy.grantable import Grantable, Told

MOST = 20


def _found(words: str) -> Sequence[int]:
    """Submitted records of a customer of exactly this name, or on the blank with this number."""
    where = Q(customer__name=words)
    if words.isascii() and words.isdigit() and len(words) < 10:
        where |= Q(blank__serial=int(words))
    rows = Record.objects.filter(where, state=RecordState.SUBMITTED, sealed_at=None).order_by("-id")
    return list(rows.values_list("pk", flat=True)[:MOST])


def _told(ids: Sequence[int]) -> Mapping[int, Told]:
    found = {}
    rows = Record.objects.filter(pk__in=ids, state=RecordState.SUBMITTED, sealed_at=None).select_related("blank")
    for one in rows:
        form = offering.form_of(one)
        blank = getattr(one, "blank", None)
        number = f" №{blank.serial}" if blank else ""
        found[one.pk] = Told(f"{form.name}{number} {one.filled_on.isoformat()}", one.pack, one.department_id)
    return found


def _reads_anyway(viewer: Viewer, ids: Sequence[int]) -> Sequence[int]:
    return list(reads.visible(viewer).filter(pk__in=ids).values_list("pk", flat=True))


GRANTABLE = Grantable("record", _("表单记录"), reads.VIEW, _found, _told, _reads_anyway)
