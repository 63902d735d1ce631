"""What came over the counter and through the scanner: registrations, scans that wait, an imported sheet, doubles sorted
out, papers looked at and printed, passwords mistyped."""

# untranslated module: invented data

from __future__ import annotations

import datetime as dt
import io
import tempfile
from pathlib import Path
from random import Random

from juanzong.config.demo import papers, people, pictures, sheets
from juanzong.config.demo.company import House
from juanzong.config.demo.customers import Book, source
from juanzong.config.demo.days import Days, History
from juanzong.customers import tasks_import
from juanzong.customers.actions import importing, merging
from juanzong.customers.actions import intake as actions_intake
from juanzong.customers.drafts import CustomerDraft
from juanzong.customers.reads import duplicates
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers import reads as dossier_reads
from juanzong.dossiers.choices import Paper
from juanzong.dossiers.content import Upload
from juanzong.kit.errors import Refusal
from juanzong.organisation.actions import entry
from juanzong.organisation.viewer import public, system
from juanzong.policies import reads as policies

_SCANS = ("借款申请书", "贷后检查报告", "还款、付息凭证", "现场调查照片", "营业执照副本")
_SHEET_ROWS = 120
_SHEET_WRONG = 4


class Counter:
    """The front desk, the archive and the data desk at work."""

    def __init__(self, rng: Random, house: House, book: Book) -> None:
        self._rng, self._house, self._book = rng, house, book
        self._archivist = house.people["fengchangan"].viewer
        self._second = house.people["ninglanxi"].viewer
        self._clerk = house.people["tongluoyi"].viewer

    # registrations

    def waiting(self) -> None:
        """Somebody fills in the public form, and nobody has looked at it yet."""
        self._registration(self._registered())

    @staticmethod
    def _registration(draft: CustomerDraft) -> int:
        return actions_intake.register_oneself(
            by=public(), name=draft.name, fields=draft.fields, consents=("registration",),
            digest=policies.notice("registration").digest, language="zh-hans",
        )  # fmt: skip

    def _registered(self) -> CustomerDraft:
        who = people.person(self._rng)
        wish = self._rng.choice(
            ("想了解小微企业流动资金贷款。", "店面装修需要十万元左右，一年期。", "请电话联系，下午方便。")
        )
        return CustomerDraft("person", who.name, fields={"mobile": who.mobile, "preference": wish})

    def accepted(self) -> None:
        """A registration that customer service takes in hand at once."""
        draft = self._registered()
        intake = self._registration(draft)
        actions_intake.open_intake(by=self._clerk, intake=intake)
        actions_intake.accept_intake(
            by=self._clerk, intake=intake, draft=draft, department=self._house.departments["02"],
            responsible=self._house.people["tangyichen"].id,
        )  # fmt: skip

    def declined(self) -> None:
        """A registration that nobody could be reached for."""
        intake = self._registration(self._registered())
        actions_intake.open_intake(by=self._clerk, intake=intake)
        actions_intake.decline_intake(by=self._clerk, intake=intake, reason="unreachable", note="三次致电为空号。")

    # the scanner

    def scan(self, title: str) -> None:
        """A sheet that was laid on the scanner and waits to be filed."""
        known = self._rng.choice(self._book.customers)
        if "照片" in title:
            upload = Upload(f"扫描_{title}.jpg", io.BytesIO(pictures.photograph(self._rng, title)), ("image/jpeg", 1))
        elif "执照" in title:
            upload = Upload(f"扫描_{title}.jpg", io.BytesIO(pictures.licence(known)), ("image/jpeg", 1))
        else:
            matter = papers.loan(self._rng, "HJ-待归档", "")
            content = papers.pdf(title, known, matter, (("客户", known.signer),))
            upload = Upload(f"扫描_{title}.pdf", io.BytesIO(content), ("application/pdf", 1))
        dossiers.receive_scan(by=self._archivist, upload=upload)

    # the sheet

    def sheet(self, seed: int) -> None:
        """A fair's list of addresses comes in as a workbook; four rows are wrong."""
        by = self._house.people["ninglanxi"]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "展会客户名单.xlsx"
            sheets.write_demo_sheet(path, _SHEET_ROWS, _SHEET_WRONG, seed)
            with path.open("rb") as reader:
                batch = importing.upload_sheet(by=by.viewer, name=path.name, reader=reader)
        importing.check_sheet(
            by=by.viewer, batch=batch.pk, mapping=batch.mapping, source=source(self._rng, by, "import"),
            department=self._house.departments["04"], responsible=self._house.people["bianxingzhou"].id,
        )  # fmt: skip
        self._work()
        importing.start_import(by=by.viewer, batch=batch.pk)
        self._work()

    @staticmethod
    def _work() -> None:
        while tasks_import.go_on(patience=dt.timedelta(0)):
            continue

    # doubles

    def look_for_doubles(self) -> None:
        """What the background does at night."""
        while duplicates.waits_for_comparison():
            merging.look_for_duplicates(by=system(), limit=500)

    def merge(self) -> None:
        """The most likely pair becomes one customer."""
        pair = duplicates.open_duplicates(self._second).order_by("-score", "id").first()
        if pair is None:
            return
        try:
            merging.merge_customers(by=self._second, kept=pair.one_id, gone=pair.two_id)
        except Refusal:
            return  # a person and a firm with one telephone
        self._book.customers[:] = [one for one in self._book.customers if one.id != pair.two_id]

    def dismiss(self) -> None:
        """A pair that is two."""
        pair = duplicates.open_duplicates(self._second).order_by("score", "id").first()
        if pair is not None:
            merging.dismiss_duplicate(by=self._second, duplicate=pair.pk)

    # papers

    def look(self) -> None:
        """The auditor, a risk officer or the archivist opens a paper."""
        position = self._rng.choice(("auditor", "risk_officer", "archivist", "general_manager"))
        by = self._rng.choice(self._house.holding(position)).viewer
        found = dossier_reads.visible(by).filter(state="in_force").order_by("id")
        one = found[self._rng.randrange(found.count())] if found.exists() else None
        lines = dossier_reads.dossier_page(by, one.pk).catalogue.lines if one else ()
        if lines:
            dossiers.view_item(by=by, item_id=self._rng.choice(lines).item.id)

    def print(self) -> None:
        """The volume list of a dossier, in three copies."""
        found = dossier_reads.visible(self._archivist).filter(state="in_force").order_by("-id").first()
        if found is not None:
            dossiers.print_paper(by=self._archivist, dossier_id=found.pk, paper=Paper.VOLUME_LIST)

    def mistype(self) -> None:
        """A wrong password; the entry does not say whose."""
        try:
            guess = {"username": "fengchangan", "password": "猜的口令"}
            entry.sign_in(by=public(), address="192.0.2.17", **guess)
        except Refusal:
            return  # as it should be


def plan(rng: Random, house: House, days: Days, history: History, book: Book, *, seed: int, small: bool) -> None:
    """Spread these things over the time; what waits came in the last days."""
    desk = Counter(rng, house, book)
    for begin, until in ((0.3, 0.4), (0.6, 0.7), (0.85, 0.9)):
        history.add(days.between(begin, until), desk.accepted)
    history.add(days.between(0.7, 0.8), desk.declined)
    for _n in range(4):
        history.add(days.between(0.985, 0.999), desk.waiting)
    for title in _SCANS[: 2 if small else None]:
        history.add(days.between(0.99, 0.999), lambda title=title: desk.scan(title))  # type: ignore[misc]
    history.add(days.between(0.55, 0.6), lambda: desk.sheet(seed))
    history.add(days.between(0.9, 0.905), desk.look_for_doubles)
    for _n in range(1 if small else 3):
        history.add(days.between(0.92, 0.95), desk.merge)
        history.add(days.between(0.95, 0.98), desk.dismiss)
    history.add(days.between(0.997, 1), desk.look_for_doubles)
    for _n in range(3 if small else 90):
        history.add(days.between(0.1, 0.999), desk.look)
    for _n in range(1 if small else 12):
        history.add(days.between(0.2, 0.999), desk.print)
    for _n in range(1 if small else 3):
        history.add(days.between(0.4, 0.98), desk.mistype)
