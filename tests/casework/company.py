"""A company for tests of the case engine: everybody of the pack OWN, and cases brought to where a test wants them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from juanzong.casework.actions import cases, checks, steps
from juanzong.casework.cases.papers import Upload
from juanzong.casework.models import Case, Obligation
from juanzong.casework.reads import signatures
from juanzong.kit import clock, subject_keys
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.actions import proving
from juanzong.organisation.models import Staff
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.policies.actions import adopt
from tests.casework import things
from tests.casework.things import REF, THINGS
from tests.factories import make_department, make_staff

PACKS = Path(__file__).parent / "packs"
PASSWORD = "a long enough password"
UNTIL = {"until": "2026-06-30"}


class House:
    """Head office and one department: the general manager, a deputy in charge, a manager, two project managers, an archivist."""

    def __init__(self) -> None:
        subject_keys.ensure_keyring()
        self.company = make_department("公司")
        self.sales = make_department("业务部", parent=self.company)
        self.general = make_staff("general_manager", department=self.company, name="总经理甲")
        self.deputy = make_staff(
            "deputy_general_manager", department=self.company, name="副总乙", superior=self.general
        )
        self.boss = make_staff("department_manager", department=self.sales, name="经理丙", superior=self.deputy)
        self.a = make_staff("project_manager", department=self.sales, name="A角丁", superior=self.boss)
        self.b = make_staff("project_manager", department=self.sales, name="B角戊", superior=self.boss)
        self.archivist = make_staff("archivist", department=self.company, name="档案员己", superior=self.general)
        self.stranger = make_staff("finance", department=self.company, name="财务庚", superior=self.general)
        adopt(actor=SYSTEM, pack="OWN", from_date=clock.today())
        THINGS[1].department, THINGS[1].keeper = self.sales.pk, self.a.pk

    def start(self, by: Staff | None = None, **more: Any) -> Case:
        wanted = {"procedure": "hand_on", "subject": REF, "roles": {"b": self.b.pk}, "data": UNTIL} | more
        return cases.start(by=as_viewer(by or self.a), **wanted)

    def prepared(self, case: Case | None = None) -> Case:
        """A case whose first step can be taken."""
        case = case or self.start()
        by = as_viewer(self.a)
        steps.attach(by=by, case=case.pk, arrival=1, paper="清单", upload=a_file())
        checks.confirm(by=by, case=case.pk, arrival=1, check="whole")
        checks.confirm(by=by, case=case.pk, arrival=1, check="clean", items=[11, 12])
        return case

    def to_decide(self) -> Case:
        return go(self.a, self.prepared(), "hand_up")

    def signed_of(self, owed: Obligation) -> Case:
        """The case whose first step is owed, with that step taken and both signatures given."""
        case = Case.objects.get(pk=int(owed.subject.partition(":")[2]))
        return self.signed(go(self.a, self.prepared(case), "hand_up"))

    def signed(self, case: Case | None = None) -> Case:
        case = case or self.to_decide()
        sign(self.a, case, "giver")
        sign(self.b, case, "taker")
        return case


def as_viewer(staff: Staff) -> Viewer:
    return viewer_of(staff)


def go(staff: Staff, case: Case, move: str, **more: Any) -> Case:
    """Take the step at which a case stands."""
    fresh = Case.objects.get(pk=case.pk)
    return cases.take_step(by=as_viewer(staff), case=case.pk, arrival=fresh.arrival, move=move, **more)


def sign(staff: Staff, case: Case, need: str, **more: Any) -> Any:
    by, fresh = as_viewer(staff), Case.objects.get(pk=case.pk)
    known = {
        "digest": signatures.content_of(by, REF).digest,
        "proof": proving.prove(by=by, password=PASSWORD, address="127.0.0.1"),
    } | more
    return steps.sign_step(by=by, case=case.pk, arrival=fresh.arrival, need=need, **known)


def a_file(text: bytes = b"list of papers\n") -> Upload:
    return Upload("清单.txt", io.BytesIO(text))


@contextmanager
def own_pack(settings: Any) -> Iterator[None]:
    """The pack OWN is there for the length of the block, with the things it is about."""
    with things.known():
        settings.PACK_ROOTS = [str(PACKS)]
        yield
