"""Acts on registrations from outside: sending one, opening it, accepting it as a customer, declining it (P00-1.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from juanzong.customers import actions as customers
from juanzong.customers.choices import CustomerKind, DeclineReason, IntakeState
from juanzong.customers.drafts import CustomerDraft, check, check_source
from juanzong.customers.intake import (
    CHANNEL,
    COLUMN,
    KEPT,
    NOTICE,
    TABLE,
    Registration,
    Row,
    covers_sensitive,
    shown_name,
    version_of,
)
from juanzong.customers.models import Customer, Intake
from juanzong.customers.reads.intake import ACCEPT, rows
from juanzong.kit import clock, subject_keys
from juanzong.kit.errors import Conflict, Invalid, NotFound
from juanzong.kit.ids import new_id
from juanzong.kit.refs import Ref
from juanzong.kit.sealing import Sealer
from juanzong.ledger import actions as ledger
from juanzong.organisation.acts import act
from juanzong.organisation.viewer import Viewer
from juanzong.policies import reads as policies

_EXPIRED_AT_ONCE = 200


@act(None, clause="P00-1.2")
def register_oneself(
    *, by: Viewer, name: str, fields: Mapping[str, str], consents: Sequence[str], digest: str, language: str = ""
) -> int:
    """Take in what a person entered about themselves; the id of the registration.

    The answer never depends on whether the person is known. consents: codes of the points they ticked. digest: of the
    notice they read. Invalid: a field is at fault, a needed consent is missing. Conflict: the notice was changed while
    they read it.
    """
    notice = policies.notice(NOTICE)
    if digest != notice.digest:
        raise Conflict(
            _("告知书刚刚更新，请重新阅读后再提交。"), clause="P00-1.2", todo=_("请重新阅读，再次勾选同意后提交。")
        )
    ticked = tuple(point.code for point in notice.consents if point.code in consents)
    needed = [point.code for point in notice.consents if point.required and point.code not in ticked]
    at = clock.now()
    told = Registration(
        name=name,
        fields={code: value for code, value in fields.items() if code in notice.fields and value.strip()},
        consents=ticked,
        notice=version_of(notice),
        digest=notice.digest,
        language=language,
    )
    pk = new_id()
    row = Row(
        id=pk,
        shown_name="",
        channel=CHANNEL,
        received_at=at,
        notice_version=told.notice,
        consent_at=at,
        sensitive_consent_at=at if covers_sensitive(notice, ticked) else None,
    )
    _check(row, told, [code for code in notice.required_fields if code != "name"], needed)
    _keep(row, told)
    ledger.record(
        "intake.received",
        by.actor,
        Ref("intake", pk),
        basis="consent",
        clauses=("P00-1.2",),
        payload={
            "channel": row.channel,
            "digest": notice.digest,
            "consents": list(ticked),
            "fields": sorted(told.fields),
        },
    )
    return pk


def _keep(row: Row, told: Registration) -> None:
    """Write the registration, sealed with a key of its own."""
    sealer = Sealer(subject_keys.create(row.id), row.id)
    Intake.objects.create(
        id=row.id,
        channel=row.channel,
        shown_name=shown_name(told.name),
        sealed=sealer.seal(told.text(), table=TABLE, column=COLUMN, row=row.id),
        notice_version=row.notice_version,
        consent_at=row.consent_at,
        sensitive_consent_at=row.sensitive_consent_at,
        received_at=row.received_at,
    )


def _check(row: Row, told: Registration, required: Sequence[str], needed: Sequence[str]) -> None:
    """Refuse what could never be accepted, at the field it concerns."""
    faults = {f"consent_{code}": _("请先勾选同意，才能提交。") for code in needed}
    faults |= {code: _("必填。") for code in required if not told.fields.get(code, "").strip()}
    try:
        source = row.source()
        check_source(source)
        check(told.draft(), source)
    except Invalid as refusal:
        faults = {**refusal.fields, **faults}
    if faults:
        raise Invalid(_("有 %(n)s 处需要改正。") % {"n": len(faults)}, fields=faults, clause="P00-1.2")


def _waiting(intake: int) -> Intake:
    """The registration, locked; Conflict, naming who and when, when somebody decided already."""
    row = Intake.objects.select_for_update().filter(pk=intake).first()
    if row is None:
        raise NotFound(_("没有这份登记，或您无权查看。"), clause="P00-1.6")
    if row.state != IntakeState.WAITING:
        when = clock.written(row.decided_at or clock.now())
        raise Conflict(
            _("这份登记已由 %(who)s 于 %(when)s 办理：%(state)s。")
            % {"who": row.decided_by, "when": when, "state": IntakeState(row.state).label},
            clause="P00-1.2",
            todo=_("请回到登记列表，办理下一份。"),
        )
    return row


@act(ACCEPT, clause="P00-1.2")
def open_intake(*, by: Viewer, intake: int) -> Row:
    """Take a registration in hand to read it; the row with what it holds, sealed, for the privacy room to open."""
    row = _waiting(intake)
    ledger.record("intake.opened", by.actor, Ref("intake", row.pk), clauses=("P00-1.2", "P00-1.6"))
    return rows([row], sealed=True)[0]


@act(ACCEPT, clause="P00-1.2")
def accept_intake(
    *,
    by: Viewer,
    intake: int,
    draft: CustomerDraft,
    department: int,
    responsible: int | None = None,
    corrected: Sequence[str] = (),
) -> Customer:
    """Make a customer of a registration, once. The form's own key is destroyed, the evidence of consent goes along.

    draft: what was entered, with corrections; `corrected` names the changed fields. Errors as `register_customer`, and
    Conflict when somebody decided already.
    """
    row = _waiting(intake)
    if draft.kind != CustomerKind.PERSON:
        raise ValueError("only persons register themselves")
    customer = customers.register_customer(
        by=by, draft=draft, source=rows([row])[0].source(), department=department, responsible=responsible
    )
    _decide(row, by, IntakeState.ACCEPTED, "", customer)
    ledger.record(
        "intake.accepted",
        by.actor,
        Ref("intake", row.pk),
        basis="consent",
        clauses=("P00-1.2", "P00-1.3"),
        payload={"customer": customer.pk, "notice": row.notice_version, "corrected": list(corrected)},
    )
    return customer


@act(ACCEPT, clause="P00-1.2")
def decline_intake(*, by: Viewer, intake: int, reason: str, note: str = "") -> None:
    """Do not take a registration, and say why; what it held can be read no more."""
    row = _waiting(intake)
    if reason not in DeclineReason.values or (reason == DeclineReason.OTHER and not note.strip()):
        raise Invalid(_("不受理须写明理由。"), fields={"reason": _("请选择理由；选“其他”时请写明。")}, clause="P00-1.2")
    words = str(DeclineReason(reason).label)
    if note.strip():
        words = _("%(reason)s：%(note)s") % {"reason": words, "note": note.strip()}
    _decide(row, by, IntakeState.DECLINED, words)
    ledger.record("intake.declined", by.actor, Ref("intake", row.pk), clauses=("P00-1.2",), payload={"reason": reason})


def _decide(row: Intake, by: Viewer, state: str, reason: str, customer: Customer | None = None) -> None:
    row.state, row.reason, row.customer = state, reason[:200], customer
    row.decided_at, row.decided_by = clock.now(), by.name
    row.save(update_fields=["state", "reason", "customer", "decided_at", "decided_by"])
    subject_keys.destroy(row.pk)


@act(ACCEPT, clause="P00-1.2")
def expire_intakes(*, by: Viewer) -> int:
    """Forget registrations that nobody accepted in the days the notice promises; how many, at most some at once."""
    old = Intake.objects.select_for_update().filter(state=IntakeState.WAITING, received_at__lt=clock.now() - KEPT)
    rows_now = list(old.order_by("id")[:_EXPIRED_AT_ONCE])
    for row in rows_now:
        _decide(row, by, IntakeState.DECLINED, str(DeclineReason.EXPIRED.label))
    ledger.record_many(
        "intake.expired", by.actor, [(Ref("intake", row.pk), None) for row in rows_now], clauses=("P00-1.2",)
    )
    return len(rows_now)
