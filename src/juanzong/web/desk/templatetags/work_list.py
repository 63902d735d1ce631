"""The lines of the work list. In Python, because a page has forty of them and is the first that everybody opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django import template
from django.utils.translation import gettext as _

from juanzong.dossiers.choices import DossierState
from juanzong.dossiers.reads_work import Held
from juanzong.kit import clock
from juanzong.web.desk.deciding import Decision
from juanzong.web.desk.work import Task
from juanzong.web.shell.links import address
from juanzong.web.shell.markup import filled, joined
from juanzong.web.shell.templatetags.ui import clause

register = template.Library()


@register.simple_tag
def task_lines(tasks: Sequence[Task]) -> str:
    """Of each: when, what, about what, by which clause, and the button that does it."""
    today, colon, clauses = clock.today(), _("："), _clauses(task.clause for task in tasks)
    return joined(
        filled(
            '<tr role="row"><td role="cell" class="work-age">{}</td><td role="cell" class="work-what">{}</td>'
            '<td role="cell" class="work-subject">{}{}</td><td role="cell" class="work-clause">{}</td>'
            '<td role="cell" class="work-do">{}</td></tr>',
            _age(task, today), task.what, _linked(task.subject, task.subject_url),
            filled('<small class="muted">{}</small>', task.note) if task.note else "", clauses[task.clause],
            _button(task, colon, "data-open"),
        )
        for task in tasks
    )  # fmt: skip


@register.simple_tag
def decision_lines(tasks: Sequence[Task]) -> str:
    """What waits for a second person, as entries of a narrow card."""
    today, colon, clauses = clock.today(), _("："), _clauses(task.clause for task in tasks)
    return joined(
        filled(
            "<li><p><strong>{}</strong> {}</p><p>{}{} {}</p><p>{}</p></li>",
            task.what, _age(task, today), _linked(task.subject, task.subject_url),
            filled(' <span class="muted">{}</span>', task.note) if task.note else "", clauses[task.clause],
            _button(task, colon),
        )
        for task in tasks
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def approval_lines(context: template.Context, approvals: Sequence[Decision]) -> str:
    """Cases to judge, as entries of a narrow card, with what can be done at once."""
    token, colon, clauses = context.get("csrf_token", ""), _("："), _clauses(one.clause for one in approvals)
    return joined(
        filled(
            '<li><p><strong>{}</strong> {}{}</p><p>{} <span class="muted">{}</span> {}</p>{}<div class="decide">{}</div></li>',
            one.row.procedure.name, one.row.starter,
            filled(' <span class="badge {}">{}</span>', one.row.due.tone, one.row.due.when) if one.row.due else "",
            _linked(one.row.label or "—", one.subject_url), one.row.step.name if one.row.step else "",
            clauses[one.clause], _data(one), _decide(one, f"{colon}{one.row.label}", token),
        )
        for one in approvals
    )  # fmt: skip


@register.simple_tag
def held_lines(held: Sequence[Held]) -> str:
    """Dossiers in the person's keeping, as entries of a narrow card."""
    return joined(
        filled(
            '<li>{} <span class="badge {}">{}</span><span class="found-sub">{}</span></li>',
            _linked(one.name, address("dossiers:dossier", one.id)),
            "celadon" if one.state == DossierState.IN_FORCE else "amber", one.state.label, one.customer,
        )
        for one in held
    )  # fmt: skip


def _data(one: Decision) -> str:
    words = joined((filled("{} {}", name, value) for name, value in one.row.data), " · ")
    return filled('<p class="muted">{}</p>', words) if words else ""


def _decide(one: Decision, about: str, token: object) -> str:
    if one.yes is None:
        return _link("primary", one.url, one.button, about)
    yes = filled(
        '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="arrival" value="{}"><input type="hidden" name="next" value="{}">'
        '<button class="button primary" name="move" value="{}" aria-label="{}{}">{}</button></form>',
        address("casework:take", one.row.id), token, one.row.arrival, address("desk:desk"), one.yes.code, one.yes.name,
        about, one.yes.name,
    )  # fmt: skip
    no = '<button type="button" class="button" data-open-dialog="no-{}" aria-label="{}{}">{}</button>'
    refuse = filled(no, one.row.id, one.no.name, about, one.no.name) if one.no else ""
    return joined([yes, refuse, _link("quiet-link", one.url, _("详情"), about)])


def _clauses(ids: Iterable[str]) -> dict[str, str]:
    return {id: clause(id) for id in set(ids)}


def _age(task: Task, today: dt.date) -> str:
    return filled('<span class="badge {}">{}</span>', task.tone(today), task.age(today))


def _linked(text: str, url: str) -> str:
    return filled('<a href="{}">{}</a>', url, text) if url else text


def _button(task: Task, colon: str, mark: str = "") -> str:
    """The one thing to do, told apart from the others by what it is about. mark: `data-open` for the row's own link."""
    return _link("primary" if task.primary else "", task.url, task.button, f"{colon}{task.subject}", mark)


def _link(tone: str, url: str, text: str, about: str, mark: str = "") -> str:
    return filled('<a class="button {}" href="{}" {} aria-label="{}{}">{}</a>', tone, url, mark, text, about, text)
