"""Every act on customers under one name; the parts stand in the modules beside this one."""

from __future__ import annotations

from juanzong.customers.actions.contacts import add_contact, change_contact, end_contact, end_relation, relate
from juanzong.customers.actions.customers import (
    OWN_FIELDS,
    edit_customer,
    end_particular,
    hand_over_customers,
    register_customer,
    set_particular,
)
from juanzong.customers.actions.importing import (
    back_to_columns,
    cancel_import,
    check_sheet,
    go_on_with_import,
    remove_sheet,
    start_import,
    take_faults,
)
from juanzong.customers.actions.intake import (
    accept_intake,
    decline_intake,
    expire_intakes,
    open_intake,
    register_oneself,
)
from juanzong.customers.actions.merging import dismiss_duplicate, look_for_duplicates, merge_customers, undo_merge

__all__ = [
    "OWN_FIELDS", "accept_intake", "add_contact", "back_to_columns", "cancel_import", "change_contact",
    "check_sheet", "decline_intake", "dismiss_duplicate", "edit_customer", "end_contact", "end_particular",
    "end_relation", "expire_intakes", "go_on_with_import", "hand_over_customers", "look_for_duplicates", "merge_customers", "open_intake",
    "register_customer", "register_oneself", "relate", "remove_sheet", "set_particular", "start_import",
    "take_faults", "undo_merge",
]  # fmt: skip
