"""How to call each action of procedures and signatures once, with the pack whose step asks for everything."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from juanzong.casework.actions import cases, checks, signing, steps
from juanzong.casework.cases.papers import Upload
from juanzong.casework.models import AddedSigner, Case
from juanzong.casework.reads import signatures
from juanzong.casework.shapes.signatures import Capacity
from juanzong.kit.refs import Ref
from juanzong.organisation.actions import proving
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.policies.choices import Text
from tests.everywhere.staging import Call, Scene
from tests.factories import make_staff

PASSWORD = "a long enough password"


def _about(scene: Scene) -> Ref:
    return Ref("customer", scene.here("second_customer"))


def _start(scene: Scene) -> Call:
    subject, helper = _about(scene), scene.second.staff_id
    return lambda: cases.start(
        by=scene.by, procedure="everything", subject=subject, roles={"helper": helper}, data={"why": "试办"}
    )


def _case(scene: Scene) -> Case:
    made: Case = _start(scene)()
    return made


def on_case(act: Callable[..., Any], **more: Any) -> Callable[[Scene], Call]:
    """The action on a case that has just begun."""

    def ready(scene: Scene) -> Call:
        known = {"by": scene.by, "case": _case(scene).pk, "arrival": 1} | more
        return lambda: act(**known)

    return ready


def _proof(by: Viewer) -> Any:
    return proving.prove(by=by, password=PASSWORD, address="127.0.0.1")


def _a_list() -> Upload:
    return Upload("清单.txt", io.BytesIO(b"list of papers\n"))


def _attached(scene: Scene) -> tuple[int, int]:
    case = _case(scene)
    made = steps.attach(by=scene.by, case=case.pk, arrival=1, paper="清单", upload=_a_list())
    return case.pk, made.pk


def _withdraw_attachment(scene: Scene) -> Call:
    case, attachment = _attached(scene)
    return lambda: steps.withdraw_attachment(by=scene.by, case=case, arrival=1, attachment=attachment, reason="放错了")


def _open_attachment(scene: Scene) -> Call:
    case, attachment = _attached(scene)
    return lambda: steps.open_attachment(by=scene.by, case=case, attachment=attachment)


def _sign_step(scene: Scene) -> Call:
    case = _case(scene)
    digest = signatures.content_of(scene.by, Ref("case", case.pk)).digest
    proof = _proof(scene.by)
    return lambda: steps.sign_step(
        by=scene.by, case=case.pk, arrival=1, need="looker", digest=digest, proof=proof, drawing=[[[1, 2], [3, 4]]]
    )


def _add_signer(scene: Scene) -> Call:
    case, staff = _case(scene), scene.colleague.pk
    return lambda: steps.add_signer(by=scene.by, case=case.pk, arrival=1, staff=staff, note="请看一下")


def _release_signer(scene: Scene) -> Call:
    case = _case(scene)
    signer: AddedSigner = steps.add_signer(by=scene.by, case=case.pk, arrival=1, staff=scene.colleague.pk)
    return lambda: steps.release_signer(by=scene.by, case=case.pk, arrival=1, signer=signer.pk, reason="出差")


def _change_part(scene: Scene) -> Call:
    case, new = _case(scene), scene.third.staff_id
    manager = viewer_of(make_staff("general_manager", department=scene.grounds.company))
    return lambda: steps.change_part(by=manager, case=case.pk, arrival=1, role="helper", staff=new, reason="离职")


def _sign(scene: Scene) -> Call:
    subject = Ref("obligation", scene.here("obligation"))
    shown = signatures.content_of(scene.by, subject)
    proof, capacity = _proof(scene.by), Capacity("owner", Text("经办人", "Owner"), "P03-4.6")
    return lambda: signing.sign(
        by=scene.by, subject=subject, capacity=capacity, digest=shown.digest, proof=proof, drawing=[[[1, 2], [3, 4]]]
    )


def _attach(scene: Scene) -> Call:
    case = _case(scene)
    return lambda: steps.attach(by=scene.by, case=case.pk, arrival=1, paper="清单", upload=_a_list())


CASES: dict[str, Callable[[Scene], Call]] = {
    "casework.actions.cases:note_export": lambda scene: lambda: cases.note_export(by=scene.by, rows=2),
    "casework.actions.cases:start": _start,
    "casework.actions.cases:take_step": on_case(cases.take_step, move="refuse", reason="资料不全"),
    "casework.actions.cases:withdraw": on_case(cases.withdraw, reason="不办了"),
    "casework.actions.checks:confirm": on_case(checks.confirm, check="whole"),
    "casework.actions.checks:find_wrong": on_case(checks.find_wrong, check="whole", note="不整洁"),
    "casework.actions.signing:sign": _sign,
    "casework.actions.steps:add_signer": _add_signer,
    "casework.actions.steps:attach": _attach,
    "casework.actions.steps:change_part": _change_part,
    "casework.actions.steps:open_attachment": _open_attachment,
    "casework.actions.steps:release_signer": _release_signer,
    "casework.actions.steps:sign_step": _sign_step,
    "casework.actions.steps:withdraw_attachment": _withdraw_attachment,
}
