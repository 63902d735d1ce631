"""What somebody entered about themselves, on its way from the public form to the person who accepts it (P00-1.2).

Pure: how a registration is written down, read again, and shown before it is opened.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from juanzong.customers.choices import ConsentHow, CustomerKind
from juanzong.customers.drafts import CustomerDraft, SourceDraft
from juanzong.kit import checks
from juanzong.kit.prints import check_code
from juanzong.policies import reads as policies
from juanzong.policies.shapes import Notice

CHANNEL = "web_registration"
PURPOSE = "register"
BASIS = "consent"
NOTICE = "registration"
THEMSELVES = "客户本人"  # untranslated: data, the collector of what a person enters about themselves
FORM = "网上登记回执"  # untranslated: data, the record of consent that the source names
KEPT = dt.timedelta(days=30)
"""A registration nobody accepted is forgotten after this, as the notice promises."""
TABLE, COLUMN = "intake", "sealed"


@dataclass(frozen=True, slots=True)
class Registration:
    """A filled form. fields: catalogue codes to what was typed, the name apart. consents: codes of the ticked points.

    digest: of the notice's exact wording; language: in which it was read.
    """

    name: str
    fields: Mapping[str, str]
    consents: tuple[str, ...]
    notice: str
    digest: str
    language: str = ""

    def text(self) -> str:
        """As it is sealed."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def read(cls, text: str) -> Registration:
        """From what was sealed."""
        told: dict[str, Any] = json.loads(text)
        return cls(**{**told, "consents": tuple(told["consents"])})

    def draft(self) -> CustomerDraft:
        """As a customer to be registered."""
        return CustomerDraft(kind=CustomerKind.PERSON.value, name=self.name, fields=dict(self.fields))


@dataclass(frozen=True, slots=True)
class Row:
    """A registration as whoever accepts sees it before and after opening. receipt: the number the person was given."""

    id: int
    shown_name: str
    channel: str
    received_at: dt.datetime
    notice_version: str
    consent_at: dt.datetime
    sensitive_consent_at: dt.datetime | None
    sealed: bytes = field(repr=False, default=b"")

    @property
    def receipt(self) -> str:
        return receipt(self.id)

    def source(self) -> SourceDraft:
        """Where the data lawfully came from: the person themselves, on consent to this notice."""
        return SourceDraft(
            channel=self.channel,
            purpose=PURPOSE,
            basis=BASIS,
            collector=0,
            collector_name=THEMSELVES,
            collected_at=self.received_at,
            reference=f"{FORM} {self.receipt}",
            consent_how=ConsentHow.ONLINE.value,
            consent_at=self.consent_at,
            notice_version=self.notice_version,
            sensitive_consent_at=self.sensitive_consent_at,
        )


def receipt(intake: int) -> str:
    """The number on the thanks page; it tells nothing to who finds it."""
    return check_code({"intake": intake})


def version_of(notice: Notice) -> str:
    """Which wording was agreed to, short enough for the source: code, version and the beginning of its digest."""
    return f"{notice.code}-{notice.version} {notice.digest[:16]}"


def shown_name(name: str) -> str:
    """The name as the list shows it."""
    return checks.mask_name(checks.text(name))


def covers_sensitive(notice: Notice, consents: tuple[str, ...]) -> bool:
    """Whether a separate consent that was ticked covers a sensitive field of the form (PIPL art. 29)."""
    return any(
        policies.field(code).separate_consent
        for point in notice.consents
        if point.separate and point.code in consents
        for code in point.fields
    )


def corrected(before: Registration, draft: CustomerDraft) -> list[str]:
    """Codes of what the accepting person changed."""
    codes = [
        code for code in {*before.fields, *draft.fields} if before.fields.get(code, "") != draft.fields.get(code, "")
    ]
    return sorted(codes + (["name"] if before.name != draft.name else []))
