"""The addresses of an installation in demo mode, for tests of it."""

from __future__ import annotations

from django.urls import include, path

from juanzong.config.urls import urlpatterns as _ours
from juanzong.web.organisation import entry

_entry = (
    [
        path("sign-in/", entry.sign_in, name="sign-in"),
        path("sign-in/password/", entry.password, name="password"),
        path("sign-in/demo/", entry.enter_demo, name="demo"),
        path("sign-out/", entry.sign_out, name="sign-out"),
    ],
    "entry",
)
urlpatterns = [path("", include(_entry)), *(one for one in _ours if getattr(one, "app_name", "") != "entry")]
