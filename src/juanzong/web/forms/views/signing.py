"""Signing a record in one of its signature fields."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from juanzong.casework.reads import signatures
from juanzong.forms import actions, reads, signing
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render
from juanzong.web.shell.signing import SignForm


@page(reads.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: Request, record_id: int, field: str) -> HttpResponse:
    """What is signed, and the sheet for signing it."""
    viewer = request.viewer
    shown = reads.shown(viewer, record_id)
    reads.refuse_sealed(viewer, shown.record, shown.form)
    slot = next((one for one in shown.form.fields if one.code == field), None)
    if slot is None:
        raise NotFound(_("表上没有这个签字栏。"), clause=shown.form.clause)
    content = signatures.content_of(viewer, Ref("record", record_id))
    asking = SignForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and asking.is_valid():
        try:
            actions.sign_record(by=viewer, record=record_id, field=field, **asking.given(request))
        except (Invalid, Conflict) as refusal:
            add_refusal(asking, refusal)
        else:
            return goto(request, reverse("forms:record", args=[record_id]), said=_("已签字，记入台账。"))
    context: dict[str, Any] = {
        "shown": shown, "slot": slot, "content": content, "asking": asking,
        "capacity": signing.capacity(shown.form, slot),
    }  # fmt: skip
    return render(request, "forms/sign.html", context, status=422 if asking.errors else 200)
