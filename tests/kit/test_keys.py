"""Subject keys, master keys, their rotation and their loss; blind indexes."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from juanzong.kit import keyring, subject_keys
from juanzong.kit.blind import BlindIndex
from juanzong.kit.errors import NotFound, Unavailable
from juanzong.kit.models import MasterKey, SubjectKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A keys folder of this test's own."""
    folder = tmp_path / "keys"
    MasterKey.objects.all().delete()
    with override_settings(KEYS_DIR=folder):
        subject_keys.ensure_keyring()
        yield folder


def test_a_new_installation_makes_a_keyring_only_its_owner_can_read(keys: Path) -> None:
    assert (keys / "keyring.json").stat().st_mode & 0o777 == 0o600
    assert set(MasterKey.objects.values_list("version", flat=True)) == {0, 1}


def test_each_subject_has_a_key_of_its_own(keys: Path) -> None:
    made = subject_keys.create_many([1, 2, 3])
    assert len(set(made.values())) == 3
    assert subject_keys.get_many([1, 2, 3, 4]) == made


def test_a_destroyed_key_is_gone_for_ever(keys: Path) -> None:
    subject_keys.create(1)
    assert subject_keys.destroy(1)
    assert not subject_keys.destroy(1)
    with pytest.raises(NotFound):
        subject_keys.get(1)
    assert SubjectKey.objects.get(subject=1).wrapped is None


def test_a_wrapped_key_given_to_another_subject_does_not_open(keys: Path) -> None:
    subject_keys.create_many([1, 2])
    row = SubjectKey.objects.get(subject=1)
    SubjectKey.objects.filter(subject=2).update(wrapped=row.wrapped)
    with pytest.raises(Unavailable):
        subject_keys.get(2)


def test_rotation_keeps_every_key_readable_at_every_point(keys: Path) -> None:
    made = subject_keys.create_many(list(range(1, 26)))
    keyring.write(keyring.ring().with_new_master(), keyring.path())
    subject_keys.ensure_keyring()
    made |= subject_keys.create_many([100])
    assert subject_keys.wrapped_by_older_master() == 25
    while subject_keys.rewrap_some(limit=7):
        assert subject_keys.get_many(made) == made
    assert set(SubjectKey.objects.values_list("master_version", flat=True)) == {2}
    keyring.write(keyring.ring().only_current(), keyring.path())
    assert subject_keys.get_many(made) == made
    subject_keys.ensure_keyring()


def test_starting_without_the_keyring_of_this_database_is_refused(keys: Path) -> None:
    subject_keys.create(1)
    (keys / "keyring.json").unlink()
    with pytest.raises(Unavailable):
        subject_keys.ensure_keyring()
    assert not (keys / "keyring.json").exists()


def test_starting_with_the_keyring_of_another_database_is_refused(keys: Path) -> None:
    subject_keys.create(1)
    keyring.write(keyring.fresh(), keyring.path())
    with pytest.raises(Unavailable):
        subject_keys.ensure_keyring()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"current": 1}', '{"current":1,"masters":{"1":"AA=="},"index":"AA=="}']
)
def test_a_broken_keyring_is_refused_and_left_alone(keys: Path, text: str) -> None:
    (keys / "keyring.json").write_text(text)
    with pytest.raises(Unavailable):
        subject_keys.ensure_keyring()
    assert (keys / "keyring.json").read_text() == text


def test_blind_indexes_tell_equal_values_and_nothing_across_fields(keys: Path) -> None:
    phone, card = BlindIndex("phone"), BlindIndex("bank_account")
    assert phone.exact("13800138000") == phone.exact("13800138000")
    assert phone.exact("13800138000") != phone.exact("13800138001")
    assert phone.exact("13800138000") != card.exact("13800138000")
    assert phone.tail("13800138000") == phone.tail("13911118000")
    assert phone.tail("8000") != card.tail("8000")
