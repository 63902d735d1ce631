"""How to call the actions on customers (calls.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from juanzong.customers import actions, tasks_import
from juanzong.customers.actions import contacts, importing, intake, merging
from juanzong.customers.choices import ImportState
from juanzong.customers.drafts import ContactDraft, CustomerDraft
from juanzong.customers.intake import KEPT
from juanzong.customers.models import ImportBatch, Intake, Merge
from juanzong.kit import clock
from juanzong.organisation import viewer as viewers
from juanzong.policies import reads as policies
from tests.customers.import_help import csv_of, work
from tests.everywhere.grounds import full_source, next_number
from tests.everywhere.staging import Call, Scene, plain, prepared


def _draft(name: str = "赵新") -> CustomerDraft:
    return CustomerDraft(
        kind="person", name=name, fields={"mobile": next_number(), "email": "new@example.com"},
        contacts=[ContactDraft("钱联系", fields={"mobile": next_number()})],
    )  # fmt: skip


def batch_of(scene: Scene, state: ImportState, rows: int = 1) -> int:
    """A batch in a state."""
    sheet = csv_of(["姓名", "手机"], [[f"赵新{n}", next_number()] for n in range(rows)])
    pk = importing.upload_sheet(by=scene.by, name="客户.csv", reader=sheet).pk
    if state != ImportState.UPLOADED:
        _check(scene, pk)
        work()
    if state in {ImportState.RUNNING, ImportState.DONE}:
        importing.start_import(by=scene.by, batch=pk)
    if state == ImportState.DONE:
        work()
    tasks_import._leave()
    assert ImportBatch.objects.get(pk=pk).state == state
    return pk


def _check(scene: Scene, batch: int) -> ImportBatch:
    row = ImportBatch.objects.get(pk=batch)
    source = full_source(scene.by)
    source.channel, source.note = "import", "旧系统导出"
    return importing.check_sheet(
        by=scene.by, batch=batch, mapping=row.mapping, source=source, department=scene.here.department.pk
    )


def _paused(scene: Scene) -> int:
    pk = batch_of(scene, ImportState.RUNNING)
    ImportBatch.objects.filter(pk=pk).update(paused=True, message="磁盘已满")
    return pk


def _registered_oneself() -> int:
    notice = policies.notice("registration")
    return intake.register_oneself(
        by=viewers.public(), name="孙悦", fields={"mobile": next_number()}, digest=notice.digest,
        consents=[point.code for point in notice.consents],
    )  # fmt: skip


def _old_intakes(scene: Scene) -> Call:
    _registered_oneself()
    Intake.objects.update(received_at=clock.now() - KEPT - dt.timedelta(days=1))
    return lambda: intake.expire_intakes(by=viewers.system())


CUSTOMERS: dict[str, Callable[[Scene], Call]] = {
    "customers.actions.customers:register_customer": plain(
        lambda s: actions.register_customer(
            by=s.by, draft=_draft(), source=full_source(s.by), department=s.here.department.pk
        )
    ),
    "customers.actions.customers:edit_customer": plain(
        lambda s: actions.edit_customer(by=s.by, customer=s.here("customer"), changes={"name": "张更名", "region": "江苏省"})
    ),
    "customers.actions.customers:set_particular": plain(
        lambda s: actions.set_particular(
            by=s.by, customer=s.here("customer"), field="email", value="other@example.com", source=full_source(s.by)
        )
    ),
    "customers.actions.customers:end_particular": plain(
        lambda s: actions.end_particular(by=s.by, particular=s.here("particular"))
    ),
    "customers.actions.contacts:add_contact": plain(
        lambda s: contacts.add_contact(
            by=s.by, customer=s.here("customer"), contact=ContactDraft("周新", fields={"mobile": next_number()})
        )
    ),
    "customers.actions.contacts:change_contact": plain(
        lambda s: contacts.change_contact(by=s.by, contact=s.here("contact"), changes={"name": "李改名"})
    ),
    "customers.actions.contacts:end_contact": plain(
        lambda s: contacts.end_contact(by=s.by, contact=s.here("contact"))
    ),
    "customers.actions.contacts:relate": plain(
        lambda s: contacts.relate(
            by=s.by, customer=s.here("customer"), other=s.grounds.there("customer"), kind="guarantor"
        )
    ),
    "customers.actions.contacts:end_relation": plain(
        lambda s: contacts.end_relation(by=s.by, relation=s.here("relation"))
    ),
    "customers.actions.merging:look_for_duplicates": plain(lambda s: merging.look_for_duplicates(by=s.by)),
    "customers.actions.merging:dismiss_duplicate": plain(
        lambda s: merging.dismiss_duplicate(by=s.by, duplicate=s.here("duplicate"))
    ),
    "customers.actions.merging:merge_customers": plain(
        lambda s: merging.merge_customers(by=s.by, kept=s.here("customer"), gone=s.here("second_customer"))
    ),
    "customers.actions.merging:undo_merge": plain(
        lambda s: merging.undo_merge(by=s.by, merge=Merge.objects.get(pk=s.here("merge")).pk)
    ),
    "customers.actions.importing:_keep": plain(
        lambda s: importing.upload_sheet(by=s.by, name="新.csv", reader=csv_of(["姓名"], [["赵新"]]))
    ),
    "customers.actions.importing:check_sheet": plain(lambda s: _check(s, s.here("batch"))),
    "customers.actions.importing:back_to_columns": prepared(
        lambda s: batch_of(s, ImportState.CHECKED), lambda s, pk: importing.back_to_columns(by=s.by, batch=pk)
    ),
    "customers.actions.importing:start_import": prepared(
        lambda s: batch_of(s, ImportState.CHECKED), lambda s, pk: importing.start_import(by=s.by, batch=pk)
    ),
    "customers.actions.importing:go_on_with_import": prepared(
        _paused, lambda s, pk: importing.go_on_with_import(by=s.by, batch=pk)
    ),
    "customers.actions.importing:cancel_import": plain(
        lambda s: importing.cancel_import(by=s.by, batch=s.here("batch"))
    ),
    "customers.actions.importing:remove_sheet": prepared(
        lambda s: batch_of(s, ImportState.DONE), lambda s, pk: importing.remove_sheet(by=s.by, batch=pk)
    ),
    "customers.actions.importing:take_faults": plain(lambda s: importing.take_faults(by=s.by, batch=s.here("batch"))),
    "customers.actions.intake:register_oneself": plain(lambda s: _registered_oneself()),
    "customers.actions.intake:open_intake": prepared(
        lambda s: _registered_oneself(), lambda s, pk: intake.open_intake(by=s.by, intake=pk)
    ),
    "customers.actions.intake:accept_intake": prepared(
        lambda s: _registered_oneself(),
        lambda s, pk: intake.accept_intake(
            by=s.by, intake=pk, department=s.here.department.pk,
            draft=CustomerDraft(kind="person", name="孙悦", fields={"mobile": next_number()}),
        ),
    ),
    "customers.actions.intake:decline_intake": prepared(
        lambda s: _registered_oneself(),
        lambda s, pk: intake.decline_intake(by=s.by, intake=pk, reason="other", note="重复登记"),
    ),
    "customers.actions.intake:expire_intakes": _old_intakes,
}  # fmt: skip
