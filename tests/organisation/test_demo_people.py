"""The sign-in page of the demo lists positions by rank."""

from __future__ import annotations

from typing import Any

import pytest

from juanzong.organisation import reads
from tests.factories import make_department, make_staff


@pytest.mark.django_db
def test_those_with_the_fewest_people_above_them_come_first(settings: Any) -> None:
    company = make_department("公司")
    chairman = make_staff("chairman", department=company)
    manager = make_staff("general_manager", department=company, superior=chairman)
    head = make_staff("department_manager", department=company, superior=manager)
    make_staff("archivist", department=company, superior=head)
    settings.DEMO = True
    assert [name for name, _people in reads.demo_people()] == ["董事长", "总经理", "部门经理", "档案管理员"]
    settings.DEMO = False
    assert reads.demo_people() == []
