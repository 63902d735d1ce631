"""How to call each action once, in its ordinary course: what has to be there first, then the call.

`CALLS` maps the action (as `discovered.actions` names it) to a function that prepares and returns the call. A new
action belongs here; test_all_or_nothing.py says which are missing.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from functools import cached_property
from typing import Any

from juanzong.customers import (
    actions,
    actions_contacts,
    actions_import,
    actions_intake,
    actions_merge,
    tasks_import,
)
from juanzong.customers.choices import ImportState
from juanzong.customers.drafts import ContactDraft, CustomerDraft
from juanzong.customers.intake import KEPT
from juanzong.customers.models import Customer, ImportBatch, Intake, Merge
from juanzong.dossiers import actions as dossiers
from juanzong.dossiers.actions import many as dossiers_many
from juanzong.dossiers.choices import CheckResult, Paper
from juanzong.dossiers.content import Upload
from juanzong.kit import clock
from juanzong.organisation import actions as organisation
from juanzong.organisation import actions_entry, actions_ledger
from juanzong.organisation import viewer as viewers
from juanzong.organisation.models import Appointment, Staff
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.policies import reads as policies
from juanzong.privacy import actions as privacy
from juanzong.privacy import actions_export
from tests.customers.import_help import csv_of, work
from tests.dossiers.helpers import accepted, check_all, draft, fill, submitted, verified
from tests.dossiers.helpers import open_dossier as opened
from tests.everywhere.grounds import Grounds, a_picture, full_source, make_grounds, next_number
from tests.factories import make_department, make_staff, make_viewer

Call = Callable[[], Any]
TODAY = clock.today
NEW_PASSWORD = "purple-otter-walks-home-9"


class Scene:
    """What the preparations share, made when first asked for."""

    def __init__(self, grounds: Grounds) -> None:
        self.grounds, self.here = grounds, grounds.here
        self.by = grounds.here.viewer

    @cached_property
    def admin(self) -> Viewer:
        return make_viewer("administrator", department=self.grounds.company)

    @cached_property
    def second(self) -> Viewer:
        return make_viewer("archivist", department=self.here.department)

    @cached_property
    def third(self) -> Viewer:
        return make_viewer("archivist", department=self.here.department)

    @cached_property
    def customer(self) -> Customer:
        return Customer.objects.get(pk=self.here("customer"))

    @cached_property
    def colleague(self) -> Staff:
        return make_staff("finance", department=self.here.department)

    @cached_property
    def held(self) -> Appointment:
        return Appointment.objects.get(staff=self.colleague)

    def with_everybody(self) -> Scene:
        """The same, with the people there already, so that making them is no part of a call."""
        _there = (self.admin, self.second, self.third, self.held)
        return self

    def upload(self, name: str = "新件.png") -> Upload:
        return Upload(name, io.BytesIO(a_picture()))


def _draft(name: str = "赵新") -> CustomerDraft:
    return CustomerDraft(
        kind="person", name=name, fields={"mobile": next_number(), "email": "new@example.com"},
        contacts=[ContactDraft("钱联系", fields={"mobile": next_number()})],
    )  # fmt: skip


def _batch(scene: Scene, state: ImportState, rows: int = 1) -> int:
    """A batch in a state."""
    sheet = csv_of(["姓名", "手机"], [[f"赵新{n}", next_number()] for n in range(rows)])
    pk = actions_import.upload_sheet(by=scene.by, name="客户.csv", reader=sheet).pk
    if state != ImportState.UPLOADED:
        _check(scene, pk)
        work()
    if state in {ImportState.RUNNING, ImportState.DONE}:
        actions_import.start_import(by=scene.by, batch=pk)
    if state == ImportState.DONE:
        work()
    tasks_import._leave()
    assert ImportBatch.objects.get(pk=pk).state == state
    return pk


def _check(scene: Scene, batch: int) -> ImportBatch:
    row = ImportBatch.objects.get(pk=batch)
    source = full_source(scene.by)
    source.channel, source.note = "import", "旧系统导出"
    return actions_import.check_sheet(
        by=scene.by, batch=batch, mapping=row.mapping, source=source, department=scene.here.department.pk
    )


def _paused(scene: Scene) -> int:
    pk = _batch(scene, ImportState.RUNNING)
    ImportBatch.objects.filter(pk=pk).update(paused=True, message="磁盘已满")
    return pk


def _registered_oneself() -> int:
    notice = policies.notice("registration")
    return actions_intake.register_oneself(
        by=viewers.public(), name="孙悦", fields={"mobile": next_number()}, digest=notice.digest,
        consents=[point.code for point in notice.consents],
    )  # fmt: skip


def _old_intakes(scene: Scene) -> Call:
    _registered_oneself()
    Intake.objects.update(received_at=clock.now() - KEPT - dt.timedelta(days=1))
    return lambda: actions_intake.expire_intakes(by=viewers.system())


def _closed(scene: Scene) -> int:
    one = accepted(scene.by, scene.second, scene.third, customer=scene.customer)
    return dossiers.close_dossier(by=scene.by, dossier_id=one.pk, reason="业务已结清").pk


def _checked_all(scene: Scene) -> int:
    one = submitted(scene.by, customer=scene.customer)
    check_all(scene.second, one)
    return one.pk


def _ordered(scene: Scene) -> Call:
    item = scene.here("item")
    other = dossiers.add_item(by=scene.by, dossier_id=scene.here("dossier"), draft=draft(title="第二件")).pk
    return lambda: dossiers.reorder(
        by=scene.by, dossier_id=scene.here("dossier"), section="approval", item_ids=[other, item]
    )


def _submittable(scene: Scene) -> Call:
    one = opened(scene.by, customer=scene.customer)
    fill(scene.by, one)
    return lambda: dossiers.submit_for_verification(by=scene.by, dossier_id=one.pk)


def _empty_department(scene: Scene) -> Call:
    pk, admin = make_department(parent=scene.grounds.company).pk, scene.admin
    return lambda: organisation.close_department(by=admin, department=pk, on=TODAY())


def _no_company(scene: Scene) -> None:
    """An installation that nobody has founded yet. The rows that point at departments go with them."""
    Appointment.objects.filter(position="administrator").delete()


def _later_appointment(scene: Scene) -> Call:
    made = organisation.appoint(
        by=scene.admin, staff=scene.colleague.pk, position="auditor", department=scene.grounds.company.pk,
        from_date=TODAY() + dt.timedelta(days=9),
    )  # fmt: skip
    return lambda: organisation.withdraw_appointment(by=scene.admin, appointment=made.pk)


def _disabled(scene: Scene) -> Call:
    organisation.disable_staff(by=scene.admin, staff=scene.colleague.pk)
    return lambda: organisation.enable_staff(by=scene.admin, staff=scene.colleague.pk)


def _with(maker: Callable[[Scene], Any], call: Callable[[Scene, Any], Any]) -> Callable[[Scene], Call]:
    """Prepare with `maker`, then call with what it made."""

    def prepared(scene: Scene) -> Call:
        made = maker(scene)
        return lambda: call(scene, made)

    return prepared


def _plain(call: Callable[[Scene], Any]) -> Callable[[Scene], Call]:
    def prepared(scene: Scene) -> Call:
        return lambda: call(scene)

    return prepared


def _manager(scene: Scene) -> tuple[Viewer, int]:
    """The administrator, and a colleague made beforehand."""
    return scene.admin, scene.colleague.pk


CUSTOMERS: dict[str, Callable[[Scene], Call]] = {
    "customers.actions:register_customer": _plain(
        lambda s: actions.register_customer(
            by=s.by, draft=_draft(), source=full_source(s.by), department=s.here.department.pk
        )
    ),
    "customers.actions:edit_customer": _plain(
        lambda s: actions.edit_customer(by=s.by, customer=s.here("customer"), changes={"name": "张更名", "region": "江苏省"})
    ),
    "customers.actions:set_particular": _plain(
        lambda s: actions.set_particular(
            by=s.by, customer=s.here("customer"), field="email", value="other@example.com", source=full_source(s.by)
        )
    ),
    "customers.actions:end_particular": _plain(
        lambda s: actions.end_particular(by=s.by, particular=s.here("particular"))
    ),
    "customers.actions_contacts:add_contact": _plain(
        lambda s: actions_contacts.add_contact(
            by=s.by, customer=s.here("customer"), contact=ContactDraft("周新", fields={"mobile": next_number()})
        )
    ),
    "customers.actions_contacts:change_contact": _plain(
        lambda s: actions_contacts.change_contact(by=s.by, contact=s.here("contact"), changes={"name": "李改名"})
    ),
    "customers.actions_contacts:end_contact": _plain(
        lambda s: actions_contacts.end_contact(by=s.by, contact=s.here("contact"))
    ),
    "customers.actions_contacts:relate": _plain(
        lambda s: actions_contacts.relate(
            by=s.by, customer=s.here("customer"), other=s.grounds.there("customer"), kind="guarantor"
        )
    ),
    "customers.actions_contacts:end_relation": _plain(
        lambda s: actions_contacts.end_relation(by=s.by, relation=s.here("relation"))
    ),
    "customers.actions_merge:look_for_duplicates": _plain(lambda s: actions_merge.look_for_duplicates(by=s.by)),
    "customers.actions_merge:dismiss_duplicate": _plain(
        lambda s: actions_merge.dismiss_duplicate(by=s.by, duplicate=s.here("duplicate"))
    ),
    "customers.actions_merge:merge_customers": _plain(
        lambda s: actions_merge.merge_customers(by=s.by, kept=s.here("customer"), gone=s.here("second_customer"))
    ),
    "customers.actions_merge:undo_merge": _plain(
        lambda s: actions_merge.undo_merge(by=s.by, merge=Merge.objects.get(pk=s.here("merge")).pk)
    ),
    "customers.actions_import:_keep": _plain(
        lambda s: actions_import.upload_sheet(by=s.by, name="新.csv", reader=csv_of(["姓名"], [["赵新"]]))
    ),
    "customers.actions_import:check_sheet": _plain(lambda s: _check(s, s.here("batch"))),
    "customers.actions_import:back_to_columns": _with(
        lambda s: _batch(s, ImportState.CHECKED), lambda s, pk: actions_import.back_to_columns(by=s.by, batch=pk)
    ),
    "customers.actions_import:start_import": _with(
        lambda s: _batch(s, ImportState.CHECKED), lambda s, pk: actions_import.start_import(by=s.by, batch=pk)
    ),
    "customers.actions_import:go_on_with_import": _with(
        _paused, lambda s, pk: actions_import.go_on_with_import(by=s.by, batch=pk)
    ),
    "customers.actions_import:cancel_import": _plain(
        lambda s: actions_import.cancel_import(by=s.by, batch=s.here("batch"))
    ),
    "customers.actions_import:remove_sheet": _with(
        lambda s: _batch(s, ImportState.DONE), lambda s, pk: actions_import.remove_sheet(by=s.by, batch=pk)
    ),
    "customers.actions_import:take_faults": _plain(lambda s: actions_import.take_faults(by=s.by, batch=s.here("batch"))),
    "customers.actions_intake:register_oneself": _plain(lambda s: _registered_oneself()),
    "customers.actions_intake:open_intake": _with(
        lambda s: _registered_oneself(), lambda s, pk: actions_intake.open_intake(by=s.by, intake=pk)
    ),
    "customers.actions_intake:accept_intake": _with(
        lambda s: _registered_oneself(),
        lambda s, pk: actions_intake.accept_intake(
            by=s.by, intake=pk, department=s.here.department.pk,
            draft=CustomerDraft(kind="person", name="孙悦", fields={"mobile": next_number()}),
        ),
    ),
    "customers.actions_intake:decline_intake": _with(
        lambda s: _registered_oneself(),
        lambda s, pk: actions_intake.decline_intake(by=s.by, intake=pk, reason="other", note="重复登记"),
    ),
    "customers.actions_intake:expire_intakes": _old_intakes,
}  # fmt: skip

DOSSIERS: dict[str, Callable[[Scene], Call]] = {
    "dossiers.actions.contents:_note_look": _plain(lambda s: dossiers.view_item(by=s.by, item_id=s.here("item"))),
    "dossiers.actions.contents:_note_download": _plain(
        lambda s: dossiers.download_item(by=s.by, version_id=s.here("version"))[1].close()
    ),
    "dossiers.actions.course:open_dossier": _plain(
        lambda s: dossiers.open_dossier(
            by=s.by, customer_id=s.here("customer"), kind="loan", department_id=s.here.department.pk
        )
    ),
    "dossiers.actions.course:change_dossier": _plain(
        lambda s: dossiers.change_dossier(
            by=s.by, dossier_id=s.here("dossier"), title="新题名", note="备注", custodian_id=s.second.staff_id
        )
    ),
    "dossiers.actions.course:submit_for_verification": _submittable,
    "dossiers.actions.course:recall_dossier": _with(
        lambda s: submitted(s.by, customer=s.customer).pk, lambda s, pk: dossiers.recall_dossier(by=s.by, dossier_id=pk)
    ),
    "dossiers.actions.course:accept_dossier": _with(
        lambda s: verified(s.by, s.second, customer=s.customer).pk,
        lambda s, pk: dossiers.accept_dossier(by=s.by, dossier_id=pk),
    ),
    "dossiers.actions.course:close_dossier": _with(
        lambda s: accepted(s.by, s.second, s.third, customer=s.customer).pk,
        lambda s, pk: dossiers.close_dossier(by=s.by, dossier_id=pk, reason="业务已结清"),
    ),
    "dossiers.actions.course:reopen_dossier": _with(
        _closed, lambda s, pk: dossiers.reopen_dossier(by=s.by, dossier_id=pk, reason="续贷")
    ),
    "dossiers.actions.filing:_add_item": _plain(
        lambda s: dossiers.add_item(
            by=s.by, dossier_id=s.here("dossier"), draft=draft(title="收入证明"), upload=s.upload()
        )
    ),
    "dossiers.actions.filing:change_item": _plain(
        lambda s: dossiers.change_item(by=s.by, item_id=s.here("item"), draft=draft(title="改后的题名"))
    ),
    "dossiers.actions.filing:_add_version": _plain(
        lambda s: dossiers.add_version(by=s.by, item_id=s.here("item"), upload=s.upload(), reason="扫描不清")
    ),
    "dossiers.actions.filing:withdraw_item": _plain(
        lambda s: dossiers.withdraw_item(by=s.by, item_id=s.here("item"), reason="归错")
    ),
    "dossiers.actions.filing:reorder": _ordered,
    "dossiers.actions.many:_add_items": _plain(
        lambda s: dossiers_many.add_items(
            by=s.by,
            dossier_id=s.here("dossier"),
            filed=[(draft(title="甲"), s.upload()), (draft(title="乙"), s.upload())],
        )
    ),
    "dossiers.actions.many:confirm_items": _with(
        lambda s: submitted(s.by, customer=s.customer),
        lambda s, one: dossiers_many.confirm_items(
            by=s.second, dossier_id=one.pk, items=list(one.items.values_list("id", flat=True)[:3])
        ),
    ),
    "dossiers.actions.papers:_note_print": _plain(
        lambda s: dossiers.print_paper(by=s.by, dossier_id=s.here("dossier"), paper=Paper.COVER)
    ),
    "dossiers.actions.scanning:_receive": _plain(lambda s: dossiers.receive_scan(by=s.by, upload=s.upload())),
    "dossiers.actions.scanning:_file_scan": _plain(
        lambda s: dossiers.file_scan(
            by=s.by, scan_id=s.here("scan"), dossier_id=s.here("dossier"), draft=draft(title="扫描件")
        )
    ),
    "dossiers.actions.scanning:discard_scan": _plain(
        lambda s: dossiers.discard_scan(by=s.by, scan_id=s.here("scan"), reason="空白页")
    ),
    "dossiers.actions.verifying:check_item": _with(
        lambda s: submitted(s.by, customer=s.customer).items.order_by("id")[0].pk,
        lambda s, pk: dossiers.check_item(by=s.second, item_id=pk, result=CheckResult.RIGHT),
    ),
    "dossiers.actions.verifying:verify_dossier": _with(
        _checked_all, lambda s, pk: dossiers.verify_dossier(by=s.second, dossier_id=pk)
    ),
    "dossiers.actions.verifying:send_back": _with(
        lambda s: verified(s.by, s.second, customer=s.customer).pk,
        lambda s, pk: dossiers.send_back(by=s.third, dossier_id=pk, reason="缺一页"),
    ),
}

ORGANISATION: dict[str, Callable[[Scene], Call]] = {
    "organisation.actions_appointments:appoint": _with(
        _manager,
        lambda s, m: organisation.appoint(
            by=m[0], staff=m[1], position="auditor", department=s.grounds.company.pk, from_date=TODAY()
        ),
    ),
    "organisation.actions_appointments:end_appointment": _with(
        lambda s: (s.admin, s.held.pk),
        lambda s, m: organisation.end_appointment(by=m[0], appointment=m[1], until_date=TODAY()),
    ),
    "organisation.actions_appointments:withdraw_appointment": _later_appointment,
    "organisation.actions_appointments:change_superior": _with(
        lambda s: (s.admin, s.held.pk),
        lambda s, m: organisation.change_superior(by=m[0], appointment=m[1], superior=s.here.staff.pk),
    ),
    "organisation.actions_departments:found_company": lambda scene: _founding(scene),  # noqa: PLW0108  defined below
    "organisation.actions_departments:add_department": _with(
        _manager,
        lambda s, m: organisation.add_department(by=m[0], name="新部", code="N01", parent=s.grounds.company.pk),
    ),
    "organisation.actions_departments:change_department": _with(
        _manager,
        lambda s, m: organisation.change_department(
            by=m[0], department=s.here.department.pk, name="改名部", code="N02", parent=s.grounds.company.pk
        ),
    ),
    "organisation.actions_departments:close_department": _empty_department,
    "organisation.actions_entry:_change_password": _plain(
        lambda s: actions_entry.change_password(
            by=s.by, old="a long enough password", new=NEW_PASSWORD, address="127.0.0.1"
        )
    ),
    "organisation.actions_entry:enter_demo": _plain(
        lambda s: actions_entry.enter_demo(by=viewers.public(), staff=s.here.staff.pk)
    ),
    "organisation.actions_entry:sign_out": _plain(lambda s: actions_entry.sign_out(by=s.by)),
    "organisation.actions_entry:sign_out_everywhere": _plain(lambda s: actions_entry.sign_out_everywhere(by=s.by)),
    "organisation.actions_ledger:note_export": _with(
        lambda s: viewer_of(make_staff("auditor", department=s.grounds.company)),
        lambda s, auditor: actions_ledger.note_export(
            by=auditor, purpose=policies.purposes()[0].code, narrowed={}, rows=3, form="csv"
        ),
    ),
    "organisation.actions_ledger:verify": _with(
        lambda s: viewer_of(make_staff("auditor", department=s.grounds.company)),
        lambda s, auditor: actions_ledger.verify(by=auditor),
    ),
    "organisation.actions_staff:first_administrator": _with(
        _no_company,
        lambda s, m: organisation.first_administrator(
            by=viewers.system(), company="新公司", username="first", name="何初", password=NEW_PASSWORD
        ),
    ),
    "organisation.actions_staff:add_staff": _with(
        _manager, lambda s, m: organisation.add_staff(by=m[0], username="newcomer", name="何新", number="N009")
    ),
    "organisation.actions_staff:change_staff": _with(
        _manager, lambda s, m: organisation.change_staff(by=m[0], staff=m[1], name="何改", number="N010")
    ),
    "organisation.actions_staff:note_leaving": _with(
        _manager, lambda s, m: organisation.note_leaving(by=m[0], staff=m[1], on=TODAY())
    ),
    "organisation.actions_staff:disable_staff": _with(
        _manager, lambda s, m: organisation.disable_staff(by=m[0], staff=m[1])
    ),
    "organisation.actions_staff:enable_staff": _disabled,
    "organisation.actions_staff:reset_password": _with(
        _manager, lambda s, m: organisation.reset_password(by=m[0], staff=m[1])
    ),
    "organisation.actions_staff:sign_out_staff": _with(
        _manager, lambda s, m: organisation.sign_out_staff(by=m[0], staff=m[1])
    ),
}


def _founding(scene: Scene) -> Call:
    from juanzong.organisation.models import Department

    # A house without a company: the one there is becomes a part of a part, as no other row can do without it.
    Department.objects.filter(pk=scene.grounds.company.pk).update(parent=make_department(parent=scene.here.department))
    Department.objects.filter(parent=None).update(parent=scene.grounds.company)
    return lambda: organisation.found_company(by=viewers.system(), name="新公司", code="Z0")


PRIVACY: dict[str, Callable[[Scene], Call]] = {
    "privacy.actions:_reveal": _plain(
        lambda s: privacy.reveal(
            by=s.by, particular=s.here("particular"),
            purpose=next(known.code for known in policies.purposes() if known.reveal),
        )
    ),
    "privacy.actions_export:_export": _plain(
        lambda s: actions_export.export_customers(
            by=s.by, customers=[s.here("customer")], fields=["name", "mobile"], clear=True,
            purpose=next(known.code for known in policies.purposes(reveal=True)),
        )
    ),
    "privacy.actions:rotate_master_key": _with(
        lambda s: s.admin, lambda s, admin: privacy.rotate_master_key(by=admin)
    ),
    "privacy.actions:forget_old_master_keys": _with(
        lambda s: s.admin, lambda s, admin: privacy.forget_old_master_keys(by=admin)
    ),
}  # fmt: skip

CALLS = CUSTOMERS | DOSSIERS | ORGANISATION | PRIVACY


def scene() -> Scene:
    return Scene(make_grounds())
