"""Addresses of grants: the register, asking, one grant, and reading under it."""

from __future__ import annotations

from django.urls import path

from juanzong.web.privacy.views import consulting, grants

app_name = "privacy"
urlpatterns = [
    path("", grants.grants, name="grants"),
    path("ask/", grants.ask, name="ask"),
    path("export/", grants.export, name="export"),
    path("<int:grant_id>/", grants.grant, name="grant"),
    path("<int:grant_id>/end/", grants.end, name="end"),
    path("<int:grant_id>/dossiers/<int:dossier_id>/", consulting.dossier, name="dossier"),
    path("<int:grant_id>/items/<int:item_id>/", consulting.item, name="item"),
    path("<int:grant_id>/versions/<int:version_id>/page/<int:number>/", consulting.page_picture, name="page"),
    path("<int:grant_id>/versions/<int:version_id>/picture/", consulting.picture, name="picture"),
    path("<int:grant_id>/versions/<int:version_id>/play/", consulting.play, name="play"),
    path("<int:grant_id>/records/<int:record_id>/", consulting.record, name="record"),
]
