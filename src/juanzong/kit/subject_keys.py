"""One data key for each subject, wrapped by the current master key."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from juanzong.kit import bulk, keyring
from juanzong.kit.clock import now
from juanzong.kit.crypto import KEY, SUITES, Broken, Cipherer
from juanzong.kit.errors import NotFound, Unavailable
from juanzong.kit.models import MasterKey, SubjectKey


def ensure_keyring() -> None:
    """Make the keyring of a new installation, or check that the present one is this database's own.

    Unavailable when the database knows keys that the keyring lacks or has otherwise: nothing may be written then.
    """
    known = dict(MasterKey.objects.values_list("version", "check_value"))
    if not keyring.path().exists() and not known:
        keyring.write(keyring.fresh(), keyring.path())
    ring = keyring.ring()
    for version, value in known.items():
        expected = ring.index_check_value() if version == 0 else None
        if version in ring.masters:
            expected = ring.check_value(version)
        if expected != value:
            in_use = version == 0 or SubjectKey.objects.filter(master_version=version, wrapped__isnull=False).exists()
            if expected is not None or in_use:
                raise Unavailable(
                    _("密钥目录里的密钥与这个数据库不相符（版本 %(version)s）。") % {"version": version},
                    todo=_("请把属于这个数据库的 keyring.json 放回密钥目录；数据没有改动。"),
                )
    fresh = [MasterKey(version=v, check_value=ring.check_value(v)) for v in ring.masters if v not in known]
    if 0 not in known:
        fresh.append(MasterKey(version=0, check_value=ring.index_check_value()))
    MasterKey.objects.bulk_create(fresh, ignore_conflicts=True)


def _bound_to(subject: int, version: int) -> bytes:
    return f"subject-key|{subject}|{version}".encode()


def _wrap(key: bytes, subject: int, master: Cipherer, version: int) -> bytes:
    return bytes([master.suite]) + master.encrypt(key, _bound_to(subject, version))


def _current() -> tuple[Cipherer, int]:
    ring = keyring.ring()
    return Cipherer(ring.masters[ring.current], SUITES[settings.CIPHER_SUITE]), ring.current


def _unwrap(row: tuple[int, int, bytes | memoryview | None], masters: Mapping[int, bytes]) -> bytes:
    subject, version, wrapped = row[0], row[1], bytes(row[2] or b"")
    master = masters.get(version)
    if master is None:
        raise Unavailable(
            _("缺少第 %(version)s 版主密钥，无法解开客户信息。") % {"version": version},
            todo=_("请把完整的 keyring.json 放回密钥目录。"),
        )
    try:
        return Cipherer(master, wrapped[0]).decrypt(wrapped[1:], _bound_to(subject, version))
    except Broken:
        raise Unavailable(
            _("客户密钥校验失败，数据可能被改动，或主密钥不对。"), todo=_("请核对密钥文件，并用备份比对数据库。")
        ) from None


def create_many(subjects: Sequence[int]) -> dict[int, bytes]:
    """New keys for subjects that have none; inside the transaction that creates the subjects."""
    master, version = _current()
    keys = {subject: secrets.token_bytes(KEY) for subject in subjects}
    bulk.insert(
        SubjectKey,
        ("subject", "master_version", "wrapped", "destroyed_at"),
        [(subject, version, _wrap(key, subject, master, version), None) for subject, key in keys.items()],
    )
    return keys


def create(subject: int) -> bytes:
    """A new key for one subject."""
    return create_many([subject])[subject]


def get_many(subjects: Iterable[int]) -> dict[int, bytes]:
    """The keys of those subjects that still have one."""
    rows = SubjectKey.objects.filter(subject__in=set(subjects), wrapped__isnull=False)
    found = list(rows.values_list("subject", "master_version", "wrapped"))
    masters = keyring.ring().masters if found else {}
    return {row[0]: _unwrap(row, masters) for row in found}


def get(subject: int) -> bytes:
    """The key of one subject; NotFound when it was destroyed or never made."""
    try:
        return get_many([subject])[subject]
    except KeyError:
        raise NotFound(_("该客户的密钥已销毁，内容无法再读取。")) from None


def destroy(subject: int) -> bool:
    """Forget the key of a subject for ever (the electronic shredder, P05-d2). True when there was one."""
    gone = SubjectKey.objects.filter(subject=subject, wrapped__isnull=False)
    return gone.update(wrapped=None, destroyed_at=now()) == 1


def wrapped_by_older_master() -> int:
    """How many subject keys an older master key still wraps."""
    older = SubjectKey.objects.filter(master_version__lt=keyring.ring().current, wrapped__isnull=False)
    return older.count()


def rewrap_some(limit: int = 500) -> int:
    """Move up to `limit` keys from older master keys to the current one; how many were moved.

    Each batch is one transaction, so rotation may stop and go on at any time while people work.
    """
    master, version = _current()
    with transaction.atomic():
        rows = list(
            SubjectKey.objects.select_for_update()
            .filter(master_version__lt=version, wrapped__isnull=False)
            .order_by("master_version")[:limit]
        )
        for row in rows:
            key = _unwrap((row.subject, row.master_version, row.wrapped), keyring.ring().masters)
            row.wrapped, row.master_version = _wrap(key, row.subject, master, version), version
        SubjectKey.objects.bulk_update(rows, ["wrapped", "master_version"])
    return len(rows)


def wrapped_by_version() -> dict[int, int]:
    """How many subject keys each master key wraps."""
    held = SubjectKey.objects.filter(wrapped__isnull=False).values_list("master_version")
    return dict(held.annotate(count=Count("subject")).order_by("master_version"))
