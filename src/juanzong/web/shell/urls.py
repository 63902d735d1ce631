"""Addresses of the shell itself: health, preferences, the icon, and for developers the page of components."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from juanzong.web.shell import views

app_name = "shell"
urlpatterns = [
    path("healthz", views.health, name="health"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("preferences/", views.preferences, name="preferences"),
]
if settings.DEBUG:
    from juanzong.web.shell import showcase

    urlpatterns.append(path("components/", showcase.components, name="components"))
