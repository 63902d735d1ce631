"""What higher rooms ask of many records at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import F, QuerySet

from juanzong.forms.choices import RecordState
from juanzong.forms.models import Record, RecordValue
from juanzong.forms.reads import visible
from juanzong.organisation.viewer import Viewer


def submitted(viewer: Viewer, forms: Collection[str]) -> QuerySet[Record]:
    """The submitted records of these sheets about customers that the viewer may know of."""
    return visible(viewer).filter(form__in=forms, state=RecordState.SUBMITTED, customer__isnull=False)


def ordinary(records: Sequence[int], field: str) -> Mapping[int, str]:
    """What records say now in one field that is not sealed, by record. One SQL statement."""
    rows = RecordValue.objects.filter(
        version__record__in=records, version__number=F("version__record__version"), field=field, sealed__isnull=True
    )
    return dict(rows.values_list("version__record", "plain"))
