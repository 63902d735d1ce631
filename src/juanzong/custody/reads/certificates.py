"""Reading certificates: the register, one certificate with its history, what may be seen of what is sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext as _

from juanzong.custody.choices_safe import CertificateState, Title
from juanzong.custody.models import Certificate, SafeEntry
from juanzong.custody.rules.certificates import Paper, mask, normal_number
from juanzong.dossiers import reads as dossiers
from juanzong.kit import checks, prepared
from juanzong.kit.blind import BlindIndex
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.search_sources import Hit
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Protection
from juanzong.privacy.reads import SealedText, open_until, opened_texts
from juanzong.privacy.rules import right_of

VIEW = "certificates.view"
TABLE = "certificate"
LOOKUP = "certificate_number"
SOON = dt.timedelta(days=60)
"""So long before the end of its validity a certificate counts as expiring."""
MOST = 500
"""So many certificates of a project are shown, and moved together from one safe to another."""
_REGISTERED = (CertificateState.IN, CertificateState.OUT, CertificateState.RELEASED)


def certificates(viewer: Viewer) -> QuerySet[Certificate]:
    """The register: everything that was ever taken into a safe, of the dossiers that the right reaches. What is only listed
    stands on its slip, where whoever has yet to check it does not see it."""
    rows = Certificate.objects.filter(state__in=_REGISTERED)
    return rows if viewer.everything else rows.filter(dossier__in=dossiers.visible(viewer, VIEW).values("pk"))


def certificate(viewer: Viewer, certificate_id: int) -> Certificate:
    """One of the register with its dossier and place; NotFound for whoever may not know of it. One SQL statement."""
    rows = certificates(viewer).select_related("dossier__customer", "holding__place")
    found = rows.filter(pk=certificate_id).first()
    if found is None:
        raise NotFound(_("没有这件权证，或您无权查看。"), clause="P00-1.6")
    return found


def entries(viewer: Viewer, certificate_id: int) -> list[SafeEntry]:
    """The lines of the ledger about a certificate, oldest first. Two SQL statements."""
    one = certificate(viewer, certificate_id)
    return list(SafeEntry.objects.filter(certificate=one).select_related("slip", "place").order_by("at", "pk"))


def of_dossier(viewer: Viewer, dossier_id: int) -> Sequence[Certificate]:
    """The certificates of a dossier, those held for it before those released, oldest first. One SQL statement."""
    rows = certificates(viewer).filter(dossier=dossier_id).select_related("holding__place")
    return list(rows.order_by(F("holding__place").asc(nulls_last=True), "pk")[:MOST])


def labels(viewer: Viewer, ids: Iterable[int]) -> dict[int, str]:
    """Certificates in words: the archive number and the kind. One SQL statement."""
    rows = certificates(viewer).filter(pk__in=list(ids)).values_list("pk", "dossier__number", "kind")
    return {pk: f"{number} {Title(kind).label}".strip() for pk, number, kind in rows}


def subjects_of_customer(customer_id: int) -> list[Ref]:
    """The certificates that a customer's timeline tells of. One SQL statement."""
    rows = Certificate.objects.filter(dossier__customer=customer_id).values_list("pk", flat=True)
    return [Ref(TABLE, pk) for pk in rows]


def numbered(rows: QuerySet[Certificate], text: str) -> QuerySet[Certificate]:
    """Those with this number, or for four signs with these at its end."""
    index = BlindIndex(LOOKUP)
    return rows.filter(tail=index.tail(text)) if len(text) == 4 else rows.filter(exact=index.exact(text))


def searched(viewer: Viewer, query: str, limit: int) -> Sequence[Hit]:
    """What the search box finds: a certificate by its whole number or the last four signs. One SQL statement."""
    text = normal_number(query)
    if len(text) < 4 or not any(sign.isdigit() for sign in text):
        return []
    index = BlindIndex(LOOKUP)
    asked = ("tail", index.tail(text)) if len(text) == 4 else ("exact", index.exact(text))
    return [
        Hit(Ref(TABLE, pk), f"{Title(kind).label} {holder}", number, "custody:certificate")
        for pk, kind, holder, number in prepared.with_values(viewer, _numbered, asked[1:], asked[0], limit)
    ]


def _numbered(viewer: Viewer, value: Sequence[bytes], column: str, limit: int) -> QuerySet[Certificate, Any]:
    rows = certificates(viewer).filter(**{column: value[0]}).order_by("-pk")
    return rows.values_list("pk", "kind", "holder", "dossier__number")[:limit]


# What is sealed


@dataclass(frozen=True, slots=True)
class Shown:
    """The sealed values of a certificate as a viewer may see them. open_until: None when they are masked."""

    number: str
    value: str
    may_reveal: bool
    open_until: dt.datetime | None


def sealed(one: Certificate, column: str) -> SealedText:
    """A sealed value as privacy takes it."""
    return SealedText(one.pk, one.subject, TABLE, column, bytes(one.number if column == "number" else one.value or b""))


def numbers(rows: Sequence[Certificate]) -> dict[int, str]:
    """The numbers in clear, for comparing and for masking; never for a page as they are. One SQL statement."""
    return opened_texts([sealed(one, "number") for one in rows])


def masked(rows: Sequence[Certificate]) -> dict[int, str]:
    """The numbers as everybody sees them. One SQL statement."""
    return {pk: mask(number) for pk, number in numbers(rows).items()}


def shown(viewer: Viewer, one: Certificate) -> Shown:
    """The number and the value, masked or open. At most three SQL statements."""
    until = open_until(viewer, [one.pk]).get(one.pk)
    number = numbers([one]).get(one.pk, "")
    value = opened_texts([sealed(one, "value")]).get(one.pk, "") if one.value else ""
    if until is None:
        number, value = mask(number), checks.mask_full(value)
    elif value:
        value = f"{Decimal(value):,.2f}"
    return Shown(number, value, until is None and viewer.may(right_of(Protection.IMPORTANT)), until)


def papers(rows: Sequence[Certificate]) -> list[Paper]:
    """Certificates as they are compared. One SQL statement."""
    known = numbers(rows)
    return [Paper(one.kind, known.get(one.pk, ""), one.holder) for one in rows]


def with_entries(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """The same with the lines of the ledger at hand, for lists that print them."""
    return rows.prefetch_related(Prefetch("entries", SafeEntry.objects.order_by("at", "pk"), to_attr="lines_of_ledger"))
