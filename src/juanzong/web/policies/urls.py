"""Addresses of the policies: packs, clauses, kinds of dossier, positions."""

from __future__ import annotations

from django.urls import path

from juanzong.web.policies import adopting, views

app_name = "policies"
urlpatterns = [
    path("", views.packs, name="packs"),
    path("clauses/<str:clause_id>/", views.clause, name="clause"),
    path("adopt/", adopting.adopt, name="adopt"),
    path("adoptions/<int:adoption_id>/end/", adopting.end, name="end_adoption"),
    path("kinds/", views.kinds, name="kinds"),
    path("kinds/<str:code>/", views.kind, name="kind"),
    path("positions/", views.positions, name="positions"),
    path("positions/<str:code>/", views.position, name="position"),
    path("<str:pack_id>/", views.pack, name="pack"),
]
