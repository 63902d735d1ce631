"""Addresses of the archive room."""

from __future__ import annotations

from django.urls import path

from juanzong.web.custody.views import binding, counting, disposal, inspecting, places, scanning, shelving

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
    path("disposals/", disposal.disposals, name="disposals"),
    path("disposals/<int:disposal_id>/", disposal.disposal, name="disposal"),
    path("disposals/<int:disposal_id>/propose/", disposal.propose, name="propose_disposal"),
    path("disposals/<int:disposal_id>/approve/", disposal.approve, name="approve_disposal"),
    path("disposals/<int:disposal_id>/refuse/", disposal.refuse, name="refuse_disposal"),
    path("disposals/<int:disposal_id>/witness/", disposal.witness, name="witness_disposal"),
    path("disposals/<int:disposal_id>/photos/", disposal.photo, name="disposal_photo"),
    path("disposals/<int:disposal_id>/photos/<int:number>/", disposal.photo_picture, name="disposal_picture"),
    path("disposals/<int:disposal_id>/execute/", disposal.execute, name="execute_disposal"),
    path("disposals/<int:disposal_id>/print/", disposal.print_disposal, name="print_disposal"),
    path("disposal-lines/<int:line_id>/", disposal.appraise, name="appraise"),
    path("dossiers/<int:dossier_id>/holds/", disposal.holds, name="holds"),
    path("holds/<int:freeze_id>/lift/", disposal.lift, name="lift_freeze"),
    path("inspections/", inspecting.inspections, name="inspections"),
    path("inspections/<int:place_id>/", inspecting.inspection, name="inspection"),
    path("troubles/<int:trouble_id>/", inspecting.repair, name="repair"),
    path("inspection-photos/<int:photo_id>/", inspecting.photo, name="inspection_photo"),
    path("volumes/", binding.volumes, name="volumes"),
    path("dossiers/<int:dossier_id>/bind/", binding.bind, name="bind"),
    path("places/<int:place_id>/volumes/", binding.print_box, name="print_box"),
    path("scan/", scanning.scan, name="scan"),
    path("c/<str:code>/", scanning.code, name="code"),
    path("dossiers/<int:dossier_id>/labels/<str:sheet>/", scanning.dossier_labels, name="dossier_labels"),
    path("dossiers/<int:dossier_id>/", shelving.whereabouts, name="whereabouts"),
    path("dossiers/<int:dossier_id>/thickness/", shelving.thickness, name="thickness"),
    path("items/<int:item_id>/apart/", shelving.apart, name="apart"),
    path("items/<int:item_id>/rejoin/", shelving.rejoin, name="rejoin"),
]
