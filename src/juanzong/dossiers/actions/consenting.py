"""Consent to a change of a working file: given to one person, for some days, with a reason (P06-8)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from juanzong.dossiers import rules
from juanzong.dossiers.choices import Step
from juanzong.dossiers.models import ChangeConsent
from juanzong.dossiers.writing import locked, said, told
from juanzong.kit import clock
from juanzong.kit.errors import Invalid, NotAllowed
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer

LONGEST = 30
"""Days for which a consent may be given."""


@act("dossiers.close", clause="P06-8")
def allow_change(*, by: Viewer, dossier_id: int, staff: int, days: int, reason: str) -> ChangeConsent:
    """Let somebody else change title, note and unconfirmed items of an accepted dossier until the end of a day.

    What a second person confirmed stays as it is all the same; corrections stand beside it.
    """
    one = locked(by, "dossiers.close", dossier_id)
    rules.after(one.state, Step.CHANGE_ITEM)
    if not staff or staff == by.staff_id:
        raise NotAllowed(_("不能同意自己的修改申请。"), clause="P06-8", todo=_("请由有权同意的另一人办理。"))
    if not 1 <= days <= LONGEST:
        raise Invalid(
            _("同意修改的期限应在 1 到 %(most)s 天之间。") % {"most": LONGEST},
            fields={"days": _("请改正天数。")},
            clause="P06-8",
        )
    consent = ChangeConsent.objects.create(
        dossier=one, staff_id=staff, last_day=clock.today() + dt.timedelta(days=days - 1),
        reason=said(reason, clause="P06-8"), given_by=by.staff_id, given_by_name=by.name, given_at=clock.now(),
    )  # fmt: skip
    told(
        by,
        "dossier.change_allowed",
        one,
        clauses=("P06-8",),
        staff=staff,
        until=consent.last_day.isoformat(),
        days=days,
    )
    return consent
