"""The paper of a real record, and of a blank sheet: what is known, put into the words of `prints`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from juanzong.forms import checking, contents, prints, reads, rules, signing
from juanzong.forms.choices import FilledBy, RecordState
from juanzong.forms.models import Record
from juanzong.forms.prints.words import Lang
from juanzong.kit import clock
from juanzong.organisation.reads import people
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form, FormField, InputType


def of_record(
    viewer: Viewer, one: Record, form: Form, *, is_open: Callable[[FormField], bool], mark: str = "",
    lang: Lang = "zh", moment: dt.datetime,
) -> bytes:  # fmt: skip
    """A record in the layout of its sheet. is_open: which guarded values are printed as they are, not masked."""
    said = contents.values(one)
    counting = {field.code: said.get(field.code, "") for field in rules.asked(form, said)}
    hidden = {
        field.code: checking.masked(field, counting[field.code])
        for field in form.fields
        if counting.get(field.code) and checking.is_sealed(field) and not is_open(field)
    }
    head = prints.Head(
        company=people.company(), about=reads.labels(viewer, [one]).get(one.pk, ""), department=one.department.name, filled_by=one.filler.name,
        filled_on=one.filled_on, way=str(FilledBy(one.filled_by).label), version=one.version,
        serial=f"{one.blank.serial:06d}" if hasattr(one, "blank") else "",
        draft=one.state == RecordState.DRAFT, mark=mark,
    )  # fmt: skip
    told = prints.Said(
        values=counting,
        hidden=hidden,
        names=contents.names_in(form, counting),
        signatures=_signatures(viewer, one, form),
    )
    return prints.filled(form, head, told, lang=lang, moment=moment)


def _signatures(viewer: Viewer, one: Record, form: Form) -> list[prints.Signature]:
    given = {found.capacity.code: found for found in signing.signatures(viewer, one, form)}
    listed = []
    for field in form.fields:
        if field.type is not InputType.SIGNATURE:
            continue
        found = given.get(field.code)
        if found is None:
            listed.append(prints.Signature(code=field.code, label=field.name))
            continue
        at = clock.written(found.signed_at)
        listed.append(
            prints.Signature(
                code=field.code, label=field.name, name=found.name, position=found.position, at=at, svg=found.svg,
                broken=bool(found.broken),
            )
        )  # fmt: skip
    return listed


def of_blank(form: Form, serials: Sequence[int], *, mark: str = "", lang: Lang = "zh", moment: dt.datetime) -> bytes:
    """The blank sheet, once for each serial number."""
    head = prints.Head(company=people.company(), mark=mark)
    return prints.blank(form, head, serials, lang=lang, moment=moment)
