"""The scanner's folder: everything finished comes in once, whatever happens in between."""

from __future__ import annotations

import errno
import random
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from juanzong.dossiers import actions, reads, watching
from juanzong.dossiers.models import Scan
from juanzong.kit import content as store
from juanzong.kit.errors import Conflict
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import system
from tests import killing
from tests.dossiers.helpers import a_pdf, a_picture, draft, open_dossier, upload
from tests.factories import make_viewer


@pytest.mark.django_db
def test_finished_files_are_taken_in_and_bad_ones_set_aside_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "合同.pdf").write_bytes(a_pdf(2))
    (tmp_path / "伪装.pdf").write_bytes(b"MZ" + b"\0" * 200)
    (tmp_path / "还在写.pdf.part").write_bytes(b"%PDF-1.4")
    (tmp_path / "链接.pdf").symlink_to(tmp_path / "合同.pdf")
    call_command("watch", str(tmp_path), "--once", "--every", "0.1")
    scan = Scan.objects.get()
    assert (scan.mime, scan.pages, scan.state) == ("application/pdf", 2, "waiting")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rejected", "还在写.pdf.part", "链接.pdf"]
    assert "程序" in (tmp_path / "rejected" / "伪装.pdf.txt").read_text("utf-8")
    assert Entry.objects.filter(kind="scan.received").count() == 1


@pytest.mark.django_db
def test_a_file_that_still_grows_waits(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(a_pdf())
    before = watching.look(tmp_path)
    path.write_bytes(a_pdf(2))
    assert watching.settled(before, watching.look(tmp_path)) == []


@pytest.mark.django_db
def test_the_same_content_again_is_the_same_scan(tmp_path: Path) -> None:
    data = a_pdf()
    for name in ("一.pdf", "二.pdf"):
        (tmp_path / name).write_bytes(data)
        assert not watching.take(tmp_path / name, system()).refusal
    assert Scan.objects.count() == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_a_full_disk_leaves_the_file_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(a_pdf())

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patched:
        patched.setattr(store.os, "fsync", full)
        taken = watching.take(tmp_path / "a.pdf", system())
    assert taken.waits
    assert "磁盘空间不足" in taken.refusal
    assert Scan.objects.count() == 0
    assert not watching.take(tmp_path / "a.pdf", system()).refusal
    assert Scan.objects.count() == 1


def test_two_watchers_of_one_folder_are_refused(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "data"
    with watching.alone(tmp_path), pytest.raises(Conflict), watching.alone(tmp_path):
        pass


@pytest.mark.django_db
def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有这个文件夹"):
        call_command("watch", str(tmp_path / "nowhere"))


@pytest.mark.django_db(transaction=True)
def test_a_filed_scan_lies_under_the_customer_and_its_own_copy_is_shredded() -> None:
    filer = make_viewer("archivist")
    one = open_dossier(filer)
    data = a_picture()
    scan = actions.receive_scan(by=filer, upload=upload(data, "照片.jpg"))
    item = actions.file_scan(by=filer, scan_id=scan.pk, dossier_id=one.pk, draft=draft(title="照片", medium="scan"))
    version = item.versions.get()
    assert version.subject == one.customer_id
    _row, reader = actions.download_item(by=filer, version_id=version.pk)
    assert reader.read() == data
    assert not store.ContentStore().exists(scan.stored)
    with pytest.raises(Conflict):
        actions.discard_scan(by=filer, scan_id=scan.pk, reason="重复")
    assert reads.scans(filer) == []


_VICTIM = """
from pathlib import Path
from juanzong.dossiers import watching
from juanzong.organisation.viewer import system
folder = Path(os.environ["SCANNED"])
while True:
    files = sorted(folder.glob("*.jpg"))
    if not files:
        break
    for path in files:
        watching.take(path, system())
"""


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_no_scan_is_lost_or_doubled(spare_house: Any, tmp_path: Path, kills: int) -> None:
    folder = tmp_path / "scanner"
    folder.mkdir()
    rng, made = random.Random(20261123), 0
    env = spare_house.env | {"SCANNED": str(folder)}
    for _round in range(kills):
        for _file in range(3):
            draft_path = folder / f"{made}.part"
            draft_path.write_bytes(a_picture(made % 250) + made.to_bytes(4, "big"))
            draft_path.replace(folder / f"{made}.jpg")
            made += 1
        killing.kill_at_random(_VICTIM, tmp_path / "acks", env, rng, within=0.4)
    killing.run(_VICTIM, tmp_path / "acks", env)
    counted = spare_house.run("shell", "-v", "0", "-c", _COUNT)
    scans, distinct, readable = map(int, counted.stdout.split()[-3:])
    assert (scans, distinct, readable) == (made, made, made)
    assert list(folder.iterdir()) == []


_COUNT = """
from juanzong.dossiers import content
from juanzong.dossiers.models import Scan
rows = list(Scan.objects.all())
import hashlib
whole = sum(hashlib.sha256(content.opened(r.pk, r).read()).hexdigest() == r.sha256 for r in rows)
print(len(rows), len({r.sha256 for r in rows}), whole)
"""
