"""Registrations from outside: the list, one of them, the sheet for the front desk."""

from __future__ import annotations

from django.urls import path

from juanzong.web.customers import intake_views

urlpatterns = [
    path("intake/", intake_views.intakes, name="intakes"),
    path("intake/poster/", intake_views.poster, name="intake_poster"),
    path("intake/<int:intake>/", intake_views.intake, name="intake"),
]
