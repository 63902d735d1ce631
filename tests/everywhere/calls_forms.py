"""How to call each action of forms once. The sheets are those of a trial policy, which is in force for the call."""

from __future__ import annotations

from collections.abc import Callable

from juanzong.casework.reads import signatures
from juanzong.forms import actions, contents
from juanzong.forms.actions import Filling
from juanzong.forms.actions import filing as actions_filing
from juanzong.forms.actions import printing as actions_printing
from juanzong.forms.models import BlankBatch, Record, RecordValue, RegisterHolding, RegisterKey
from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.ledger.choices import SYSTEM
from juanzong.organisation.choices import Proof, ProofWay
from juanzong.organisation.viewer import Viewer, viewer_for
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


def _submitted(scene: Scene, form: str = "trial_questionnaire") -> tuple[Viewer, Record]:
    by = with_trial_forms(scene)
    customer = make_customer(by, responsible=by.staff_id)
    values = {"trial_parking": {"space": "A-1"}}.get(form, {"agreed": "no", "name": "张", "phone": "13800138000"})
    one = actions.save_record(by=by, form=form, subject=customer.pk, filling=Filling(values=values))
    return by, actions.submit_record(by=by, record=one.pk)


def _someone(scene: Scene, position: str) -> Viewer:
    return make_viewer(position, department=scene.here.department)


def _proof(by: Viewer) -> Proof:
    return Proof(by.staff_id, ProofWay.PASSWORD, clock.now())


def _sign(scene: Scene) -> Call:
    by = with_trial_forms(scene)
    customer = make_customer(by, responsible=by.staff_id)
    one = actions.save_record(by=by, form="trial_signed", subject=customer.pk, filling=Filling(values={"name": "张"}))
    digest = signatures.content_of(by, Ref("record", one.pk)).digest
    return lambda: actions.sign_record(by=by, record=one.pk, field="signature", digest=digest, proof=_proof(by))


def _return_key(scene: Scene) -> Call:
    by, one = _submitted(scene, "trial_parking")
    holding = RegisterHolding.objects.get(record=one).pk
    return lambda: actions.return_key(by=by, holding=holding)


def _retire_key(scene: Scene) -> Call:
    by = with_trial_forms(scene)
    actions.add_keys(by=by, form="trial_parking", keys="A-1")
    key = RegisterKey.objects.get().pk
    return lambda: actions.retire_key(by=by, key=key, reason="改造")


def _add_keys(scene: Scene) -> Call:
    by = with_trial_forms(scene)
    return lambda: actions.add_keys(by=by, form="trial_parking", keys="A-1~A-9")


def _seal(scene: Scene) -> Call:
    _by, one = _submitted(scene)
    keeper = _someone(scene, "customer_service_manager")
    return lambda: actions.seal_records(by=keeper, records=[one.pk])


def _broken(scene: Scene, *, broken: bool) -> tuple[Viewer, int]:
    """A seal on a record that may be read now, and who seals."""
    by, one = _submitted(scene)
    keeper, boss = _someone(scene, "customer_service_manager"), _someone(scene, "general_manager")
    actions.seal_records(by=keeper, records=[one.pk], seal=f"FT-{one.pk}")
    actions.unseal_record(by=boss, record=one.pk, reader=by.staff_id, purpose="复核", hours=2)
    seal = one.seals.get().seal_id
    if broken:
        actions.break_seal(by=keeper, seal=seal, reason="取原件复核")
    return keeper, seal


def _break_seal(scene: Scene) -> Call:
    keeper, seal = _broken(scene, broken=False)
    return lambda: actions.break_seal(by=keeper, seal=seal, reason="取原件复核")


def _seal_again(scene: Scene) -> Call:
    keeper, seal = _broken(scene, broken=True)
    return lambda: actions.seal_again(by=keeper, seal=seal, number="FT-AGAIN")


def _unseal(scene: Scene) -> Call:
    by, one = _submitted(scene)
    actions.seal_records(by=_someone(scene, "customer_service_manager"), records=[one.pk])
    boss = _someone(scene, "general_manager")
    return lambda: actions.unseal_record(by=boss, record=one.pk, reader=by.staff_id, purpose="复核", hours=2)


def _permit_copy(scene: Scene) -> Call:
    by, one = _submitted(scene)
    keeper = _someone(scene, "customer_service_manager")
    return lambda: actions.permit_copy(by=keeper, record=one.pk, staff=by.staff_id, purpose="核对", hours=2)


def _end_permit(scene: Scene) -> Call:
    by, one = _submitted(scene)
    keeper, boss = _someone(scene, "customer_service_manager"), _someone(scene, "general_manager")
    permit = actions.permit_copy(by=keeper, record=one.pk, staff=by.staff_id, purpose="核对", hours=2)
    return lambda: actions.end_permit(by=boss, permit=permit.pk)


def _blanks(scene: Scene) -> tuple[Viewer, Viewer]:
    """Whoever manages the blanks, of which three are in stock and three were issued to the other."""
    by, keeper = with_trial_forms(scene), _someone(scene, "customer_service_manager")
    actions.print_blanks(by=keeper, form="trial_questionnaire", count=6)
    actions.issue_blanks(by=keeper, form="trial_questionnaire", staff=by.staff_id, first=1, last=3)
    return keeper, by


def _print_blanks(scene: Scene) -> Call:
    keeper, _by = _blanks(scene)
    return lambda: actions.print_blanks(by=keeper, form="trial_questionnaire", count=2)


def _issue_blanks(scene: Scene) -> Call:
    keeper, by = _blanks(scene)
    return lambda: actions.issue_blanks(by=keeper, form="trial_questionnaire", staff=by.staff_id, first=4, last=5)


def _return_blanks(scene: Scene) -> Call:
    keeper, _by = _blanks(scene)
    return lambda: actions.return_blanks(by=keeper, form="trial_questionnaire", first=2, last=3)


def _write_off(scene: Scene) -> Call:
    _keeper, by = _blanks(scene)
    return lambda: actions.write_off_blank(by=by, form="trial_questionnaire", serial=1, state="lost", reason="遗失")


def _count_blanks(scene: Scene) -> Call:
    keeper, _by = _blanks(scene)
    return lambda: actions.count_blanks(by=keeper, form="trial_questionnaire", counted=3)


def _print_batch(scene: Scene) -> Call:
    keeper, _by = _blanks(scene)
    batch = BlankBatch.objects.get().pk
    return lambda: actions_printing._print_batch(by=keeper, batch=batch)


def _print_record(scene: Scene) -> Call:
    by, one = _submitted(scene)
    return lambda: actions_printing._print(by=by, record=one.pk, purpose="contract", clear=False)


def _export(scene: Scene) -> Call:
    _by, one = _draft(scene)
    keeper = _someone(scene, "sales_manager")
    return lambda: actions.export_records(by=keeper, form="trial_event", records=[one.pk], purpose="contract")


def _export_register(scene: Scene) -> Call:
    _submitted(scene, "trial_parking")
    keeper = _someone(scene, "sales_manager")
    return lambda: actions.export_register(by=keeper, form="trial_parking", purpose="contract")


def _filed(scene: Scene) -> Call:
    by, one = _submitted(scene)
    return lambda: actions_filing._note_filed(by=by, record=one.pk, item=1)


def _offered(scene: Scene) -> tuple[Viewer, Viewer, Call]:
    _by, one = _submitted(scene)
    giver = viewer_for(Record.objects.get(pk=one.pk).holder_id)
    taker = _someone(scene, "customer_doctor")
    assert giver
    return (
        giver,
        taker,
        lambda: actions.offer_records(
            by=giver, records=[one.pk], receiver=taker.staff_id, count=1, proof=_proof(giver)
        ),
    )


def _offer(scene: Scene) -> Call:
    return _offered(scene)[2]


def _receive(scene: Scene) -> Call:
    _giver, taker, offer = _offered(scene)
    batch = offer()
    found = [line.record_id for line in batch.lines.all()]
    return lambda: actions.receive_records(by=taker, handover=batch.pk, found=found, count=1, proof=_proof(taker))


def _recall(scene: Scene) -> Call:
    giver, _taker, offer = _offered(scene)
    batch = offer()
    return lambda: actions.recall_handover(by=giver, handover=batch.pk)


FORMS: dict[str, Callable[[Scene], Call]] = {
    "forms.actions.blanks:count_blanks": _count_blanks,
    "forms.actions.blanks:issue_blanks": _issue_blanks,
    "forms.actions.blanks:print_blanks": _print_blanks,
    "forms.actions.blanks:return_blanks": _return_blanks,
    "forms.actions.blanks:write_off_blank": _write_off,
    "forms.actions.filing:_note_filed": _filed,
    "forms.actions.handing:offer_records": _offer,
    "forms.actions.handing:recall_handover": _recall,
    "forms.actions.handing:receive_records": _receive,
    "forms.actions.printing:_print": _print_record,
    "forms.actions.printing:_print_batch": _print_batch,
    "forms.actions.printing:export_records": _export,
    "forms.actions.printing:export_register": _export_register,
    "forms.actions.registers:add_keys": _add_keys,
    "forms.actions.registers:retire_key": _retire_key,
    "forms.actions.registers:return_key": _return_key,
    "forms.actions.sealing:end_permit": _end_permit,
    "forms.actions.sealing:permit_copy": _permit_copy,
    "forms.actions.sealing:seal_records": _seal,
    "forms.actions.seals:break_seal": _break_seal,
    "forms.actions.seals:seal_again": _seal_again,
    "forms.actions.sealing:unseal_record": _unseal,
    "forms.actions.signing:sign_record": _sign,
    "forms.actions.records:change_record": _change,
    "forms.actions.records:correct_record": _correct,
    "forms.actions.records:discard_record": _discard,
    "forms.actions.records:save_record": _save,
    "forms.actions.records:submit_record": _submit,
    "forms.actions.records:reveal_value": _reveal,
    "privacy.actions:_reveal_text": _reveal_text,
}
