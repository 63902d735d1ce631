"""The way in and out as a browser sees it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from juanzong.ledger import reads as ledger
from juanzong.organisation.models import Staff
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
GOOD = "a long enough password"
COOKIE = django_settings.SESSION_COOKIE_NAME


@pytest.fixture
def staff(clock: Any) -> Staff:
    return make_staff("administrator", name="周敏")


def _sign_in(client: Client, staff: Staff, password: str = GOOD, **data: str) -> Any:
    return client.post("/sign-in/", {"username": staff.username, "password": password} | data)


def _is_in(client: Client) -> bool:
    """/sign-in/password/ is for everybody who has signed in."""
    return bool(client.get("/sign-in/password/").status_code == 200)


def test_an_empty_house_says_how_to_make_the_first_account(client: Client, clock: Any) -> None:
    assert "juanzong init" in client.get("/sign-in/").content.decode()
    make_staff()
    assert "juanzong init" not in client.get("/sign-in/").content.decode()


def test_signing_in_leads_to_where_one_wanted_to_go(client: Client, staff: Staff) -> None:
    asked = client.get("/sign-in/password/")
    assert asked.status_code == 302
    assert asked["Location"].startswith("/sign-in/?next=")
    done = _sign_in(client, staff, next="/customers/?q=%E5%BC%A0")
    assert (done.status_code, done["Location"]) == (302, "/customers/?q=%E5%BC%A0")
    assert _is_in(client)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "javascript:alert(1)", "http:evil.example", "https:///evil.example", "/\t/evil.example", " //evil.example",
        "\x00//evil.example", "ftp://testserver/", "//evil.example\\@testserver", "http://testserver@evil.example",
    ],
)  # fmt: skip
def test_next_never_leads_to_another_site(client: Client, staff: Staff, elsewhere: str) -> None:
    done = _sign_in(client, staff, next=elsewhere)
    assert (done.status_code, done["Location"]) == (302, "/")


def test_a_wrong_password_says_one_sentence_and_keeps_the_name(client: Client, staff: Staff) -> None:
    done = _sign_in(client, staff, "wrong password")
    text = done.content.decode()
    assert done.status_code == 403
    assert "用户名或密码不对" in text
    assert staff.username in text
    assert "wrong password" not in text
    unknown = client.post("/sign-in/", {"username": "nobody", "password": "wrong password"}).content.decode()
    assert "用户名或密码不对" in unknown


def test_too_many_tries_are_answered_with_429(client: Client, staff: Staff) -> None:
    for _count in range(5):
        _sign_in(client, staff, "wrong")
    assert _sign_in(client, staff).status_code == 429


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"username": "a\x00b", "password": "x"},
        {"username": "x" * 61, "password": "x"},
        {"username": "x", "password": "p" * 1025},
    ],
)
def test_nonsense_is_asked_for_again(client: Client, staff: Staff, data: dict[str, str]) -> None:
    assert client.post("/sign-in/", data).status_code == 422


def test_the_session_gets_a_new_id_at_sign_in(client: Client, staff: Staff) -> None:
    client.cookies[COOKIE] = "planted0planted0planted0planted0"
    _sign_in(client, staff)
    first = client.cookies[COOKIE].value
    assert first != "planted0planted0planted0planted0"
    _sign_in(client, staff)
    assert client.cookies[COOKIE].value != first
    replay = Client()
    replay.cookies[COOKIE] = first
    assert not _is_in(replay)


def test_signing_out_ends_the_session_on_the_server(client: Client, staff: Staff) -> None:
    _sign_in(client, staff)
    kept = client.cookies[COOKIE].value
    done = client.post("/sign-out/")
    assert done["Location"] == "/sign-in/"
    assert "cache" in done["Clear-Site-Data"]
    replay = Client()
    replay.cookies[COOKIE] = kept
    assert not _is_in(replay)
    assert [one.kind for one in ledger.entries(ledger.Filter()).entries] == ["session.left", "session.begun"]


def test_signing_out_takes_a_form_and_not_a_link(client: Client, staff: Staff) -> None:
    _sign_in(client, staff)
    assert client.get("/sign-out/").status_code == 405
    assert _is_in(client)


def test_a_session_rests_no_longer_than_thirty_minutes(client: Client, staff: Staff, clock: Any) -> None:
    _sign_in(client, staff)
    clock.forward(minutes=29)
    assert _is_in(client)
    clock.forward(minutes=29)
    assert _is_in(client)
    clock.forward(minutes=30)
    assert not _is_in(client)
    assert [one.kind for one in ledger.entries(ledger.Filter(kind="session.ended")).entries] == ["session.ended"]


def test_a_busy_session_ends_after_eight_hours(client: Client, staff: Staff, clock: Any) -> None:
    _sign_in(client, staff)
    for _part in range(8 * 3 - 1):
        clock.forward(minutes=20)
        assert _is_in(client)
    clock.forward(minutes=20)
    assert not _is_in(client)


def test_resting_requests_do_not_write(
    client: Client, staff: Staff, clock: Any, django_assert_num_queries: Any
) -> None:
    _sign_in(client, staff)
    with django_assert_num_queries(3):  # session, person, whether the organisation has changed
        assert _is_in(client)


def test_a_disabled_person_is_out_on_the_next_request(client: Client, staff: Staff) -> None:
    _sign_in(client, staff)
    Staff.objects.filter(pk=staff.pk).update(is_active=False)
    assert not _is_in(client)


def test_a_person_is_out_after_the_last_day(client: Client, staff: Staff, clock: Any) -> None:
    clock.stop(dt.datetime(2026, 6, 1, 15, 55, tzinfo=dt.UTC))  # 23:55 in Shanghai
    Staff.objects.filter(pk=staff.pk).update(left_on=dt.date(2026, 6, 1))
    _sign_in(client, staff)
    assert _is_in(client)
    clock.forward(minutes=6)
    assert not _is_in(client)


def test_whoever_must_change_the_password_can_do_nothing_else_first(client: Client, staff: Staff) -> None:
    Staff.objects.filter(pk=staff.pk).update(must_change_password=True)
    _sign_in(client, staff)
    held = client.get("/organisation/")
    assert held.status_code == 302
    assert held["Location"].startswith("/sign-in/password/?next=")
    htmx = client.get("/organisation/", headers={"HX-Request": "true"})
    assert htmx["HX-Redirect"].startswith("/sign-in/password/")
    changed = client.post(
        "/sign-in/password/",
        {
            "old": GOOD,
            "new": "four unrelated words here",
            "again": "four unrelated words here",
            "next": "/organisation/",
        },
    )
    assert (changed.status_code, changed["Location"]) == (302, "/organisation/")
    assert not client.get("/organisation/").get("Location", "").startswith("/sign-in/")


def test_changing_the_password_ends_all_other_sessions(client: Client, staff: Staff) -> None:
    other = Client()
    _sign_in(client, staff)
    _sign_in(other, staff)
    client.post("/sign-in/password/", {"old": GOOD, "new": "four unrelated words", "again": "four unrelated words"})
    assert _is_in(client)
    assert not _is_in(other)


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"old": "x", "new": "four unrelated words", "again": "four unrelated words"}, "原密码不对"),
        ({"old": GOOD, "new": "short", "again": "short"}, "至少要有 12 个字符"),
        ({"old": GOOD, "new": "four unrelated words", "again": "five unrelated words"}, "两次输入"),
        ({"old": GOOD, "new": GOOD, "again": GOOD}, "相同"),
        ({"old": GOOD, "new": "周敏 is my own name", "again": "周敏 is my own name"}, "姓名"),
    ],
)
def test_a_password_that_cannot_be_is_refused_at_its_field(
    client: Client, staff: Staff, form: dict[str, str], wrong: str
) -> None:
    _sign_in(client, staff)
    done = client.post("/sign-in/password/", form)
    assert done.status_code == 422
    assert wrong in done.content.decode()
    assert _sign_in(Client(), staff).status_code == 302


def test_passwords_may_be_pasted_and_are_not_kept_by_the_page(client: Client, staff: Staff) -> None:
    _sign_in(client, staff)
    text = client.post("/sign-in/password/", {"old": "my secret guess", "new": "a", "again": "a"}).content.decode()
    assert "my secret guess" not in text
    assert "onpaste" not in text
    assert 'autocomplete="new-password"' in text


def test_the_dengbao_profile_asks_for_a_change_after_ninety_days(
    client: Client, staff: Staff, settings: Any, clock: Any
) -> None:
    settings.PASSWORD_PROFILE = "dengbao"
    Staff.objects.filter(pk=staff.pk).update(password_changed_at=clock.now() - dt.timedelta(days=90))
    _sign_in(client, staff)
    assert not client.get("/organisation/").get("Location", "").startswith("/sign-in/")
    clock.forward(minutes=1)
    assert client.get("/organisation/")["Location"].startswith("/sign-in/password/")


def test_nobody_enters_with_one_click_outside_demo_mode(client: Client, staff: Staff) -> None:
    assert client.post("/sign-in/demo/", {"staff": staff.pk}).status_code == 404
    assert staff.name not in client.get("/sign-in/").content.decode()


def test_in_demo_mode_one_click_enters_as_each_person(client: Client, staff: Staff, settings: Any) -> None:
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.web.demo_addresses"
    text = client.get("/sign-in/").content.decode()
    assert "周敏" in text
    assert "系统管理员" in text
    assert "演示公司" in text
    assert client.post("/sign-in/demo/", {"staff": staff.pk}).status_code == 302
    assert _is_in(client)
    assert Client().post("/sign-in/demo/", {"staff": "1"}).status_code == 404
    assert client.get("/sign-in/demo/").status_code == 405


def test_forwarded_addresses_count_only_behind_our_own_proxy(client: Client, staff: Staff, settings: Any) -> None:
    def tries(count: int, **options: Any) -> list[int]:
        return [
            client.post(
                "/sign-in/", {"username": f"n{n}", "password": "x"}, headers={"X-Forwarded-For": f"192.0.2.{n}"}
            ).status_code
            for n in range(count)
        ]

    assert tries(31)[-1] == 429
    settings.BEHIND_PROXY = True
    assert set(tries(5)) == {403}
