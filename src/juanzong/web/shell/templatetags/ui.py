"""The components every screen is put together from. Each refuses arguments it does not know.

A builtin library: no {% templatetag openblock %} load {% templatetag closeblock %} needed. docs/screens.md lists them with examples.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.forms import widgets as w
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_htmx.templatetags.django_htmx import htmx_script as _htmx_script

from juanzong.kit import clock
from juanzong.kit.errors import Refusal
from juanzong.policies import reads as policies
from juanzong.web.shell.icons import icon
from juanzong.web.shell.panels import shown_at

register = template.Library()
register.simple_tag(takes_context=True)(_htmx_script)
register.simple_tag(icon)

TONES = ("plain", "danger", "amber", "celadon", "indigo")


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"unknown tone {tone!r}; known: {', '.join(TONES)}")
    return tone


def _part(name: str, /, **context: Any) -> SafeString:
    return mark_safe(render_to_string(f"shell/ui/{name}.html", context))  # noqa: S308  a template escapes


# Small things


@register.simple_tag
def badge(text: Any, tone: str = "plain") -> SafeString:
    """A pill: danger overdue and refused, amber due soon, celadon in order, indigo information, plain the rest."""
    return format_html('<span class="badge {}">{}</span>', _tone(tone), text)


@register.simple_tag
def stamp(text: Any, sub: Any = "", tone: str = "celadon") -> SafeString:
    """The seal of a state, slightly turned, as on a file cover."""
    small = format_html("<small>{}</small>", sub) if sub else ""
    return format_html('<div class="stamp {}"><strong>{}</strong>{}</div>', _tone(tone), text, small)


@register.simple_tag
def button(text: Any, url: str, tone: str = "plain", icon_name: str = "") -> SafeString:
    """A link that looks like a button; tone plain, primary or danger."""
    drawn = icon(icon_name) if icon_name else ""
    return format_html('<a class="button {}" href="{}">{}{}</a>', tone, url, drawn, text)


@register.simple_tag
def submit(text: Any, tone: str = "primary", name: str = "", value: str = "", icon_name: str = "") -> SafeString:
    """The button that sends a form; `name` and `value` where a form has several."""
    drawn = icon(icon_name) if icon_name else ""
    named = format_html(' name="{}" value="{}"', name, value) if name else ""
    return format_html('<button type="submit" class="button {}"{}>{}{}</button>', tone, named, drawn, text)


@register.simple_tag
def copy(text: Any, label: str = "") -> SafeString:
    """A button that puts `text` on the clipboard; needs the script and is hidden without it."""
    return format_html(
        '<button type="button" class="quiet needs-js" data-copy="{}" aria-label="{}">{}</button>',
        text,
        label or _("复制"),
        icon("copy"),
    )


@register.simple_tag
def crumb(text: Any, url: str = "") -> SafeString:
    """One step of the path above a page; the last one without `url`."""
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, text)
    return format_html('<li aria-current="page">{}</li>', text)


@register.simple_tag
def stat(value: Any, label: Any, tone: str = "plain", url: str = "") -> SafeString:
    """One figure with its meaning; inside <div class="stats">."""
    inner = format_html("<strong>{}</strong><span>{}</span>", value, label)
    if url:
        return format_html('<a class="stat {}" href="{}">{}</a>', _tone(tone), url, inner)
    return format_html('<div class="stat {}">{}</div>', _tone(tone), inner)


@register.simple_tag
def clause(clause_id: str) -> SafeString:
    """The id of a clause with its sentence, linked to where it stands; the bare id where no pack has it."""
    return _clause(clause_id, clause_text(clause_id))


@register.simple_tag
def basis(clause_id: str) -> SafeString:
    """What a refusal rests on: the clause, or, where the company has not adopted its policy, that it is good practice."""
    words = _("依据") if policies.is_in_force(clause_id) else _("参照（本公司未采用这项制度，按通行做法办理）")
    return format_html("{} {} {}", words, clause(clause_id), clause_text(clause_id))


@lru_cache(maxsize=2000)
def _clause(clause_id: str, text: str) -> SafeString:
    url = address("policies:clause", clause_id) if text else ""
    if url:
        return format_html('<a class="clause" href="{}" title="{}">{}</a>', url, text, clause_id)
    if text:
        return format_html('<abbr class="clause" title="{}">{}</abbr>', text, clause_id)
    return format_html('<span class="clause">{}</span>', clause_id)


def clause_text(clause_id: str) -> str:
    """The sentence of a clause, or "" when no pack has it."""
    try:
        return str(policies.clause(clause_id).says)
    except Refusal:
        return ""


@register.filter("clause_text")
def clause_text_filter(clause_id: str) -> str:
    """`{{ id|clause_text }}`: the sentence of a clause."""
    return clause_text(clause_id)


@register.simple_tag
def masked(shown: Any, reveal_url: str = "", label: str = "") -> SafeString:
    """A sensitive value as everybody sees it, with the button that asks for a purpose and reveals it for minutes.

    The answer of `reveal_url` replaces the whole element; see docs/screens.md.
    """
    value = format_html('<span class="masked-value num">{}</span>', shown)
    if not reveal_url:
        return format_html('<span class="masked">{}</span>', value)
    unseen = format_html('<span class="unseen">{}</span>', label) if label else ""
    return format_html(
        '<span class="masked">{} <a class="reveal" href="{url}" hx-get="{url}" hx-target="closest .masked"'
        ' hx-swap="outerHTML">{}{}</a></span>',
        value, _("查看"), unseen, url=reveal_url,
    )  # fmt: skip


@register.simple_tag
def progress(done: int, total: int, label: Any = "", tone: str = "celadon") -> SafeString:
    """How far a long job is, with figures."""
    share = round(100 * done / total) if total else 0
    return _part("progress", done=done, total=total, label=label, tone=_tone(tone), share=min(share, 100))


@register.simple_tag
def shares(parts: Sequence[tuple[int, str]], label: Any) -> SafeString:
    """A bar of shares, e.g. kept, late, refused: `parts` = (number, tone); `label` says it in words."""
    total = sum(number for number, _tone_name in parts) or 1
    widths = [100 * number / total for number, _tone_name in parts]
    starts = [0.0, *itertools.accumulate(widths)]
    pieces = [
        {"x": f"{x:.2f}", "width": f"{width:.2f}", "tone": _tone(tone)}
        for x, width, (_number, tone) in zip(starts, widths, parts, strict=False)
    ]
    return _part("shares", pieces=pieces, label=label)


@register.simple_tag
def empty(
    title: Any, hint: Any = "", action_url: str = "", action_text: Any = "", icon_name: str = "inbox"
) -> SafeString:
    """Nothing here yet: why, and the one thing to do about it."""
    said = format_html("<p>{}</p>", hint) if hint else ""
    action = format_html("<p>{}</p>", button(action_text, action_url, "primary")) if action_url else ""
    return format_html(
        '<div class="empty">{}<p class="empty-title">{}</p>{}{}</div>', icon(icon_name), title, said, action
    )


@register.simple_tag
def steps(labels: Iterable[Any], current: int, skipped: Collection[int] = ()) -> SafeString:
    """The steps of a way of several pages; `current` counts from 1, and so does `skipped`: those passed over."""
    return _part("steps", labels=list(labels), current=current, skipped=skipped)


@register.simple_tag
def skeleton(lines: int = 3) -> SafeString:
    """Grey lines where something is being loaded."""
    return _part("skeleton", lines=range(lines))


@register.simple_tag
def tab(text: Any, url: str, active: bool = False, count: int | None = None) -> SafeString:
    """One tab; inside tabs."""
    number = format_html(" <span class=count>{}</span>", count) if count is not None else ""
    current = mark_safe(' aria-current="page"') if active else ""
    return format_html('<li><a href="{}"{}>{}{}</a></li>', url, current, text, number)


@register.simple_tag
def dropzone(
    name: str, url: str = "", accept: str = "", multiple: bool = True, hint: Any = "", limit: int = 0
) -> SafeString:
    """A file field that also takes dragged and pasted files and shows the progress of each.

    url: where each file is sent by POST as `name`; without it the files go with the form around it.
    limit: bytes one file may have, 0 for no limit on this page.
    """
    return _part("dropzone", name=name, url=url, accept=accept, multiple=multiple, hint=hint, limit=limit)


# Blocks


@register.simple_block_tag
def card(
    content: str,
    title: Any = "",
    sub: Any = "",
    link_text: Any = "",
    link_url: str = "",
    padded: bool = True,
    id: str = "",
) -> SafeString:
    """A sheet of paper with a title; `padded=False` for a table or list that fills it."""
    head: Any = ""
    if title:
        beside = format_html('<span class="sub">{}</span>', sub) if sub else ""
        link = format_html('<a class="card-link" href="{}">{}</a>', link_url, link_text) if link_url else ""
        head = format_html('<header class="card-head"><h2>{}</h2>{}{}</header>', title, beside, link)
    return format_html(
        '<section class="card{}"{}>{}<div class="card-body">{}</div></section>',
        "" if padded else " flush", format_html(' id="{}"', id) if id else "", head, content,
    )  # fmt: skip


@register.simple_block_tag
def cover(
    content: str,
    title: Any,
    number: Any = "",
    subtitle: Any = "",
    state: Any = "",
    state_sub: Any = "",
    tone: str = "celadon",
) -> SafeString:
    """The cover of a file: number, title in Songti, state as a seal; inside: facts and a bar."""
    above = format_html('<p class="cover-number">{}</p>', number) if number else ""
    below = format_html("<span>{}</span>", subtitle) if subtitle else ""
    seal = stamp(state, state_sub, tone) if state else ""
    return format_html(
        '<section class="cover"><header class="cover-head"><div class="cover-title">{}<h1>{}{}</h1></div>{}</header>{}</section>',
        above, title, below, seal, content,
    )  # fmt: skip


@register.simple_block_tag
def bar(content: str, note: Any = "") -> SafeString:
    """The line of buttons at the foot of a cover or card, with a remark at its end."""
    beside = format_html('<div class="bar-note">{}</div>', note) if note else ""
    return format_html('<footer class="bar"><div class="bar-actions">{}</div>{}</footer>', content, beside)


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """A grid of names and values; inside: fact."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, label: Any, wide: bool = False) -> SafeString:
    """One name and value of a grid of facts."""
    return format_html('<div class="{}"><dt>{}</dt><dd>{}</dd></div>', "wide" if wide else "", label, content)


@register.simple_block_tag
def notice(content: str, tone: str = "indigo", title: Any = "") -> SafeString:
    """A remark on the page: indigo information, celadon done, amber caution, danger refused."""
    sign = {"danger": "alert", "amber": "alert", "celadon": "check"}.get(tone, "info")
    head = format_html("<strong>{}</strong>", title) if title else ""
    return format_html(
        '<div class="notice {}" role="{}">{}<div>{}{}</div></div>',
        _tone(tone), "alert" if tone == "danger" else "status", icon(sign), head, content,
    )  # fmt: skip


@register.simple_block_tag
def timeline(content: str) -> SafeString:
    """What happened, newest first; inside: event."""
    return format_html('<ol class="timeline">{}</ol>', content)


@register.simple_block_tag
def event(content: str, when: Any = "", who: Any = "", tone: str = "plain") -> SafeString:
    """One line of a timeline; `when` a datetime or a text."""
    shown = moment(when) if isinstance(when, dt.datetime) else when
    time = format_html('<time class="num">{}</time>', shown) if shown else ""
    actor = format_html("<span>{}</span>", who) if who else ""
    return format_html(
        '<li class="event {}"><div class="event-text">{}</div><div class="event-meta">{}{}</div></li>',
        _tone(tone), content, time, actor,
    )  # fmt: skip


@register.simple_block_tag
def tabs(content: str, label: Any) -> SafeString:
    """A row of tabs that are links; inside: tab. `label` says what they divide."""
    return format_html('<nav class="tabs" aria-label="{}"><ul>{}</ul></nav>', label, content)


@register.simple_block_tag
def dialog(content: str, id: str, title: Any) -> SafeString:
    """A dialog opened by <button data-open-dialog="ID">; without the script it stands on the page."""
    return _part("dialog", content=content, id=id, title=title)


# Forms


@register.simple_tag
def field(bound: BoundField, label: Any = "", help: Any = "", wide: bool = False) -> SafeString:  # noqa: A002
    """A field of a form with label, help, error and required mark."""
    widget = bound.field.widget
    described = [f"{bound.auto_id}_help"] if help or bound.help_text else []
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return _part(
        "field",
        bound=bound,
        control=bound.as_widget(attrs=attrs),
        label=label or bound.label,
        help=help or bound.help_text,
        wide=wide or isinstance(widget, w.Textarea),
        required=bound.field.required,
        single_check=isinstance(widget, w.CheckboxInput),
        grouped=isinstance(widget, w.RadioSelect | w.CheckboxSelectMultiple),
        hidden=bound.is_hidden,
    )


@register.simple_tag
def form_errors(form: Any) -> SafeString:
    """What has to be mended before the form can be taken, each line leading to its field."""
    if not form.errors:
        return mark_safe("")
    named = [(form[name], errors) for name, errors in form.errors.items() if name in form.fields]
    return _part("form_errors", form=form, named=named, refusal=getattr(form, "refusal", None))


# Lists


@register.simple_tag(name="table")
def table_tag(table: Any) -> SafeString:
    """A declared list (tables.Table) with its filters, rows and pages."""
    return table.render()  # type: ignore[no-any-return]


@register.simple_tag
def pagination(page: Page[Any], query: str = "") -> SafeString:
    """Links to the pages of a list cut by Django's Paginator; `query` = the rest of the address, without `page`."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return _part("pagination", page=page, numbers=list(numbers), query=query, gap=page.paginator.ELLIPSIS)


# Values


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A day as 2026-11-16; a moment as its day in China."""
    if value is None:
        return "—"
    if isinstance(value, dt.datetime):
        value = clock.day_of(value)
    return value.isoformat()


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A moment in China's time as 2026-11-16 09:30."""
    return clock.written(value) if value else "—"


@register.filter
def filesize(value: int) -> str:
    """Bytes as 812 B, 24.5 KB, 3.2 MB."""
    size = float(value)
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} GB"


@register.filter
def dash(value: Any) -> Any:
    """A dash where there is nothing."""
    return "—" if value is None or value == "" else value


@register.simple_tag
def address(name: str, *args: Any) -> str:
    """The address `name`, or "" when no room offers it: for links across rooms."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def panels(context: template.Context, at: str, thing: int) -> SafeString:
    """`{% panels "dossier.aside" dossier.pk %}`: what other rooms' screens show at this place of a page (shell/panels.py)."""
    viewer = getattr(context.get("request"), "viewer", None)
    parts = [render_to_string(one, told, context.get("request")) for one, told in shown_at(at, viewer, thing)]
    return format_html_join("\n", "{}", ((part,) for part in parts))
