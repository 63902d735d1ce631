"""Departments, posts and people, under the room's name; rights, factors and absences stand beside it."""

from __future__ import annotations

from juanzong.organisation.reads.company import (
    DemoPerson,
    DepartmentRow,
    Holder,
    Post,
    StaffRow,
    demo_people,
    department,
    department_choices,
    department_names,
    everybody,
    has_anyone,
    history,
    holders,
    holders_by_position,
    names,
    people_in,
    position_name,
    posts_of,
    staff,
    staff_choices,
    staff_row,
    superior_of,
    tree,
    who_may,
)

__all__ = [
    "DemoPerson", "DepartmentRow", "Holder", "Post", "StaffRow", "demo_people", "department", "department_choices",
    "department_names", "everybody", "has_anyone", "history", "holders", "holders_by_position", "names",
    "people_in", "position_name", "posts_of", "staff", "staff_choices", "staff_row", "superior_of", "tree",
    "who_may",
]  # fmt: skip
