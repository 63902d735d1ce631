"""Addresses of dossiers, items, their papers and the scans."""

from __future__ import annotations

from django.urls import path

from juanzong.web.dossiers.views import (
    collecting,
    course,
    items,
    listing,
    managing,
    papers,
    scans,
    supplement,
    units,
    verifying,
)

app_name = "dossiers"
urlpatterns = [
    path("", listing.dossier_list, name="list"),
    path("waiting/", listing.waiting, name="waiting"),
    path("errors/", listing.error_rates, name="errors"),
    path("new/", course.new, name="new"),
    path("scans/", scans.scan_list, name="scans"),
    path("scans/<int:scan_id>/", scans.file_scan, name="scan"),
    path("scans/<int:scan_id>/discard/", scans.discard, name="discard_scan"),
    path("scans/<int:scan_id>/page/<int:number>/", scans.scan_page, name="scan_page"),
    path("items/<int:item_id>/", items.item, name="item"),
    path("items/<int:item_id>/edit/", items.edit, name="edit_item"),
    path("items/<int:item_id>/withdraw/", items.withdraw, name="withdraw_item"),
    path("items/<int:item_id>/versions/", items.add_version, name="add_version"),
    path("items/<int:item_id>/check/", verifying.check, name="check_item"),
    path("versions/<int:version_id>/page/<int:number>/", papers.page_picture, name="page"),
    path("versions/<int:version_id>/picture/", papers.picture, name="picture"),
    path("versions/<int:version_id>/play/", papers.play, name="play"),
    path("versions/<int:version_id>/download/", papers.download, name="download"),
    path("<int:dossier_id>/", course.dossier, name="dossier"),
    path("<int:dossier_id>/edit/", course.edit, name="edit"),
    path("<int:dossier_id>/managers/", managing.managers, name="managers"),
    path("collections/<int:collection_id>/receipt/", collecting.receipt, name="receipt"),
    path("<int:dossier_id>/unit/", units.unit, name="unit"),
    path("<int:dossier_id>/items/new/", items.add, name="add_item"),
    path("<int:dossier_id>/upload/", items.upload, name="upload"),
    path("<int:dossier_id>/order/", items.reorder, name="reorder"),
    path("<int:dossier_id>/submit/", course.submit, name="submit"),
    path("<int:dossier_id>/recall/", course.recall, name="recall"),
    path("<int:dossier_id>/verify/", verifying.verify, name="verify"),
    path("<int:dossier_id>/verify/end/", verifying.end, name="end_verification"),
    path("<int:dossier_id>/accept/", verifying.accept, name="accept"),
    path("<int:dossier_id>/send-back/", verifying.send_back, name="send_back"),
    path("<int:dossier_id>/supplement/", supplement.supplement, name="supplement"),
    path("<int:dossier_id>/supplement/ask/", supplement.ask, name="ask_supplement"),
    path("<int:dossier_id>/supplement/<int:line_id>/drop/", supplement.drop, name="drop_supplement"),
    path("<int:dossier_id>/events/", course.note_event, name="note_event"),
    path("<int:dossier_id>/collect/", collecting.collect, name="collect"),
    path("<int:dossier_id>/close/", course.close, name="close"),
    path("<int:dossier_id>/reopen/", course.reopen, name="reopen"),
    path("<int:dossier_id>/print/<str:paper>/", papers.print_paper, name="print"),
]
