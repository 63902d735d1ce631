"""Who may come in, how guessing is slowed, and what is written down."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from juanzong.kit.errors import Invalid, NotAllowed, NotFound
from juanzong.ledger import reads as ledger
from juanzong.organisation import tasks, throttle
from juanzong.organisation.actions import entry
from juanzong.organisation.actions.entry import TooMany
from juanzong.organisation.models import SignInWindow, Staff
from juanzong.organisation.viewer import public, viewer_of
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
GOOD = "a long enough password"


def _try(username: str, guess: str = "wrong", address: str = "192.0.2.1") -> Staff:
    return entry.sign_in(by=public(), username=username, password=guess, address=address)


def _kinds() -> list[str]:
    return [one.kind for one in ledger.entries(ledger.Filter()).entries]


def _wrong(username: str, times: int, address: str = "192.0.2.1") -> None:
    for _count in range(times):
        with pytest.raises(NotAllowed):
            _try(username, address=address)


def test_the_right_password_lets_in_and_is_an_entry(clock: Any) -> None:
    staff = make_staff()
    assert _try(f" {staff.username} ", GOOD) == staff
    assert _kinds() == ["session.begun"]


def test_unknown_names_wrong_passwords_and_closed_accounts_get_the_same_answer(clock: Any) -> None:
    disabled, left, open_one = make_staff(), make_staff(), make_staff()
    Staff.objects.filter(pk=disabled.pk).update(is_active=False)
    Staff.objects.filter(pk=left.pk).update(left_on=dt.date(2026, 5, 31))
    said = set()
    for username, password in (
        ("nobody", GOOD),
        (disabled.username, GOOD),
        (left.username, GOOD),
        (open_one.username, "x"),
    ):
        with pytest.raises(NotAllowed) as refused:
            _try(username, password)
        said.add((str(refused.value), refused.value.clause))
    assert len(said) == 1
    assert _kinds() == ["sign_in.refused"] * 4


def test_unknown_names_cost_one_hashing_like_known_ones(clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    staff, hashed = make_staff(), []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    _wrong(staff.username, 1)
    known = len(hashed)
    _wrong("nobody", 1)
    assert known == len(hashed) - known == 1


def test_a_failure_names_nobody_in_clear(clock: Any) -> None:
    _wrong("zhang.wei", 1)
    (one,) = ledger.entries(ledger.Filter()).entries
    assert "zhang" not in one.payload
    assert "192.0.2" not in one.payload
    assert one.actor_kind == "public"


def test_after_five_wrong_passwords_even_the_right_one_waits_and_waits_grow(clock: Any) -> None:
    staff = make_staff()
    _wrong(staff.username, 5)
    waits = []
    for _round in range(3):
        with pytest.raises(TooMany) as refused:
            _try(staff.username, GOOD)
        waits.append(refused.value.wait.total_seconds())
        clock.forward(seconds=waits[-1])
        _wrong(staff.username, 1)
    assert waits == [30, 60, 120]
    assert _kinds().count("sign_in.slowed") == 1


def test_the_rightful_person_is_let_in_after_fifteen_minutes_whatever_others_do(clock: Any) -> None:
    staff = make_staff()
    for minute in range(15):
        for _guess in range(20):
            with pytest.raises((NotAllowed, TooMany)):
                _try(staff.username, address=f"192.0.2.{minute}")
        clock.forward(minutes=1)
    assert _try(staff.username, GOOD, "198.51.100.7") == staff


def test_the_right_password_frees_the_account(clock: Any) -> None:
    staff = make_staff()
    for _round in range(4):
        _wrong(staff.username, 4)
        _try(staff.username, GOOD)


def test_an_address_gets_thirty_failures_a_minute(clock: Any) -> None:
    staff = make_staff()
    for number in range(30):
        _wrong(f"guess{number}", 1)
    with pytest.raises(TooMany):
        _try(staff.username, GOOD)
    assert _try(staff.username, GOOD, "198.51.100.7") == staff
    clock.forward(seconds=60)
    assert _try(staff.username, GOOD) == staff


def test_success_does_not_count_against_an_office_behind_one_address(clock: Any) -> None:
    staff = make_staff()
    for _morning in range(40):
        _try(staff.username, GOOD)


def test_a_try_counts_before_the_password_is_looked_at(clock: Any) -> None:
    assert not any(throttle.take_a_try("somebody", "192.0.2.1") for _parallel in range(5))
    assert throttle.take_a_try("somebody", "192.0.2.1")


def test_the_counters_name_nobody_and_are_forgotten(clock: Any) -> None:
    _wrong("zhang.wei", 1)
    assert not SignInWindow.objects.filter(key__contains="zhang").exists()
    clock.forward(minutes=16)
    tasks.forget_old()
    assert not SignInWindow.objects.exists()


def test_a_wrong_old_password_is_counted_and_changes_nothing(clock: Any) -> None:
    staff = make_staff()
    viewer = viewer_of(staff)
    for _count in range(5):
        with pytest.raises(Invalid):
            entry.change_password(by=viewer, old="wrong", new="another long password", address="192.0.2.1")
    with pytest.raises(TooMany):
        entry.change_password(by=viewer, old=GOOD, new="another long password", address="192.0.2.1")
    assert _kinds() == ["password.refused"] * 5
    staff.refresh_from_db()
    assert staff.check_password(GOOD)


def test_a_changed_password_is_an_entry_without_the_password(clock: Any) -> None:
    staff = make_staff()
    new = "长" * 100 + " with spaces at the end "
    entry.change_password(by=viewer_of(staff), old=GOOD, new=new, address="192.0.2.1")
    assert _try(staff.username, new) == staff
    with pytest.raises(NotAllowed):
        _try(staff.username, new.strip())
    assert _kinds()[-1] == "password.changed"
    assert all("长" not in one.payload for one in ledger.entries(ledger.Filter()).entries)


def test_nobody_enters_without_a_password_outside_demo_mode(clock: Any, settings: Any) -> None:
    staff = make_staff()
    with pytest.raises(NotFound):
        entry.enter_demo(by=public(), staff=staff.pk)
    settings.DEMO = True
    assert entry.enter_demo(by=public(), staff=staff.pk) == staff
    assert _kinds() == ["session.begun"]


def test_a_new_password_profile_is_an_entry_once(clock: Any, settings: Any) -> None:
    tasks.note_password_profile()
    tasks.note_password_profile()
    settings.PASSWORD_PROFILE = "dengbao"
    tasks.note_password_profile()
    assert _kinds() == ["password_profile.chosen"] * 2
