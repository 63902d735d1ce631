"""Every page says which step of the written procedure it serves, once, in the words of the packs (P00-2.2)."""

from __future__ import annotations

import pytest
from django.test import Client

from juanzong.policies import reads as policies
from tests.entering import enter_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def archivist() -> Client:
    return enter_as("archivist")


@pytest.mark.parametrize(
    ("path", "screen"),
    [
        ("/", "desk"),
        ("/customers/", "customers.list"),
        ("/customers/register/", "customers.register"),
        ("/customers/export/", "customers.export"),
        ("/customers/imports/", "customers.import"),
        ("/customers/intake/", "intake"),
        ("/dossiers/", "dossiers"),
        ("/dossiers/new/", "dossiers.open"),
        ("/dossiers/scans/", "dossiers.file"),
        ("/dossiers/errors/", "dossiers.verify"),
        ("/organisation/", "organisation"),
        ("/ledger/heads/", "ledger"),
        ("/policies/kinds/", "policies"),
    ],
)
def test_a_page_shows_its_step_once(archivist: Client, path: str, screen: str) -> None:
    step = policies.guidance(screen)
    assert step is not None
    text = archivist.get(path).content.decode()
    assert text.count(str(step.how)) == 1
    assert f"/policies/clauses/{step.clause}/" in text


def test_a_page_outside_every_procedure_and_a_refusal_show_none(archivist: Client) -> None:
    assert "办理指引" not in archivist.get("/nowhere/").content.decode()
    assert "办理指引" not in archivist.get("/sign-in/password/").content.decode()
