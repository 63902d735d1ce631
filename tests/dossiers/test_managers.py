"""Managers A and B of a dossier: different people, named from those who may, an entry for every change (P03-4.1)."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction

from juanzong.dossiers import actions, reads
from juanzong.dossiers.models import Dossier, Manager
from juanzong.dossiers.work import SUBJECT
from juanzong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from juanzong.ledger.models import Entry
from juanzong.organisation.viewer import Viewer
from tests.dossiers.helpers import accepted, open_dossier
from tests.factories import make_department, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def team() -> tuple[Viewer, Viewer, Viewer]:
    """Three project managers of one department."""
    here = make_department("业务部")
    a, b, c = (make_viewer("project_manager", department=here) for _ in range(3))
    return a, b, c


def test_managers_are_named_when_the_dossier_is_opened_and_play_their_roles() -> None:
    a, b, _c = team()
    one = open_dossier(a, managers={"a": a.staff_id, "b": b.staff_id})
    for role, person in (("a", a), ("b", b)):
        assert SUBJECT.roles[role][1]([one.pk]) == {one.pk: person.staff_id}
    assert [(part.manager.code, part.name) for part in reads.dossier_page(a, one.pk).parts] == [
        ("a", a.name), ("b", b.name)
    ]  # fmt: skip
    entry = Entry.objects.get(kind="dossier.opened")
    assert json.loads(entry.payload)["managers"] == {"a": a.staff_id, "b": b.staff_id}


@pytest.mark.parametrize("both", [True, False])
def test_one_person_is_never_both(both: bool) -> None:
    a, b, _c = team()
    if both:
        with pytest.raises(Invalid, match="不同的人") as refused:
            open_dossier(a, managers={"a": a.staff_id, "b": a.staff_id})
    else:
        one = open_dossier(a, managers={"a": a.staff_id, "b": b.staff_id})
        with pytest.raises(Invalid, match="不同的人") as refused:
            actions.name_managers(by=a, dossier_id=one.pk, managers={"a": b.staff_id})
    assert refused.value.clause == "P03-4.1"


def test_the_database_itself_keeps_them_apart() -> None:
    a, b, _c = team()
    one = open_dossier(a, managers={"a": a.staff_id})
    with pytest.raises(IntegrityError), transaction.atomic():
        Manager.objects.create(dossier=one, code="b", staff_id=a.staff_id, named_by=b.staff_id)


def test_only_holders_of_the_position_can_be_named() -> None:
    a, _b, _c = team()
    stranger = make_viewer("finance")
    one = open_dossier(a)
    with pytest.raises(Invalid) as refused:
        actions.name_managers(by=a, dossier_id=one.pk, managers={"b": stranger.staff_id})
    assert set(refused.value.fields) == {"manager_b"}
    with pytest.raises(Invalid):
        open_dossier(a, kind="customer", managers={"a": a.staff_id})


def test_managers_change_with_an_entry_and_may_change_places() -> None:
    a, b, c = team()
    one = open_dossier(a, managers={"a": a.staff_id, "b": b.staff_id})
    actions.name_managers(by=a, dossier_id=one.pk, managers={"b": c.staff_id})
    actions.name_managers(by=a, dossier_id=one.pk, managers={"a": c.staff_id, "b": a.staff_id})
    assert dict(Manager.objects.values_list("code", "staff_id")) == {"a": c.staff_id, "b": a.staff_id}
    told = Entry.objects.filter(kind="dossier.managers_named").order_by("id")
    assert [json.loads(entry.payload)["changed"] for entry in told] == [["b"], ["a", "b"]]
    with pytest.raises(Invalid, match="没有改动"):
        actions.name_managers(by=a, dossier_id=one.pk, managers={"a": c.staff_id})


def test_in_an_accepted_dossier_only_whoever_may_consent_names_others() -> None:
    one = accepted(make_viewer("archivist"), make_viewer("archivist"), archivist := make_viewer("archivist"))
    a, b = (make_viewer("project_manager", department=one.department) for _ in range(2))
    with pytest.raises(NotAllowed) as refused:
        actions.name_managers(by=a, dossier_id=one.pk, managers={"a": a.staff_id, "b": b.staff_id})
    assert refused.value.clause == "P06-8"
    actions.name_managers(by=archivist, dossier_id=one.pk, managers={"a": a.staff_id, "b": b.staff_id})


def test_a_manager_of_another_department_sees_the_dossier() -> None:
    a, _b, _c = team()
    far = make_viewer("project_manager", department=make_department("别的部门"))
    one = open_dossier(a, managers={"a": a.staff_id})
    with pytest.raises(NotFound):
        reads.dossier(far, one.pk)
    Manager.objects.create(dossier=one, code="b", staff_id=far.staff_id, named_by=a.staff_id)
    assert reads.dossier(far, one.pk) == Dossier.objects.get(pk=one.pk)


def test_no_time_limit_begins_for_nobody() -> None:
    a, b, _c = team()
    one = open_dossier(a, managers={"a": a.staff_id})
    with pytest.raises(Conflict, match="B 角") as refused:
        actions.note_event(by=a, dossier_id=one.pk, event="loan_granted", on_day=dt.date(2026, 6, 1))
    assert refused.value.clause == "P03-4.1"
    actions.name_managers(by=a, dossier_id=one.pk, managers={"b": b.staff_id})
    actions.note_event(by=a, dossier_id=one.pk, event="loan_granted", on_day=dt.date(2026, 6, 1))
