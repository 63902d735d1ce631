"""Every write of the organisation under one name; the parts stand in the modules beside this one."""

from __future__ import annotations

from juanzong.organisation.actions.appointments import appoint, change_superior, end_appointment, withdraw_appointment
from juanzong.organisation.actions.away import end_stand_in, name_stand_in
from juanzong.organisation.actions.charges import end_charge, put_in_charge
from juanzong.organisation.actions.departments import add_department, change_department, close_department, found_company
from juanzong.organisation.actions.factors import (
    begin_second_factor,
    confirm_second_factor,
    end_second_factor,
    renew_recovery_codes,
    require_second_factor,
    reset_second_factor,
)
from juanzong.organisation.actions.leaving import note_leaving, withdraw_leaving
from juanzong.organisation.actions.pledges import acknowledge_pledges
from juanzong.organisation.actions.staff import (
    NewPassword,
    add_staff,
    change_staff,
    disable_staff,
    enable_staff,
    first_administrator,
    reset_password,
    sign_out_staff,
)
from juanzong.organisation.actions.training import (
    Mark,
    call_off_training,
    hold_training,
    plan_training,
    print_attendance,
    print_record,
)

__all__ = [
    "Mark",
    "NewPassword",
    "acknowledge_pledges",
    "add_department",
    "add_staff",
    "appoint",
    "begin_second_factor",
    "call_off_training",
    "change_department",
    "change_staff",
    "change_superior",
    "close_department",
    "confirm_second_factor",
    "disable_staff",
    "enable_staff",
    "end_appointment",
    "end_charge",
    "end_second_factor",
    "end_stand_in",
    "first_administrator",
    "found_company",
    "hold_training",
    "name_stand_in",
    "note_leaving",
    "plan_training",
    "print_attendance",
    "print_record",
    "put_in_charge",
    "renew_recovery_codes",
    "require_second_factor",
    "reset_password",
    "reset_second_factor",
    "sign_out_staff",
    "withdraw_appointment",
    "withdraw_leaving",
]  # fmt: skip
