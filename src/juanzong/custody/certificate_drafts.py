"""A certificate as somebody describes it, before it is one, and how it becomes a row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.custody.choices_safe import CertificateState, Title
from juanzong.custody.models import Certificate
from juanzong.custody.reads.certificates import LOOKUP, TABLE
from juanzong.custody.rules.certificates import normal_number
from juanzong.kit import clock, subject_keys
from juanzong.kit.blind import BlindIndex
from juanzong.kit.errors import Conflict, Invalid
from juanzong.kit.ids import new_id
from juanzong.kit.sealing import Sealer
from juanzong.organisation.viewer import Viewer

CLAUSE = "P03-5.1"
LONGEST = 120
_SHORTEST = 4
_HERE = (CertificateState.LISTED, CertificateState.IN, CertificateState.OUT)


@dataclass(frozen=True, slots=True)
class CertificateDraft:
    """What stands on an original of title. value: in yuan."""

    kind: str
    number: str
    holder: str
    issuer: str
    issued_on: dt.date | None = None
    valid_until: dt.date | None = None
    value: Decimal | None = None


def checked(draft: CertificateDraft) -> dict[str, str]:
    """The texts of a draft, trimmed. Invalid: every field that is wrong, at once."""
    number = normal_number(draft.number)
    holder, issuer = " ".join(draft.holder.split()), " ".join(draft.issuer.split())
    faults: dict[str, str] = {}
    if draft.kind not in Title.values:
        faults["kind"] = _("请选择权证名称。")
    if not _SHORTEST <= len(number) <= LONGEST:
        faults["number"] = _("证号至少 %(n)s 位，最多 %(most)s 位。") % {"n": _SHORTEST, "most": LONGEST}
    for name, text, fault in (
        ("holder", holder, _("请写明权利人。")), ("issuer", issuer, _("请写明登记（发证）机关。")),
    ):  # fmt: skip
        if not text:
            faults[name] = fault
        elif len(text) > LONGEST:
            faults[name] = _("太长了。")
    if draft.issued_on and draft.issued_on > clock.today():
        faults["issued_on"] = _("不能晚于今天。")
    if draft.issued_on and draft.valid_until and draft.valid_until <= draft.issued_on:
        faults["valid_until"] = _("有效期应晚于发证日期。")
    if draft.value is not None and not 0 < draft.value < Decimal(10) ** 14:
        faults["value"] = _("请填写大于零的金额。")
    if faults:
        raise Invalid(" ".join(faults.values()), fields=faults, clause=CLAUSE)
    return {"number": number, "holder": holder, "issuer": issuer}


def write(by: Viewer, dossier: Any, draft: CertificateDraft) -> Certificate:
    """The row of a certificate of a dossier, sealed. Conflict: one with this number is here already."""
    texts, pk = checked(draft), new_id()
    index, subject = BlindIndex(LOOKUP), dossier.customer_id
    exact = index.exact(texts["number"])
    _not_here_already(exact)
    sealer = Sealer(subject_keys.get(subject), subject)
    one = Certificate(
        id=pk, dossier=dossier, kind=draft.kind, subject=subject,
        number=sealer.seal(texts["number"], table=TABLE, column="number", row=pk), exact=exact,
        tail=index.tail(texts["number"]), holder=texts["holder"], issuer=texts["issuer"], issued_on=draft.issued_on,
        valid_until=draft.valid_until, valid_was=draft.valid_until, listed_at=clock.now(), listed_by_name=by.name[:60],
        value=None if draft.value is None else sealer.seal(f"{draft.value:.2f}", table=TABLE, column="value", row=pk),
    )  # fmt: skip
    try:
        with transaction.atomic():
            one.save(force_insert=True)
    except IntegrityError:  # somebody was faster; the database has the last word
        _not_here_already(exact)
        raise
    return one


def _not_here_already(exact: bytes) -> None:
    known = Certificate.objects.filter(exact=exact, state__in=_HERE).select_related("dossier").first()
    if known is not None:
        raise Conflict(
            _("这个证号的权证已经登记：%(number)s，%(state)s。")
            % {"number": known.dossier.number or _("未编号的档案"), "state": CertificateState(known.state).label},
            clause="P03-5.2",
            todo=_("请核对证号；同一件权证不能登记两次。"),
        )
