"""Addresses of the ledger."""

from __future__ import annotations

from django.urls import path

from juanzong.web.ledger import checking, views

app_name = "ledger"
urlpatterns = [
    path("", views.entries, name="list"),
    path("export/", views.export, name="export"),
    path("heads/", checking.heads, name="heads"),
    path("heads/latest.json", checking.latest_head, name="latest-head"),
    path("verify/", checking.verify, name="verify"),
    path("<int:entry_id>/", views.entry, name="entry"),
    path("<int:entry_id>/proof.json", checking.proof, name="proof"),
]
