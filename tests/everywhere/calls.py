"""How to call each action once, in its ordinary course: what has to be there first, then the call.

`CALLS` maps the action (as `discovered.actions` names it) to a function that prepares and returns the call. A new
action belongs here; test_all_or_nothing.py says which are missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from juanzong.organisation import actions as organisation
from juanzong.organisation import viewer as viewers
from juanzong.organisation.actions import entry, ledger
from juanzong.organisation.models import Appointment
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.policies import reads as policies
from juanzong.privacy import actions as privacy
from juanzong.privacy.actions import export
from tests.everywhere.calls_audits import AUDITS
from tests.everywhere.calls_cases import CASES
from tests.everywhere.calls_casework import CASEWORK
from tests.everywhere.calls_certificates import CERTIFICATES
from tests.everywhere.calls_custody import CUSTODY
from tests.everywhere.calls_customers import CUSTOMERS
from tests.everywhere.calls_dossiers import DOSSIERS
from tests.everywhere.calls_forms import FORMS
from tests.everywhere.calls_grants import GRANTS
from tests.everywhere.calls_incidents import INCIDENTS
from tests.everywhere.calls_loans import LOANS
from tests.everywhere.calls_offboarding import OFFBOARDING
from tests.everywhere.calls_people import PEOPLE
from tests.everywhere.calls_policies import POLICIES
from tests.everywhere.calls_service import SERVICE
from tests.everywhere.staging import NEW_PASSWORD, TODAY, Call, Scene, plain, prepared
from tests.factories import make_department, make_staff


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


def _manager(scene: Scene) -> tuple[Viewer, int]:
    """The administrator, and a colleague made beforehand."""
    return scene.admin, scene.colleague.pk


def _leaver(scene: Scene) -> tuple[Viewer, int]:
    manager, staff = _manager(scene)
    organisation.note_leaving(by=manager, staff=staff, on=TODAY())
    return manager, staff


def _founding(scene: Scene) -> Call:
    from juanzong.organisation.models import Department

    # A house without a company: the one there is becomes a part of a part, as no other row can do without it.
    Department.objects.filter(pk=scene.grounds.company.pk).update(parent=make_department(parent=scene.here.department))
    Department.objects.filter(parent=None).update(parent=scene.grounds.company)
    return lambda: organisation.found_company(by=viewers.system(), name="新公司", code="Z0")


ORGANISATION: dict[str, Callable[[Scene], Call]] = {
    "organisation.actions.appointments:appoint": prepared(
        _manager,
        lambda s, m: organisation.appoint(
            by=m[0], staff=m[1], position="auditor", department=s.grounds.company.pk, from_date=TODAY()
        ),
    ),
    "organisation.actions.appointments:end_appointment": prepared(
        lambda s: (s.admin, s.held.pk),
        lambda s, m: organisation.end_appointment(by=m[0], appointment=m[1], until_date=TODAY()),
    ),
    "organisation.actions.appointments:withdraw_appointment": _later_appointment,
    "organisation.actions.appointments:change_superior": prepared(
        lambda s: (s.admin, s.held.pk),
        lambda s, m: organisation.change_superior(by=m[0], appointment=m[1], superior=s.here.staff.pk),
    ),
    "organisation.actions.departments:found_company": _founding,
    "organisation.actions.departments:add_department": prepared(
        _manager,
        lambda s, m: organisation.add_department(by=m[0], name="新部", code="N01", parent=s.grounds.company.pk),
    ),
    "organisation.actions.departments:change_department": prepared(
        _manager,
        lambda s, m: organisation.change_department(
            by=m[0], department=s.here.department.pk, name="改名部", code="N02", parent=s.grounds.company.pk
        ),
    ),
    "organisation.actions.departments:close_department": _empty_department,
    "organisation.actions.entry:_change_password": plain(
        lambda s: entry.change_password(by=s.by, old="a long enough password", new=NEW_PASSWORD, address="127.0.0.1")
    ),
    "organisation.actions.entry:enter_demo": plain(
        lambda s: entry.enter_demo(by=viewers.public(), staff=s.here.staff.pk)
    ),
    "organisation.actions.entry:sign_out": plain(lambda s: entry.sign_out(by=s.by)),
    "organisation.actions.entry:sign_out_everywhere": plain(lambda s: entry.sign_out_everywhere(by=s.by)),
    "organisation.actions.ledger:note_export": prepared(
        lambda s: viewer_of(make_staff("auditor", department=s.grounds.company)),
        lambda s, auditor: ledger.note_export(
            by=auditor, purpose=policies.purposes()[0].code, narrowed={}, rows=3, form="csv"
        ),
    ),
    "organisation.actions.ledger:verify": prepared(
        lambda s: viewer_of(make_staff("auditor", department=s.grounds.company)),
        lambda s, auditor: ledger.verify(by=auditor),
    ),
    "organisation.actions.staff:first_administrator": prepared(
        _no_company,
        lambda s, m: organisation.first_administrator(
            by=viewers.system(), company="新公司", username="first", name="何初", password=NEW_PASSWORD
        ),
    ),
    "organisation.actions.staff:add_staff": prepared(
        _manager, lambda s, m: organisation.add_staff(by=m[0], username="newcomer", name="何新", number="N009")
    ),
    "organisation.actions.staff:change_staff": prepared(
        _manager, lambda s, m: organisation.change_staff(by=m[0], staff=m[1], name="何改", number="N010")
    ),
    "organisation.actions.leaving:note_leaving": prepared(
        _manager, lambda s, m: organisation.note_leaving(by=m[0], staff=m[1], on=TODAY())
    ),
    "organisation.actions.leaving:withdraw_leaving": prepared(
        _leaver, lambda s, m: organisation.withdraw_leaving(by=m[0], staff=m[1], reason="改为内部调动")
    ),
    "organisation.actions.staff:disable_staff": prepared(
        _manager, lambda s, m: organisation.disable_staff(by=m[0], staff=m[1])
    ),
    "organisation.actions.staff:enable_staff": _disabled,
    "organisation.actions.staff:reset_password": prepared(
        _manager, lambda s, m: organisation.reset_password(by=m[0], staff=m[1])
    ),
    "organisation.actions.staff:sign_out_staff": prepared(
        _manager, lambda s, m: organisation.sign_out_staff(by=m[0], staff=m[1])
    ),
}


PRIVACY: dict[str, Callable[[Scene], Call]] = {
    "privacy.actions:_reveal": plain(
        lambda s: privacy.reveal(
            by=s.by, particular=s.here("particular"),
            purpose=next(known.code for known in policies.purposes() if known.reveal),
        )
    ),
    "privacy.actions.export:_export": plain(
        lambda s: export.export_customers(
            by=s.by, customers=[s.here("customer")], fields=["name", "mobile"], clear=True,
            purpose=next(known.code for known in policies.purposes(reveal=True)),
        )
    ),
    "privacy.actions:rotate_master_key": prepared(
        lambda s: s.admin, lambda s, admin: privacy.rotate_master_key(by=admin)
    ),
    "privacy.actions:forget_old_master_keys": prepared(
        lambda s: s.admin, lambda s, admin: privacy.forget_old_master_keys(by=admin)
    ),
}  # fmt: skip

CALLS = CASES | CASEWORK | CERTIFICATES | CUSTODY | CUSTOMERS | DOSSIERS | FORMS | GRANTS | INCIDENTS | LOANS
CALLS |= OFFBOARDING
CALLS |= AUDITS | ORGANISATION | PEOPLE | POLICIES | PRIVACY | SERVICE
