"""The policy pages: every pack, clause, kind and position can be read, at a known cost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from juanzong.ledger.choices import SYSTEM
from juanzong.policies import actions, reads
from tests.entering import enter_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    return enter_as("auditor")


def test_the_list_says_what_is_in_force_and_since_when(reader: Client) -> None:
    actions.adopt(actor=SYSTEM, pack="P03", from_date=dt.date(2026, 1, 1))
    text = reader.get("/policies/").content.decode()
    assert "自 2026-01-01 起" in text
    assert text.index("正在执行") < text.index("P03") < text.index("可以采用") < text.index("P12")


def test_without_any_policy_the_page_says_what_to_do(reader: Client) -> None:
    assert "juanzong packs adopt" in reader.get("/policies/").content.decode()


def test_every_pack_can_be_read(reader: Client) -> None:
    for pack in reads.packs():
        answer = reader.get(reverse("policies:pack", args=[pack.id]))
        assert answer.status_code == 200
        text = answer.content.decode()
        for clause in reads.clauses(pack.id):
            assert f'id="{clause.id}"' in text


def test_every_kind_position_and_some_clauses_can_be_read(reader: Client) -> None:
    addresses = [reverse("policies:kind", args=[kind.code]) for kind in reads.dossier_kinds()]
    addresses += [reverse("policies:position", args=[one.code]) for one in reads.positions()]
    addresses += [reverse("policies:clause", args=[one.id]) for one in reads.clauses()[::9]]
    addresses += [reverse("policies:kinds"), reverse("policies:positions")]
    assert {reader.get(address).status_code for address in addresses} == {200}


def test_a_clause_that_was_changed_says_what_and_why(reader: Client) -> None:
    changed = next(clause for clause in reads.clauses() if clause.changed)
    text = reader.get(reverse("policies:clause", args=[changed.id])).content.decode()
    assert changed.says.zh in text
    assert changed.changed is not None
    assert changed.changed.zh in text
    assert changed.why is not None
    assert changed.why.zh in text
    assert "依法调整" in text


def test_clauses_speak_english_too(reader: Client) -> None:
    reader.cookies["lang"] = "en"
    clause = reads.clause("P03-2")
    assert clause.says.en in reader.get(reverse("policies:clause", args=[clause.id])).content.decode()


def test_an_unknown_clause_is_not_found(reader: Client) -> None:
    assert reader.get("/policies/clauses/P99-1/").status_code == 404
    assert reader.get("/policies/P99/").status_code == 404


def test_pages_cost_the_frame_and_one_statement_for_what_is_adopted(reader: Client) -> None:
    reader.get("/policies/")  # the organisation is read
    with CaptureQueriesContext(connection) as none:
        reader.get("/policies/")
    for number, pack in enumerate(("P03", "P06", "P08")):
        actions.adopt(actor=SYSTEM, pack=pack, from_date=dt.date(2026, 1, 1 + number))
    reader.get("/policies/")
    with CaptureQueriesContext(connection) as three:
        reader.get("/policies/")
    assert len(none) == len(three)
    with CaptureQueriesContext(connection) as clause:
        reader.get("/policies/clauses/P03-2/")
    assert len(clause) == len(three) - 1


def test_who_may_not_see_policies_is_refused() -> None:
    assert enter_as("").get("/policies/").status_code == 403
