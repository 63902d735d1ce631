"""The certificate ledger, and one certificate with its history."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.custody import actions
from juanzong.custody.choices_safe import CertificateState
from juanzong.custody.models import Certificate
from juanzong.custody.reads import certificates as reads
from juanzong.custody.reads import safes, slips
from juanzong.kit import clock
from juanzong.kit.errors import Refusal
from juanzong.kit.refs import Ref
from juanzong.ledger import reads as ledger
from juanzong.web.custody.certificate_forms import RegisterFilter, RenewForm
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render
from juanzong.web.shell.revealing import Hidden, behind_mask
from juanzong.web.shell.tables import Column, Empty, Table, respond

TONES = {"in": "celadon", "out": "amber", "released": "plain", "listed": "amber", "dropped": "plain"}


def address(certificate_id: int) -> str:
    """The page of a certificate."""
    return reverse("custody:certificate", args=[certificate_id])


class RegisterTable(Table):
    """The certificate ledger (权证台账)."""

    name = "certificates"
    label = gettext_lazy("权证台账")
    search_hint = gettext_lazy("档号、权利人或证号后四位")
    paging = "pages"
    default_sort = "archive"
    filter_form = RegisterFilter
    columns = (
        Column("archive", gettext_lazy("档号"), sort=("dossier__number", "id"), opens=True, width="s", phone="plain"),
        Column("kind", gettext_lazy("名称"), value=lambda row: row.get_kind_display(), sort=("kind", "id"), phone="title"),
        Column("number", gettext_lazy("证号"), value=lambda row: row.masked, width="fill"),
        Column("holder", gettext_lazy("权利人"), sort=("holder", "id")),
        Column("valid_until", gettext_lazy("有效期至"), sort=("valid_until", "id"), phone="hide"),
        Column("place", gettext_lazy("保险柜"), value=lambda row: row.holding.place.name if row.holding.place else "", phone="hide"),
        Column("state", gettext_lazy("状态"), sort=("state", "id"), phone="plain"),
    )  # fmt: skip

    def row_url(self, row: Certificate) -> str:
        return address(row.pk)

    def search(self, rows: Any, text: str) -> Any:
        found = rows.filter(dossier__number__icontains=text) | rows.filter(holder__icontains=text)
        return found | reads.numbered(rows, text) if len(text) == 4 else found

    def narrow(self, rows: Any, chosen: dict[str, Any]) -> Any:
        if chosen["state"]:
            rows = rows.filter(state=chosen["state"])
        if chosen["kind"]:
            rows = rows.filter(kind=chosen["kind"])
        if chosen["safe"]:
            rows = rows.filter(holding__place=chosen["safe"])
        if chosen["until"]:
            rows = rows.filter(valid_until__lte=chosen["until"])
        return rows

    def enrich(self, rows: list[Any]) -> list[Any]:
        masked = reads.masked(rows)
        for row in rows:
            row.masked = masked.get(row.pk, "")
        return rows

    def show_archive(self, row: Certificate) -> Any:
        return row.dossier.number or _("未编号")

    def show_state(self, row: Certificate) -> Any:
        return format_html('<span class="badge {}">{}</span>', TONES[row.state], row.get_state_display())


def _table(request: Request) -> RegisterTable:
    viewer = request.viewer
    rows = reads.certificates(viewer).select_related("dossier", "holding__place")
    empty = Empty(_("还没有权证"), _("项目经理在档案页点“权证”，列清单移交。"))
    table = RegisterTable(request, rows, empty=empty)
    choices = [(line.place.pk, line.place.name) for line in safes.safes(viewer)]
    table.form.fields["safe"].choices = [("", _("全部")), *choices]  # type: ignore[union-attr]
    return table


@page(reads.VIEW)
@require_safe
def certificates(request: Request) -> HttpResponse:
    """The ledger: everything that was ever taken into a safe."""
    viewer = request.viewer
    shown = reads.certificates(viewer)
    soon = clock.today() + reads.SOON
    context = {
        "inside": shown.filter(state=CertificateState.IN).count(),
        "out": shown.filter(state=CertificateState.OUT).count(),
        "late": slips.overdue(viewer).count(),
        "expiring": shown.filter(state__in=["in", "out"], valid_until__lte=soon).count(),
        "soon": soon,
    }
    return respond(request, "custody/certificates.html", _table(request), context)


@page(reads.VIEW)
@require_safe
def certificate(request: Request, certificate_id: int) -> HttpResponse:
    """One certificate: what it is, where it is, where it was."""
    return _certificate(request, certificate_id)


def _certificate(request: Request, certificate_id: int, renewing: forms.Form | None = None) -> HttpResponse:
    viewer = request.viewer
    one = reads.certificate(viewer, certificate_id)
    held = one.state in (CertificateState.IN, CertificateState.OUT)
    context = {
        "one": one,
        "shown": reads.shown(viewer, one),
        "tone": TONES[one.state],
        "entries": reads.entries(viewer, one.pk),
        "moves": held and viewer.may("custody.safe_slips"),
        "renewing": renewing or RenewForm(),
        "expired": one.valid_until is not None and one.valid_until < clock.today(),
        "story": [
            (entry, ledger.sentence(entry, subject=str(one.get_kind_display())))
            for entry in ledger.for_subject(Ref("certificate", one.pk), limit=30).entries
        ],
    }
    return render(request, "custody/certificate.html", context, status=422 if renewing and renewing.errors else 200)


@page("custody.safe_slips")
@require_POST
def renew(request: Request, certificate_id: int) -> HttpResponse:
    """Note that the validity was prolonged."""
    form = RenewForm(request.POST)
    if form.is_valid():
        try:
            actions.renew_certificate(by=request.viewer, certificate_id=certificate_id, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(certificate_id), said=_("已登记新的有效期。"))
    return _certificate(request, certificate_id, form)


@page(reads.VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def value(request: Request, certificate_id: int) -> HttpResponse:
    """The number and the value masked, the question what for, or as they are."""
    viewer = request.viewer
    one = reads.certificate(viewer, certificate_id)
    shown, back = reads.shown(viewer, one), address(certificate_id)
    crumbs = ((_("权证"), reverse("custody:certificates")), (one.get_kind_display(), back))
    hidden = Hidden(_("证号和价值"), shown.number, back, crumbs, "custody/certificate_value.html")

    def reveal(**said: Any) -> dict[str, Any]:
        actions.reveal_certificate(by=viewer, certificate_id=one.pk, **said)
        return {"shown": reads.shown(viewer, one)}

    return behind_mask(request, hidden, {"one": one, "shown": shown}, reveal)
