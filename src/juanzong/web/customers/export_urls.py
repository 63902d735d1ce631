"""The address of the export."""

from __future__ import annotations

from django.urls import path

from juanzong.web.customers import export_views

urlpatterns = [path("export/", export_views.export, name="export")]
