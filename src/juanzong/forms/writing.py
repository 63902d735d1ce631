"""What acts on records share: finding and locking them, judging what was entered, telling the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from juanzong.customers import reads as customers
from juanzong.customers.choices import ContactRole
from juanzong.forms import contents, offering, reads, rules, signing
from juanzong.forms.choices import FilledBy, RecordState
from juanzong.forms.models import Record, RecordVersion
from juanzong.kit import clock
from juanzong.kit.errors import Invalid, NotAllowed
from juanzong.kit.refs import Ref
from juanzong.ledger import actions as ledger
from juanzong.ledger.choices import JSON
from juanzong.organisation import reads as organisation
from juanzong.organisation.viewer import Viewer
from juanzong.policies.shapes_forms import Form, InputType

LONGEST_REASON = 200


@dataclass(frozen=True)
class Filling:
    """What somebody entered. values: by field; a field that is not among them stays as it is, "" empties it.

    filled_on: the day on the paper, None for today. serial: of the numbered blank it was written on, 0 for none.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    filled_by: str = FilledBy.STAFF.value
    filled_on: dt.date | None = None
    serial: int = 0


def locked(by: Viewer, record_id: int, right: str = offering.FILL) -> Record:
    """A record that `by` may act on with `right`, its row locked. NotFound or NotAllowed otherwise."""
    reads.record(by, record_id)
    found = reads.visible(by, right).select_for_update(of=("self",)).filter(pk=record_id).first()
    if found is None:
        raise NotAllowed(_("这份表单不在您的办理范围内。"), clause="P00-1.6", todo=_("请由填写人或接收人办理。"))
    return found


def told(by: Viewer, kind: str, one: Record, form: Form, rule: str = "", **payload: JSON) -> None:
    """One entry about a record: its form, its ordinary choices, codes and counts; never what is sealed."""
    facts: dict[str, JSON] = {**rules.facts(form, one.answers), "form": one.form, "version": one.version, **payload}
    clause = form.clause_of(rule) if rule else form.clause
    ledger.record(kind, by.actor, Ref("record", one.pk), basis=f"pack:{one.pack}", clauses=(clause,), payload=facts)


def refuse_position(by: Viewer, form: Form) -> None:
    """NotAllowed for positions that the sheet is not for (P09-1.2)."""
    if not by.everything:
        rules.refuse_positions(form, by.positions, [organisation.position_name(code) for code in form.positions])


def said(reason: str, clause: str) -> str:
    """A reason, trimmed; Invalid when there is none or it is too long."""
    text = " ".join(reason.split())
    if not text or len(text) > LONGEST_REASON:
        sentence = _("原因最多 %(n)s 个字。") % {"n": LONGEST_REASON} if text else _("请说明原因。")
        raise Invalid(sentence, fields={"reason": sentence}, clause=clause)
    return text


def settled(
    by: Viewer, one: Record, form: Form, entered: Mapping[str, str], before: Mapping[str, str]
) -> dict[str, str]:
    """What the record says after `entered`, in normal form, with the hard lines kept and its measures set."""
    now_said = rules.tidy(form, {**before, **entered})
    consent, guardian = _on_record(by, one.customer_id)
    rules.refuse_without_consent(form, now_said, consent_on_record=consent)
    rules.refuse_children(form, now_said, on=clock.today(), guardian=guardian)
    _refuse_strangers(form, now_said)
    one.answers = rules.answers(form, now_said)
    one.updated_at = clock.now()
    return now_said


def _on_record(by: Viewer, customer: int | None) -> tuple[bool, bool]:
    """Whether the customer's source holds a consent to sensitive data, and whether a guardian is known."""
    if customer is None:
        return False, False
    one = customers.customer(by, customer)
    guardian = any(c.role == ContactRole.GUARDIAN and c.until_at is None for c in customers.contacts(by, customer))
    return one.source.sensitive_consent_at is not None, guardian


def _refuse_strangers(form: Form, said: Mapping[str, str]) -> None:
    """Invalid for a person or department that does not exist."""
    faults: dict[str, Any] = {}
    for kind, names in ((InputType.STAFF, organisation.names), (InputType.DEPARTMENT, organisation.department_names)):
        asked = {f.code: said[f.code] for f in form.fields if f.type is kind and said.get(f.code, "").isdigit()}
        known = names(int(id) for id in asked.values()) if asked else {}
        faults |= {code: _("请从名单中选择。") for code, id in asked.items() if int(id) not in known}
    if faults:
        raise Invalid(_("有 %(n)s 处需要改正。") % {"n": len(faults)}, fields=faults, clause=form.clause)


def measured(by: Viewer, one: Record, form: Form, now_said: Mapping[str, str]) -> None:
    """Set how complete the record is, once it says this: a signature on what it said before counts no more."""
    one.percent = rules.completeness(form, now_said, signing.signed(by, one, form)).percent
    one.save()


def begin(by: Viewer, one: Record, number: int, reason: str = "") -> RecordVersion:
    """A new version of a record."""
    return RecordVersion.objects.create(
        record=one, number=number, reason=reason, by_id=by.staff_id, by_name=by.name, at=clock.now()
    )


def draft_of(one: Record, form: Form) -> tuple[RecordVersion, dict[str, str]]:
    """The version of a draft and what it says; Conflict when it is a draft no more."""
    rules.refuse_unless(one.state, RecordState.DRAFT, form)
    return RecordVersion.objects.get(record=one, number=one.version), contents.values(one)
