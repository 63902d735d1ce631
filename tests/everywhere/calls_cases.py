"""How to call each action of procedures and signatures once, with the pack whose step asks for everything."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from juanzong.casework import actions_cases, actions_checks, actions_signing, actions_steps, reads_signatures
from juanzong.casework.models import AddedSigner, Case
from juanzong.casework.papers import Upload
from juanzong.casework.signature_shapes import Capacity
from juanzong.kit.refs import Ref
from juanzong.organisation import actions_proving
from juanzong.organisation.viewer import Viewer, viewer_of
from juanzong.policies.choices import Text
from tests.everywhere.staging import Call, Scene
from tests.factories import make_staff

PASSWORD = "a long enough password"


def _about(scene: Scene) -> Ref:
    return Ref("customer", scene.here("second_customer"))


def _start(scene: Scene) -> Call:
    subject, helper = _about(scene), scene.second.staff_id
    return lambda: actions_cases.start(
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
    return actions_proving.prove(by=by, password=PASSWORD, address="127.0.0.1")


def _a_list() -> Upload:
    return Upload("清单.txt", io.BytesIO(b"list of papers\n"))


def _attached(scene: Scene) -> tuple[int, int]:
    case = _case(scene)
    made = actions_steps.attach(by=scene.by, case=case.pk, arrival=1, paper="清单", upload=_a_list())
    return case.pk, made.pk


def _withdraw_attachment(scene: Scene) -> Call:
    case, attachment = _attached(scene)
    return lambda: actions_steps.withdraw_attachment(
        by=scene.by, case=case, arrival=1, attachment=attachment, reason="放错了"
    )


def _open_attachment(scene: Scene) -> Call:
    case, attachment = _attached(scene)
    return lambda: actions_steps.open_attachment(by=scene.by, case=case, attachment=attachment)


def _sign_step(scene: Scene) -> Call:
    case = _case(scene)
    digest = reads_signatures.content_of(scene.by, Ref("case", case.pk)).digest
    proof = _proof(scene.by)
    return lambda: actions_steps.sign_step(
        by=scene.by, case=case.pk, arrival=1, need="looker", digest=digest, proof=proof, drawing=[[[1, 2], [3, 4]]]
    )


def _add_signer(scene: Scene) -> Call:
    case, staff = _case(scene), scene.colleague.pk
    return lambda: actions_steps.add_signer(by=scene.by, case=case.pk, arrival=1, staff=staff, note="请看一下")


def _release_signer(scene: Scene) -> Call:
    case = _case(scene)
    signer: AddedSigner = actions_steps.add_signer(by=scene.by, case=case.pk, arrival=1, staff=scene.colleague.pk)
    return lambda: actions_steps.release_signer(by=scene.by, case=case.pk, arrival=1, signer=signer.pk, reason="出差")


def _change_part(scene: Scene) -> Call:
    case, new = _case(scene), scene.third.staff_id
    manager = viewer_of(make_staff("general_manager", department=scene.grounds.company))
    return lambda: actions_steps.change_part(
        by=manager, case=case.pk, arrival=1, role="helper", staff=new, reason="离职"
    )


def _sign(scene: Scene) -> Call:
    subject = Ref("obligation", scene.here("obligation"))
    shown = reads_signatures.content_of(scene.by, subject)
    proof, capacity = _proof(scene.by), Capacity("owner", Text("经办人", "Owner"), "P03-4.6")
    return lambda: actions_signing.sign(
        by=scene.by, subject=subject, capacity=capacity, digest=shown.digest, proof=proof, drawing=[[[1, 2], [3, 4]]]
    )


def _attach(scene: Scene) -> Call:
    case = _case(scene)
    return lambda: actions_steps.attach(by=scene.by, case=case.pk, arrival=1, paper="清单", upload=_a_list())


CASES: dict[str, Callable[[Scene], Call]] = {
    "casework.actions_cases:note_export": lambda scene: lambda: actions_cases.note_export(by=scene.by, rows=2),
    "casework.actions_cases:start": _start,
    "casework.actions_cases:take_step": on_case(actions_cases.take_step, move="refuse", reason="资料不全"),
    "casework.actions_cases:withdraw": on_case(actions_cases.withdraw, reason="不办了"),
    "casework.actions_checks:confirm": on_case(actions_checks.confirm, check="whole"),
    "casework.actions_checks:find_wrong": on_case(actions_checks.find_wrong, check="whole", note="不整洁"),
    "casework.actions_signing:sign": _sign,
    "casework.actions_steps:add_signer": _add_signer,
    "casework.actions_steps:attach": _attach,
    "casework.actions_steps:change_part": _change_part,
    "casework.actions_steps:open_attachment": _open_attachment,
    "casework.actions_steps:release_signer": _release_signer,
    "casework.actions_steps:sign_step": _sign_step,
    "casework.actions_steps:withdraw_attachment": _withdraw_attachment,
}
