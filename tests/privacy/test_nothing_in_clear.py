"""Whoever gets hold of the data folder, or of a dump, finds no sensitive value in it."""

from __future__ import annotations

import base64
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from juanzong.config import backup
from juanzong.customers import actions as customers
from juanzong.customers.actions import intake
from juanzong.dossiers import actions as dossiers
from juanzong.kit import clock as house_clock
from juanzong.kit import content
from juanzong.organisation.viewer import Viewer, public
from juanzong.policies import reads as policies
from juanzong.privacy import actions as privacy
from juanzong.privacy import reads as shown
from tests.customers.import_help import checked, csv_of, imported, uploaded
from tests.dossiers.helpers import draft, open_dossier, upload
from tests.factories import a_person, a_source, make_viewer

CANARIES = {
    "mobile": "13911887761", "landline": "0571-86619953", "email": "canary.mail.7761@example.cn", "wechat": "wx_canary_7761",
    "resident_id": "11010519491231002X", "home_address": "浙江省杭州市西湖区金丝雀路七七六一号", "health_note": "金丝雀过敏史",
    "family_note": "金丝雀家庭情况", "income": "9987617761.77", "birth_date": "1949-12-31", "credit_standing": "金丝雀信用说明",
}  # fmt: skip
OTHERS = ("13911887762", "13911887763", "13911887764", "金丝雀之家七号信箱", "PDF-CANARY-7761-TEXT")
# A date of birth is six characters of digits that turn up by chance; the others do not.
_BY_CHANCE = {"birth_date"}


def _disguises(text: str) -> Iterator[bytes]:
    """The value as any program might have written it by mistake."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        raw = text.encode(encoding)
        yield raw
        yield raw.hex().encode()
        yield raw.hex().upper().encode()
        for shift in range(3):  # base64 looks different at each of three offsets; the ends depend on neighbours
            coded = base64.b64encode(b"\x00" * shift + raw)
            yield coded[4 if shift else 0 : len(coded) - 4]
    yield text.encode("unicode_escape")


def _found(content_: bytes, texts: list[str]) -> list[str]:
    return [f"{text} as {form[:40]!r}" for text in texts for form in _disguises(text) if form in content_]


def _texts() -> list[str]:
    digits = CANARIES["landline"].replace("-", "")
    return [value for field, value in CANARIES.items() if field not in _BY_CHANCE] + [digits, *OTHERS]


@pytest.fixture
def lived_in(transactional_db: None, clock: Any) -> Viewer:
    """An installation in which sensitive values came in by every door, were looked at, searched and printed."""
    archivist = make_viewer("archivist")
    now = house_clock.now()
    source = a_source(
        archivist, basis="consent", consent_how="书面", consent_at=now, notice_version="1", sensitive_consent_at=now
    )
    customer = customers.register_customer(
        by=archivist,
        draft=a_person("金先生", **CANARIES),
        source=source,
        department=archivist.home_departments[0],
        responsible=None,
    )
    rows = shown.customers.current_particulars(archivist, [customer.pk], ["mobile"])
    privacy.reveal(by=archivist, particular=rows[0].id, purpose="contract")
    batch = uploaded(
        archivist,
        csv_of(["姓名", "手机", "微信"], [["丝女士", OTHERS[0], "wx_canary_7762"], ["坏行", "13911887764x", ""]]),
    )
    imported(archivist, checked(archivist, batch))
    _register_oneself()
    one = open_dossier(archivist, customer=customer)
    dossiers.add_item(by=archivist, dossier_id=one.pk, draft=draft(), upload=upload(_pdf_with("PDF-CANARY-7761-TEXT")))
    return archivist


def _register_oneself() -> None:
    notice = policies.notice("registration")
    intake.register_oneself(
        by=public(),
        name="雀女士",
        fields={"mobile": OTHERS[1], "remark": "金丝雀之家七号信箱"},
        consents=[point.code for point in notice.consents],
        digest=notice.digest,
    )


def _pdf_with(text: str) -> bytes:
    body = f"BT /F1 12 Tf 10 50 Td ({text}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(body), body),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        start,
    )


def _everything_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.endswith(".template"):
            yield str(path.relative_to(folder)), path.read_bytes()


def test_no_file_of_the_data_folder_shows_a_sensitive_value(lived_in: Viewer, tmp_path: Path) -> None:
    read = list(_everything_in(Path(settings.DATA_DIR)))
    assert any(name.startswith("content") for name, _bytes in read)
    faults = {name: found for name, data in read if (found := _found(data, _texts()))}
    assert faults == {}
    if connection.vendor == "sqlite":
        backup.make(tmp_path / "b.tar")
        assert _found((tmp_path / "b.tar").read_bytes(), _texts()) == []


@pytest.mark.postgresql
def test_a_dump_of_postgresql_shows_no_sensitive_value(lived_in: Viewer) -> None:
    program = shutil.which("pg_dump") or next(
        (str(one) for one in Path("/usr/lib/postgresql").glob("*/bin/pg_dump")), None
    )
    if program is None:
        pytest.skip("pg_dump is not installed")
    words, environment = backup._postgresql()
    done = subprocess.run([program, *words, "--inserts"], env=environment, capture_output=True, check=True)
    assert b"kit_subject_key" in done.stdout
    assert _found(done.stdout, _texts()) == []


def test_the_search_would_find_a_value_that_was_there() -> None:
    """The test itself can see."""
    for form in _disguises("13911887761"):
        assert _found(b"x" * 100 + form + b"y" * 100, ["13911887761"])


def test_stored_names_of_documents_say_nothing(lived_in: Viewer) -> None:
    names = [path.name for path in (Path(settings.DATA_DIR) / "content").rglob("*") if path.is_file()]
    assert names
    assert all(set(name) <= set("0123456789abcdef") for name in names)
    assert content.ContentStore().exists("0" * 40) is False
