"""Addresses of oversight: the clause board, a clause in detail, the board as a table."""

from __future__ import annotations

from django.urls import path

from juanzong.web.oversight import posters, views

app_name = "oversight"
urlpatterns = [
    path("", views.board, name="board"),
    path("alerts/", views.alerts, name="alerts"),
    path("pledges.pdf", posters.print_pledges, name="poster"),
    path("export/<str:pack_id>/", views.export, name="export"),
    path("clauses/<str:clause_id>/", views.clause, name="clause"),
]
