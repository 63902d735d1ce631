"""What acts of service share: the company as a subject, a person of the company, texts."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from juanzong.kit import checks, clock
from juanzong.kit.errors import Invalid
from juanzong.kit.refs import Ref
from juanzong.organisation import chart, reads
from juanzong.organisation.viewer import Viewer


def company() -> Ref | None:
    """The company as a thing that work is about; None before it is founded."""
    root = next((id for id, parent in chart.chart().parents.items() if parent is None), None)
    return Ref("company", root) if root is not None else None


def colleague(by: Viewer, staff: int, clause: str) -> str:
    """The name of somebody who works here; Invalid otherwise."""
    person = reads.staff(by, staff)
    if not person.is_here:
        raise Invalid(_("此人已不在职。"), fields={"staff": _("请选择在职员工。")}, clause=clause)
    return person.name


def words(
    text: str, field: str, clause: str, *, longest: int = 200, needed: bool = True, multiline: bool = False
) -> str:
    """A text as it is kept; Invalid when it is missing or too long."""
    found = checks.text(text, max_chars=longest, multiline=multiline)
    if needed and not found:
        raise Invalid(_("请填写这一项。"), fields={field: _("请填写。")}, clause=clause)
    return found


def one_of(value: str, allowed: list[str], field: str, clause: str) -> str:
    """A value of a closed list; Invalid otherwise."""
    if value not in allowed:
        raise Invalid(_("请从列出的选项中选择。"), fields={field: _("请选择。")}, clause=clause)
    return value


def past_day(day: dt.date, field: str, clause: str, *, back: int = 366) -> dt.date:
    """A day that has come and is not too long ago; Invalid otherwise."""
    if day > clock.today():
        raise Invalid(_("日期还没有到。"), fields={field: _("请核对日期。")}, clause=clause)
    if (clock.today() - day).days > back:
        raise Invalid(_("日期过早。"), fields={field: _("请核对日期。")}, clause=clause)
    return day


def home(by: Viewer) -> int:
    """The department somebody acts for; 0 for the system."""
    return by.home_departments[0] if by.home_departments else 0
