"""Checks of a step on screen: ticked or counted part by part, or found wrong with a reason."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from juanzong.casework.actions import checks
from juanzong.kit.errors import Invalid
from juanzong.web.casework.case_acts import back, number
from juanzong.web.shell.pages import SIGNED_IN, Request, chosen_ids, page

_COUNT, _NOTE = "count-", "note-"


@page(SIGNED_IN)
@require_POST
def confirm(request: Request, case_id: int) -> HttpResponse:
    """Confirm a check by name, for the whole, for the parts that were ticked, and for those that were counted."""
    counts = dict(_counts(request))
    ticked = set(chosen_ids(request, "item"))
    notes = {pk: text for pk, text in _texts(request, _NOTE) if text}
    made = checks.confirm(
        by=request.viewer, case=case_id, arrival=number(request, "arrival"), check=request.POST.get("check", ""),
        items=ticked | set(counts) or (0,), counts=counts, notes=notes,
    )  # fmt: skip
    return back(request, case_id, _("已确认 %(n)s 项。") % {"n": made})


@page(SIGNED_IN)
@require_POST
def find_wrong(request: Request, case_id: int) -> HttpResponse:
    """Note what fails a check, for the whole or for one part."""
    found = checks.find_wrong(
        by=request.viewer, case=case_id, arrival=number(request, "arrival"), check=request.POST.get("check", ""),
        items=chosen_ids(request, "item") or (0,), fault=request.POST.get("fault", ""), note=request.POST.get("note", ""),
    )  # fmt: skip
    return back(request, case_id, _("已记下 %(n)s 项不合格。") % {"n": found})


def _texts(request: Request, prefix: str) -> Iterator[tuple[int, str]]:
    for name, text in request.POST.items():
        pk = name.removeprefix(prefix)
        if pk != name and pk.isascii() and pk.isdigit() and len(pk) < 19:
            yield int(pk), str(text).strip()


def _counts(request: Request) -> Iterator[tuple[int, int]]:
    for pk, text in _texts(request, _COUNT):
        if not text:
            continue
        if not (text.isascii() and text.isdigit() and len(text) < 7):
            fault = _("页数须为整数。")
            raise Invalid(fault, fields={f"{_COUNT}{pk}": fault}, todo=_("请重新填写。"))
        yield pk, int(text)
