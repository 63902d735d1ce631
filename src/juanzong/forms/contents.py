"""What a record says: values sealed and written, and opened again for checking and copying, never for a screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from juanzong.forms.checking import LOOKUPS, is_sealed, normal, rows_of
from juanzong.forms.models import Record, RecordValue, RecordVersion
from juanzong.kit import subject_keys
from juanzong.kit.blind import BlindIndex
from juanzong.kit.errors import Invalid
from juanzong.kit.sealing import Sealer
from juanzong.organisation import reads as organisation
from juanzong.policies.shapes_forms import Form, FormField, InputType
from juanzong.privacy import reads as privacy
from juanzong.privacy.reads import SealedText

TABLE = "record_value"


def sealed_text(row: RecordValue, record: Record) -> SealedText:
    """A sealed value as privacy opens it."""
    return SealedText(row.pk, record.key_subject, TABLE, row.field, bytes(row.sealed or b""))


def opened(record: Record, rows: Iterable[RecordValue]) -> dict[str, str]:
    """The values of rows by field; "" where the key is destroyed. One SQL statement, none when nothing is sealed."""
    listed = list(rows)
    sealed = privacy.opened_texts([sealed_text(row, record) for row in listed if row.sealed is not None])
    return {row.field: sealed.get(row.pk, "") if row.sealed is not None else row.plain for row in listed}


def rows(record: Record, number: int = 0) -> list[RecordValue]:
    """The rows of one version, of the present one by default. One SQL statement."""
    return list(RecordValue.objects.filter(version__record=record, version__number=number or record.version))


def values(record: Record, number: int = 0) -> dict[str, str]:
    """What a version says, by field. Two SQL statements."""
    return opened(record, rows(record, number))


def write(
    record: Record, version: RecordVersion, form: Form, said: Mapping[str, str], origins: Mapping[str, str]
) -> set[str]:
    """Make a version say this; the fields that changed. A value that stays keeps its row, sealed as it is."""
    kept = {row.field: row for row in RecordValue.objects.filter(version=version)}
    before = opened(record, kept.values())
    codes = {field.code for field in form.fields}
    changed = {code for code in codes | set(before) if before.get(code, "") != said.get(code, "")}
    gone = [kept[code].pk for code in changed if code in kept]
    RecordValue.objects.filter(pk__in=gone).delete()
    fresh = [form.field(code) for code in changed if said.get(code)]
    sealer = Sealer(subject_keys.get(record.key_subject), record.key_subject) if any(map(is_sealed, fresh)) else None
    RecordValue.objects.bulk_create(_row(version, field, said[field.code], origins, sealer) for field in fresh)
    return changed


def _row(
    version: RecordVersion, field: FormField, text: str, origins: Mapping[str, str], sealer: Sealer | None
) -> RecordValue:
    row = RecordValue(version=version, field=field.code, origin=origins.get(field.code, "")[:140])
    row.exact, row.tail = _indexes(field, text)
    if is_sealed(field) and sealer is not None:
        row.sealed = sealer.seal(text, table=TABLE, column=field.code, row=row.pk)
    else:
        row.plain = text
    return row


def _indexes(field: FormField, text: str) -> tuple[bytes | None, bytes | None]:
    """Blind indexes of a number in normal form; none for what is no number, or was mistyped."""
    lookup = LOOKUPS.get(field.type)
    try:
        if lookup is None or normal(field, text) != text:
            return None, None
    except Invalid:
        return None, None
    index = BlindIndex(lookup)
    return index.exact(text), index.tail(text)


def names_in(form: Form, said: Mapping[str, str]) -> dict[str, str]:
    """Names of the people and departments that values name, by id. Two SQL statements, none without such fields."""
    asked: dict[InputType, set[int]] = {InputType.STAFF: set(), InputType.DEPARTMENT: set()}
    for field in form.fields:
        for one, text in _cells(field, said.get(field.code, "")):
            if one.type in asked and text.isdigit():
                asked[one.type].add(int(text))
    staff, departments = asked[InputType.STAFF], asked[InputType.DEPARTMENT]
    found = {str(id): name for id, name in organisation.names(staff).items()} if staff else {}
    if departments:
        found |= {str(id): name for id, name in organisation.department_names(departments).items()}
    return found


def _cells(field: FormField, text: str) -> list[tuple[FormField, str]]:
    if field.type is not InputType.TABLE:
        return [(field, text)]
    return [(column, row.get(column.code, "")) for row in rows_of(text) for column in field.columns]
