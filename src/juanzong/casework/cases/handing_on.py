"""Passing a part of a case on: the next in a chain of any length is named by whoever passes it on."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from juanzong.casework.models import CasePart
from juanzong.casework.sockets import Doing, Effect, Offer
from juanzong.kit.errors import Invalid
from juanzong.kit.refs import Ref
from juanzong.organisation import reads as organisation
from juanzong.organisation.viewer import Viewer

NEXT = "next"
"""Under this code a move says who is next."""


def _colleagues(viewer: Viewer, _subject: Ref) -> Sequence[str]:
    """Everybody who is here, except oneself."""
    return [words for pk, words in organisation.staff_choices(viewer) if pk != viewer.staff_id]


def _hand_to(doing: Doing) -> None:
    """The part passes to whoever was named."""
    chosen = doing.data.get(NEXT, "")
    staff = next((pk for pk, words in organisation.staff_choices(doing.by) if words == chosen), 0)
    if not staff or staff == doing.by.staff_id:
        fault = _("请选择下一位接收人。")
        raise Invalid(fault, fields={NEXT: fault}, clause=doing.clause)
    _pass(doing, staff)


def _hand_back(doing: Doing) -> None:
    """The part goes back to whoever started the case."""
    _pass(doing, doing.starter)


def _pass(doing: Doing, staff: int) -> None:
    CasePart.objects.update_or_create(case_id=doing.case, role=doing.params["role"], defaults={"staff_id": staff})


OFFER = Offer("casework.colleagues", gettext_lazy("在职的同事"), _colleagues)
EFFECTS = (
    Effect("casework.hand_to", gettext_lazy("交给下一位"), _hand_to, params={"role": True}),
    Effect("casework.hand_back", gettext_lazy("交回提出人"), _hand_back, params={"role": True}),
)
