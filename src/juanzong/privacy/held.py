"""Reading grants as people hold them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.sockets_held import Handing, Held, Holds
from juanzong.kit import clock
from juanzong.privacy.actions.grants import END, end_grant
from juanzong.privacy.choices import GrantState
from juanzong.privacy.models import Grant
from juanzong.privacy.reads.grants import VIEW


def _rows(staff: int) -> QuerySet[Grant]:
    return Grant.objects.filter(reader=staff, state=GrantState.GRANTED, until__gt=clock.now())


def _held(staff: int, most: int) -> Sequence[Held]:
    rows = _rows(staff).order_by("until", "id").values_list("id", "number", "last_day")[:most]
    return [Held(pk, number, _("至 %(day)s") % {"day": day.isoformat()}) for pk, number, day in rows]


def _end(handing: Handing, ids: Sequence[int]) -> None:
    for id in ids:
        end_grant(by=handing.by, grant=id, reason=handing.reason)


HOLDS = Holds(
    "grants", 72, gettext_lazy("阅看授权"), "grant", _held, lambda staff: _rows(staff).count(), take_back=_end,
    rights=(END, VIEW), at_closing=True,
)  # fmt: skip
