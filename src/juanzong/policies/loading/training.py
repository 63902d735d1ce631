"""From tables of `courses.toml` to frozen data, and whether what courses and positions name of one another is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from juanzong.policies.loading.parts import clause_id
from juanzong.policies.loading.tables import Table
from juanzong.policies.shapes import Pack
from juanzong.policies.shapes_training import Course

Report = Callable[..., None]


def read_course(table: Table, pack: str) -> Course:
    course = Course(
        code=table.code("code"),
        pack=pack,
        name=table.text(),
        about=table.text("about"),
        clause=clause_id(table),
        positions=table.several("positions", ()),
        months=table.number("months", 0, 120, 0),
        first_days=table.number("first_days", 0, 366, 30),
        pass_mark=table.number("pass_mark", 0, 100, 0) or None,
    )
    table.done()
    return course


def check(pack: Pack, line: tuple[Pack, ...], report: Report) -> None:
    """Report positions that a course is for and nobody knows, and exams that a position demands and no course has."""
    positions = sorted({position.code for one in line for position in one.positions})
    courses = {course.code: course for one in line for course in one.courses}
    for course in pack.courses:
        for code in course.positions:
            if code not in positions:
                report("courses.toml", f"{course.code}.positions", _("没有岗位“%(value)s”。"), positions, value=code)
    examined = sorted(code for code, course in courses.items() if course.pass_mark is not None)
    for position in pack.positions:
        for code in position.exams:
            if code not in examined:
                message: Any = _("没有设考核的培训课程“%(value)s”。")
                report("positions.toml", f"{position.code}.exams", message, examined, value=code)


def named_clauses(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """File, key and clause of every course."""
    for course in pack.courses:
        yield "courses.toml", course.code, course.clause
