"""Addresses of work: one obligation and what can be done about it; what others owe; the company's own days."""

from __future__ import annotations

from django.urls import path

from juanzong.web.casework import case_acts, case_views, channels, check_acts, views

app_name = "casework"
urlpatterns = [
    path("", views.obligations, name="list"),
    path("days/", views.days, name="days"),
    path("cases/", case_views.cases, name="cases"),
    path("cases/export/", case_views.export_cases, name="export_cases"),
    path("cases/<int:case_id>/", case_views.case, name="case"),
    path("cases/<int:case_id>/take/", case_acts.take, name="take"),
    path("cases/<int:case_id>/withdraw/", case_acts.withdraw, name="withdraw"),
    path("cases/<int:case_id>/sign/", case_acts.sign, name="sign"),
    path("cases/<int:case_id>/confirm/", check_acts.confirm, name="confirm"),
    path("cases/<int:case_id>/wrong/", check_acts.find_wrong, name="find_wrong"),
    path("cases/<int:case_id>/attach/", case_acts.attach, name="attach"),
    path("cases/<int:case_id>/papers/<int:attachment_id>/", case_views.paper, name="paper"),
    path("cases/<int:case_id>/papers/<int:attachment_id>/withdraw/", case_acts.withdraw_paper, name="withdraw_paper"),
    path("cases/<int:case_id>/signers/", case_acts.add_signer, name="add_signer"),
    path("cases/<int:case_id>/signers/<int:signer_id>/release/", case_acts.release_signer, name="release_signer"),
    path("cases/<int:case_id>/part/", case_acts.change_part, name="change_part"),
    path("start/<slug:procedure>/<slug:kind>/<int:subject_id>/", case_acts.start, name="start"),
    path("channels/", channels.channels, name="channels"),
    path("channels/add/<slug:way>/", channels.add, name="add-channel"),
    path("channels/<int:id>/", channels.change, name="channel"),
    path("channels/<int:id>/test/", channels.test, name="test-channel"),
    path("channels/<int:id>/remove/", channels.remove, name="remove-channel"),
    path("messages/<int:id>/retry/", channels.retry, name="retry-message"),
    path("<int:obligation_id>/", views.obligation, name="obligation"),
    path("<int:obligation_id>/complete/", views.complete, name="complete"),
    path("<int:obligation_id>/waive/", views.waive, name="waive"),
    path("<int:obligation_id>/reassign/", views.reassign, name="reassign"),
]
