"""A small-loan company with a safe: A and B, a certificate keeper, one who holds the key and one who holds the code."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from juanzong.casework.actions import cases, steps
from juanzong.casework.models import Case
from juanzong.casework.reads import signatures
from juanzong.custody import actions
from juanzong.custody import certificate_drafts as drafts
from juanzong.custody.certificate_drafts import CertificateDraft
from juanzong.custody.choices import PlaceKind
from juanzong.custody.models import Certificate, Holding, Place, SafeEntry, SafeSlip, SlipLine
from juanzong.custody.reads import certificates as register
from juanzong.custody.reads import slips
from juanzong.custody.rules.certificates import Paper
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers.models import Dossier
from juanzong.kit import clock
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.models import Department
from juanzong.organisation.viewer import Viewer
from juanzong.policies.actions import adopt
from juanzong.policies.models import Adoption
from tests.custody.helpers import make_room, numbered, proof
from tests.dossiers.helpers import draft, open_dossier
from tests.factories import make_customer, make_department, make_staff, make_viewer

_numbers = itertools.count(1)


def a_certificate(number: str = "", **changes: Any) -> CertificateDraft:
    values: dict[str, Any] = {
        "kind": "real_estate", "number": number or f"浙（2026）杭州市不动产权第{next(_numbers):07d}号", "holder": "张晓明",
        "issuer": "杭州市规划和自然资源局",
    }  # fmt: skip
    return CertificateDraft(**values | changes)


def as_seen(one: CertificateDraft, **changes: str) -> Paper:
    """What somebody writes down who has the certificate in hand."""
    return Paper(**{"kind": one.kind, "number": one.number, "holder": one.holder} | changes)


class Vault:
    """People by what they do, a dossier that is numbered, and two safes."""

    def __init__(self, company: Department | None = None) -> None:
        self.company = company or make_department("公司")
        self.business = make_department("业务部", parent=self.company)
        self.general = make_viewer("general_manager", department=self.company)
        self.archivist = make_viewer("archivist", department=self.company)
        self.keeper = make_viewer("certificate_keeper", department=self.company)
        self.key = make_viewer("safe_key_holder", department=self.company)
        self.code = make_viewer("safe_code_holder", department=self.company)
        self.finance = make_viewer("finance", department=self.company)
        boss = make_staff("department_manager", department=self.business)
        self.a = make_viewer("project_manager", department=self.business, superior=boss)
        self.b = make_viewer("project_manager", department=self.business, superior=boss)
        if not Adoption.objects.filter(pack="P03", in_force_until=None).exists():
            adopt(actor=SYSTEM, pack="P03", from_date=clock.today())
        self.room = make_room(self.archivist)
        self.safe, self.other = (
            actions.add_place(by=self.archivist, kind=PlaceKind.SAFE, name=name, parent_id=self.room.pk)
            for name in ("保险柜 1", "保险柜 2")
        )
        self.dossier = self.project()

    def project(self) -> Dossier:
        """A numbered dossier of A and B."""
        one = open_dossier(
            self.a, customer=make_customer(self.a),
            managers={"a": self.a.staff_id, "b": self.b.staff_id},
        )  # fmt: skip
        n = next(_numbers)
        Dossier.objects.filter(pk=one.pk).update(
            state="in_force", series="v", sequence=n, number=f"鸿借字第{n:03d}号", accepted_at=clock.now()
        )
        one.refresh_from_db()
        return one

    # a case, step by step

    def case(self, slip: SafeSlip) -> Case:
        return Case.objects.get(subject=str(slips.ref(slip.pk)), state="open")

    def move(self, by: Viewer, slip: SafeSlip, move: str, reason: str = "", **data: str) -> SafeSlip:
        case = self.case(slip)
        cases.take_step(by=by, case=case.pk, arrival=case.arrival, move=move, reason=reason, data=data)
        slip.refresh_from_db()
        return slip

    def sign(self, by: Viewer, slip: SafeSlip, need: str) -> None:
        case = self.case(slip)
        digest = signatures.content_of(by, slips.ref(slip.pk)).digest
        steps.sign_step(by=by, case=case.pk, arrival=case.arrival, need=need, digest=digest, proof=proof(by))

    def three(self, slip: SafeSlip, move: str = "signed") -> SafeSlip:
        for by, need in ((self.a, "a"), (self.b, "b"), (self.archivist, "archivist")):
            self.sign(by, slip, need)
        return self.move(self.archivist, slip, move)

    def open(self, slip: SafeSlip, move: str, place: Place | None = None, **data: str) -> SafeSlip:
        """Key and code open the safe."""
        self.sign(self.key, slip, "key")
        self.sign(self.code, slip, "code")
        return self.move(self.code, slip, move, safe=(place or self.safe).address, **data)

    def moved(self, slip: SafeSlip, here: Place, there: Place) -> SafeSlip:
        """Both safes are opened by their people."""
        for needs, move, data in (
            (("key", "code"), "to_second", {}),
            (("to_key", "to_code"), "move_over", {"safe": here.address, "safe_to": there.address}),
        ):
            self.sign(self.key, slip, needs[0])
            self.sign(self.code, slip, needs[1])
            self.move(self.code, slip, move, **data)
        return slip

    # whole ways

    def listed(self, *drafts: CertificateDraft, dossier: Dossier | None = None) -> SafeSlip:
        """On the list, with B."""
        slip = actions.list_certificates(
            by=self.a, dossier_id=(dossier or self.dossier).pk, certificates=drafts or (a_certificate(),)
        )
        return self.move(self.a, slip, "to_b")

    def enter(self, by: Viewer, slip: SafeSlip, *papers: Paper, count: int | None = None) -> None:
        actions.check_slip(by=by, slip_id=slip.pk, entered=papers, count=len(papers) if count is None else count)

    def checked(self, slip: SafeSlip) -> SafeSlip:
        """Entered by B and the keeper, as it is on the list."""
        for by, move in ((self.b, "to_keeper"), (self.keeper, "to_sign")):
            self.enter(by, slip, *register.papers(slips.on(slip.pk)))
            self.move(by, slip, move)
        return slip

    def put_in(
        self, *drafts: CertificateDraft, dossier: Dossier | None = None, place: Place | None = None
    ) -> list[Certificate]:
        """In the safe."""
        slip = self.open(self.three(self.checked(self.listed(*drafts, dossier=dossier))), "put_in", place)
        return slips.on(slip.pk)

    def taken_out(self, rows: Sequence[Certificate], *, days: int = 7, **changes: Any) -> SafeSlip:
        wanted = {
            "purpose": "registry",
            "to_whom": "不动产登记中心",
            "due_on": clock.today() + dt.timedelta(days=days),
        } | changes
        slip = actions.ask_out(by=self.a, certificate_ids=[one.pk for one in rows], **wanted)
        return self.open(self.move(self.general, slip, "agree"), "take_out")

    def settled(self, dossier: Dossier | None = None) -> int:
        """The paper that says the debt is settled, filed and noted."""
        one = dossier or self.dossier
        item = dossiers.add_item(
            by=self.archivist, dossier_id=one.pk,
            draft=draft("repayment", section="contracts", title="还款凭证"),
        )  # fmt: skip
        dossiers.note_event(by=self.archivist, dossier_id=one.pk, event="settled", on_day=clock.today())
        return item.pk


def certificates_of(by: Viewer, room: Place, text: str) -> dict[str, int]:
    """Ids of a safe with a certificate in it, of its slip and of a count, without the long way there; for the grounds of
    tests/everywhere."""
    one = numbered(by)
    safe = actions.add_place(by=by, kind=PlaceKind.SAFE, name=f"柜{text}"[:40].strip(), parent_id=room.pk)
    row = drafts.write(by, one, a_certificate(holder=f"张晓明{text}"[:120].strip(), value=Decimal(880_000)))
    slip = SafeSlip.objects.create(
        number=f"测权字〔2026〕{next(_numbers):04d}号",
        flow="in",
        dossier=one,
        begun_by=by.staff_id,
        begun_by_name=by.name[:60],
    )
    SlipLine.objects.create(slip=slip, certificate=row)
    Certificate.objects.filter(pk=row.pk).update(state="in")
    Holding.objects.create(certificate=row, place=safe)
    SafeEntry.objects.create(place=safe, certificate=row, slip=slip, flow="in", change=1, day=clock.today())
    count = actions.begin_safe_count(by=by, place_id=safe.pk, occasion="day_end")
    return {"certificate": row.pk, "safe_slip": slip.pk, "safe": safe.pk, "safe_count": count.pk}
