"""What every action does around its function: right, transaction, entries, denied attempts."""

from __future__ import annotations

import pytest

from juanzong.kit.errors import NotAllowed
from juanzong.ledger.models import Entry
from juanzong.organisation.acts import act, require
from juanzong.organisation.models import Department
from juanzong.organisation.viewer import Viewer, public
from tests.factories import make_viewer

pytestmark = pytest.mark.django_db


def _kinds() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


@act("customers.register")
def _asks_first(*, by: Viewer) -> None:
    raise AssertionError("never reached")


@act(None)
def _asks_later(*, by: Viewer) -> None:
    Department.objects.create(name="半途", code="half")
    require(by, "customers.merge", clause="P00-1.3", attempted="test")


@act(None)
def _asks_within_another(*, by: Viewer) -> None:
    _asks_later(by=by)


@act(None)
def _forgets_the_ledger(*, by: Viewer) -> None:
    Department.objects.create(name="无记录", code="none")


@pytest.mark.parametrize("action", [_asks_first, _asks_later, _asks_within_another])
def test_a_denied_attempt_is_one_entry_and_leaves_nothing_else(action: object) -> None:
    with pytest.raises(NotAllowed):
        action(by=public())  # type: ignore[operator]
    assert _kinds() == ["access.denied"]
    assert not Department.objects.filter(code="half").exists()


def test_the_entry_names_the_clause_that_asked() -> None:
    with pytest.raises(NotAllowed):
        _asks_later(by=make_viewer("administrator"))
    assert Entry.objects.get(kind="access.denied").clauses == "P00-1.3 P00-1.6"


def test_an_action_that_writes_no_entry_is_undone() -> None:
    with pytest.raises(RuntimeError, match="wrote no ledger entry"):
        _forgets_the_ledger(by=public())
    assert not Department.objects.filter(code="none").exists()
