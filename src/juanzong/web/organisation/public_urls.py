"""Coming in and going out; entering as a demo person exists in demo mode only."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from juanzong.web.organisation import entry, factor, pledges

app_name = "entry"
urlpatterns = [
    path("sign-in/", entry.sign_in, name="sign-in"),
    path("sign-in/password/", entry.password, name="password"),
    path("sign-in/code/", factor.code, name="code"),
    path("sign-in/second-factor/", factor.second_factor, name="second-factor"),
    path("sign-in/pledges/", pledges.stand_by, name="pledges"),
    path("sign-out/", entry.sign_out, name="sign-out"),
]
if settings.DEMO:
    urlpatterns.append(path("sign-in/demo/", entry.enter_demo, name="demo"))
