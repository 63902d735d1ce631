"""Addresses of the policies: packs, clauses, kinds of dossier, positions."""

from __future__ import annotations

from django.urls import path

from juanzong.web.policies import adopting, changing, own, rights, views

app_name = "policies"
urlpatterns = [
    path("", views.packs, name="packs"),
    path("clauses/<str:clause_id>/", views.clause, name="clause"),
    path("adopt/", adopting.adopt, name="adopt"),
    path("adoptions/<int:adoption_id>/end/", adopting.end, name="end_adoption"),
    path("kinds/", views.kinds, name="kinds"),
    path("kinds/<str:code>/", views.kind, name="kind"),
    path("positions/", views.positions, name="positions"),
    path("positions/<str:code>/", views.position, name="position"),
    path("rights/", rights.table, name="rights"),
    path("own/", own.listing, name="editions"),
    path("own/<int:edition_id>/", own.edition, name="edition"),
    path("own/<int:edition_id>/propose/", own.propose, name="propose_edition"),
    path("own/<int:edition_id>/withdraw/", own.withdraw, name="withdraw_edition"),
    path("own/<int:edition_id>/consent/", own.consent, name="consent_edition"),
    path("own/<int:edition_id>/refuse/", own.refuse, name="refuse_edition"),
    path("own/<int:edition_id>/next/", own.begin_next, name="next_edition"),
    path("own/<int:edition_id>/changes/<int:change_id>/take-back/", own.take_back, name="take_back_change"),
    path("own/<int:edition_id>/change/", changing.choose, name="change_list"),
    path("own/<int:edition_id>/change/<str:of>/<str:code>/", changing.element, name="change_element"),
    path("<str:pack_id>/", views.pack, name="pack"),
]
