"""Addresses of the archive room."""

from __future__ import annotations

from django.urls import path

from juanzong.web.custody.views import counting, places, scanning, shelving

app_name = "custody"
urlpatterns = [
    path("", places.rooms, name="rooms"),
    path("rooms/", places.add_room, name="add_room"),
    path("places/<int:place_id>/", places.place, name="place"),
    path("places/<int:place_id>/cabinets/", places.add_cabinets, name="add_cabinets"),
    path("places/<int:place_id>/parts/", places.add_part, name="add_part"),
    path("places/<int:place_id>/edit/", places.change, name="change_place"),
    path("places/<int:place_id>/move/", places.move, name="move_place"),
    path("places/<int:place_id>/close/", places.close, name="close_place"),
    path("places/<int:place_id>/contents/", places.move_contents, name="move_contents"),
    path("places/<int:place_id>/shelve/", shelving.shelve_here, name="shelve_here"),
    path("places/<int:place_id>/labels/", scanning.place_labels, name="place_labels"),
    path("places/<int:place_id>/labels/<str:sheet>/", scanning.content_labels, name="content_labels"),
    path("counts/", counting.counts, name="counts"),
    path("counts/<int:count_id>/", counting.count, name="count"),
    path("counts/<int:count_id>/scans/", counting.scans, name="count_scans"),
    path("counts/<int:count_id>/scan/", counting.scan_one, name="count_scan"),
    path("counts/<int:count_id>/end/", counting.end, name="end_count"),
    path("counts/<int:count_id>/sign/", counting.sign, name="sign_count"),
    path("counts/<int:count_id>/print/", counting.print_count, name="print_count"),
    path("findings/<int:finding_id>/", counting.settle, name="settle_finding"),
    path("scan/", scanning.scan, name="scan"),
    path("c/<str:code>/", scanning.code, name="code"),
    path("dossiers/<int:dossier_id>/labels/<str:sheet>/", scanning.dossier_labels, name="dossier_labels"),
    path("dossiers/<int:dossier_id>/", shelving.whereabouts, name="whereabouts"),
    path("dossiers/<int:dossier_id>/thickness/", shelving.thickness, name="thickness"),
    path("items/<int:item_id>/apart/", shelving.apart, name="apart"),
    path("items/<int:item_id>/rejoin/", shelving.rejoin, name="rejoin"),
]
