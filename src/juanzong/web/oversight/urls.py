"""Addresses of oversight: the clause board, a clause in detail, the board as a table; incidents; leavings."""

from __future__ import annotations

from django.urls import path

from juanzong.web.oversight import audits, evaluations, incidents, leavings, posters, views

app_name = "oversight"
urlpatterns = [
    path("", views.board, name="board"),
    path("alerts/", views.alerts, name="alerts"),
    path("pledges.pdf", posters.print_pledges, name="poster"),
    path("export/<str:pack_id>/", views.export, name="export"),
    path("clauses/<str:clause_id>/", views.clause, name="clause"),
    path("evaluations/", evaluations.latest, name="evaluations"),
    path("evaluations/<int:year>/", evaluations.evaluation, name="evaluation"),
    path("evaluations/<int:year>/write/", evaluations.write, name="write_evaluation"),
    path("evaluations/<int:year>/improve/", evaluations.improve, name="agree_improvement"),
    path("evaluations/<int:year>/sign/", evaluations.sign, name="sign_evaluation"),
    path("evaluations/<int:year>/report.pdf", evaluations.report, name="print_evaluation"),
    path("audits/", audits.audits, name="audits"),
    path("audits/new/", audits.new, name="new_audit"),
    path("audits/<int:audit_id>/", audits.audit, name="audit"),
    path("audits/<int:audit_id>/sign/", audits.sign, name="sign_audit"),
    path("audits/<int:audit_id>/answer/", audits.answer, name="answer_audit"),
    path("audits/<int:audit_id>/redraw/", audits.redraw, name="redraw_audit"),
    path("audits/<int:audit_id>/report.pdf", audits.report, name="print_audit"),
    path("audits/<int:audit_id>/export/", audits.export, name="export_audit"),
    path("samples/<int:sample_id>/", audits.judge, name="judge_sample"),
    path("samples/<int:sample_id>/follow-up/", audits.agree, name="agree_follow_up"),
    path("follow-ups/<int:follow_up_id>/", audits.follow_up, name="follow_up"),
    path("leavings/", leavings.leavings, name="leavings"),
    path("leavings/new/", leavings.begin, name="begin_leaving"),
    path("leavings/<int:leaving_id>/", leavings.leaving, name="leaving"),
    path("leavings/<int:leaving_id>/take/", leavings.take, name="take_leaving"),
    path("leavings/<int:leaving_id>/hand-on/", leavings.hand_on, name="hand_on_leaving"),
    path("leavings/<int:leaving_id>/missing/", leavings.missing, name="miss_leaving"),
    path("leavings/<int:leaving_id>/receiver/", leavings.receiver, name="name_receiver"),
    path("leavings/<int:leaving_id>/close/", leavings.close, name="close_leaving"),
    path("leavings/<int:leaving_id>/print/", leavings.sheet, name="print_leaving"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/report/", incidents.report, name="report_incident"),
    path("incidents/<int:incident_id>/", incidents.incident, name="incident"),
    path("incidents/<int:incident_id>/rate/", incidents.rate, name="rate_incident"),
    path("incidents/<int:incident_id>/measures/", incidents.measure, name="set_measure"),
    path("incidents/<int:incident_id>/find/", incidents.find, name="find_affected"),
    path("incidents/<int:incident_id>/readings/", incidents.readings, name="list_readings"),
    path("incidents/<int:incident_id>/nobody/", incidents.nobody, name="list_nobody"),
    path("incidents/<int:incident_id>/decide/", incidents.decide, name="decide_notice"),
    path("incidents/<int:incident_id>/told/<str:whom>/", incidents.told, name="note_told"),
    path("incidents/<int:incident_id>/made-good/", incidents.make_good, name="make_good"),
    path("incidents/<int:incident_id>/account/", incidents.account, name="hold_to_account"),
    path("incidents/<int:incident_id>/print/", incidents.print_incident, name="print_incident"),
    path("measures/<int:measure_id>/", incidents.show_measure, name="measure"),
    path("measures/<int:measure_id>/end/", incidents.end_measure, name="end_measure"),
    path("accounts/<int:account_id>/answer/", incidents.answer, name="answer_account"),
]
