"""How to call each action of appraisal and destruction once."""

from __future__ import annotations

import io
from collections.abc import Callable

from juanzong.custody import actions
from juanzong.custody.models import Disposal
from juanzong.dossiers import actions as dossiers
from juanzong.organisation.viewer import Viewer
from tests.custody.helpers import approved, digest, long_closed, numbered, photograph, proof, proposed, witness
from tests.dossiers.helpers import a_picture
from tests.everywhere.staging import Call, Scene, prepared
from tests.factories import make_viewer


def _boss(scene: Scene) -> Viewer:
    return make_viewer("general_manager", department=scene.grounds.company)


def _begun(scene: Scene) -> Disposal:
    (old,) = long_closed(scene.by, customer=scene.customer)
    return actions.begin_disposal(by=scene.by, dossier_ids=[old.pk])


def _appraised(scene: Scene) -> int:
    one = _begun(scene)
    actions.appraise(by=scene.by, line_id=one.lines.get().pk, opinion="destroy", reason="无价值")
    return one.pk


def _approve(scene: Scene) -> Call:
    one, boss = proposed(scene.by, long_closed(scene.by, customer=scene.customer)), _boss(scene)
    seen = digest(boss, "disposal", one.pk)
    return lambda: actions.approve_disposal(by=boss, disposal_id=one.pk, digest=seen, proof=proof(boss))


def _refuse(scene: Scene) -> Call:
    one, boss = proposed(scene.by, long_closed(scene.by, customer=scene.customer)), _boss(scene)
    return lambda: actions.refuse_disposal(by=boss, disposal_id=one.pk, reason="再留一年")


def _approved(scene: Scene) -> Disposal:
    return approved(scene.by, _boss(scene), long_closed(scene.by, customer=scene.customer))


def _witness(scene: Scene) -> Call:
    one, second = _approved(scene), scene.second
    seen = digest(second, "disposal", one.pk)
    return lambda: actions.witness_disposal(by=second, disposal_id=one.pk, digest=seen, proof=proof(second))


def _execute(scene: Scene) -> Call:
    one = _approved(scene)
    witness(one, scene.second, scene.third)
    photograph(scene.by, one)
    return lambda: actions.execute_disposal(by=scene.by, disposal_id=one.pk, where="碎纸间")


def _photo(scene: Scene) -> Call:
    one, picture = _approved(scene), a_picture(33)
    return lambda: actions.add_photo(by=scene.by, disposal_id=one.pk, name="现场.jpg", reader=io.BytesIO(picture))


DISPOSAL: dict[str, Callable[[Scene], Call]] = {
    "custody.actions.appraising:begin_disposal": prepared(
        lambda s: long_closed(s.by, customer=s.customer)[0].pk,
        lambda s, pk: actions.begin_disposal(by=s.by, dossier_ids=[pk]),
    ),
    "custody.actions.appraising:appraise": prepared(
        lambda s: _begun(s).lines.get().pk,
        lambda s, pk: actions.appraise(by=s.by, line_id=pk, opinion="destroy", reason="无价值"),
    ),
    "custody.actions.appraising:propose_disposal": prepared(
        _appraised, lambda s, pk: actions.propose_disposal(by=s.by, disposal_id=pk)
    ),
    "custody.actions.destroying:approve_disposal": _approve,
    "custody.actions.destroying:refuse_disposal": _refuse,
    "custody.actions.destroying:_add_photo": _photo,
    "custody.actions.destroying:witness_disposal": _witness,
    "custody.actions.destroying:execute_disposal": _execute,
    "custody.actions.holds:freeze_dossier": prepared(
        lambda s: numbered(s.by, s.customer).pk,
        lambda s, pk: actions.freeze_dossier(by=s.by, dossier_id=pk, reason="诉讼"),
    ),
    "custody.actions.holds:lift_freeze": prepared(
        lambda s: actions.freeze_dossier(by=s.by, dossier_id=numbered(s.by, s.customer).pk, reason="诉讼").pk,
        lambda s, pk: actions.lift_freeze(by=s.by, freeze_id=pk, reason="已结案"),
    ),
    "dossiers.actions.destroying:destroy_dossier": prepared(
        lambda s: long_closed(s.by, customer=s.customer)[0].pk,
        lambda s, pk: dossiers.destroy_dossier(by=s.by, dossier_id=pk, authority="销册2026-009"),
    ),
}
