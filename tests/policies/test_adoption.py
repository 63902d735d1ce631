"""A company puts packs in force; the ledger says which text from when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.ledger.choices import Actor
from juanzong.ledger.models import Entry
from juanzong.policies import reads
from juanzong.policies.actions import adopt
from juanzong.web.shell.templatetags.ui import basis

pytestmark = pytest.mark.django_db
ACTOR = Actor("staff", 1, "甲", "总经理")
DAY = date(2026, 1, 1)


def test_an_adopted_pack_is_in_force_from_its_day_and_recorded() -> None:
    line = adopt(actor=ACTOR, pack="P03", from_date=DAY)
    assert reads.adopted(on=date(2025, 12, 31)) == ()
    assert [one.pack for one in reads.adopted(on=DAY)] == ["P03"]
    assert line.digest == reads.pack("P03").digest
    entry = Entry.objects.get(kind="pack.adopted")
    assert entry.subject == f"adoption:{line.id}"


def test_a_department_may_adopt_a_pack_of_its_own() -> None:
    adopt(actor=ACTOR, pack="P03", from_date=DAY)
    adopt(actor=ACTOR, pack="P04", from_date=DAY, department=7)
    assert [one.pack for one in reads.adopted(on=DAY)] == ["P03"]
    assert [one.pack for one in reads.adopted(on=DAY, department=7)] == ["P03", "P04"]


def test_a_refusal_rests_on_a_clause_in_force_or_is_good_practice() -> None:
    def in_force() -> list[str]:
        return [id for id in ("P00-1.3", "P03-6.1", "P04-6a", "P05-d1") if reads.is_in_force(id)]

    assert in_force() == ["P00-1.3"], "the general part holds for everybody"
    adopt(actor=ACTOR, pack="P03", from_date=DAY)
    adopt(actor=ACTOR, pack="P07", from_date=DAY, department=7)
    assert in_force() == ["P00-1.3", "P03-6.1", "P04-6a"], "P07 is the same as P04"
    assert "按通行做法" in basis("P05-d1")
    assert basis("P03-6.1").startswith("依据")


def test_adopting_the_same_text_again_is_refused() -> None:
    adopt(actor=ACTOR, pack="P03", from_date=DAY)
    with pytest.raises(Conflict):
        adopt(actor=ACTOR, pack="P03", from_date=date(2026, 2, 1))
    assert len(reads.adoptions()) == 1


def test_new_parameters_end_the_present_adoption_on_their_day() -> None:
    adopt(actor=ACTOR, pack="P03", from_date=DAY)
    adopt(actor=ACTOR, pack="P03", from_date=date(2026, 6, 1), parameters={"company_word": "青"})
    assert reads.parameter_value("company_word", on=date(2026, 5, 31)) == "鸿"
    assert reads.parameter_value("company_word", on=date(2026, 6, 1)) == "青"
    assert [one.in_force_until for one in reads.adoptions()] == [None, date(2026, 6, 1)]


def test_a_departments_parameter_goes_before_the_companys() -> None:
    adopt(actor=ACTOR, pack="P03", from_date=DAY, parameters={"company_word": "青"})
    adopt(actor=ACTOR, pack="P03", from_date=DAY, department=7, parameters={"company_word": "白"})
    assert reads.parameter_value("company_word", on=DAY) == "青"
    assert reads.parameter_value("company_word", on=DAY, department=7) == "白"


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"pack": "P99"}, NotFound),
        ({"parameters": {"colour": "red"}}, Invalid),
        ({"from_date": date(2025, 1, 1), "parameters": {"company_word": "青"}}, Invalid),
    ],
)
def test_what_cannot_be_adopted_changes_nothing(arguments: dict[str, Any], refusal: type[Exception]) -> None:
    adopt(actor=ACTOR, pack="P03", from_date=DAY)
    with pytest.raises(refusal):
        adopt(**{"actor": ACTOR, "pack": "P03", "from_date": DAY, **arguments})
    assert len(reads.adoptions()) == 1
    assert Entry.objects.count() == 1
