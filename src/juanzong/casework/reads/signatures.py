"""Content that is to be signed, and the signatures on it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.utils.translation import gettext as _

from juanzong.casework.models import Signature
from juanzong.casework.shapes.signatures import Capacity, Shown, Signed
from juanzong.casework.sockets import subjects
from juanzong.kit.errors import NotFound
from juanzong.kit.refs import Ref
from juanzong.organisation.choices import ProofWay
from juanzong.organisation.viewer import Viewer
from juanzong.policies.choices import Text


def signable(kind: str) -> bool:
    """Whether things of this kind have content that can be signed."""
    return kind in subjects and subjects[kind].content is not None


def content_of(viewer: Viewer, subject: Ref) -> Shown:
    """What somebody assents to when they sign this thing today. As many statements as its room needs.

    NotFound: it is not there, this viewer may not see it, or such things are not signed.
    """
    read = subjects[subject.kind].content if subject.kind in subjects else None
    if read is None:
        raise NotFound(_("这里没有可以签字的内容。"))
    content = read(viewer, subject.id)
    return Shown(subject, content, hashlib.sha256(content.exact).hexdigest())


def signatures_of(viewer: Viewer, subject: Ref, *, case: int | None = None, today: Shown | None = None) -> list[Signed]:
    """The signatures on a thing that the viewer may see (which is the caller's to know), oldest first, each with
    whether the content has changed since; of one case when it is named. One statement, and the content when it is not
    at hand. For pages and for prints."""
    rows = Signature.objects.filter(subject=str(subject)).order_by("signed_at", "id")
    if case is not None:
        rows = rows.filter(case=case)
    found = list(rows)
    if found and today is None:
        try:
            today = content_of(viewer, subject)
        except NotFound:
            today = None
    return signed(found, today)


def signed(rows: Iterable[Signature], today: Shown | None) -> list[Signed]:
    """Rows as others may see them, compared with the content of today."""
    return [
        Signed(
            row.pk, Ref.parse(row.subject), Capacity(row.capacity, Text(row.words_zh, row.words_en), row.clause),
            row.staff_id, row.name, row.position, row.digest, ProofWay(row.way), row.drawing, row.signed_at,
            row.case_id or 0, row.arrival, None if today is None else row.digest != today.digest,
        )
        for row in rows
    ]  # fmt: skip
