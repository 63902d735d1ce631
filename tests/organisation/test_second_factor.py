"""The second factor: the standard's own vectors, the way in, signatures, recovery, the administrator's rules."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from juanzong.kit import clock as house
from juanzong.kit import subject_keys
from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.ledger.choices import SYSTEM
from juanzong.ledger.models import Entry
from juanzong.organisation import actions, factors, totp
from juanzong.organisation.actions import proving
from juanzong.organisation.choices import ACCOUNT_TRIES, HALF_WAY_LASTS, Proof, ProofWay
from juanzong.organisation.models import RecoveryCode, SecondFactor, Staff
from juanzong.organisation.reads import factors as reads_factors
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.policies.actions import adopt
from tests.factories import make_department, make_staff, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PASSWORD = "a long enough password"


@pytest.fixture
def staff() -> Staff:
    subject_keys.ensure_keyring()
    return make_staff()


def code_of(staff: Staff) -> str:
    """What the app shows now."""
    factor = SecondFactor.objects.get(staff=staff)
    return totp.code_at(factors.secret_of(factor), int(house.now().timestamp()) // totp.STEP)


def set_up(staff: Staff, clock: Any) -> list[str]:
    """A confirmed second factor, and the recovery codes; the code used to confirm it is over."""
    actions.begin_second_factor(by=viewer_of(staff))
    codes = actions.confirm_second_factor(by=viewer_of(staff), code=code_of(staff))
    clock.forward(seconds=60)
    return codes


def prove(staff: Staff, secret: str) -> Proof:
    return proving.prove(by=viewer_of(staff), password=secret, address="127.0.0.1")


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
     (2000000000, "69279037"), (20000000000, "65353130")],
)  # fmt: skip
def test_the_vectors_of_rfc_6238(seconds: int, code: str) -> None:
    assert totp.code_at(b"12345678901234567890", seconds // 30, digits=8) == code


@pytest.mark.parametrize(("count", "code"), [(0, "755224"), (1, "287082"), (9, "520489")])
def test_the_vectors_of_rfc_4226(count: int, code: str) -> None:
    assert totp.code_at(b"12345678901234567890", count) == code


def test_a_code_is_taken_one_step_early_or_late_and_once() -> None:
    secret, now = b"12345678901234567890", 1234567890.0
    step = int(now) // 30
    for near in (step - 1, step, step + 1):
        assert totp.matching_step(secret, totp.code_at(secret, near), now, after=0) == near
    assert totp.matching_step(secret, totp.code_at(secret, step - 2), now, after=0) == 0
    assert totp.matching_step(secret, totp.code_at(secret, step), now, after=step) == 0
    assert totp.matching_step(secret, "日本語日本語", now, after=0) == 0


def test_the_secret_is_sealed_at_rest(staff: Staff, clock: Any) -> None:
    actions.begin_second_factor(by=viewer_of(staff))
    factor = SecondFactor.objects.get()
    secret = factors.secret_of(factor)
    assert secret not in bytes(factor.sealed)
    assert totp.written(secret).encode() not in bytes(factor.sealed)
    assert totp.written(secret) in totp.address(secret, "卷宗", staff.username)
    set_up(staff, clock)
    assert reads_factors.state_of(viewer_of(staff)).secret == ""


def test_until_the_first_code_it_counts_for_nothing(staff: Staff) -> None:
    actions.begin_second_factor(by=viewer_of(staff))
    assert not reads_factors.has_factor(staff.pk)
    with pytest.raises(Invalid):
        actions.confirm_second_factor(by=viewer_of(staff), code="000000")
    assert prove(staff, PASSWORD).way == ProofWay.PASSWORD


def test_signing_in_takes_the_password_and_then_the_code(staff: Staff, clock: Any) -> None:
    set_up(staff, clock)
    client = Client()
    answer = client.post(
        reverse("entry:sign-in"), {"username": staff.username, "password": PASSWORD, "next": "/ledger/"}
    )
    assert answer["Location"] == "/sign-in/code/?next=%2Fledger%2F"
    assert client.get("/")["Location"].startswith("/sign-in/?")
    assert not Entry.objects.filter(kind="session.begun").exists()
    wrong = client.post(answer["Location"], {"code": "000000"})
    assert wrong.status_code == 403
    code = code_of(staff)
    right = client.post(answer["Location"], {"code": f"{code[:3]} {code[3:]}", "next": "/ledger/"})
    assert (right.status_code, right["Location"]) == (302, "/ledger/")
    assert client.get("/").status_code == 200
    assert Entry.objects.filter(kind="code.refused").count() == 1
    other = Client()
    other.post(reverse("entry:sign-in"), {"username": staff.username, "password": PASSWORD})
    assert other.post(reverse("entry:code"), {"code": code}).status_code == 403  # no code twice


def test_the_password_is_forgotten_after_some_minutes(staff: Staff, clock: Any) -> None:
    set_up(staff, clock)
    client = Client()
    client.post(reverse("entry:sign-in"), {"username": staff.username, "password": PASSWORD})
    clock.forward(seconds=HALF_WAY_LASTS.total_seconds())
    assert client.post(reverse("entry:code"), {"code": code_of(staff)})["Location"] == "/sign-in/"
    assert Client().post(reverse("entry:code"), {"code": code_of(staff)})["Location"] == "/sign-in/"


def test_guessing_codes_is_slowed_and_the_right_password_does_not_free_it(staff: Staff, clock: Any) -> None:
    set_up(staff, clock)
    client = Client()
    sign_in = {"username": staff.username, "password": PASSWORD}
    client.post(reverse("entry:sign-in"), sign_in)
    for _try in range(ACCOUNT_TRIES):
        assert client.post(reverse("entry:code"), {"code": "000000"}).status_code == 403
    client.post(reverse("entry:sign-in"), sign_in)
    assert client.post(reverse("entry:code"), {"code": code_of(staff)}).status_code == 429


def test_a_recovery_code_opens_once(staff: Staff, clock: Any) -> None:
    codes = set_up(staff, clock)
    assert len(set(codes)) == len(codes) == 10
    for right in (True, False):
        client = Client()
        client.post(reverse("entry:sign-in"), {"username": staff.username, "password": PASSWORD})
        assert client.post(reverse("entry:code"), {"code": codes[0].upper()}).status_code == (302 if right else 403)
    assert RecoveryCode.objects.filter(used_at__isnull=True).count() == 9
    assert not RecoveryCode.objects.filter(hashed__in=codes).exists()


def test_whoever_has_one_signs_with_a_code_and_not_with_the_password(staff: Staff, clock: Any) -> None:
    assert reads_factors.proof_asked_of(viewer_of(staff)) == ProofWay.PASSWORD
    codes = set_up(staff, clock)
    assert reads_factors.proof_asked_of(viewer_of(staff)) == ProofWay.CODE
    with pytest.raises(Invalid, match="验证码不对"):
        prove(staff, PASSWORD)
    assert prove(staff, code_of(staff)).way == ProofWay.CODE
    assert prove(staff, codes[0]).way == ProofWay.RECOVERY


def test_doing_without_and_new_recovery_codes_take_a_proof_of_now(staff: Staff, clock: Any) -> None:
    old = set_up(staff, clock)
    proof = prove(staff, code_of(staff))
    new = actions.renew_recovery_codes(by=viewer_of(staff), proof=proof)
    assert not set(old) & set(new)
    clock.forward(minutes=3)
    with pytest.raises(NotAllowed, match="过期"):
        actions.end_second_factor(by=viewer_of(staff), proof=proof)
    other = make_staff()
    with pytest.raises(NotAllowed):
        actions.end_second_factor(by=viewer_of(staff), proof=prove(other, PASSWORD))
    actions.end_second_factor(by=viewer_of(staff), proof=prove(staff, code_of(staff)))
    assert not reads_factors.has_factor(staff.pk)


def administrator(staff: Staff) -> Viewer:
    return make_viewer("administrator", department=make_department())


def test_a_lost_phone_is_for_another_administrator(staff: Staff, clock: Any) -> None:
    set_up(staff, clock)
    admin = administrator(staff)
    epoch = Staff.objects.get(pk=staff.pk).session_epoch
    actions.reset_second_factor(by=admin, staff=staff.pk)
    assert not reads_factors.has_factor(staff.pk)
    assert Staff.objects.get(pk=staff.pk).session_epoch == epoch + 1
    with pytest.raises(NotAllowed):
        actions.reset_second_factor(by=admin, staff=admin.staff_id)


def test_who_must_have_one_sets_it_up_before_anything_else(staff: Staff, clock: Any) -> None:
    admin = administrator(staff)
    actions.require_second_factor(by=admin, who=["archivist"])
    with pytest.raises(Conflict):
        actions.require_second_factor(by=admin, who=["archivist"])
    with pytest.raises(Invalid):
        actions.require_second_factor(by=admin, who=["nobody"])
    client = Client()
    client.post(reverse("entry:sign-in"), {"username": staff.username, "password": PASSWORD})
    assert client.get("/ledger/")["Location"] == "/sign-in/second-factor/?next=%2Fledger%2F"
    assert client.get("/sign-in/second-factor/").status_code == 200
    client.post("/sign-in/second-factor/")
    assert "data:image/svg+xml" in client.get("/sign-in/second-factor/").content.decode()
    done = client.post("/sign-in/second-factor/", {"code": code_of(staff)})
    assert done.status_code == 200
    assert client.get("/").status_code == 200
    clock.forward(seconds=60)
    with pytest.raises(NotAllowed, match="不能停用"):
        actions.end_second_factor(by=viewer_of(staff), proof=prove(staff, code_of(staff)))


def test_approvers_are_superiors_and_those_who_may_refuse(staff: Staff) -> None:
    actions.require_second_factor(by=administrator(staff), who=[factors.APPROVERS])
    clerk = make_staff("finance")
    assert not factors.must_have(clerk)
    make_staff(superior=clerk)
    assert factors.must_have(clerk)
    for position in sorted(factors.deciding_positions())[:1]:
        assert factors.must_have(make_staff(position))


def test_pledges_are_stood_by_at_sign_in_once_for_the_same_words(staff: Staff) -> None:
    adopt(actor=SYSTEM, pack="P00", from_date=house.today())
    client = Client()
    client.post(reverse("entry:sign-in"), {"username": staff.username, "password": PASSWORD})
    assert client.get("/")["Location"] == "/sign-in/pledges/?next=%2F"
    page = client.get("/sign-in/pledges/")
    assert "未经授权" in page.content.decode()
    assert client.post("/sign-in/pledges/", {"digest": "0" * 64}).status_code == 409
    digest = page.context["now"].digest
    assert client.post("/sign-in/pledges/", {"digest": digest, "next": "/"})["Location"] == "/"
    assert client.get("/").status_code == 200
    entry = Entry.objects.get(kind="pledges.acknowledged")
    assert (entry.clauses, entry.subject) == ("P00-3", f"staff:{staff.pk}")
    again = Client()
    again.post(reverse("entry:sign-in"), {"username": staff.username, "password": PASSWORD})
    assert again.get("/").status_code == 200
