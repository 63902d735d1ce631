"""Addresses of work: one obligation and what can be done about it; what others owe; the company's own days."""

from __future__ import annotations

from django.urls import path

from juanzong.web.casework import views

app_name = "casework"
urlpatterns = [
    path("", views.obligations, name="list"),
    path("days/", views.days, name="days"),
    path("<int:obligation_id>/", views.obligation, name="obligation"),
    path("<int:obligation_id>/complete/", views.complete, name="complete"),
    path("<int:obligation_id>/waive/", views.waive, name="waive"),
    path("<int:obligation_id>/reassign/", views.reassign, name="reassign"),
]
