"""How to call each act of reading grants once (calls.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from juanzong.dossiers import actions as dossiers
from juanzong.forms import actions as forms
from juanzong.kit.refs import Ref
from juanzong.privacy.actions import grants as actions
from tests.everywhere.staging import TODAY, Call, Scene, prepared
from tests.factories import make_staff, make_viewer


def _held(scene: Scene) -> int:
    return int(scene.here("grant"))


def _stranger(scene: Scene) -> Any:
    """Somebody of the other department, and people who decide here."""
    make_staff("general_manager", department=scene.grounds.company)
    make_staff("department_manager", department=scene.here.department)
    return make_viewer("department_manager", department=scene.grounds.there.department)


GRANTS: dict[str, Callable[[Scene], Call]] = {
    "privacy.actions.grants:look_for": prepared(
        _stranger, lambda s, who: actions.look_for(by=who, words=s.customer.name)
    ),
    "privacy.actions.grants:ask_grant": prepared(
        _stranger,
        lambda s, who: actions.ask_grant(
            by=who, things=[Ref("dossier", s.here("dossier"))], purpose="核对", last_day=TODAY()
        ),
    ),
    "privacy.actions.grants:end_grant": prepared(
        _held, lambda s, pk: actions.end_grant(by=s.by, grant=pk, reason="用途已了")
    ),
    "privacy.actions.grants:note_export": prepared(_held, lambda s, _pk: actions.note_export(by=s.by, rows=3)),
    "dossiers.actions.consulting:consult_dossier": prepared(
        _held, lambda s, pk: dossiers.consult_dossier(by=s.by, grant=pk, dossier_id=s.here("dossier"))
    ),
    "dossiers.actions.consulting:consult_item": prepared(
        _held, lambda s, pk: dossiers.consult_item(by=s.by, grant=pk, item_id=s.here("item"))
    ),
    "dossiers.actions.consulting:_note_look": prepared(
        _held, lambda s, pk: dossiers.consult_version(by=s.by, grant=pk, version_id=s.here("version"))[1].close()
    ),
    "forms.actions.consulting:consult_record": prepared(
        _held, lambda s, pk: forms.consult_record(by=s.by, grant=pk, record=s.here("record"))
    ),
}
