"""The addresses of imports."""

from __future__ import annotations

from django.urls import path

from juanzong.web.customers import import_views as views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/upload/", views.upload, name="import_upload"),
    path("imports/<int:batch>/", views.batch_page, name="import"),
    path("imports/<int:batch>/check/", views.check, name="import_check"),
    path("imports/<int:batch>/progress/", views.progress, name="import_progress"),
    path("imports/<int:batch>/columns/", views.columns, name="import_columns"),
    path("imports/<int:batch>/start/", views.start, name="import_start"),
    path("imports/<int:batch>/continue/", views.go_on, name="import_continue"),
    path("imports/<int:batch>/cancel/", views.cancel, name="import_cancel"),
    path("imports/<int:batch>/remove/", views.remove, name="import_remove"),
    path("imports/<int:batch>/faults.<str:kind>", views.faults, name="import_faults"),
]
