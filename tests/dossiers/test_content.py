"""The bytes of documents: encrypted under the customer's key, immutable, findable by their words, gone with the key."""

from __future__ import annotations

import errno
import io
import random
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from juanzong.dossiers import actions, content, following, reads, searching, tasks
from juanzong.dossiers.drafts import ItemDraft
from juanzong.dossiers.models import Item, Version
from juanzong.kit import content as store
from juanzong.kit import subject_keys
from juanzong.kit.errors import Conflict, Invalid, NotFound, Unavailable
from juanzong.kit.spool import Spool
from juanzong.organisation.viewer import Viewer
from tests import killing
from tests.dossiers.helpers import a_pdf, accepted, draft, open_dossier, people, upload
from tests.factories import make_customer, make_department, make_viewer


def scan(title: str = "说明", **changes: Any) -> ItemDraft:
    return draft(title=title, medium="scan", **changes)


def filed(by: Viewer, data: bytes, name: str = "说明.txt", **options: Any) -> Item:
    one = open_dossier(by, **options)
    return actions.add_item(by=by, dossier_id=one.pk, draft=scan(), upload=upload(data, name))


@pytest.mark.django_db
def test_neither_bytes_nor_names_lie_on_the_disk_in_clear() -> None:
    by = make_viewer()
    words = "青竹公司的秘密条款一二三四五".encode()
    filed(by, words * 50, "青竹秘密.txt")
    for path in Path(settings.DATA_DIR).rglob("*"):
        if path.is_file() and "content" in path.parts:
            assert words not in path.read_bytes()
    assert "青竹秘密".encode() not in bytes(Version.objects.get().file_name)


@pytest.mark.django_db
def test_a_version_is_never_altered_by_the_database_itself() -> None:
    version = filed(make_viewer(), b"one two three").versions.get()
    for change in ({"sha256": "0" * 64}, {"stored": "x"}, {"reason": "x"}, {"number": 2}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Version.objects.filter(pk=version.pk).update(**change)


@pytest.mark.django_db
def test_a_correction_stands_beside_the_original_and_says_why() -> None:
    filer, checker, archivist = people()
    one = accepted(filer, checker, archivist)
    item = actions.add_item(by=filer, dossier_id=one.pk, draft=scan(), upload=upload(b"first words", "a.txt"))
    with pytest.raises(Invalid) as refused:
        actions.add_version(by=filer, item_id=item.pk, upload=upload(b"second words", "a.txt"))
    assert refused.value.clause == "P06-8"
    actions.add_version(by=filer, item_id=item.pk, upload=upload(b"second words", "a.txt"), reason="补签字页")
    shown = reads.item_page(filer, item.pk)
    assert [row.version.number for row in shown.versions] == [2, 1]
    with content.opened(shown.versions[1].version.subject, shown.versions[1].version) as first:
        assert first.read() == b"first words"
    assert Item.objects.get(pk=item.pk).check_result == ""


@pytest.mark.django_db
def test_the_same_bytes_are_the_same_version() -> None:
    by = make_viewer()
    item = filed(by, b"the same words")
    again = actions.add_version(by=by, item_id=item.pk, upload=upload(b"the same words", "b.txt"))
    assert again.number == 1
    assert Version.objects.count() == 1


@pytest.mark.django_db
def test_a_full_disk_is_refused_and_leaves_nothing_half(monkeypatch: pytest.MonkeyPatch) -> None:
    by = make_viewer()
    one = open_dossier(by)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patched:
        patched.setattr(store.os, "fsync", full)
        with pytest.raises(Unavailable, match="磁盘空间不足"):
            actions.add_item(by=by, dossier_id=one.pk, draft=scan(), upload=upload(a_pdf()))
    assert Item.objects.count() == 0
    assert list((Path(settings.DATA_DIR) / "content" / "incoming").iterdir()) == []


@pytest.mark.django_db
def test_words_inside_are_found_by_whom_may_see_them_only() -> None:
    by = make_viewer()
    filed(by, "双方约定以临安仓库三号库房的存货作抵押".encode(), "说明.txt")
    assert searching.found_texts(by, "三号库房", 5) == []
    assert tasks.index_texts() is False
    (hit,) = searching.found_texts(by, "三号库房", 5)
    assert hit.url_name == "dossiers:item"
    stranger = make_viewer("project_manager", department=make_department("别处"))
    assert searching.found_texts(stranger, "三号库房", 5) == []
    assert [hit.title for hit in searching.found_items(by, "说明", 5)] == ["说明"]
    assert searching.found_items(stranger, "说明", 5) == []


@pytest.mark.django_db
def test_a_withdrawn_item_is_not_found_any_more() -> None:
    by = make_viewer()
    item = filed(by, "三号库房的存货".encode())
    tasks.index_texts()
    actions.withdraw_item(by=by, item_id=item.pk, reason="归错了卷")
    assert searching.found_texts(by, "三号库房", 5) == []
    assert searching.found_items(by, "说明", 5) == []
    with pytest.raises(Conflict):
        actions.withdraw_item(by=by, item_id=item.pk, reason="再来一次")


@pytest.mark.django_db
def test_dossiers_are_found_by_number_name_and_initials() -> None:
    filer, checker, archivist = people()
    one = accepted(filer, checker, archivist)
    for query in (one.number, "借字第001", "张晓明", "zxm"):
        assert [hit.about.id for hit in searching.found_dossiers(filer, query, 5)] == [one.pk]


@pytest.mark.django_db
def test_without_its_key_a_paper_is_gone() -> None:
    by = make_viewer()
    version = filed(by, b"some words here").versions.get()
    subject_keys.destroy(version.subject)
    with pytest.raises(NotFound):
        actions.download_item(by=by, version_id=version.pk)


@pytest.mark.django_db
def test_dossiers_follow_a_merged_customer_and_come_back() -> None:
    by = make_viewer()
    gone, kept = make_customer(by), make_customer(by)
    item = filed(by, b"some words here", customer=gone)
    moved = following.move(gone.pk, kept.pk)
    assert moved == [item.dossier_id]
    assert [row.dossier.pk for row in reads.of_customer(by, kept.pk)] == moved
    _row, reader = actions.download_item(by=by, version_id=item.versions.get().pk)
    assert reader.read() == b"some words here"
    following.move_back(moved, gone.pk, kept.pk)
    assert reads.of_customer(by, kept.pk) == []


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 300_000])
def test_a_spool_gives_back_what_it_took(size: int) -> None:
    data = random.Random(size).randbytes(size)
    for limit in (10_000_000, 1000):
        spool = Spool(in_memory=limit)
        for start in range(0, size, 7000):
            spool.write(data[start : start + 7000])
        reader = spool.reader()
        assert (reader.read(), spool.size) == (data, size)
        reader.seek(max(0, size - 10))
        assert reader.read() == data[-10:]
        reader.seek(size // 2)
        assert reader.read(100) == data[size // 2 : size // 2 + 100]
        assert reader.seek(0, io.SEEK_END) == size
        spool.close()


def test_a_spool_writes_nothing_in_clear(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA_DIR = tmp_path
    written: list[bytes] = []
    spool = Spool(in_memory=10)
    words = b"plain words that must not be seen " * 5000
    spool.write(words)
    assert spool._file is not None
    spool._file.seek(0)
    written.append(spool._file.read())
    assert len(written[0]) > 1000
    assert b"plain words" not in written[0]
    assert list((tmp_path / "incoming").iterdir()) == []
    spool.close()


_VICTIM = """
import io, itertools, random, datetime as dt
from juanzong.dossiers import actions
from juanzong.dossiers.content import Upload
from juanzong.dossiers.drafts import ItemDraft
from juanzong.dossiers.models import Dossier
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import viewer_of
by = viewer_of(Staff.objects.get(username="filer"))
one = Dossier.objects.get()
for n in itertools.count():
    word = f"{os.getpid()}-{n}"
    data = (word + " ").encode() * random.randrange(100, 40000)
    draft = ItemDraft(section="basic", title=word, medium="scan")
    item = actions.add_item(by=by, dossier_id=one.pk, draft=draft, upload=Upload(f"{word}.txt", io.BytesIO(data)))
    ack(word, item.pk)
"""
_SETUP = """
import datetime as dt
from juanzong.customers import actions as customers
from juanzong.customers.drafts import CustomerDraft, SourceDraft
from juanzong.dossiers import actions
from juanzong.kit import clock
from juanzong.organisation.models import Appointment, Department, Staff
from juanzong.organisation.viewer import viewer_of
department = Department.objects.create(name="档案室", code="01")
staff = Staff.objects.create(username="filer", name="季量", number="1")
Appointment.objects.create(staff=staff, position="archivist", department=department, from_date=dt.date(2020, 1, 1))
by = viewer_of(staff)
source = SourceDraft("customer_service", "contract", "contract", staff.pk, staff.name, clock.now(), reference="1")
who = CustomerDraft(kind="person", name="张晓明", region="杭州", fields={"mobile": "13800138000"})
customer = customers.register_customer(by=by, draft=who, source=source, department=department.pk)
actions.open_dossier(by=by, customer_id=customer.pk, kind="customer", department_id=department.pk)
"""
_LOOK = """
import hashlib
from juanzong.dossiers import content
from juanzong.dossiers.models import Item
from juanzong.ledger.models import Entry
for item in Item.objects.all():
    versions = list(item.versions.all())
    whole = all(hashlib.sha256(content.opened(v.subject, v).read()).hexdigest() == v.sha256 for v in versions)
    told = Entry.objects.filter(kind="item.added", subject=f"item:{item.pk}").count()
    ack("found", item.title, item.pk, len(versions), whole, told)
"""


@pytest.mark.both
def test_killed_at_any_moment_no_upload_that_was_acknowledged_is_lost(
    spare_house: Any, tmp_path: Path, kills: int
) -> None:
    killing.run(_SETUP, tmp_path / "setup", spare_house.env)
    rng = random.Random(20261124)
    for _round in range(kills):
        killing.kill_at_random(_VICTIM, tmp_path / "acks", spare_house.env, rng, within=0.4)
    killing.run(_LOOK, tmp_path / "seen", spare_house.env)
    promised = killing.promises(tmp_path / "acks")
    seen = killing.promises(tmp_path / "seen")
    assert promised
    titles = [row[1] for row in seen]
    assert len(titles) == len(set(titles))
    assert {tuple(row) for row in promised} <= {(row[1], row[2]) for row in seen}
    assert {tuple(row[3:]) for row in seen} <= {("1", "True", "1")}
