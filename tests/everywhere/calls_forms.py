"""How to call each action of forms once. The sheets are those of a trial policy, which is in force for the call."""

from __future__ import annotations

from collections.abc import Callable

from juanzong.forms import actions, contents
from juanzong.forms.actions import Filling
from juanzong.forms.models import Record, RecordValue
from juanzong.kit.refs import Ref
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.viewer import Viewer
from juanzong.policies.actions import adopt
from juanzong.policies.choices import Protection
from juanzong.privacy import actions as privacy
from tests.everywhere.staging import TODAY, Call, Scene
from tests.factories import make_customer, make_viewer


def with_trial_forms(scene: Scene) -> Viewer:
    """Somebody of the first department who may fill in the trial sheets, and the manager who receives them."""
    adopt(actor=SYSTEM, pack="TRIAL", from_date=TODAY())
    make_viewer("sales_manager", department=scene.here.department)
    return make_viewer("sales_supervisor", department=scene.here.department)


def _draft(scene: Scene) -> tuple[Viewer, Record]:
    by = with_trial_forms(scene)
    customer = make_customer(by, responsible=by.staff_id)
    values = {"bought": "no", "name": "张晓明", "phone": "13800138000"}
    return by, actions.save_record(by=by, form="trial_event", subject=customer.pk, filling=Filling(values=values))


def _save(scene: Scene) -> Call:
    by = with_trial_forms(scene)
    customer = make_customer(by, responsible=by.staff_id)
    return lambda: actions.save_record(
        by=by, form="trial_event", subject=customer.pk, filling=Filling(values={"bought": "yes"})
    )


def _change(scene: Scene) -> Call:
    by, one = _draft(scene)
    return lambda: actions.change_record(by=by, record=one.pk, filling=Filling(values={"name": "李"}))


def _submit(scene: Scene) -> Call:
    by, one = _draft(scene)
    return lambda: actions.submit_record(by=by, record=one.pk)


def _correct(scene: Scene) -> Call:
    by, one = _draft(scene)
    actions.submit_record(by=by, record=one.pk)
    return lambda: actions.correct_record(by=by, record=one.pk, filling=Filling(values={"name": "李"}), reason="改正")


def _discard(scene: Scene) -> Call:
    by, one = _draft(scene)
    return lambda: actions.discard_record(by=by, record=one.pk, reason="不填了")


def _reveal(scene: Scene) -> Call:
    by, one = _draft(scene)
    value = RecordValue.objects.get(version__record=one, field="phone").pk
    return lambda: actions.reveal_value(by=by, value=value, purpose="contract")


def _reveal_text(scene: Scene) -> Call:
    by, one = _draft(scene)
    row = RecordValue.objects.get(version__record=one, field="phone")
    text = contents.sealed_text(row, one)
    return lambda: privacy.reveal_text(
        by=by, text=text, field="phone", protection=Protection.IMPORTANT, about=Ref("record", one.pk),
        customer=one.customer_id or 0, purpose="contract",
    )  # fmt: skip


FORMS: dict[str, Callable[[Scene], Call]] = {
    "forms.actions.records:change_record": _change,
    "forms.actions.records:correct_record": _correct,
    "forms.actions.records:discard_record": _discard,
    "forms.actions.records:save_record": _save,
    "forms.actions.records:submit_record": _submit,
    "forms.actions.records:reveal_value": _reveal,
    "privacy.actions:_reveal_text": _reveal_text,
}
