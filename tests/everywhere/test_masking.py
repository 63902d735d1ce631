"""Hidden values of a customer stand nowhere in clear unless somebody opened them: no page, link, log, entry or file (CR-08)."""

from __future__ import annotations

import logging
import re
from urllib.parse import quote

import pytest
from django.db import connection

from juanzong.kit.content import ContentStore
from juanzong.policies import reads as policies
from tests.everywhere.asking import Person
from tests.everywhere.grounds import FIRST, SECOND, Grounds
from tests.everywhere.screens import Screen, in_groups, screens
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CANARIES = {f"{name} {n}": value for n, hidden in ((1, FIRST), (2, SECOND)) for name, value in hidden.all().items()}


_ANY = re.compile(
    "|".join(re.escape(part) for value in CANARIES.values() for part in (value[:-1], value[1:], quote(value)))
)


_GAPS = str.maketrans("", "", " -\u00a0")


def leaks(text: str) -> list[str]:
    """Which hidden values stand in a text, whole, in parts that tell, or as an address has them."""
    found: list[str] = []
    bare = text.translate(_GAPS)
    if not _ANY.search(text) and not _ANY.search(bare):
        return found
    for name, value in CANARIES.items():
        if value in text or value in bare or quote(value) in text or value[:-1] in bare or value[1:] in bare:
            found.append(name)
    return found


@in_groups
def test_no_page_shows_a_hidden_value(grounds: Grounds, group: list[Screen], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    faults = []
    for person in _kinds_of_people(grounds):
        for screen in (one for one in group if _opens(person, one)):
            for side in (grounds.here, grounds.there) if person.label == LOOKING[0] else (grounds.here,):
                answer = person.asks(screen.address(side))
                shown = answer.body + str(answer.headers)
                faults += [f"{person.label} {screen.name}: {leak}" for leak in leaks(shown)]
    assert not faults, "\n".join(faults[:40])
    # What the database is asked holds the values of an open search only; statements are never logged in use.
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert leaks(logged) == []


LOOKING = ("archivist", "general_manager", "department_manager", "finance", "auditor", "administrator", "")


def _opens(person: Person, screen: Screen) -> bool:
    """What the others are shown is a refusal, the same for all of them (test_access.py); the last stands for them."""
    return (
        not screen.needs_a_right
        or person.label == "no position"
        or bool(person.viewer and person.viewer.may(screen.right))
    )


def _kinds_of_people(grounds: Grounds) -> list[Person]:
    return [Person(post or "no position", make_staff(post, department=grounds.here.department)) for post in LOOKING]


def test_looking_for_a_hidden_value_brings_no_other(grounds: Grounds) -> None:
    person = Person("archivist", make_staff("archivist", department=grounds.here.department))
    asked = [
        one for one in screens() if not one.arguments and one.name.endswith((":search", ":list", ":desk", ":likely"))
    ]
    for screen in asked:
        for name, value in CANARIES.items():
            answer = person.asks(f"{screen.address(grounds.here)}?q={quote(value)}")
            others = [leak for leak in leaks(answer.body) if CANARIES[leak] != value]
            assert not others, (screen.name, name, others)


def test_no_entry_of_the_ledger_and_no_table_holds_a_hidden_value(grounds: Grounds) -> None:
    faults = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                text = " ".join(
                    bytes(v).decode("utf-8", "replace") if isinstance(v, bytes | memoryview) else str(v) for v in row
                )
                faults += [f"{table}: {leak}" for leak in leaks(text)]
    assert sorted(set(faults)) == []


def test_no_file_holds_a_hidden_value(grounds: Grounds) -> None:
    folder = ContentStore()._folder
    for file in (path for path in folder.rglob("*") if path.is_file()):
        kept = file.read_bytes()
        for name, value in CANARIES.items():
            assert value.encode() not in kept, name
            assert value.encode("utf-16-le") not in kept, name
            assert value.encode("gb18030") not in kept, name


def test_exports_are_masked_and_sensitive_values_never_leave_in_clear(grounds: Grounds) -> None:
    person = Person("archivist", make_staff("archivist", department=grounds.here.department))
    purpose = policies.purposes(reveal=True)[0].code
    fields = [field.code for field in policies.fields()]
    exports = [one for one in screens() if "export" in one.name and one.name.startswith("customers:")]
    assert exports
    for screen in exports:
        for form in ("csv", "xlsx"):
            sent = {"purpose": purpose, "fields": fields, "form": form, "format": form, "kind": form, "all": "1",
                    "ids": [grounds.here("customer")], "customer": [grounds.here("customer")]}  # fmt: skip
            answer = person.client.post(screen.address(grounds.here), sent)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code < 500
            assert leaks(_unpacked(body)) == []


def _unpacked(body: bytes) -> str:
    """A workbook's parts as one text, anything else as it is."""
    import io
    import zipfile

    if not body.startswith(b"PK"):
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
