"""A line of the work list. In Python, because a page has forty of them."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from juanzong.web.desk.work import Task
from juanzong.web.shell.templatetags.ui import badge, clause

register = template.Library()


@register.simple_tag
def task_line(task: Task) -> str:
    """When, what, about what, by which clause, and the button that does it."""
    return format_html(
        '<tr role="row"><td role="cell" class="work-age">{}</td><td role="cell" class="work-what">{}</td>'
        '<td role="cell" class="work-subject">{}{}</td><td role="cell" class="work-clause">{}</td>'
        '<td role="cell" class="work-do">{}</td></tr>',
        badge(task.age, task.tone), task.what, _subject(task),
        format_html('<small class="muted">{}</small>', task.note) if task.note else "", clause(task.clause), task_button(task, "data-open"),
    )  # fmt: skip


@register.simple_tag
def task_button(task: Task, mark: str = "") -> str:
    """The one thing to do, told apart from the others by what it is about. mark: `data-open` for the row's own link."""
    return format_html(
        '<a class="button{}" href="{}"{} aria-label="{}{}{}">{}</a>',
        " primary" if task.primary else "", task.url, f" {mark}" if mark else "",
        task.button, _("："), task.subject, task.button,
    )  # fmt: skip


@register.simple_tag(name="task_subject")
def _subject(task: Task) -> str:
    if task.subject_url:
        return format_html('<a href="{}">{}</a>', task.subject_url, task.subject)
    return format_html("{}", task.subject)
