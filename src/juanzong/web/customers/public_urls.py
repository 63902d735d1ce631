"""The public registration form, open to everybody."""

from __future__ import annotations

from django.urls import path

from juanzong.web.customers import intake_views

app_name = "register"
urlpatterns = [
    path("register/", intake_views.register, name="form"),
    path("register/thanks/", intake_views.thanks, name="thanks"),
]
