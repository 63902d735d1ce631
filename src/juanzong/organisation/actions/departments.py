"""The tree of departments. Everything that changes it locks the company first, so that two changes at once cannot
make a circle."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.chart import chart
from juanzong.organisation.managers import lock_tree
from juanzong.organisation.models import Appointment, Department
from juanzong.organisation.viewer import Viewer

MANAGE = "organisation.manage"
_CLAUSES = ("P00-1.6",)


@act(MANAGE, clause="P00-1.6")
def found_company(*, by: Viewer, name: str, code: str = "00") -> Department:
    """Make the company, the one department without a parent; Conflict when there is one."""
    if Department.objects.filter(parent__isnull=True).exists():
        raise Conflict(_("公司已经设立。"), todo=_("请在公司之下增设部门。"))
    _refuse_taken(name=_named(name), code=code, parent=None)
    company = Department.objects.create(name=_named(name), code=code.strip())
    _note(by, "company.founded", company, name=company.name)
    return company


@act(MANAGE, clause="P00-1.6")
def add_department(*, by: Viewer, name: str, code: str, parent: int) -> Department:
    """Add a department under another. Invalid: name or code taken; Conflict: the parent is closed."""
    lock_tree()
    above = _found(parent)
    if above.closed_on is not None:
        raise Conflict(_("上级部门“%(name)s”已撤销。") % {"name": above.name}, todo=_("请选择未撤销的部门。"))
    _refuse_taken(name=_named(name), code=code, parent=above.pk)
    department = Department.objects.create(name=_named(name), code=code.strip(), parent=above)
    _note(by, "department.added", department, name=department.name, parent=above.pk)
    return department


@act(MANAGE, clause="P00-1.6")
def change_department(*, by: Viewer, department: int, name: str, code: str, parent: int | None) -> Department:
    """Rename a department or move it, with all below it, under another; `parent` None for the company only.

    Who reads what follows the tree, so moving a department changes the reach of its people's rights at once.
    Invalid: under itself, or name or code taken. Conflict: nothing would change.
    """
    lock_tree()
    found = _found(department)
    if (parent is None) != (found.parent_id is None):
        raise Invalid(_("公司是最上一级，其他部门都在它之下。"), fields={"parent": _("请选择上级部门。")})
    if parent is not None and parent in chart().below((found.pk,)):
        raise Invalid(
            _("部门不能放到自己或自己的下级之下。"), fields={"parent": _("部门不能放到自己或自己的下级之下。")}
        )
    above = _found(parent) if parent is not None else None
    if above is not None and above.closed_on is not None and above.pk != found.parent_id:
        raise Conflict(_("上级部门“%(name)s”已撤销。") % {"name": above.name}, todo=_("请选择未撤销的部门。"))
    new = {"name": _named(name), "code": code.strip(), "parent_id": parent}
    changed = [field for field, value in new.items() if getattr(found, field) != value]
    if not changed:
        raise Conflict(_("内容没有变化。"))
    _refuse_taken(name=_named(name), code=code, parent=parent, besides=found.pk)
    for field, value in new.items():
        setattr(found, field, value)
    found.save()
    _note(by, "department.changed", found, fields=changed, name=found.name, parent=parent)
    return found


@act(MANAGE, clause="P00-1.6")
def close_department(*, by: Viewer, department: int, on: dt.date) -> Department:
    """Close a department from a day on. It stays for what it did. Conflict: people or departments are still in it."""
    lock_tree()
    found = _found(department)
    if found.parent_id is None or found.closed_on is not None:
        raise Conflict(_("公司本身不能撤销。") if found.parent_id is None else _("该部门已撤销。"))
    if Department.objects.filter(parent=found, closed_on__isnull=True).exists():
        raise Conflict(_("该部门之下还有部门。"), todo=_("请先撤销或移走下级部门。"))
    held = Appointment.objects.filter(department=found)
    if held.exclude(until_date__lt=on).exclude(staff__left_on__lt=on).exists():
        raise Conflict(_("该部门还有任职未结束。"), todo=_("请先结束或调整这些任职，截止日早于撤销日。"))
    found.closed_on = on
    found.save(update_fields=["closed_on"])
    _note(by, "department.closed", found, day=on.isoformat())
    return found


def _found(department: int) -> Department:
    found = Department.objects.filter(pk=department).first()
    if found is None:
        raise NotFound(_("没有这个部门。"))
    return found


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid(_("部门要有名称。"), fields={"name": _("请填写名称。")})
    return name


def _refuse_taken(*, name: str, code: str, parent: int | None, besides: int = 0) -> None:
    others = Department.objects.exclude(pk=besides)
    if not code.strip():
        raise Invalid(_("部门要有编号。"), fields={"code": _("请填写编号。")})
    if others.filter(code=code.strip()).exists():
        raise Invalid(_("这个部门编号已有。"), fields={"code": _("这个编号已有，请换一个。")})
    if others.filter(parent=parent, name=name).exists():
        raise Invalid(_("同一上级之下已有同名部门。"), fields={"name": _("同一上级之下已有同名部门。")})


def _note(by: Viewer, kind: str, department: Department, **payload: object) -> None:
    ledger.record(kind, by.actor, Ref("department", department.pk), clauses=_CLAUSES, payload=payload)  # type: ignore[arg-type]
