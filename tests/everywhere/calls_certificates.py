"""How to call each act of certificates and safes once (calls.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from juanzong.custody import actions
from juanzong.custody.models import SafeCount
from juanzong.custody.reads import certificates as register
from juanzong.custody.reads import slips
from tests.custody.helpers import digest, proof
from tests.custody.vault import Vault, a_certificate
from tests.everywhere.staging import TODAY, Call, Scene, prepared


def _vault(scene: Scene) -> Vault:
    return Vault(scene.grounds.company)


def _listed(scene: Scene) -> tuple[Vault, int, int]:
    """A list with two certificates that is still with A."""
    vault = _vault(scene)
    pk = actions.list_certificates(
        by=vault.a, dossier_id=vault.dossier.pk, certificates=[a_certificate(), a_certificate()]
    ).pk
    return vault, pk, slips.on(pk)[0].pk


def _with_b(scene: Scene) -> tuple[Vault, int]:
    vault = _vault(scene)
    return vault, vault.listed().pk


def _inside(scene: Scene) -> tuple[Vault, int]:
    """A certificate in the safe."""
    vault = _vault(scene)
    return vault, vault.put_in()[0].pk


def _out(scene: Scene) -> tuple[Vault, int]:
    vault = _vault(scene)
    rows = vault.put_in()
    vault.taken_out(rows)
    return vault, rows[0].pk


def _settled(scene: Scene) -> tuple[Vault, int, int]:
    vault, row = _inside(scene)
    return vault, row, vault.settled()


def _count(scene: Scene) -> tuple[Vault, SafeCount]:
    vault = _vault(scene)
    return vault, actions.begin_safe_count(by=vault.keeper, place_id=vault.safe.pk, occasion="day_end")


def _tallied(scene: Scene) -> tuple[Vault, SafeCount]:
    vault, one = _count(scene)
    actions.tally_safe(by=vault.keeper, count_id=one.pk, numbers=["苏X0000001"])
    return vault, one


def _sign(scene: Scene) -> Call:
    vault, one = _tallied(scene)
    actions.tally_safe(by=vault.archivist, count_id=one.pk, numbers=[])
    shown, given = digest(vault.keeper, "safe_count", one.pk), proof(vault.keeper)
    return lambda: actions.sign_safe_count(by=vault.keeper, count_id=one.pk, digest=shown, proof=given)


def _check(vault: Vault, pk: int) -> Any:
    papers = register.papers(slips.on(pk))
    return actions.check_slip(by=vault.b, slip_id=pk, entered=papers, count=len(papers))


CERTIFICATES: dict[str, Callable[[Scene], Call]] = {
    f"custody.actions.{name}": call
    for name, call in {
        "certificates:list_certificates": prepared(
            _vault,
            lambda s, v: actions.list_certificates(
                by=v.a, dossier_id=v.dossier.pk, certificates=[a_certificate(), a_certificate()]
            ),
        ),
        "certificates:add_certificate": prepared(
            _listed, lambda s, m: actions.add_certificate(by=m[0].a, slip_id=m[1], certificate=a_certificate())
        ),
        "certificates:drop_certificate": prepared(
            _listed, lambda s, m: actions.drop_certificate(by=m[0].a, slip_id=m[1], certificate_id=m[2])
        ),
        "certificates:check_slip": prepared(_with_b, lambda s, m: _check(*m)),
        "certificates:renew_certificate": prepared(
            _inside,
            lambda s, m: actions.renew_certificate(
                by=m[0].keeper, certificate_id=m[1], valid_until=TODAY() + dt.timedelta(days=90)
            ),
        ),
        "certificates:reveal_certificate": prepared(
            _inside,
            lambda s, m: actions.reveal_certificate(by=m[0].keeper, certificate_id=m[1], purpose="contract"),
        ),
        "safe_slips:ask_out": prepared(
            _inside,
            lambda s, m: actions.ask_out(
                by=m[0].a, certificate_ids=[m[1]], purpose="court", to_whom="区法院", due_on=TODAY()
            ),
        ),
        "safe_slips:move_certificates": prepared(
            _inside, lambda s, m: actions.move_certificates(by=m[0].keeper, certificate_ids=[m[1]])
        ),
        "safe_slips:bring_back": prepared(
            _out, lambda s, m: actions.bring_back(by=m[0].keeper, certificate_ids=[m[1]])
        ),
        "safe_slips:release_certificates": prepared(
            _settled,
            lambda s, m: actions.release_certificates(by=m[0].a, certificate_ids=[m[1]], proof_item_id=m[2]),
        ),
        "safe_counts:begin_safe_count": prepared(
            _vault,
            lambda s, v: actions.begin_safe_count(by=v.general, place_id=v.safe.pk, occasion="surprise"),
        ),
        "safe_counts:tally_safe": prepared(
            _tallied, lambda s, m: actions.tally_safe(by=m[0].archivist, count_id=m[1].pk, numbers=[])
        ),
        "safe_counts:sign_safe_count": _sign,
        "certificate_papers:_note_paper": prepared(
            _count, lambda s, m: actions.print_safe_count(by=m[0].keeper, count_id=m[1].pk)
        ),
    }.items()
}
