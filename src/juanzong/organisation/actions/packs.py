"""Putting policies in force. The room of policies lies below this one and knows no viewers, so their acts stand here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from juanzong.kit.errors import Invalid
from juanzong.organisation import reads
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.policies import actions as policies
from juanzong.policies.reads import AdoptedPack

ADOPT = "policies.adopt"


@act(ADOPT, clause="P00-1.6")
def adopt_pack(
    *,
    by: Viewer,
    pack: str,
    from_date: dt.date,
    version: int | None = None,
    department: int | None = None,
    parameters: Mapping[str, str] | None = None,
) -> AdoptedPack:
    """Put a policy in force from a day on, for the company or one department: its newest version or the one named."""
    if department is not None and department not in dict(reads.department_choices(by)):
        raise Invalid(_("没有这个部门。"), fields={"department": _("请从列表中选择。")}, clause="P00-1.6")
    return policies.adopt(
        actor=by.actor, pack=pack, from_date=from_date, version=version, department=department, parameters=parameters
    )


@act(ADOPT, clause="P00-1.6")
def end_adoption(*, by: Viewer, adoption: int, from_date: dt.date) -> AdoptedPack:
    """Put a policy out of force from a day on; what it has already brought about stays."""
    return policies.end_adoption(actor=by.actor, adoption=adoption, from_date=from_date)
