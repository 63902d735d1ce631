"""Every address of the product. A room's screens stand under its prefix; what it offers without an account
(sign-in, the public registration form) stands in its `public_urls` at the root."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

ROOMS = (
    ("organisation", "organisation/"),
    ("customers", "customers/"),
    ("dossiers", "dossiers/"),
    ("custody", "custody/"),
    ("ledger", "ledger/"),
    ("policies", "policies/"),
    ("casework", "work/"),
    ("forms", "forms/"),
    ("service", "service/"),
    ("oversight", "oversight/"),
    ("privacy", "grants/"),
    ("desk", ""),
)


def _room(name: str, prefix: str) -> list[URLPattern | URLResolver]:
    package = f"juanzong.web.{name}"
    if find_spec(package) is None:
        return []
    found: list[URLPattern | URLResolver] = []
    if find_spec(f"{package}.public_urls") is not None:
        found.append(path("", include(f"{package}.public_urls")))
    if find_spec(f"{package}.urls") is not None:
        found.append(path(prefix, include(f"{package}.urls")))
    return found


urlpatterns: list[URLPattern | URLResolver] = [path("", include("juanzong.web.shell.urls"))]
for _name, _prefix in ROOMS:
    urlpatterns += _room(_name, _prefix)

handler400 = "juanzong.web.shell.errors.bad_request"
handler403 = "juanzong.web.shell.errors.permission_denied"
handler404 = "juanzong.web.shell.errors.page_not_found"
handler500 = "juanzong.web.shell.errors.server_error"
