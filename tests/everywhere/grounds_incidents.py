"""An incident with a measure, a decision and an accountability record, for the grounds of tests/everywhere."""

from __future__ import annotations

from juanzong.kit import clock
from juanzong.kit.refs import Ref
from juanzong.organisation.models import Department
from juanzong.organisation.viewer import Viewer
from juanzong.oversight.actions import incidents as actions
from juanzong.oversight.models import Accountability, Notice


def incident_of(by: Viewer, department: Department, customer: int, text: str) -> dict[str, int]:
    """Reported by the side's archivist about its customer; a notice to the authority waits to be given."""
    one = actions.report_incident(
        by=by, kind="loss", severity="minor", what=f"遗失{text}"[:1000], known_at=clock.now(),
        about=Ref("customer", customer), responsible=by.staff_id,
    )  # fmt: skip
    made = actions.set_measure(
        by=by, incident=one.pk, kind="contain", words=f"查找{text}"[:300], owner=by.staff_id, due_on=clock.today()
    )
    Notice.objects.create(
        incident=one, whom="authority", notify=True, reason=f"依法{text}"[:500], kinds="姓名", remedies="已查找",
        contact="办公室", decided_by_name="总经理",
    )  # fmt: skip
    account = Accountability.objects.create(
        incident=one, staff_id=by.staff_id, staff_name=by.name[:60], facts=f"未上锁{text}"[:1000], by_name="总经理"
    )
    return {"incident": one.pk, "measure": made.pk, "account": account.pk}
