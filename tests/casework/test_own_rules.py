"""What a company changed in its own pack counts where that is in force; what began under another version keeps it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from juanzong.casework import tasks
from juanzong.casework.models import Obligation
from juanzong.casework.reads import obligations
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers import reads as dossier_reads
from juanzong.kit import clock as house
from juanzong.kit.errors import Conflict
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.viewer import viewer_of
from juanzong.policies import reads as policies
from juanzong.policies.actions import adopt
from juanzong.policies.explaining import term
from juanzong.policies.loading import library
from tests.factories import make_customer, make_department, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

MANIFEST = """
id = "{id}"
version = {version}
title_zh = "本公司版"
title_en = "Our version"
about_zh = "试用。"
about_en = "On trial."
extends = ["{on}"]
"""
DUE = '[[change]]\nof = "duty"\ncode = "set_up_channel_dossier"\nset = {{ due = "{due}" }}\n'


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(library, "roots", lambda: (library.OURS, tmp_path))
    return tmp_path


def write(root: Path, changes: str, *, id: str = "OWN", version: int = 1, on: str = "P08") -> None:
    folder = root / f"{id}_{version}"
    folder.mkdir()
    (folder / "pack.toml").write_text(MANIFEST.format(id=id, version=version, on=on), encoding="utf-8")
    (folder / "changes.toml").write_text(changes, encoding="utf-8")
    library.forget()


class House:
    """A company with two departments and a representative in each."""

    def __init__(self) -> None:
        self.company = make_department("公司")
        self.sales = make_department("销售部", parent=self.company)
        self.other = make_department("渠道部", parent=self.company)
        self.reps = {
            one.pk: viewer_of(make_staff("sales_representative", department=one)) for one in (self.sales, self.other)
        }

    def due(self, department: int) -> Obligation:
        """The week of P08 for a new customer of the department."""
        rep = self.reps[department]
        customer = make_customer(rep, responsible=rep.staff_id)
        return Obligation.objects.get(duty="set_up_channel_dossier", subject=f"customer:{customer.pk}")


def test_a_department_with_its_own_pack_has_its_own_deadline_and_the_others_have_not(own: Path) -> None:
    write(own, DUE.format(due="2 working_days"))
    house_of = House()
    adopt(actor=SYSTEM, pack="P08", from_date=house.today())
    adopt(actor=SYSTEM, pack="OWN", from_date=house.today(), department=house_of.sales.pk)
    changed, original = house_of.due(house_of.sales.pk), house_of.due(house_of.other.pk)
    assert (changed.pack, changed.due_on, changed.clause) == ("OWN", dt.date(2026, 6, 3), "P08-1")
    assert (original.pack, original.due_on, original.clause) == ("P08", dt.date(2026, 6, 8), "P08-1")
    assert Obligation.objects.filter(duty="set_up_channel_dossier").count() == 2


def test_what_began_under_a_version_keeps_its_day_and_its_words(own: Path) -> None:
    write(own, DUE.format(due="3 working_days"))
    write(own, DUE.format(due="2 working_days"), version=2)
    house_of = House()
    adopt(actor=SYSTEM, pack="OWN", version=1, from_date=house.today())
    before = house_of.due(house_of.sales.pk)
    adopt(actor=SYSTEM, pack="OWN", from_date=house.today())
    after = house_of.due(house_of.sales.pk)
    before.refresh_from_db()
    assert (before.version, before.due_on, after.version, after.due_on) == (
        1, dt.date(2026, 6, 4), 2, dt.date(2026, 6, 3)
    )  # fmt: skip
    assert [term(obligations.duty_of(one).due) for one in (before, after)] == ["3 个工作日内", "2 个工作日内"]
    adopt(actor=SYSTEM, pack="OWN", version=1, from_date=house.today())
    assert house_of.due(house_of.sales.pk).due_on == dt.date(2026, 6, 4)


def test_a_dossier_keeps_the_catalogue_it_began_with(own: Path) -> None:
    write(
        own,
        '[[change]]\nof = "dossier"\ncode = "loan"\nat = "section.approval"\n'
        'add = { items = [{ code = "minutes", zh = "会议纪要", en = "Minutes", required = true }] }\n',
        on="P03",
    )
    house_of = House()
    manager = viewer_of(make_staff("project_manager", department=house_of.sales))
    customer = make_customer(manager)
    ask = {"by": manager, "customer_id": customer.pk, "kind": "loan", "department_id": house_of.sales.pk}
    adopt(actor=SYSTEM, pack="P03", from_date=house.today())
    old = dossiers.open_dossier(**ask)
    adopt(actor=SYSTEM, pack="OWN", from_date=house.today(), department=house_of.sales.pk)
    new = dossiers.open_dossier(**ask)
    codes = [[item.code for item in dossier_reads.kind_of(one).section("approval").items] for one in (old, new)]
    assert ["minutes" in one for one in codes] == [False, True]
    assert (old.pack_version, new.pack_version) == ("P03:1", "OWN:1")


def test_a_kind_that_the_company_took_away_is_not_opened_any_more(own: Path) -> None:
    write(own, '[[change]]\nof = "dossier"\ncode = "guarantee"\nremove = true\n', on="P03")
    house_of = House()
    manager = viewer_of(make_staff("project_manager", department=house_of.sales))
    customer = make_customer(manager)
    adopt(actor=SYSTEM, pack="OWN", from_date=house.today())
    with pytest.raises(Conflict, match="担保项目档案"):
        dossiers.open_dossier(by=manager, customer_id=customer.pk, kind="guarantee", department_id=house_of.sales.pk)


def test_rights_follow_the_own_pack_of_the_department(own: Path) -> None:
    write(own, '[[change]]\nof = "position"\ncode = "archivist"\nunset = ["rights.customers.export"]\n', on="P00")
    house_of = House()
    here, there = (make_staff("archivist", department=one) for one in (house_of.sales, house_of.other))
    assert viewer_of(here).may("customers.export")
    adopt(actor=SYSTEM, pack="OWN", from_date=house.today(), department=house_of.sales.pk)
    assert not viewer_of(here).may("customers.export")
    assert viewer_of(here).may("customers.view")
    assert viewer_of(there).may("customers.export")


def test_departments_may_keep_different_rounds_of_one_duty(own: Path) -> None:
    quarterly = next(one for one in policies.duties() if one.every is not None and one.for_each == "department")
    write(
        own,
        f'[[change]]\nof = "duty"\ncode = "{quarterly.code}"\nset = {{ every = "month", due = "end_of_period" }}\n',
        on=quarterly.pack,
    )
    house_of = House()
    adopt(actor=SYSTEM, pack=quarterly.pack, from_date=house.today())
    adopt(actor=SYSTEM, pack="OWN", from_date=house.today(), department=house_of.sales.pk)
    for _batch in range(200):
        if not tasks.run_some():
            break
    found = {one.department_id: one for one in Obligation.objects.filter(duty=quarterly.code)}
    assert found[house_of.sales.pk].round == "2026-06"
    assert found[house_of.sales.pk].pack == "OWN"
    assert found[house_of.other.pk].round != "2026-06"


def test_two_packs_that_change_the_same_thing_are_not_in_force_together(own: Path) -> None:
    write(own, DUE.format(due="2 working_days"))
    write(own, DUE.format(due="1 working_days"), id="ALSO")
    write(own, DUE.format(due="4 working_days"), id="UPON", on="OWN")
    house_of = House()
    adopt(actor=SYSTEM, pack="OWN", from_date=house.today())
    with pytest.raises(Conflict, match="OWN"):
        adopt(actor=SYSTEM, pack="ALSO", from_date=house.today())
    adopt(actor=SYSTEM, pack="ALSO", from_date=house.today(), department=house_of.sales.pk)
    adopt(actor=SYSTEM, pack="UPON", from_date=house.today())
    assert house_of.due(house_of.sales.pk).pack == "ALSO"
    assert house_of.due(house_of.other.pk).pack == "UPON"
