"""What is signed of a record: exactly what it says, without the signatures on it; and who has signed which field."""

from __future__ import annotations

import json
from collections.abc import Mapping

from juanzong.casework.reads import signatures as reads_signatures
from juanzong.casework.shapes.signatures import Capacity, Signed
from juanzong.casework.sockets import Content
from juanzong.forms import checking, contents, rules
from juanzong.forms.models import Record
from juanzong.kit.blind import BlindIndex
from juanzong.kit.refs import Ref
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form, FormField, InputType

_INDEX = "record_content"


def capacity(form: Form, field: FormField) -> Capacity:
    """As what somebody signs a field: its words, and the clause that asks for it."""
    default = form.clause_of("signature") if field.code == form.collector else form.clause
    return Capacity(field.code, field.name, field.clause or default)


def content(one: Record, form: Form) -> Content:
    """What a record says, for signing. Sealed values stand masked in the lines and as keyed hashes in the bytes, so
    that equal content gives equal bytes and nobody reads it from them. Two SQL statements."""
    said = contents.values(one)
    fields = [field for field in rules.asked(form, said) if field.type is not InputType.SIGNATURE]
    index = BlindIndex(_INDEX)
    exact = {
        field.code: index.exact(said[field.code]).hex() if checking.is_sealed(field) else said[field.code]
        for field in fields
        if said.get(field.code)
    }
    told = {
        "form": one.form, "pack": one.pack, "about": one.subject, "by": one.filled_by, "on": str(one.filled_on),
        "values": exact,
    }  # fmt: skip
    names = contents.names_in(form, said)
    lines = tuple((str(field.name), _told(field, said.get(field.code, ""), names)) for field in fields)
    return Content(str(form.name), lines, json.dumps(told, sort_keys=True, ensure_ascii=False).encode())


def _told(field: FormField, text: str, names: Mapping[str, str]) -> str:
    """A value as the signer sees it: guarded ones masked, tables line by line."""
    if checking.is_sealed(field):
        return checking.masked(field, text)
    if field.type is InputType.TABLE:
        return "\n".join(" ".join(map(str, row)) for row in checking.table_text(field, text, names))
    return str(checking.shown(field, text, names))


def signatures(viewer: Viewer, one: Record, form: Form) -> list[Signed]:
    """The signatures on a record, each with whether it has changed since. None for sheets that nobody signs."""
    if not any(field.type is InputType.SIGNATURE for field in form.fields):
        return []
    return reads_signatures.signatures_of(viewer, Ref("record", one.pk))


def signed(viewer: Viewer, one: Record, form: Form) -> frozenset[str]:
    """The signature fields that are signed here, on what the record says now."""
    return frozenset(found.capacity.code for found in signatures(viewer, one, form) if found.broken is False)
