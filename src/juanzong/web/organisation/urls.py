"""Addresses of the organisation's screens."""

from __future__ import annotations

from django.urls import path

from juanzong.web.organisation import (
    account,
    appointments,
    away,
    departments,
    factor,
    pledges,
    positions,
    staff,
    training,
)

app_name = "organisation"
urlpatterns = [
    path("", departments.tree, name="tree"),
    path("departments/add/", departments.add, name="add-department"),
    path("departments/<int:id>/", departments.department, name="department"),
    path("departments/<int:id>/edit/", departments.edit, name="edit-department"),
    path("departments/<int:id>/close/", departments.close, name="close-department"),
    path("staff/", staff.staff_list, name="staff-list"),
    path("staff/add/", staff.add, name="add-staff"),
    path("staff/<int:id>/", staff.person, name="staff"),
    path("staff/<int:id>/edit/", staff.edit, name="edit-staff"),
    path("staff/<int:id>/leave/", staff.leave, name="leave"),
    path("staff/<int:id>/stay/", staff.stay, name="stay"),
    path("staff/<int:id>/disable/", staff.disable, name="disable"),
    path("staff/<int:id>/enable/", staff.enable, name="enable"),
    path("staff/<int:id>/sign-out/", staff.sign_out, name="sign-out-staff"),
    path("staff/<int:id>/reset/", staff.reset, name="reset"),
    path("staff/<int:id>/appoint/", appointments.appoint, name="appoint"),
    path("appointments/<int:id>/end/", appointments.end, name="end-appointment"),
    path("appointments/<int:id>/withdraw/", appointments.withdraw, name="withdraw-appointment"),
    path("appointments/<int:id>/superior/", appointments.superior, name="change-superior"),
    path("departments/<int:id>/in-charge/", away.put_in_charge, name="put-in-charge"),
    path("charges/<int:id>/end/", away.end_charge, name="end-charge"),
    path("away/", away.away, name="away"),
    path("away/<int:id>/end/", away.end, name="end-away"),
    path("positions/", positions.positions, name="positions"),
    path("positions/<str:right>/", positions.right, name="right"),
    path("staff/<int:id>/second-factor/reset/", factor.reset, name="reset-factor"),
    path("second-factor/", factor.rules, name="factor-rules"),
    path("training/", training.people, name="training"),
    path("training/sessions/", training.sessions, name="training-sessions"),
    path("training/sessions/new/", training.new, name="new-training"),
    path("training/sessions/<int:session_id>/", training.session, name="training-session"),
    path("training/sessions/<int:session_id>/call-off/", training.call_off, name="call-off-training"),
    path("training/sessions/<int:session_id>/sheet.pdf", training.sheet, name="training-sheet"),
    path("training/staff/<int:id>/", training.of_staff, name="training-of"),
    path("training/staff/<int:id>/record.pdf", training.record, name="training-record"),
    path("pledges/", pledges.acknowledged, name="acknowledged"),
    path("account/second-factor/end/", factor.end, name="end-factor"),
    path("account/", account.account, name="account"),
    path("account/sign-out-everywhere/", account.sign_out_everywhere, name="sign-out-everywhere"),
]
