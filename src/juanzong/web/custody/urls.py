"""Addresses of the archive room."""

from __future__ import annotations

from django.urls import path

from juanzong.web.custody.views import places, scanning, shelving

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
    path("scan/", scanning.scan, name="scan"),
    path("c/<str:code>/", scanning.code, name="code"),
    path("dossiers/<int:dossier_id>/labels/<str:sheet>/", scanning.dossier_labels, name="dossier_labels"),
    path("dossiers/<int:dossier_id>/", shelving.whereabouts, name="whereabouts"),
    path("dossiers/<int:dossier_id>/thickness/", shelving.thickness, name="thickness"),
    path("items/<int:item_id>/apart/", shelving.apart, name="apart"),
    path("items/<int:item_id>/rejoin/", shelving.rejoin, name="rejoin"),
]
