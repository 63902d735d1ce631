"""Addresses of forms: the sheets, records of them, signing, and hidden values."""

from __future__ import annotations

from django.urls import path

from juanzong.web.forms.views import filling, records, sheets, signing

app_name = "forms"
urlpatterns = [
    path("", sheets.sheets, name="list"),
    path("records/", records.record_list, name="records"),
    path("new/<slug:code>/", filling.new, name="new"),
    path("<int:record_id>/", records.record, name="record"),
    path("<int:record_id>/fill/", filling.fill, name="fill"),
    path("<int:record_id>/submit/", filling.submit, name="submit"),
    path("<int:record_id>/correct/", filling.correct, name="correct"),
    path("<int:record_id>/discard/", filling.discard, name="discard"),
    path("<int:record_id>/sign/<slug:field>/", signing.sign, name="sign"),
    path("values/<int:value_id>/", records.value, name="value"),
]
