"""Master keys are turned while people work: values can be read before, during and after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from juanzong.customers import reads as customers
from juanzong.customers.models import Customer
from juanzong.kit import keyring, subject_keys
from juanzong.kit.errors import Conflict, NotAllowed, Unavailable
from juanzong.ledger import reads as ledger
from juanzong.organisation.viewer import Viewer, system
from juanzong.privacy import actions, reads
from tests.factories import MOBILE, a_person, make_customer, make_viewer
from tests.templates import copy_keys


@pytest.fixture
def own_keys(settings: Any, tmp_path: Path) -> Path:
    """This test's own copy of the keys, which it may turn."""
    copy_keys(Path(settings.KEYS_DIR), tmp_path / "keys")
    settings.KEYS_DIR = tmp_path / "keys"
    return tmp_path / "keys"


def _mobiles(viewer: Viewer, made: list[Customer]) -> set[str]:
    rows = customers.current_particulars(viewer, [one.pk for one in made], ["mobile"])
    keys = reads.keys_of(rows)
    return {reads.opened(row, keys) for row in rows}


@pytest.mark.django_db(transaction=True)
def test_values_are_readable_before_during_and_after_a_rotation(own_keys: Path, clock: Any) -> None:
    viewer = make_viewer("archivist")
    made = [make_customer(viewer, a_person(f"张{n}明", mobile=f"1380013800{n}")) for n in range(4)]
    expected = {f"1380013800{n}" for n in range(4)}
    assert _mobiles(viewer, made) == expected
    version = actions.rotate_master_key(by=system())
    assert _mobiles(viewer, made) == expected
    made.append(make_customer(viewer, a_person("李新", mobile="13800138009")))
    expected.add("13800138009")
    assert subject_keys.rewrap_some(limit=2) == 2
    assert _mobiles(viewer, made) == expected
    with pytest.raises(Conflict):
        actions.forget_old_master_keys(by=system())
    while subject_keys.rewrap_some(limit=2):
        assert _mobiles(viewer, made) == expected
    assert actions.forget_old_master_keys(by=system())
    assert list(keyring.ring().masters) == [version]
    assert _mobiles(viewer, made) == expected
    assert subject_keys.wrapped_by_version() == {version: 5}
    kinds = [one.kind for one in ledger.entries(ledger.Filter()).entries if one.kind.startswith("keys.")]
    assert kinds == ["keys.retired", "keys.rotated"]


@pytest.mark.django_db
def test_the_blind_index_finds_after_a_rotation_what_it_found_before(own_keys: Path, clock: Any) -> None:
    viewer = make_viewer("archivist")
    customer = make_customer(viewer)
    actions.rotate_master_key(by=system())
    assert customer.pk in customers.found_by_value(viewer, "phone", MOBILE)


@pytest.mark.django_db
def test_a_missing_or_foreign_keyring_stops_before_anything_is_written(own_keys: Path, clock: Any) -> None:
    viewer = make_viewer("archivist")
    made = [make_customer(viewer)]
    keyring.path().unlink()
    with pytest.raises(Unavailable):
        _mobiles(viewer, made)
    keyring.write(keyring.fresh(), keyring.path())
    with pytest.raises(Unavailable):
        subject_keys.ensure_keyring()
    with pytest.raises(Unavailable):
        make_customer(viewer, a_person("别人", mobile="13800138001"))
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_only_who_may_turns_keys_and_the_administrator_reads_nothing_with_it(own_keys: Path, clock: Any) -> None:
    with pytest.raises(NotAllowed):
        actions.rotate_master_key(by=make_viewer("archivist"))
    administrator = make_viewer("administrator")
    actions.rotate_master_key(by=administrator)
    assert not administrator.may("customers.view")
    assert not administrator.may("privacy.reveal")
