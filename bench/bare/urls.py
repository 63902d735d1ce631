"""The bare project's one address."""

from __future__ import annotations

from django.urls import path

from bench.bare.views import page

urlpatterns = [path("<int:pk>/", page)]
