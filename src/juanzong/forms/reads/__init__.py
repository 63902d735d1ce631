"""Records as a viewer may see them. Hidden values come masked, or open for the minutes after a reveal; what is sealed
(P09-1.10) shows that it exists and nothing of what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from juanzong.casework.sockets import subjects
from juanzong.forms import checking, contents, offering, rules, signing
from juanzong.forms.choices import PermitKind, RecordState
from juanzong.forms.models import Permit, Record, RecordValue, RecordVersion
from juanzong.forms.prefills import origin_label
from juanzong.kit import clock
from juanzong.kit.errors import NotAllowed, NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import Scope
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form, FormField, FormSection, InputType
from juanzong.privacy import reads as privacy
from juanzong.privacy.rules import right_of

VIEW = "forms.view"


def visible(viewer: Viewer, right: str = VIEW) -> QuerySet[Record]:
    """The records for which this viewer holds `right`: of their departments, or that they filled in, keep, or whose
    customer they answer for."""
    rows = Record.objects.all()
    own = Q(filler__in=viewer.people) | Q(holder__in=viewer.people) | Q(customer__responsible__in=viewer.people)
    match viewer.scope(right):
        case Scope.COMPANY:
            return rows
        case Scope.DEPARTMENT:
            return rows.filter(Q(department__in=viewer.departments) | own)
        case Scope.OWN:
            return rows.filter(own)
        case _:
            return rows.none()


def record(viewer: Viewer, record_id: int) -> Record:
    """One record with its people; NotFound when the viewer may not know of it. One SQL statement."""
    rows = visible(viewer).select_related("customer", "department", "filler", "holder", "blank")
    found = rows.filter(pk=record_id).first()
    if found is None:
        raise NotFound(_("没有这份表单，或您无权查看。"), clause="P00-1.6")
    return found


def permit(viewer: Viewer, one: Record, kind: PermitKind) -> Permit | None:
    """What lets the viewer do this with the record now; None when nothing does. One SQL statement."""
    rows = Permit.objects.filter(record=one, kind=kind, staff=viewer.staff_id, until__gt=clock.now())
    return rows.order_by("-until").first()


def is_readable(viewer: Viewer, one: Record) -> bool:
    """Whether its contents may be shown: unsealed, or unsealed for this reader for now (P09-1.11)."""
    return one.sealed_at is None or permit(viewer, one, PermitKind.READ) is not None


def refuse_sealed(viewer: Viewer, one: Record, form: Form) -> None:
    """NotAllowed for what is sealed and not unsealed for this reader."""
    if not is_readable(viewer, one):
        raise NotAllowed(
            _("这份《%(form)s》已封存，任何岗位都不能直接阅读。") % {"form": form.name},
            clause=form.clause_of("unseal"),
            todo=_("如确有需要，请写明用途申请启封，由总经理批准。"),
        )


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One field of a record as the viewer may see it. id: of the row, 0 when nothing is filled in.

    table: lines of a table in words, None for other fields. origin: where it was taken from, in words.
    """

    id: int
    field: FormField
    text: str
    table: Sequence[Sequence[Any]] | None
    hidden: bool
    may_reveal: bool
    open_until: dt.datetime | None
    origin: Any


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A part of the sheet with its values."""

    section: FormSection
    values: tuple[ShownValue, ...]


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record as its page shows it. sections: empty while it is sealed for this viewer."""

    record: Record
    form: Form
    label: str
    readable: bool
    sections: tuple[ShownSection, ...]
    missing: tuple[FormField, ...]
    faults: Mapping[str, str]
    versions: tuple[RecordVersion, ...]

    @property
    def fault_lines(self) -> list[tuple[str, str]]:
        """Names of the fields at fault with what is wrong."""
        return [(str(self.form.field(code).name), why) for code, why in self.faults.items()]


def subject_of(one: Record) -> Ref:
    """What the record is about."""
    return Ref.parse(one.subject)


def labels(viewer: Viewer, rows: Iterable[Record]) -> dict[int, str]:
    """The words for what records are about, as far as the viewer may know. One statement for each kind of subject."""
    by_kind: dict[str, list[tuple[int, int]]] = {}
    for one in rows:
        ref = subject_of(one)
        by_kind.setdefault(ref.kind, []).append((one.pk, ref.id))
    found: dict[int, str] = {}
    for kind, pairs in by_kind.items():
        known = subjects[kind].labels(viewer, [id for _pk, id in pairs]) if kind in subjects else {}
        found |= {pk: known.get(id, "") for pk, id in pairs}
    return found


def shown(viewer: Viewer, record_id: int, number: int = 0) -> ShownRecord:
    """A record as the viewer may see it now, in its present or an older version. At most nine SQL statements."""
    one = record(viewer, record_id)
    form = offering.form_of(one)
    versions = tuple(RecordVersion.objects.filter(record=one).order_by("-number"))
    label = labels(viewer, [one]).get(one.pk, "")
    if not is_readable(viewer, one):
        return ShownRecord(one, form, label, readable=False, sections=(), missing=(), faults={}, versions=versions)
    rows = contents.rows(one, number)
    said = contents.opened(one, rows)
    state = rules.completeness(form, said, signing.signed(viewer, one, form))
    faults = state.faults if one.state == RecordState.DRAFT else {}
    missing = state.missing if one.state == RecordState.DRAFT else ()
    sections = _sections(viewer, form, rows, said)
    return ShownRecord(one, form, label, True, sections, missing, faults, versions)


def _sections(
    viewer: Viewer, form: Form, rows: Sequence[RecordValue], said: Mapping[str, str]
) -> tuple[ShownSection, ...]:
    by_field = {row.field: row for row in rows}
    until = privacy.open_until(viewer, [row.pk for row in rows if row.sealed is not None])
    names = contents.names_in(form, said)
    counting = set(rules.asked(form, said))
    found = []
    for section in form.sections:
        values = tuple(
            shown_value(viewer, field, by_field.get(field.code), said.get(field.code, ""), until, names)
            for field in section.fields
            if field in counting
        )
        if values:
            found.append(ShownSection(section, values))
    return tuple(found)


def shown_value(
    viewer: Viewer, field: FormField, row: RecordValue | None, text: str, until: Mapping[int, dt.datetime],
    names: Mapping[str, str],
) -> ShownValue:  # fmt: skip
    """One value as the viewer may see it: masked unless it is ordinary or open for them now."""
    opened = until.get(row.pk) if row is not None else None
    hidden = bool(text) and checking.is_sealed(field) and opened is None
    table = None
    if field.type is InputType.TABLE and not hidden:
        table = checking.table_text(field, text, names)
    return ShownValue(
        id=row.pk if row is not None else 0,
        field=field,
        text=checking.masked(field, text) if hidden else checking.shown(field, text, names),
        table=table,
        hidden=hidden,
        may_reveal=hidden and viewer.may(right_of(checking.protection(field))),
        open_until=opened,
        origin=origin_label(row.origin) if row is not None and row.origin else "",
    )


def value(viewer: Viewer, value_id: int) -> tuple[Record, Form, RecordValue]:
    """One value with its record; NotFound when the viewer may not see the record, NotAllowed while it is sealed."""
    row = RecordValue.objects.filter(pk=value_id, version__record__in=visible(viewer)).first()
    if row is None:
        raise NotFound(_("没有这项内容，或您无权查看。"), clause="P00-1.6")
    one = Record.objects.get(versions=row.version_id)
    form = offering.form_of(one)
    refuse_sealed(viewer, one, form)
    return one, form, row


def one_value(viewer: Viewer, value_id: int) -> ShownValue:
    """One value as the viewer may see it now."""
    one, form, row = value(viewer, value_id)
    said = contents.opened(one, [row])
    field = form.field(row.field)
    return shown_value(
        viewer, field, row, said[row.field], privacy.open_until(viewer, [row.pk]), contents.names_in(form, said)
    )


def of_subject(viewer: Viewer, subject: Ref, *, limit: int = 12) -> list[tuple[Record, Form]]:
    """The newest records about a thing, or of that customer, for a panel. One SQL statement."""
    about = Q(customer=subject.id) if subject.kind == "customer" else Q(subject=str(subject))
    rows = visible(viewer).filter(about).exclude(state=RecordState.DISCARDED).select_related("filler").order_by("-id")
    return [(one, offering.form_of(one)) for one in rows[:limit]]


def finished(form: str, refs: Sequence[Ref]) -> list[int]:
    """Ids of submitted records of a form about any of these things, newest first. For guards: no viewer. One statement."""
    rows = Record.objects.filter(form=form, subject__in=[str(ref) for ref in refs], state=RecordState.SUBMITTED)
    return list(rows.order_by("-id").values_list("id", flat=True))


def counts(viewer: Viewer) -> dict[str, int]:
    """How many records the viewer may see of each sheet. One SQL statement."""
    rows = visible(viewer).exclude(state=RecordState.DISCARDED).values_list("form").order_by("form")
    return dict(rows.annotate(n=Count("id")))
