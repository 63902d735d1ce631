"""The bytes of an entry: what is hashed, signed for and exported. One entry has exactly one encoding.

A JSON object in UTF-8, keys sorted, no spaces, characters outside ASCII as themselves, control characters as
JSON's own escapes. `payload` is a *string* holding the payload's canonical JSON, so that the stored column is
covered byte by byte. `at` is RFC 3339 in UTC with six decimals and `Z`. `v` is the version of this encoding.

Text is taken as it was given and is not normalised: NFC and NFD spellings of a name are two entries with two
hashes, because the ledger says what was recorded, not what it resembles. Refused with ValueError: floats (also
NaN and -0.0), lone surrogates, NUL in a column, keys that are not text, anything JSON does not know.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import Any, Final

VERSION: Final = 1
_DEPTH_LIMIT: Final = 32
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
_PLAIN: Final = frozenset({str, int, bool, type(None)})


def microseconds(moment: dt.datetime) -> int:
    """Microseconds since 1970 of an aware datetime; ValueError when it is naive."""
    if moment.tzinfo is None:
        raise ValueError("the ledger takes aware datetimes only")
    return (moment - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> dt.datetime:
    """The aware UTC datetime of `microseconds` since 1970; OverflowError outside the years 1 to 9999."""
    return _EPOCH + dt.timedelta(microseconds=microseconds)


def timestamp(microseconds: int) -> str:
    """RFC 3339, UTC, always six decimals: `2026-11-23T08:00:00.000001Z`."""
    return moment(microseconds).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def _check(value: Any, depth: int) -> None:
    if depth > _DEPTH_LIMIT:
        raise ValueError("a payload may not be nested so deeply")
    if value is None or isinstance(value, str | int):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ValueError(f"a payload's keys are text, not {type(key).__name__}")
            _check(inner, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner, depth + 1)
    else:
        raise ValueError(f"a payload cannot hold {type(value).__name__}; write numbers with decimals as text")


def payload_text(payload: Mapping[str, Any] | None) -> str:
    """The canonical JSON of a payload, as stored in the column; ValueError when it cannot be encoded."""
    if not payload:
        return "{}"
    for key, value in payload.items():
        if type(value) not in _PLAIN or type(key) is not str:
            _check(payload, 0)
            break
    return _encode(payload if type(payload) is dict else dict(payload))


def _text(value: Any, column: str) -> str:
    if type(value) is not str:
        if not isinstance(value, str):
            raise ValueError(f"{column} holds {type(value).__name__}, not text")
        value = str.__str__(value)
    if "\0" in value:
        raise ValueError(f"{column} holds a NUL character")
    return encode_basestring(value)


def _integer(value: Any, column: str) -> int:
    if type(value) is not int:
        raise ValueError(f"{column} holds {type(value).__name__}, not a whole number")
    return value


class Frame:
    """What the entries of one batch share, encoded once; `encode` adds what differs.

    `at` is microseconds since 1970. ValueError when a value has no canonical form.
    """

    __slots__ = ("_after_id", "_before_id")

    def __init__(  # noqa: PLR0913  the columns of a row
        self,
        *,
        at: int,
        act: str,
        kind: str,
        actor_kind: str,
        actor_id: int,
        actor_name: str,
        actor_position: str,
        basis: str,
        clauses: str,
    ) -> None:
        try:
            when = timestamp(_integer(at, "at"))
        except OverflowError:
            raise ValueError("at lies outside the years 1 to 9999") from None
        self._before_id = (
            f'{{"act":{_text(act, "act")},"actor_id":{_integer(actor_id, "actor_id")},'
            f'"actor_kind":{_text(actor_kind, "actor_kind")},"actor_name":{_text(actor_name, "actor_name")},'
            f'"actor_position":{_text(actor_position, "actor_position")},"at":"{when}",'
            f'"basis":{_text(basis, "basis")},"clauses":{_text(clauses, "clauses")},"id":'
        )
        self._after_id = f',"kind":{_text(kind, "kind")},"payload":'

    def encode(self, *, id: int, payload: str, subject: str) -> bytes:
        """The canonical bytes of one entry; UnicodeEncodeError (a ValueError) on a lone surrogate."""
        return (
            f"{self._before_id}{_integer(id, 'id')}{self._after_id}{_text(payload, 'payload')}"
            f',"subject":{_text(subject, "subject")},"v":{VERSION}}}'
        ).encode()


def entry_bytes(*, id: int, payload: str, subject: str, **shared: Any) -> bytes:
    """The canonical bytes of an entry from its columns (`at` in microseconds)."""
    return Frame(**shared).encode(id=id, payload=payload, subject=subject)


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962: the hash of a leaf is SHA-256 of 0x00 and the entry's bytes."""
    return hashlib.sha256(b"\x00" + data).digest()
