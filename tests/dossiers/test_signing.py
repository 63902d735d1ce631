"""What is signed of a dossier: the papers, the same bytes for the same papers, other bytes for others (P03-4.2b)."""

from __future__ import annotations

import pytest

from juanzong.dossiers import actions
from juanzong.dossiers.signing import content, items
from juanzong.organisation.viewer import Viewer
from tests.dossiers.helpers import a_pdf, check_all, draft, fill, open_dossier, people, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_checking_and_numbering_change_nothing_of_what_is_signed() -> None:
    filer, checker, archivist = people()
    one = open_dossier(filer)
    fill(filer, one)
    before = content(filer, one.pk)
    actions.submit_for_verification(by=filer, dossier_id=one.pk)
    check_all(checker, one)
    actions.verify_dossier(by=checker, dossier_id=one.pk)
    actions.accept_dossier(by=archivist, dossier_id=one.pk)
    assert content(archivist, one.pk).exact == before.exact
    assert "鸿借字第001号" not in before.exact.decode()


def _sheets(by: Viewer, item: int) -> None:
    actions.change_item(by=by, item_id=item, draft=draft("application", sheets=3))


def _scan(by: Viewer, item: int) -> None:
    actions.add_version(by=by, item_id=item, upload=upload(a_pdf()))


def _withdraw(by: Viewer, item: int) -> None:
    actions.withdraw_item(by=by, item_id=item, reason="重复")


@pytest.mark.parametrize("change", [_sheets, _scan, _withdraw])
def test_a_change_of_the_papers_changes_what_is_signed(change) -> None:  # type: ignore[no-untyped-def]
    filer, _checker, _archivist = people()
    one = open_dossier(filer)
    first = actions.add_item(by=filer, dossier_id=one.pk, draft=draft("application"))
    before = content(filer, one.pk)
    change(filer, first.pk)
    assert content(filer, one.pk).exact != before.exact


def test_the_lines_say_what_is_assented_to() -> None:
    filer, _checker, _archivist = people()
    one = open_dossier(filer)
    item = actions.add_item(by=filer, dossier_id=one.pk, draft=draft("application"), upload=upload(a_pdf(2)))
    shown = content(filer, one.pk)
    assert shown.lines[0][1] == "1 件 2 页"
    assert "借款申请书 · 2 页 · 原件" in shown.lines[1][1]
    assert items(filer, one.pk) == {item.pk: "借款申请书 · 2 页"}
