"""How to call each action of procedures and signatures once."""

from __future__ import annotations

from collections.abc import Callable

from juanzong.casework import actions_signing, reads_signatures
from juanzong.casework.signature_shapes import Capacity
from juanzong.kit.refs import Ref
from juanzong.organisation import actions_proving
from juanzong.policies.choices import Text
from tests.everywhere.staging import Call, Scene

PASSWORD = "a long enough password"


def _sign(scene: Scene) -> Call:
    subject = Ref("obligation", scene.here("obligation"))
    shown = reads_signatures.content_of(scene.by, subject)
    proof = actions_proving.prove(by=scene.by, password=PASSWORD, address="127.0.0.1")
    capacity = Capacity("owner", Text("经办人", "Owner"), "P03-4.6")
    return lambda: actions_signing.sign(
        by=scene.by, subject=subject, capacity=capacity, digest=shown.digest, proof=proof, drawing=[[[1, 2], [3, 4]]]
    )


CASES: dict[str, Callable[[Scene], Call]] = {
    "casework.actions_signing:sign": _sign,
}
