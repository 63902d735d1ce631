"""Sealed values: text encrypted for one subject, one table, one column and one row.

A sealed value moved to another row, column or customer does not open. Only the privacy room opens values for
people (an architecture test keeps it so); whoever writes may seal.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from juanzong.kit.crypto import SUITES, Broken, Cipherer
from juanzong.kit.errors import Unavailable

_FORMAT = 1


def _bound_to(table: str, column: str, subject: int, row: int) -> bytes:
    return f"{_FORMAT}|{table}|{column}|{subject}|{row}".encode()


class Sealer:
    """Seals many values of one subject with its key; keep it for the length of one row."""

    __slots__ = ("_cipherer", "_head", "_subject")

    def __init__(self, key: bytes, subject: int) -> None:
        self._cipherer = Cipherer(key, SUITES[settings.CIPHER_SUITE])
        self._head = bytes([_FORMAT, self._cipherer.suite])
        self._subject = subject

    def seal(self, text: str, *, table: str, column: str, row: int) -> bytes:
        """The sealed bytes of `text`."""
        return self._head + self._cipherer.encrypt(text.encode(), _bound_to(table, column, self._subject, row))


def unseal(sealed: bytes, *, key: bytes, subject: int, table: str, column: str, row: int) -> str:
    """The text again; Unavailable when the value was changed, moved, or sealed with another key."""
    sealed = bytes(sealed)
    try:
        if len(sealed) < 2 or sealed[0] != _FORMAT:
            raise Broken("unknown format")
        plain = Cipherer(key, sealed[1]).decrypt(sealed[2:], _bound_to(table, column, subject, row))
    except Broken:
        raise Unavailable(
            _("这项加密信息校验失败：它被改动过，或不属于这一行。"), todo=_("请通知系统管理员用备份比对，并核验台账。")
        ) from None
    return plain.decode()
