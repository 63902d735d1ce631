"""The addresses of the customers' screens."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from juanzong.web.customers import (
    change_views,
    contact_views,
    duplicate_views,
    edit_views,
    list_views,
    page_views,
    register_views,
    reveal_views,
)

app_name = "customers"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", list_views.customer_list, name="list"),
    path("register/", register_views.register, name="register"),
    path("register/likely/", register_views.likely, name="likely"),
    path("duplicates/", duplicate_views.duplicates, name="duplicates"),
    path("duplicates/<int:duplicate>/different/", duplicate_views.different, name="different"),
    path("compare/<int:one>/<int:two>/", duplicate_views.compare, name="compare"),
    path("merges/<int:merge>/undo/", duplicate_views.undo, name="undo_merge"),
    path("particulars/<int:particular>/", reveal_views.value, name="value"),
    path("particulars/<int:particular>/end/", edit_views.end_particular, name="end_particular"),
    path("contacts/<int:contact>/edit/", contact_views.change, name="change_contact"),
    path("contacts/<int:contact>/end/", contact_views.end, name="end_contact"),
    path("relations/<int:relation>/end/", contact_views.end_relation, name="end_relation"),
    path("<int:customer>/", page_views.customer_page, name="customer"),
    path("<int:customer>/history/", page_views.history, name="history"),
    path("<int:customer>/timeline/", page_views.timeline, name="timeline"),
    path("<int:customer>/changes/", change_views.changes, name="changes"),
    path("<int:customer>/edit/", edit_views.edit, name="edit"),
    path("<int:customer>/set/<slug:field>/", edit_views.set_particular, name="set"),
    path("<int:customer>/contacts/add/", contact_views.add, name="add_contact"),
    path("<int:customer>/relations/add/", contact_views.relate, name="relate"),
]

# Import, export and intake bring their own addresses, under the same namespace.
urlpatterns += [
    path("", include(f"juanzong.web.customers.{more}"))
    for more in ("import_urls", "export_urls", "intake_urls")
    if find_spec(f"juanzong.web.customers.{more}") is not None
]
