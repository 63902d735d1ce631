"""Password profiles, waits and the end of sessions, as pure rules."""

from __future__ import annotations

import datetime as dt

import pytest

from juanzong.kit.errors import Unavailable
from juanzong.organisation import rules
from juanzong.organisation.accounts import one_time_password
from juanzong.organisation.choices import PASSWORD_PROFILES

ASVS, DENGBAO = PASSWORD_PROFILES["asvs"], PASSWORD_PROFILES["dengbao"]
NOW = dt.datetime(2026, 6, 1, 1, 0, tzinfo=dt.UTC)
IDLE = dt.timedelta(minutes=30)


def _good(password: str, profile: str = "asvs", username: str = "zhoumin", name: str = "周敏") -> bool:
    return not rules.password_faults(password, PASSWORD_PROFILES[profile], username=username, name=name)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "aaaaaaaaaaab",
        "十二个汉字也可以做密码的",
        "x" * 64,
        "1 2 3 4 5 6 7",
        " padded password ",
    ],
)
def test_asvs_asks_for_length_and_nothing_else(password: str) -> None:
    assert _good(password)


@pytest.mark.parametrize(
    "password", ["eleven char", "", "administrator", "my zhoumin password", "我是周敏的长长密码哦", "y" * 1025]
)
def test_asvs_refuses_short_common_and_own_names(password: str) -> None:
    assert not _good(password)


def test_common_passwords_are_found_whatever_their_case() -> None:
    assert not _good("Password123", "dengbao")
    assert not _good("pAssword123", "dengbao")


@pytest.mark.parametrize(
    ("password", "good"),
    [("Tbxdefg1", True), ("abcd-efg1", True), ("abcdefgh1", False), ("Ab1-efg", False), ("长长长长Abcd1", True)],
)
def test_dengbao_asks_for_three_of_four_classes(password: str, good: bool) -> None:
    assert _good(password, "dengbao") is good


def test_one_time_passwords_are_good_under_every_profile_and_never_the_same() -> None:
    made = {one_time_password() for _n in range(200)}
    assert len(made) == 200
    assert all(_good(one, "asvs") and _good(one, "dengbao") for one in made)


def test_an_unknown_profile_says_which_there_are() -> None:
    with pytest.raises(Unavailable, match="JUANZONG_PASSWORDS"):
        rules.password_profile("none")


@pytest.mark.parametrize(
    ("must", "age", "profile", "due"),
    [
        (True, 0, ASVS, True),
        (False, 10_000, ASVS, False),
        (False, 90, DENGBAO, False),
        (False, 91, DENGBAO, True),
        (False, None, DENGBAO, True),
    ],
)
def test_when_a_password_is_due(must: bool, age: int | None, profile: object, due: bool) -> None:
    changed = NOW - dt.timedelta(days=age) if age is not None else None
    assert rules.password_due(profile, must_change=must, changed_at=changed, now=NOW) is due  # type: ignore[arg-type]


def test_waits_double() -> None:
    assert [rules.wait_after(n).total_seconds() for n in (0, 4, 5, 6, 7, 8)] == [0, 0, 30, 60, 120, 240]


@pytest.mark.parametrize(
    ("began", "seen", "over"),
    [(0, 0, ""), (60, 29.9, ""), (60, 30, "idle"), (8 * 60 - 1, 1, ""), (8 * 60, 1, "absolute"), (-5, 0, "absolute")],
)
def test_how_long_a_session_lasts(began: float, seen: float, over: str) -> None:
    moment = NOW.timestamp()
    assert rules.session_over({"began": moment - began * 60, "seen": moment - seen * 60}, NOW, IDLE) == over


@pytest.mark.parametrize("marks", [{}, {"began": 1}, {"began": "x", "seen": "y"}, {"began": None, "seen": None}])
def test_a_session_without_marks_is_over(marks: dict[str, object]) -> None:
    assert rules.session_over(marks, NOW, IDLE) == "absolute"
