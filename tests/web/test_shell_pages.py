"""The frame around every request: who may see what, refusals as pages, headers, language, no way out to foreign sites."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client, override_settings

from juanzong.ledger.models import Entry
from juanzong.web.shell.context import date_line
from tests.entering import enter
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.shell_urls")]
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def nobody() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def stranger() -> Client:
    """Somebody with an account and no position, so without rights."""
    client = enter(make_staff("", name="周敏"))
    client.raise_request_exception = False
    return client


def test_who_has_not_signed_in_goes_there_and_comes_back(nobody: Client) -> None:
    answer = nobody.get("/t/anybody/?q=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=%2Ft%2Fanybody%2F%3Fq%3D1"


def test_htmx_is_sent_to_sign_in_as_a_whole_page(nobody: Client) -> None:
    answer = nobody.get("/t/anybody/", HTTP_HX_CURRENT_URL="http://testserver/list/", **HTMX)
    assert answer["HX-Redirect"].startswith("/sign-in/?next=")
    assert "list" in answer["HX-Redirect"]


def test_signed_in_is_enough_where_the_page_says_so(stranger: Client) -> None:
    assert stranger.get("/t/anybody/").content.decode() == "hello 周敏"


def test_a_missing_right_is_refused_and_written_down(stranger: Client) -> None:
    before = Entry.objects.count()
    answer = stranger.get("/t/guarded/")
    assert answer.status_code == 403
    assert "secret" not in answer.content.decode()
    assert "P00-1.6" in answer.content.decode()
    assert Entry.objects.count() == before + 1


def test_a_refusal_says_what_why_and_what_to_do(nobody: Client) -> None:
    answer = nobody.get("/t/refusing/")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "这份档案&lt;已&gt;借出。" in text
    assert "请等归还后再借。" in text
    assert "P03-6.1" in text


def test_a_refused_form_leads_back_to_its_page(nobody: Client) -> None:
    answer = nobody.post("/t/refusing/", headers={"referer": "http://testserver/custody/?q=1"})
    assert 'href="/custody/?q=1">返回刚才的页面' in answer.content.decode()
    for elsewhere in ("https://example.org/custody/", "http://testserver/t/refusing/", ""):
        answer = nobody.post("/t/refusing/", headers={"referer": elsewhere})
        assert "返回刚才的页面" not in answer.content.decode()


def test_a_refusal_to_htmx_is_a_notice_on_the_page(nobody: Client) -> None:
    answer = nobody.get("/t/refusing/", **HTMX)
    assert answer["HX-Retarget"] == "#notices"
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "status"), [("/t/full/", 503), ("/t/busy/", 503), ("/t/broken/", 500), ("/t/none/", 404)]
)
def test_failures_show_no_inner_words(nobody: Client, path: str, status: int) -> None:
    answer = nobody.get(path)
    text = answer.content.decode()
    assert answer.status_code == status
    for inner in ("Traceback", "inner words", "locked", "secret-name", "RuntimeError"):
        assert inner not in text


def test_a_wrong_method_is_a_page_too(nobody: Client) -> None:
    answer = nobody.get("/t/saved/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "这个地址不接受这种操作" in answer.content.decode()


def test_a_form_without_its_token_is_refused_with_a_page() -> None:
    answer = Client(enforce_csrf_checks=True).post("/t/saved/")
    assert answer.status_code == 403
    assert "刷新" in answer.content.decode()


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10)
def test_too_much_at_once_says_so(nobody: Client) -> None:
    answer = Client(enforce_csrf_checks=True, raise_request_exception=False).post("/t/saved/", {"a": "x" * 50}, content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert answer.status_code in {400, 403, 413}
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [("/customers/", "/customers/"), ("//evil.example/", "/default/"), ("https://evil.example/", "/default/"), ("javascript:x", "/default/")],
)  # fmt: skip
def test_after_saving_only_addresses_of_ours(nobody: Client, wanted: str, goes: str) -> None:
    assert nobody.post("/t/saved/", {"next": wanted})["Location"] == goes
    assert nobody.post("/t/saved/", {"next": wanted}, **HTMX)["HX-Redirect"] == goes


def test_every_answer_has_a_strict_policy_and_is_not_stored(nobody: Client) -> None:
    for path in ("/healthz", "/t/refusing/", "/t/broken/", "/t/none/"):
        answer = nobody.get(path)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer["Cache-Control"] == "no-store, private"


def test_pages_hold_no_inline_script_or_style(stranger: Client) -> None:
    for path in ("/t/refusing/", "/t/broken/"):
        text = stranger.get(path).content.decode()
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick" not in text
        assert text.count("<script") == text.count("<script src=")


def test_health_says_only_ok(nobody: Client) -> None:
    assert nobody.get("/healthz").content == b"ok\n"


def test_chinese_unless_english_was_chosen(nobody: Client) -> None:
    assert 'lang="zh-Hans"' in nobody.get("/t/refusing/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    nobody.post("/preferences/", {"lang": "en", "next": "/t/refusing/"})
    assert 'lang="en"' in nobody.get("/t/refusing/").content.decode()


def test_the_theme_is_kept_and_only_known_ones_taken(nobody: Client) -> None:
    nobody.post("/preferences/", {"theme": 'dark" x="'})
    assert "data-theme" not in nobody.get("/t/refusing/").content.decode()
    nobody.post("/preferences/", {"theme": "dark"})
    assert 'data-theme="dark"' in nobody.get("/t/refusing/").content.decode()
    nobody.post("/preferences/", {"theme": "auto"})
    assert "data-theme=" not in nobody.get("/t/refusing/").content.decode()


def test_the_page_shows_the_person_and_the_day(stranger: Client) -> None:
    text = stranger.get("/t/refusing/").content.decode()
    assert "周敏" in text
    assert 'class="menu"' in text


def test_the_day_in_words() -> None:
    assert date_line(dt.date(2026, 11, 23)) == "2026年11月23日 星期一 · 工作日"
    assert date_line(dt.date(2026, 11, 21)) == "2026年11月21日 星期六 · 休息日"
