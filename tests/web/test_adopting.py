"""Adopting a policy on a page: what becomes different is seen before it takes force."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from juanzong.kit import clock as house
from juanzong.ledger.choices import SYSTEM
from juanzong.ledger.models import Entry
from juanzong.policies import comparing, reads
from juanzong.policies.actions import adopt
from juanzong.policies.effective import effective
from tests.entering import enter, enter_as
from tests.factories import make_department, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ADOPT = "/policies/adopt/"


def text_of(client: Any, to: str) -> str:
    answer = client.get(to)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_what_becomes_different_is_shown_and_nothing_happens_yet() -> None:
    client = enter_as("administrator")
    adopt(actor=SYSTEM, pack="P00", from_date=house.today())
    text = text_of(client, f"{ADOPT}?pack=P08&department=&from_date=2026-06-01")
    assert "一周内建立客户档案" in text
    assert "set_up_channel_dossier" in text
    assert [one.pack for one in reads.adopted()] == ["P00"]


def test_a_policy_is_put_in_force_and_out_again() -> None:
    administrator = make_staff("administrator")
    client = enter(administrator)
    client.post(ADOPT, {"pack": "P08", "department": "", "from_date": "2026-06-01", "word-company_word": "青"})
    (standing,) = reads.adopted()
    assert (standing.pack, standing.parameters["company_word"]) == ("P08", "青")
    assert Entry.objects.get(kind="pack.adopted").actor_id == administrator.pk
    again = client.post(ADOPT, {"pack": "P08", "department": "", "from_date": "2026-06-01", "word-company_word": "青"})
    assert "已在执行" in again.content.decode()
    end = reverse("policies:end_adoption", args=[standing.id])
    assert client.post(end, {"from_date": "2026-05-01"}).status_code == 422
    client.post(end, {"from_date": "2026-06-10"})
    assert [one.pack for one in reads.adopted(on=dt.date(2026, 6, 9))] == ["P08"]
    assert not reads.adopted(on=dt.date(2026, 6, 10))


def test_a_department_adopts_for_itself() -> None:
    department = make_department("会销部", parent=make_department("公司"))
    client = enter_as("general_manager")
    client.post(ADOPT, {"pack": "P09", "department": department.pk, "from_date": "2026-06-01"})
    assert not reads.adopted()
    assert [one.pack for one in reads.adopted(department=department.pk)] == ["P09"]
    assert "会销部" in text_of(client, ADOPT)


def test_others_may_not() -> None:
    assert enter_as("archivist").get(ADOPT).status_code == 403


def test_the_difference_of_a_set_to_itself_is_nothing() -> None:
    rules = effective([("P03", 1), ("P08", 1)])
    assert comparing.compare(rules, rules) == []
    came = comparing.compare(effective([("P00", 1)]), rules)
    assert {one.how for one in came if one.kind == "duty"} == {"added"}
    gone = comparing.compare(rules, effective([("P00", 1)]))
    assert {one.how for one in gone if one.kind == "duty"} == {"removed"}
