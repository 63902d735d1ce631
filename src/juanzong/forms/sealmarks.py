"""What acts on numbered seals share: putting one on inside the act that seals, telling the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from juanzong.forms.choices import FilledBy
from juanzong.forms.models import Record, Seal, SealLine
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.viewer import Viewer

CLAUSE: Final = "P09-1.10"
_NUMBER: Final = re.compile(r"[0-9A-Z][0-9A-Z-]{1,29}")


def put_on(by: Viewer, records: Sequence[Record], number: str, *, replaces: Seal | None = None) -> Seal | None:
    """Put a seal on the paper of records, inside the act that seals them. None where there is no paper and no number.

    Invalid: paper without a number, or no number that a seal can bear. Conflict: the number has been used.
    """
    text = "".join(number.split()).upper()
    if not text and not any(one.filled_by == FilledBy.PAPER for one in records):
        return None
    if not _NUMBER.fullmatch(text):
        fault = _("请填写封条上的编号：字母、数字和短横，2 到 30 位。")
        raise Invalid(fault, fields={"seal": fault}, clause=CLAUSE, todo=_("纸质表单封存须贴封条并登记编号。"))
    try:
        with transaction.atomic():
            seal = Seal.objects.create(
                number=text, put_at=clock.now(), put_by=by.staff_id, put_by_name=by.name, replaces=replaces
            )
    except IntegrityError:
        raise Conflict(
            _("封条号 %(number)s 已经用过。") % {"number": text}, clause=CLAUSE, todo=_("请核对封条，一号只用一次。")
        ) from None
    SealLine.objects.bulk_create(SealLine(seal=seal, record=one) for one in records)
    told_seal(
        by, "seal.put_on", seal, records=[one.pk for one in records], replaces=replaces.number if replaces else ""
    )
    return seal


def told_seal(by: Viewer, kind: str, seal: Seal, **payload: str | Iterable[int]) -> None:
    facts = {name: value if isinstance(value, str) else list(value) for name, value in payload.items()}
    ledger.record(kind, by.actor, Ref("seal", seal.pk), clauses=(CLAUSE,), payload={"number": seal.number, **facts})
