"""Everything is tried with policies of our own beside the others: one whose forms are known to the tests, and one whose
procedure asks for everything that a step can ask for.

The grounds are laid out once for all tests of a file, in a transaction around theirs; what a test does to them is undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

from juanzong.policies.loading import library

TRIAL = Path(__file__).parents[1] / "forms" / "pack"
EVERYTHING = Path(__file__).parent / "packs"


@pytest.fixture(scope="module", autouse=True)
def _trial_packs() -> Iterator[None]:
    with override_settings(PACK_ROOTS=[TRIAL, EVERYTHING]):
        yield


@pytest.fixture(scope="module")
def laid_out(django_db_setup: object, django_db_blocker: pytest.FixtureRequest, _trial_packs: None) -> Iterator[object]:
    """The grounds and the packs of the database that they made known, as long as tests of this file run."""
    from tests.everywhere.grounds import make_grounds

    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        made = make_grounds()
        yield made, library.shelved()
        transaction.set_rollback(True)


@pytest.fixture
def grounds(laid_out: tuple[object, object], db: None, monkeypatch: pytest.MonkeyPatch) -> object:
    """Two departments with one of everything; papers are not typeset."""
    from tests.everywhere.asking import set_no_type

    made, shelved = laid_out
    library.shelve(shelved)  # type: ignore[arg-type]
    set_no_type(monkeypatch)
    return made
