"""Slowing down who guesses passwords: counted for each account and each address, in the database, so that all
processes count together. A try is counted before the password is looked at and given back when it was right;
otherwise a hundred tries at once would all pass."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.crypto import salted_hmac

from juanzong.kit import clock
from juanzong.organisation.choices import ACCOUNT_TRIES, ACCOUNT_WINDOW, ADDRESS_TRIES, ADDRESS_WINDOW
from juanzong.organisation.models import SignInWindow
from juanzong.organisation.rules import wait_after


def veiled(what: str, text: str) -> str:
    """A keyed hash of a user name or an address: tells equal from unequal and nothing else."""
    return salted_hmac("juanzong.sign-in", f"{what}|{text}", algorithm="sha256").hexdigest()


def take_a_try(username: str, address: str) -> dt.timedelta:
    """Count a try; the time to wait when it may not be made, zero when it may."""
    now = clock.now()
    with transaction.atomic():
        # Always in this order, so that two tries never wait for each other.
        origin = _window(veiled("address", address), now, ADDRESS_WINDOW)
        account = _window(veiled("account", username), now, ACCOUNT_WINDOW)
        if origin.failures >= ADDRESS_TRIES:
            return origin.began_at + ADDRESS_WINDOW - now
        if account.until is not None and account.until > now:
            return account.until - now
        origin.failures += 1
        account.failures += 1
        wait = wait_after(account.failures)
        account.until = min(now + wait, account.began_at + ACCOUNT_WINDOW) if wait else None
        origin.save()
        account.save()
    return dt.timedelta(0)


def _window(key: str, now: dt.datetime, lasts: dt.timedelta) -> SignInWindow:
    SignInWindow.objects.bulk_create([SignInWindow(key=key, began_at=now)], ignore_conflicts=True)
    window = SignInWindow.objects.select_for_update().get(key=key)
    if now - window.began_at >= lasts or window.began_at > now:
        window.began_at, window.failures, window.until = now, 0, None
    return window


def take_a_turn(what: str, who: str, *, most: int, lasts: dt.timedelta) -> dt.timedelta:
    """Count a turn of `who` at `what` that needs no password, such as a public form; the time to wait when `most` turns
    were taken in the window, zero when this one may be. `lasts`: at most ACCOUNT_WINDOW, then windows are forgotten."""
    now = clock.now()
    with transaction.atomic():
        window = _window(veiled(what, who), now, lasts)
        if window.failures >= most:
            return window.began_at + lasts - now
        window.failures += 1
        window.save()
    return dt.timedelta(0)


def give_back(username: str, address: str) -> None:
    """The password was right: the account is free again, and the try does not count against the address."""
    with transaction.atomic():
        origin = SignInWindow.objects.select_for_update().filter(key=veiled("address", address), failures__gt=0).first()
        if origin is not None:
            origin.failures -= 1
            origin.save()
        free(username)


def free(username: str) -> None:
    """Let an account be tried again at once."""
    SignInWindow.objects.filter(key=veiled("account", username)).delete()


def begins_to_wait(username: str) -> bool:
    """Whether the try just counted was the last free one."""
    return SignInWindow.objects.filter(key=veiled("account", username), failures=ACCOUNT_TRIES).exists()


def forget_old() -> None:
    """Remove windows that count no more."""
    SignInWindow.objects.filter(began_at__lt=clock.now() - max(ACCOUNT_WINDOW, ADDRESS_WINDOW)).delete()
