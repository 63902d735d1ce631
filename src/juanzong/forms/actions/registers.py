"""Moves of registers beside issuing, which is done by submitting a record: return, retire, naming what there is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from juanzong.forms import offering, registering
from juanzong.forms.choices import Move
from juanzong.forms.models import RegisterHolding, RegisterKey
from juanzong.forms.offering import FILL
from juanzong.forms.writing import locked, refuse_position, said, told
from juanzong.kit import clock
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer


@act(FILL, clause="P12-5")
def return_key(*, by: Viewer, holding: int, note: str = "") -> RegisterHolding:
    """Take a thing back from its holder; it is free then. Conflict: it was given back already."""
    row = RegisterHolding.objects.select_for_update(of=("self",)).select_related("key").filter(pk=holding).first()
    if row is None:
        raise NotFound(_("登记簿里没有这一笔。"), clause="P12-5")
    one = locked(by, row.record_id)
    form = offering.form_of(one)
    refuse_position(by, form)
    registering.refuse_move(form, Move.RETURN)
    if row.until_at is not None:
        raise Conflict(_("“%(key)s”已经收回。") % {"key": row.key.shown}, clause=form.clause, todo=_("请刷新登记簿。"))
    registering.end(by, row, Move.RETURN, " ".join(note.split())[:200])
    told(by, "register.returned", one, form, key=row.key_id)
    return row


@act(FILL, clause="P12-5")
def retire_key(*, by: Viewer, key: int, reason: str) -> RegisterKey:
    """Take a thing out of use, with the reason; its history stays. Conflict: somebody has it."""
    row = RegisterKey.objects.select_for_update().filter(pk=key).first()
    if row is None:
        raise NotFound(_("登记簿里没有这个编号。"), clause="P12-5")
    form = offering.form_for(by, row.form)
    refuse_position(by, form)
    registering.refuse_move(form, Move.RETIRE)
    if row.retired_at is not None or RegisterHolding.objects.filter(key=row, until_at=None).exists():
        raise Conflict(
            _("“%(key)s”有人持有或已停用，不能停用。") % {"key": row.shown}, clause=form.clause, todo=_("请先收回。")
        )
    row.retired_at, row.retired_reason = clock.now(), said(reason, form.clause)
    row.save(update_fields=["retired_at", "retired_reason"])
    ledger.record(
        "register.retired", by.actor, Ref("register_key", row.pk), clauses=(form.clause,), payload={"form": row.form}
    )
    return row


@act(FILL, clause="P12-5")
def add_keys(*, by: Viewer, form: str, keys: str) -> int:
    """Name the things of a register that are there to be given out, one a line or as `B1-001~B1-120`; how many are new."""
    sheet = offering.form_for(by, form)
    refuse_position(by, sheet)
    fresh = {registering.digest(sheet, parts): parts for parts in registering.named(sheet, keys)}
    known = RegisterKey.objects.filter(form=sheet.code, digest__in=list(fresh)).values_list("digest", flat=True)
    for digest in known:
        fresh.pop(bytes(digest), None)
    if not fresh:
        raise Invalid(_("没有新的编号。"), fields={"keys": _("这些编号都已在册。")}, clause=sheet.clause)
    RegisterKey.objects.bulk_create(
        RegisterKey(form=sheet.code, digest=digest, shown=registering.shown(sheet, parts))
        for digest, parts in fresh.items()
    )
    ledger.record(
        "register.extended", by.actor, None, clauses=(sheet.clause,), payload={"form": sheet.code, "keys": len(fresh)}
    )
    return len(fresh)
