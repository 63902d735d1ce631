"""Addresses of the desk: the work list and the search."""

from __future__ import annotations

from django.urls import path

from juanzong.web.desk import finding, views

app_name = "desk"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("search/", finding.search, name="search"),
]
