"""Addresses of forms: sheets, records, registers, blanks, sealing, handovers, paper."""

from __future__ import annotations

from django.urls import path

from juanzong.web.forms.views import blanks, filling, handing, papers, records, registers, sealing, sheets, signing

app_name = "forms"
urlpatterns = [
    path("", sheets.sheets, name="list"),
    path("sheets/<slug:code>/blank/", blanks.blank, name="blank"),
    path("new/<slug:code>/", filling.new, name="new"),
    path("records/", records.record_list, name="records"),
    path("records/export/", papers.export_records, name="export"),
    path("<int:record_id>/", records.record, name="record"),
    path("<int:record_id>/fill/", filling.fill, name="fill"),
    path("<int:record_id>/submit/", filling.submit, name="submit"),
    path("<int:record_id>/correct/", filling.correct, name="correct"),
    path("<int:record_id>/discard/", filling.discard, name="discard"),
    path("<int:record_id>/sign/<slug:field>/", signing.sign, name="sign"),
    path("<int:record_id>/print/", papers.print_record, name="print"),
    path("<int:record_id>/file/", papers.file, name="file"),
    path("<int:record_id>/unseal/", sealing.unseal, name="unseal"),
    path("<int:record_id>/copy/", sealing.permit_copy, name="permit_copy"),
    path("values/<int:value_id>/", records.value, name="value"),
    path("registers/", registers.registers, name="registers"),
    path("registers/<slug:code>/", registers.register, name="register"),
    path("registers/<slug:code>/export/", papers.export_register, name="export_register"),
    path("keys/<int:key_id>/", registers.key, name="key"),
    path("blanks/", blanks.blanks, name="blanks"),
    path("blanks/<slug:code>/", blanks.account, name="account"),
    path("blanks/<slug:code>/write-off/", blanks.write_off, name="write_off"),
    path("batches/<int:batch_id>/", blanks.batch, name="batch"),
    path("sealing/", sealing.desk, name="sealing"),
    path("seals/<int:seal_id>/break/", sealing.break_seal, name="break_seal"),
    path("seals/<int:seal_id>/again/", sealing.seal_again, name="seal_again"),
    path("permits/<int:permit_id>/end/", sealing.end_permit, name="end_permit"),
    path("handovers/", handing.handovers, name="handovers"),
    path("handovers/new/", handing.offer, name="offer"),
    path("handovers/<int:handover_id>/", handing.handover, name="handover"),
    path("handovers/<int:handover_id>/recall/", handing.recall, name="recall"),
]
